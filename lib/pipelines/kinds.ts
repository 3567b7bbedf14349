import type { Construct } from 'constructs';
import { VOLUME } from '../constructs/kinds';
import { ANYTHING, mustBe, oneOf, optional, placeOf, recordOf, shape, TEXT } from '../kinds';

const STAGES = optional(recordOf(optional(recordOf(ANYTHING))));

/** Kinds of what a chart of a pipeline looks at itself; the rest it hands on. */
export const CHART = shape({
  namespace: optional(TEXT),
  name: optional(TEXT),
  volume: optional(VOLUME),
  parameters: optional(recordOf(optional(TEXT))),
  stages: STAGES,
});

/** Those of what a pipeline looks at itself. */
const PIPELINE = shape({
  algorithm: optional(oneOf('mem', 'backtrack')),
  stages: STAGES,
});

/** The scope and the id of a pipeline, whose props it can take apart: `super(...pipelineAt(scope, id, props))`. */
export function pipelineAt(scope: Construct, id: string, props: object): [scope: Construct, id: string] {
  const place = placeOf(scope, id);
  mustBe(`${scope.node.path}/${id}`, props, PIPELINE);
  return place;
}
