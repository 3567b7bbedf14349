import { hasTag } from '../expression/tags';
import { at, isObject, type JsonObject, object, quote, scalar } from '../json';
import { type RuleProblem, workflowRule } from '../rule';

const duration = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const seconds = /^\d+(?:\.\d+)?$/;
const iso = /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/;

/** Where seconds without a unit are taken too. */
const lenient = new Set(['duration', 'maxDuration', 'cap', 'suspend']);

function* judge(holder: JsonObject, key: string, path: string): Generator<RuleProblem> {
  const value = scalar(holder[key]);
  if (value === undefined || value === '' || hasTag(value) || duration.test(value)) return;
  if (lenient.has(key) && (seconds.test(value) || iso.test(value))) return;
  const fix = seconds.test(value) ? `write "${value}s"` : 'write it as "90s", "30m" or "2h"';
  yield { path: at(path, key), message: `${quote(value)} is not a duration; ${fix}.` };
}

function* retry(holder: JsonObject, path: string): Generator<RuleProblem> {
  const strategy = holder['retryStrategy'];
  if (!isObject(strategy) || !isObject(strategy['backoff'])) return;
  for (const key of ['duration', 'maxDuration', 'cap'])
    yield* judge(strategy['backoff'], key, at(path, 'retryStrategy', 'backoff'));
}

export const durations = workflowRule('bad-duration', 'error', 'durations have a number and a unit', function* (flow) {
  yield* retry(flow.spec, flow.path);
  yield* retry(flow.defaults, at(flow.path, 'templateDefaults'));
  yield* judge(object(flow.spec['podGC']), 'deleteDelayDuration', at(flow.path, 'podGC'));
  for (const template of flow.all) {
    yield* retry(template.json, template.path);
    for (const key of ['timeout', 'pendingTimeout']) yield* judge(template.json, key, template.path);
    yield* judge(object(template.json['suspend']), 'duration', at(template.path, 'suspend'));
    yield* judge(object(template.json['memoize']), 'maxAge', at(template.path, 'memoize'));
  }
});

const whole = /^\d+$/;

export const deadlines = workflowRule(
  'bad-number',
  'error',
  'deadlines and limits are whole numbers',
  function* (flow) {
    for (const template of flow.all) {
      const retryStrategy = object(template.json['retryStrategy']);
      for (const [holder, key, path] of [
        [template.json, 'activeDeadlineSeconds', template.path],
        [retryStrategy, 'limit', at(template.path, 'retryStrategy')],
      ] as const) {
        const value = scalar(holder[key]);
        // A number that is not whole is the structural layer's finding.
        if (typeof holder[key] === 'number' && !Number.isInteger(holder[key])) continue;
        if (value !== undefined && !hasTag(value) && !whole.test(value))
          yield { path: at(path, key), message: `${quote(value)} is not a whole number from 0; write digits only.` };
      }
    }
  },
);
