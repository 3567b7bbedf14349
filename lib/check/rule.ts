import type { Severity } from './finding';
import type { Document } from './model/document';
import type { Manifests } from './model/manifests';
import type { TaskView, TemplateView } from './model/template';
import type { WorkflowView } from './model/workflow-view';

export interface RuleProblem {
  readonly path: string;
  readonly message: string;
  /** Where one rule finds several kinds of mistake. */
  readonly code?: string;
  /** Where a rule is less sure than it usually is. */
  readonly severity?: Severity;
}

export interface Located extends RuleProblem {
  readonly document: Document;
}

export interface Code {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}

export interface Rule extends Code {
  /** The other codes that it finds by the way. */
  readonly also?: readonly Code[];
  readonly find: (world: Manifests) => Iterable<Located>;
}

type RuleHead = readonly [code: string, severity: Severity, summary: string];

export function manifestsRule(...[code, severity, summary, find]: [...RuleHead, Rule['find']]): Rule {
  return { code, severity, summary, find };
}

export function documentRule(
  ...[code, severity, summary, find]: [...RuleHead, (document: Document, world: Manifests) => Iterable<RuleProblem>]
): Rule {
  return manifestsRule(code, severity, summary, (world) =>
    world.documents.flatMap((document) => located(find(document, world), document)),
  );
}

export function workflowRule(
  ...[code, severity, summary, find]: [...RuleHead, (flow: WorkflowView, world: Manifests) => Iterable<RuleProblem>]
): Rule {
  return manifestsRule(code, severity, summary, (world) =>
    world.flows.flatMap((flow) => located(find(flow, world), flow.document)),
  );
}

function located(problems: Iterable<RuleProblem>, document: Document): readonly Located[] {
  return Array.from(problems, (problem) => ({ ...problem, document }));
}

export function templateRule(
  ...[code, severity, summary, find]: [
    ...RuleHead,
    (template: TemplateView, flow: WorkflowView, world: Manifests) => Iterable<RuleProblem>,
  ]
): Rule {
  return workflowRule(code, severity, summary, (flow, world) =>
    flow.all.flatMap((template) => [...find(template, flow, world)]),
  );
}

export function taskRule(
  ...[code, severity, summary, find]: [
    ...RuleHead,
    (task: TaskView, template: TemplateView, flow: WorkflowView, world: Manifests) => Iterable<RuleProblem>,
  ]
): Rule {
  return templateRule(code, severity, summary, (template, flow, world) =>
    template.tasks.flatMap((task) => [...find(task, template, flow, world)]),
  );
}
