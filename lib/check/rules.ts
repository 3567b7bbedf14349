import { calls, workflowArguments } from './argo/arguments';
import { hookExpression, when } from './argo/conditions';
import * as containers from './argo/containers';
import { cron } from './argo/cron';
import { cycle, dagTarget, dependencies, mixedDepends } from './argo/dag';
import { deadlines, durations } from './argo/durations';
import * as fields from './argo/fields';
import * as loops from './argo/loops';
import { metrics } from './argo/metrics';
import { podName, workflowNames } from './argo/names';
import { artifactPlaces, outputs } from './argo/outputs';
import { podSpecPatch } from './argo/patches';
import { http, resource } from './argo/resources';
import { backoff, retryLimit, specRetry } from './argo/retries';
import * as templates from './argo/templates';
import { globalBelowEntrypoint, referenceArguments, unusedTemplate } from './argo/templates';
import { variables } from './argo/variables';
import { binding, storageFields } from './kubernetes/claims';
import * as names from './kubernetes/names';
import * as rbac from './kubernetes/rbac';
import { imageName, imageTag, resources } from './kubernetes/resources';
import { mounts, undeclared, volumeNames } from './kubernetes/volumes';
import { foreignTemplate, program, tagInShell } from './own/protocol';
import { longWords, size } from './own/size';
import { version } from './own/version';
import type { Code, Rule } from './rule';
import { structure } from './structure/structure';

/**
 * Rules that have nothing to say where none of these fields is. They are not run there: the first run of a function is
 * the slow one.
 */
interface Group {
  readonly about: readonly string[];
  readonly rules: readonly Rule[];
}

function only(about: readonly string[], ...rules: readonly Rule[]): Group {
  return { about, rules };
}

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
  only(
    ['withItems', 'withParam', 'withSequence'],
    loops.loopConflict,
    loops.itemMix,
    loops.withParam,
    loops.emptyLoop,
    loops.artifactFanIn,
  ),
  variables,
  only(['when', 'hooks'], when, hookExpression),
  only(['outputs', 'artifacts'], outputs, artifactPlaces),
  only(
    ['retryStrategy', 'podGC', 'timeout', 'pendingTimeout', 'suspend', 'memoize', 'activeDeadlineSeconds'],
    durations,
    deadlines,
  ),
  only(['retryStrategy'], retryLimit, backoff, specRetry),
  containers.image,
  containers.command,
  only(
    ['sidecars', 'initContainers', 'containerSet'],
    containers.reservedContainers,
    containers.containerNames,
    containers.containerSet,
  ),
  only(['parallelism'], containers.parallelism),
  containers.executorToken,
  only(
    [
      'pendingTimeout',
      'podResources',
      'resourceClaims',
      'matchExpressions',
      'hdfs',
      'withSequence',
      'globalName',
      'annotations',
    ],
    fields.misplaced,
    fields.selector,
    fields.hdfs,
    fields.sequence,
    fields.globalName,
    fields.displayName,
  ),
  unusedTemplate,
  referenceArguments,
  only(['podSpecPatch'], podSpecPatch),
  only(['resource', 'http', 'git'], resource, http),
  only(['metrics'], metrics),
  only(['schedule', 'schedules', 'timezone', 'startingDeadlineSeconds'], cron),
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

const ofOurs: readonly Rule[] = [tagInShell, program, foreignTemplate, globalBelowEntrypoint, version, size, longWords];

const all: readonly (Rule | Group)[] = [structure, ...ofArgo, ...ofKubernetes, ...ofOurs];

/** Every rule, in the order of their findings. */
export const everyRule: readonly Rule[] = all.flatMap((part) => ('find' in part ? [part] : part.rules));

/** The rules that may find something where these fields are. */
export function rulesFor(fields: ReadonlySet<string>): readonly Rule[] {
  return all.flatMap((part) => {
    if ('find' in part) return [part];
    return part.about.some((field) => fields.has(field)) ? part.rules : [];
  });
}

/** Every check that there is. */
export function codes(): readonly Code[] {
  return everyRule
    .flatMap((rule) => [rule, ...(rule.also ?? [])])
    .map(({ code, severity, summary }) => ({ code, severity, summary }));
}
