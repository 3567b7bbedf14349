import { calls, workflowArguments } from './argo/arguments';
import * as containers from './argo/containers';
import { cycle, dagTarget, dependencies, mixedDepends } from './argo/dag';
import { podName, workflowNames } from './argo/names';
import * as templates from './argo/templates';
import { globalBelowEntrypoint, referenceArguments, unusedTemplate } from './argo/templates';
import { variables } from './argo/variables';
import { binding, storageFields } from './kubernetes/claims';
import * as names from './kubernetes/names';
import * as rbac from './kubernetes/rbac';
import { imageName, imageTag, resources } from './kubernetes/resources';
import { mounts, undeclared, volumeNames } from './kubernetes/volumes';
import { missingProtocol, protocol, tagInShell } from './own/protocol';
import { longWords, size } from './own/size';
import { version } from './own/version';
import type { Code, Rule } from './rule';
import { structure } from './structure/structure';

/** Rules about certain fields. To load them takes longer than to run them, so that they are loaded where one of the fields is. */
interface Group {
  readonly about: readonly string[];
  readonly load: () => readonly Rule[];
}

function only(about: readonly string[], ...those: readonly Rule[]): Group {
  return { about, load: () => those };
}

const groups = {
  loops: {
    about: ['withItems', 'withParam', 'withSequence'],
    load: () => {
      const loops = require('./argo/loops') as typeof import('./argo/loops');
      return [loops.loopConflict, loops.itemMix, loops.withParam, loops.emptyLoop, loops.artifactFanIn];
    },
  },
  conditions: {
    about: ['when', 'hooks'],
    load: () => {
      const conditions = require('./argo/conditions') as typeof import('./argo/conditions');
      return [conditions.when, conditions.hookExpression];
    },
  },
  outputs: {
    about: ['outputs', 'artifacts'],
    load: () => {
      const outputs = require('./argo/outputs') as typeof import('./argo/outputs');
      return [outputs.outputs, outputs.artifactPlaces];
    },
  },
  durations: {
    about: ['retryStrategy', 'podGC', 'timeout', 'pendingTimeout', 'suspend', 'memoize', 'activeDeadlineSeconds'],
    load: () => {
      const durations = require('./argo/durations') as typeof import('./argo/durations');
      return [durations.durations, durations.deadlines];
    },
  },
  retries: {
    about: ['retryStrategy'],
    load: () => {
      const retries = require('./argo/retries') as typeof import('./argo/retries');
      return [retries.retryLimit, retries.backoff, retries.specRetry];
    },
  },
  fields: {
    about: ['pendingTimeout', 'podResources', 'resourceClaims', 'matchExpressions', 'hdfs', 'withSequence', 'globalName'],
    load: () => {
      const fields = require('./argo/fields') as typeof import('./argo/fields');
      return [fields.misplaced, fields.selector, fields.hdfs, fields.sequence, fields.globalName];
    },
  },
  patches: {
    about: ['podSpecPatch'],
    load: () => [(require('./argo/patches') as typeof import('./argo/patches')).podSpecPatch],
  },
  resources: {
    about: ['resource', 'http', 'git'],
    load: () => {
      const resources = require('./argo/resources') as typeof import('./argo/resources');
      return [resources.resource, resources.http];
    },
  },
  metrics: { about: ['metrics'], load: () => [(require('./argo/metrics') as typeof import('./argo/metrics')).metrics] },
  cron: {
    about: ['schedules', 'timezone', 'startingDeadlineSeconds'],
    load: () => [(require('./argo/cron') as typeof import('./argo/cron')).cron],
  },
} satisfies Readonly<Record<string, Group>>;

const ofArgo: readonly (Rule | Group)[] = [
  templates.unknownTemplate,
  templates.entrypoint,
  only(['workflowTemplateRef'], templates.templatesBesideReference),
  templates.templateType,
  templates.taskTarget,
  only(['inline'], templates.inlineDepth, templates.inlineInLoop),
  workflowNames,
  podName,
  calls,
  workflowArguments,
  dependencies,
  cycle,
  only(['target'], dagTarget),
  mixedDepends,
  groups.loops,
  variables,
  groups.conditions,
  groups.outputs,
  groups.durations,
  groups.retries,
  containers.image,
  containers.command,
  only(['sidecars', 'initContainers', 'containerSet'], containers.reservedContainers, containers.containerNames, containers.containerSet),
  only(['parallelism'], containers.parallelism),
  containers.executorToken,
  groups.fields,
  unusedTemplate,
  referenceArguments,
  groups.patches,
  groups.resources,
  groups.metrics,
  groups.cron,
];

const ofKubernetes: readonly Rule[] = [
  names.objectName,
  names.labels,
  names.podLabels,
  names.referenceNames,
  names.duplicateObject,
  undeclared,
  volumeNames,
  mounts,
  resources,
  imageName,
  imageTag,
  storageFields,
  binding,
  rbac.rbacFields,
  rbac.executorRole,
  rbac.accountToken,
  rbac.bindingNamespace,
];

const ofOurs: readonly Rule[] = [tagInShell, protocol, missingProtocol, globalBelowEntrypoint, version, size, longWords];

const all: readonly (Rule | Group)[] = [structure, ...ofArgo, ...ofKubernetes, ...ofOurs];

/** The rules that may find something where these fields are. */
export function rulesFor(fields: ReadonlySet<string>): readonly Rule[] {
  return all.flatMap((part) => {
    if ('find' in part) return [part];
    return part.about.some((field) => fields.has(field)) ? part.load() : [];
  });
}

/** Every check that there is. */
export function codes(): readonly Code[] {
  return all
    .flatMap((part) => ('find' in part ? [part] : part.load()))
    .flatMap((rule) => [rule, ...(rule.also ?? [])])
    .map(({ code, severity, summary }) => ({ code, severity, summary }));
}
