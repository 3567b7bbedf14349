import { isObject, list, text } from '../json';

type Rule = (self: unknown) => boolean;

function count(self: unknown, ...keys: readonly string[]): number {
  return isObject(self) ? keys.filter((key) => self[key] !== undefined).length : 0;
}

function not(...keys: readonly string[]): Rule {
  return (self) => count(self, ...keys) < keys.length;
}

function everyTemplate(holds: Rule): Rule {
  return (self) => list(self).every(holds);
}

const locations = ['s3', 'git', 'http', 'artifactory', 'hdfs', 'raw', 'oss', 'gcs', 'azure', 'plugin'];
const bodies = ['container', 'script', 'dag', 'steps', 'resource', 'suspend', 'containerSet', 'data', 'http', 'plugin'];

export interface CelRule {
  readonly code: string;
  readonly summary: string;
  readonly fix: string;
  readonly holds: Rule;
}

/**
 * Each rule that the CRDs have in CEL, told by a part of its text that no other has. There is no need of a CEL library
 * for ten of them; a test tells when a new schema brings one that is not here.
 */
export const celRules: readonly (CelRule & { readonly mark: string })[] = [
  {
    mark: 'has(self.s3)',
    code: 'one-artifact-location',
    summary: 'an artifact has at most one location',
    fix: 'keep one of them',
    holds: (self) => count(self, ...locations) <= 1,
  },
  {
    mark: 'has(self.depends) || !has(self.dependencies)',
    code: 'depends-and-dependencies',
    summary: '`depends` and `dependencies` are not mixed',
    fix: 'write all of it in depends',
    holds: not('depends', 'dependencies'),
  },
  {
    mark: '!has(self.continueOn)',
    code: 'depends-and-continue-on',
    summary: '`depends` and `continueOn` are not mixed',
    fix: 'drop continueOn and write depends: "a.Succeeded || a.Failed" in the tasks that follow',
    holds: not('depends', 'continueOn'),
  },
  {
    mark: "self.name.matches('^[0-9]')",
    code: 'digit-name-with-depends',
    summary: 'no task that depends on others begins with a digit',
    fix: 'begin the name with a letter',
    holds: (self) =>
      count(self, 'depends', 'dependencies') === 0 || !/^[0-9]/.test(text(isObject(self) ? self['name'] : '') ?? ''),
  },
  {
    mark: 'resourcesDuration.',
    code: 'realtime-resources-duration',
    summary: 'a realtime gauge does not read `resourcesDuration`',
    fix: 'set realtime to false or measure duration',
    holds: (self) =>
      !isObject(self) || self['realtime'] !== true || !(text(self['value']) ?? '').includes('resourcesDuration.'),
  },
  {
    mark: 'has(self.manifestFrom)',
    code: 'manifest-and-manifest-from',
    summary: 'a resource has `manifest` or `manifestFrom`',
    fix: 'keep one of them',
    holds: not('manifest', 'manifestFrom'),
  },
  {
    mark: 'has(self.count)',
    code: 'sequence-count-and-end',
    summary: 'a sequence has `count` or `end`',
    fix: 'keep one of them',
    holds: not('count', 'end'),
  },
  {
    mark: 'has(t.container)',
    code: 'several-template-types',
    summary: 'a template has one type',
    fix: `keep one of ${bodies.join(', ')}`,
    holds: everyTemplate((template) => count(template, ...bodies) <= 1),
  },
  {
    mark: 't.timeout',
    code: 'timeout-on-dag',
    summary: '`timeout` is for templates that run something',
    fix: 'move timeout to the templates of its tasks',
    holds: everyTemplate(
      (template) => !isObject(template) || !template['timeout'] || count(template, 'steps', 'dag') === 0,
    ),
  },
  {
    mark: 't.activeDeadlineSeconds',
    code: 'deadline-on-dag',
    summary: '`activeDeadlineSeconds` is for templates that run something',
    fix: 'move it to the templates of its tasks, or to the spec',
    holds: everyTemplate(
      (template) =>
        !isObject(template) || template['activeDeadlineSeconds'] === undefined || count(template, 'steps', 'dag') === 0,
    ),
  },
];

const found = new Map<string, CelRule | undefined>();

export function findCelRule(rule: string): CelRule | undefined {
  const known = found.get(rule) ?? celRules.find(({ mark }) => rule.includes(mark));
  found.set(rule, known);
  return known;
}
