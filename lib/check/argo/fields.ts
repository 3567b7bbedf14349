import { at, entries, isObject, list, object, quote, text } from '../json';
import { type RuleProblem, templateRule, workflowRule } from '../rule';

/** Fields that the CRD takes on any template and Argo on some. */
export const misplaced = templateRule(
  'field-on-wrong-template',
  'error',
  'a template has the fields that its type can use',
  function* (template) {
    const { json, path, name, body } = template;
    if (json['pendingTimeout'] && (body === 'dag' || body === 'steps'))
      yield {
        path: at(path, 'pendingTimeout'),
        message: `${name} runs no pod; move pendingTimeout to the templates of its tasks.`,
      };
    if (json['podResources'] !== undefined && (body === 'http' || body === 'plugin'))
      yield { path: at(path, 'podResources'), message: `${name} runs on the shared agent’s pod; drop podResources.` };
    if (list(json['resourceClaims']).length > 0 && !template.isPod)
      yield {
        path: at(path, 'resourceClaims'),
        message: `${name} runs no pod; move resourceClaims to the templates of its tasks.`,
      };
  },
);

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

export const selector = workflowRule(
  'bad-selector',
  'error',
  'a label selector has operators that exist, and values where they need them',
  function* (flow) {
    const path = at(flow.path, 'podGC', 'labelSelector', 'matchExpressions');
    for (const { json, path: place } of entries(
      object(object(flow.spec['podGC'])['labelSelector'])['matchExpressions'],
      path,
    )) {
      const operator = text(json['operator']) ?? '';
      const takesValues = operator === 'In' || operator === 'NotIn';
      if (!operators.includes(operator))
        yield {
          path: at(place, 'operator'),
          message: `${quote(operator)} is no operator; write one of ${operators.join(', ')}.`,
        };
      else if (takesValues !== list(json['values']).length > 0)
        yield { path: place, message: `${operator} ${takesValues ? 'needs' : 'takes no'} values; correct it.` };
    }
  },
);

export const hdfs = templateRule(
  'bad-hdfs',
  'error',
  'an HDFS artifact has addresses, an absolute path and one way to log in',
  function* (template) {
    for (const entry of [...template.artifacts.values(), ...template.outputArtifacts.values()]) {
      const given = entry.json['hdfs'];
      if (!isObject(given)) continue;
      const path = at(entry.path, 'hdfs');
      if (list(given['addresses']).length === 0) yield { path, message: 'there are no addresses; add one.' };
      if (!(text(given['path']) ?? '').startsWith('/') && !(text(given['path']) ?? '').includes('{{'))
        yield { path: at(path, 'path'), message: `${quote(given['path'])} is not absolute; begin it with /.` };
      const ways = ['hdfsUser', 'krbCCacheSecret', 'krbKeytabSecret'].filter((key) => given[key] !== undefined);
      if (ways.length === 0)
        yield { path, message: 'it has no login; add hdfsUser, krbCCacheSecret or krbKeytabSecret.' };
      const needed = [
        ...(ways.some((key) => key.startsWith('krb')) ? ['krbServicePrincipalName', 'krbConfigConfigMap'] : []),
        ...(ways.includes('krbKeytabSecret') ? ['krbUsername', 'krbRealm'] : []),
      ];
      for (const key of needed)
        if (given[key] === undefined || given[key] === '')
          yield { path, message: `${ways.join(' and ')} needs ${key}; add it.` };
    }
  },
);

const integer = /^-?\d+$/;

export const sequence = workflowRule(
  'bad-sequence',
  'error',
  'the ends of a sequence are whole numbers',
  function* (flow): Iterable<RuleProblem> {
    for (const template of flow.all)
      for (const task of template.tasks) {
        const given = object(task.json['withSequence']);
        const path = at(task.path, 'withSequence');
        for (const key of ['count', 'start', 'end']) {
          const value = text(given[key]);
          if (value !== undefined && !value.includes('{{') && !integer.test(value))
            yield { path: at(path, key), message: `${quote(value)} is no whole number; write digits.` };
        }
        if (task.loop === 'withSequence' && given['count'] === undefined && given['end'] === undefined)
          yield { path, message: 'the sequence has no end; add count or end.' };
      }
  },
);

export const globalName = templateRule(
  'bad-global-name',
  'error',
  'a `globalName` has the characters that a parameter’s name has',
  function* (template) {
    for (const { json, path } of [...template.outputs.values(), ...template.outputArtifacts.values()]) {
      const name = text(json['globalName']);
      if (name && !name.includes('{{') && !/^[-a-zA-Z0-9_]+$/.test(name))
        yield {
          path: at(path, 'globalName'),
          message: `${quote(name)} has other characters than letters, digits, - and _; rename it.`,
        };
    }
  },
);

export const displayName = templateRule(
  'bad-display-name',
  'error',
  'a template’s annotation `workflows.argoproj.io/display-name` has the form that Argo 3.7 and later ask for',
  function* (template) {
    const key = 'workflows.argoproj.io/display-name';
    const name = text(object(template.json['annotations'])[key]) ?? '';
    if (name === '' || name.includes('{{') || /^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$/.test(name)) return;
    const form = 'write 2 to 63 letters, digits, - and ., with a letter or digit at both ends';
    yield {
      path: at(template.path, 'annotations', key),
      message: `Argo ends the task for the name ${quote(name)}; ${form}.`,
    };
  },
);
