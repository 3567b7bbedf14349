import { at, entries, object, text } from '../json';
import { type RuleProblem, workflowRule } from '../rule';

const kinds = ['gauge', 'counter', 'histogram'];

export const metrics = workflowRule(
  'bad-metric',
  'warning',
  'a metric is a gauge, a counter or a histogram',
  function* (flow) {
    yield* judge(object(flow.spec['metrics'])['prometheus'], at(flow.path, 'metrics', 'prometheus'));
    for (const template of flow.all)
      yield* judge(object(template.json['metrics'])['prometheus'], at(template.path, 'metrics', 'prometheus'));
  },
);

function* judge(value: unknown, place: string): Generator<RuleProblem> {
  for (const { json, path } of entries(value, place)) {
    const given = kinds.filter((kind) => json[kind] !== undefined);
    if (given.length !== 1)
      yield {
        path,
        message:
          `metric ${text(json['name']) ?? ''} is ${given.join(' and ') || 'nothing'}; keep one of ` +
          `${kinds.join(', ')}.`,
      };
  }
}
