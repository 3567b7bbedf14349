import { didYouMean } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { at, type Entry, entries, quote, text } from '../json';
import { type RuleProblem, workflowRule } from '../rule';

/** `Lt` and `Gt` came with Kubernetes 1.35. */
const OPERATORS = ['Equal', 'Exists', 'Lt', 'Gt'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The API server refuses a pod with such a toleration; a workflow's fields it takes as they are. */
export const tolerations = workflowRule(
  'bad-toleration',
  'error',
  'tolerations have operators and effects that exist, and a value where it is compared',
  function* (flow) {
    for (const { json, path } of [{ json: flow.spec, path: flow.path }, ...flow.all])
      for (const one of entries(json['tolerations'], at(path, 'tolerations'))) yield* mistakesIn(one);
  },
);

function* mistakesIn({ json, path }: Entry): Generator<RuleProblem> {
  const [operator = 'Equal', effect, key, value] = ['operator', 'effect', 'key', 'value'].map(
    (field) => text(json[field]) || undefined,
  );
  if ([operator, effect, key, value].some((one) => one !== undefined && hasTag(one))) return;
  if (!OPERATORS.includes(operator)) {
    yield {
      path: at(path, 'operator'),
      message: `${quote(operator)} is no operator of a toleration; ${didYouMean(operator, OPERATORS)}`,
    };
  } else if (operator === 'Exists' && value !== undefined) {
    yield {
      path: at(path, 'value'),
      message: `Exists asks for no value, and ${quote(value)} is given; remove it, or write operator: Equal.`,
    };
  } else if (operator !== 'Exists' && key === undefined) {
    yield { path, message: 'a toleration without a key is for all taints; add key, or write operator: Exists.' };
  }
  if (effect !== undefined && !EFFECTS.includes(effect))
    yield {
      path: at(path, 'effect'),
      message: `${quote(effect)} is no effect of a taint; ${didYouMean(effect, EFFECTS)}`,
    };
  else if (json['tolerationSeconds'] !== undefined && effect !== 'NoExecute')
    yield {
      path: at(path, 'tolerationSeconds'),
      message: 'tolerationSeconds is for the effect NoExecute; remove it, or write effect: NoExecute.',
    };
}
