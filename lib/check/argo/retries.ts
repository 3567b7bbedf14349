import { at, isObject, object, text } from '../json';
import { templateRule, workflowRule } from '../rule';

/** The wait between attempts is kept only where there is a limit. */
export const retryLimit = templateRule(
  'retry-without-limit',
  'warning',
  'a retry strategy has a limit',
  function* (template) {
    const strategy = template.json['retryStrategy'];
    if (!isObject(strategy) || strategy['limit'] !== undefined || strategy['expression'] !== undefined) return;
    yield {
      path: at(template.path, 'retryStrategy'),
      message: `${template.name} is tried again without end, and a backoff is ignored; add limit: "3".`,
    };
  },
);

export const backoff = templateRule(
  'backoff-without-duration',
  'error',
  'a backoff has a duration',
  function* (template) {
    const given = object(template.json['retryStrategy'])['backoff'];
    if (isObject(given) && !text(given['duration']))
      yield {
        path: at(template.path, 'retryStrategy', 'backoff'),
        message: 'the backoff has no duration, which fails at the first retry; add duration: "30s".',
      };
  },
);

/** The spec's strategy is also that of its DAGs: the whole DAG runs again. */
export const specRetry = workflowRule(
  'retry-of-everything',
  'warning',
  'a retry strategy stands at templates, not at the spec',
  function* (flow) {
    if (
      !isObject(flow.spec['retryStrategy']) ||
      !flow.templates.some((template) => !template.isLeaf && template.json['retryStrategy'] === undefined)
    )
      return;
    yield {
      path: at(flow.path, 'retryStrategy'),
      message:
        'it holds for DAGs and steps too, so that a whole DAG runs again; move it to the templates that run pods.',
    };
  },
);
