import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { instanceOf, mustBe, mustBeConstruct } from '../kinds';
import { type Plan, planOf } from '../overview/plan';
import { estimatesBelow } from './estimates';

/** A workflow whose manifest the tree holds. */
export interface Planned extends IConstruct {
  readonly resource: ApiObject;
}

/**
 * What a run of a workflow will ask for: its stages, their pods, CPU and memory, and hours where stages have an
 * `estimate`. Requests alone: no retries, no time in a queue, none of Argo's own containers.
 */
export function resourcePlan(workflow: Planned): Plan {
  mustBeConstruct(workflow, 'resourcePlan');
  mustBe('resourcePlan', workflow.resource, instanceOf('a workflow', ApiObject), 'resource');
  const { root } = workflow.node;
  const objects = root.node
    .findAll()
    .filter((one) => ApiObject.isApiObject(one) && one.kind === workflow.resource.kind);
  const others = objects
    .filter((one) => one !== workflow.resource)
    .map((one) => (one as ApiObject).toJson() as unknown);
  return planOf(workflow.resource.toJson(), others, estimatesBelow(root));
}
