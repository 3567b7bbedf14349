import { calls, workflowArguments } from './argo/arguments';
import { hookExpression, when } from './argo/conditions';
import * as containers from './argo/containers';
import { cron } from './argo/cron';
import { cycle, dagTarget, dependencies, mixedDepends } from './argo/dag';
import { deadlines, durations } from './argo/durations';
import * as fields from './argo/fields';
import { artifactFanIn, emptyLoop, itemMix, loopConflict, withParam } from './argo/loops';
import { metrics } from './argo/metrics';
import { podName, workflowNames } from './argo/names';
import { artifactPlaces, outputs } from './argo/outputs';
import { podSpecPatch } from './argo/patches';
import { http, resource } from './argo/resources';
import { backoff, retryLimit, specRetry } from './argo/retries';
import * as templates from './argo/templates';
import { globalBelowEntrypoint, referenceArguments, unusedTemplate } from './argo/unused';
import { variables } from './argo/variables';
import { binding, storageFields } from './kubernetes/claims';
import { imageName, imageTag } from './kubernetes/images';
import * as names from './kubernetes/names';
import * as rbac from './kubernetes/rbac';
import { resources } from './kubernetes/resources';
import { mounts, undeclared, volumeNames } from './kubernetes/volumes';
import { missingProtocol, protocol } from './own/protocol';
import { size } from './own/size';
import { tagInShell } from './own/tags-in-shell';
import { version } from './own/version';
import { longWords } from './own/words';
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
  loopConflict,
  itemMix,
  withParam,
  emptyLoop,
  artifactFanIn,
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
];

const ofOurs: readonly Rule[] = [tagInShell, protocol, missingProtocol, globalBelowEntrypoint, version, size, longWords];

export const rules: readonly Rule[] = [structure, ...ofArgo, ...ofKubernetes, ...ofOurs];

export const codes: readonly Code[] = rules
  .flatMap((rule) => [rule, ...(rule.also ?? [])])
  .map(({ code, severity, summary }) => ({ code, severity, summary }));
