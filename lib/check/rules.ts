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
import { skippedOutput } from './argo/skipped';
import * as templates from './argo/templates';
import { globalBelowEntrypoint, referenceArguments, unusedTemplate } from './argo/templates';
import { variables } from './argo/unknown-variables';
import { misspeltAccount } from './kubernetes/accounts';
import * as names from './kubernetes/names';
import { binding, storageFields } from './kubernetes/persistent-volumes';
import * as rbac from './kubernetes/rbac';
import { imageName, imageTag, resources } from './kubernetes/resources';
import { tolerations } from './kubernetes/tolerations';
import { rootUser } from './kubernetes/users';
import { mounts, undeclared, volumeNames } from './kubernetes/volumes';
import { foreignTemplate, program, tagInShell } from './own/protocol';
import { barePipe, brokenScript, ignoredFailure, scriptVariable } from './own/scripts';
import { secrets } from './own/secrets';
import { longWords, size } from './own/size';
import { stageOptions } from './own/stage-options';
import { stageSettings } from './own/stage-settings';
import { version } from './own/version';
import type { Code, Rule } from './rule';
import { structure } from './structure/structure';

const ofArgo: readonly Rule[] = [
  templates.unknownTemplate,
  templates.entrypoint,
  templates.templatesBesideReference,
  templates.templateType,
  templates.taskTarget,
  templates.inlineDepth,
  templates.inlineInLoop,
  workflowNames,
  podName,
  calls,
  workflowArguments,
  dependencies,
  cycle,
  dagTarget,
  mixedDepends,
  skippedOutput,
  loops.loopConflict,
  loops.itemMix,
  loops.withParam,
  loops.emptyLoop,
  loops.artifactFanIn,
  variables,
  when,
  hookExpression,
  outputs,
  artifactPlaces,
  durations,
  deadlines,
  retryLimit,
  backoff,
  specRetry,
  containers.image,
  containers.command,
  containers.reservedContainers,
  containers.containerNames,
  containers.containerSet,
  containers.parallelism,
  containers.executorToken,
  fields.misplaced,
  fields.selector,
  fields.hdfs,
  fields.sequence,
  fields.globalName,
  fields.displayName,
  unusedTemplate,
  referenceArguments,
  podSpecPatch,
  resource,
  http,
  metrics,
  cron,
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
  misspeltAccount,
  tolerations,
  rootUser,
];

const ofOurs: readonly Rule[] = [
  tagInShell,
  barePipe,
  ignoredFailure,
  brokenScript,
  scriptVariable,
  program,
  stageOptions,
  stageSettings,
  foreignTemplate,
  globalBelowEntrypoint,
  version,
  size,
  longWords,
  secrets,
];

/** Every rule, in the order of their findings. */
export const rules: readonly Rule[] = [structure, ...ofArgo, ...ofKubernetes, ...ofOurs];

/** Every check that there is. */
export function codes(): readonly Code[] {
  return rules
    .flatMap((rule) => [rule, ...(rule.also ?? [])])
    .map(({ code, severity, summary }) => ({ code, severity, summary }));
}
