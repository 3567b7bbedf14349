import { type Case, container, leaf, spec } from './case';

const mounted = (mounts: string, volumes: string) =>
  leaf(`container: {image: "a:1", command: [b], volumeMounts: ${mounts}}`, `volumes: ${volumes}`);
const volume = (fields: string, name = 'pv-data') =>
  `apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: ${name}, labels: {disk: one}}\nspec: {capacity: {storage: 5Gi}, accessModes: [ReadWriteMany], ${fields}}\n---\n`;
const nfs = 'nfs: {server: s, path: /}';
const claim = (fields: string) =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: argo}\nspec: {${fields}}\n`;
const oss = (attributes: string, handle = 'pv-data') =>
  volume(
    `persistentVolumeReclaimPolicy: Retain, storageClassName: "", csi: {driver: ossplugin.csi.alibabacloud.com, volumeHandle: ${handle}, volumeAttributes: {${attributes}}}`,
  );
const good = 'bucket: b, url: oss-cn-beijing-internal.aliyuncs.com, path: /';
const account = (more = '') =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: argo}\n${more}\n---\n`;
const role = (verbs: string, namespace = 'argo') =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: runner, namespace: ${namespace}}\nrules: [{apiGroups: [argoproj.io], resources: [workflowtaskresults], verbs: ${verbs}}]\n---\n`;
const bindingOf = (subject: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: runner, namespace: argo}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}\nsubjects: [${subject}]\n---\n`;
const bound = bindingOf('{kind: ServiceAccount, name: runner, namespace: argo}');
const runner = leaf(container, 'serviceAccountName: runner').replace('name: corpus', 'name: corpus, namespace: argo');

export const kubernetesCases: readonly Case[] = [
  {
    code: 'object-name',
    why: 'a name in upper case',
    yaml: spec(`templates: [{name: main, ${container}}]`, 'WorkflowTemplate', '«BWA|bwa»'),
  },
  {
    code: 'object-name',
    why: 'a name that no label takes',
    yaml: spec(`templates: [{name: main, ${container}}]`, 'WorkflowTemplate', `${'a'.repeat(60)}«bcde|bcd»`),
  },
  {
    code: 'object-name',
    why: 'a schedule’s name without room for the time',
    yaml: spec(
      `schedules: ["1 0 * * *"]\nworkflowSpec: {entrypoint: main, templates: [{name: main, ${container}}]}`,
      'CronWorkflow',
      `${'a'.repeat(50)}«bcd|bc»`,
    ),
  },
  {
    code: 'bad-label',
    why: 'a label with a space',
    yaml: leaf(container).replace('name: corpus', 'name: corpus, labels: {sample: "«a b|a-b»"}'),
  },
  {
    code: 'bad-label',
    why: 'an annotation that is no text',
    yaml: leaf(container).replace('name: corpus', 'name: corpus, annotations: {wave: «1|"1"»}'),
  },
  {
    code: 'bad-pod-label',
    why: 'a pod’s label with a slash',
    yaml: leaf(`${container}\nmetadata: {labels: {sample: «a/b|a-b»}}`),
  },
  {
    code: 'bad-reference',
    why: 'an account with an underscore',
    yaml: leaf(container, 'serviceAccountName: bwa«_|-»runner'),
  },
  {
    code: 'bad-reference',
    why: 'a Secret in capitals',
    yaml: leaf(
      'container: {image: "a:1", command: [b], env: [{name: X, valueFrom: {secretKeyRef: {name: «LIMS|lims», key: k}}}]}',
    ),
  },
  {
    code: 'bad-reference',
    why: 'a ConfigMap in capitals, which may be missing',
    yaml: mounted('[]', '[{name: data, configMap: {name: «Tools|tools», optional: true}}]'),
  },
  {
    code: 'bad-toleration',
    why: 'an operator that does not exist',
    yaml: leaf(`${container}\ntolerations: [{key: gpu, operator: «Exist|Exists»}]`),
  },
  {
    code: 'bad-toleration',
    why: 'an effect that does not exist',
    yaml: leaf(container, 'tolerations: [{key: gpu, value: a100, effect: «NoSchedul|NoSchedule»}]'),
  },
  {
    code: 'bad-toleration',
    why: 'a value that is not compared',
    yaml: leaf(`${container}\ntolerations: [{key: gpu, operator: «Exists|Equal», value: a100}]`),
  },
  {
    code: 'bad-toleration',
    why: 'no key',
    yaml: leaf(`${container}\ntolerations: [{«effect: NoExecute|operator: Exists»}]`),
  },
  {
    code: 'bad-toleration',
    why: 'seconds of what ends no pod',
    yaml: leaf(
      `${container}\ntolerations: [{key: gpu, operator: Exists, effect: «NoSchedule|NoExecute», tolerationSeconds: 60}]`,
    ),
  },
  {
    code: 'root-user',
    why: 'root where there must be none',
    yaml: leaf(`${container}\nsecurityContext: {runAsUser: «0|1000», runAsNonRoot: true}`),
  },
  {
    code: 'root-user',
    why: 'a container that runs as root in a pod that must not',
    yaml: leaf(
      'container: {image: "a:1", command: [b], securityContext: {runAsUser: 0«|, runAsNonRoot: false»}}',
      'securityContext: {runAsNonRoot: true}',
    ),
  },
  {
    code: 'misspelt-account',
    why: 'an account that lacks a letter',
    yaml:
      account() +
      role('[create, patch]') +
      bound +
      runner.replace('serviceAccountName: runner', 'serviceAccountName: «runer|runner»'),
  },
  {
    code: 'duplicate-object',
    why: 'one object twice',
    yaml: `${leaf(container)}---\n${leaf(container).replace('name: corpus', 'name: «corpus|other»')}`,
  },
  {
    code: 'undeclared-volume',
    why: 'a mount of no volume',
    yaml: mounted('[{name: «date|data», mountPath: /data}]', '[{name: data, emptyDir: {}}]'),
  },
  {
    code: 'bad-volume',
    why: 'the executor’s volume',
    yaml: mounted('[]', '[{name: «var-run-argo|data», emptyDir: {}}]'),
  },
  {
    code: 'bad-mount',
    why: 'one path twice',
    yaml: mounted(
      '[{name: data, mountPath: /data}, {name: more, mountPath: «/data/|/more»}]',
      '[{name: data, emptyDir: {}}, {name: more, emptyDir: {}}]',
    ),
  },
  {
    code: 'bad-mount',
    why: 'the executor’s path',
    yaml: mounted('[{name: data, mountPath: «/var/run/argo|/data»}]', '[{name: data, emptyDir: {}}]'),
  },
  {
    code: 'bad-resources',
    why: 'a request above the limit',
    yaml: leaf(
      'container: {image: "a:1", command: [b], resources: {requests: {memory: «16Gi|8Gi»}, limits: {memory: 8Gi}}}',
    ),
  },
  {
    code: 'bad-resources',
    why: 'a size that is none',
    yaml: mounted('[]', '[{name: data, emptyDir: {sizeLimit: «-1Gi|1Gi»}}]'),
  },
  {
    code: 'bad-image',
    why: 'an image in upper case',
    yaml: leaf('container: {image: "geno/«Tools|tools»:1", command: [b]}'),
  },
  {
    code: 'mutable-image',
    why: 'an image without a tag',
    yaml: leaf('container: {image: "geno/tools«|:1»", command: [b]}'),
  },
  {
    code: 'bad-storage',
    why: 'an access mode that does not exist',
    yaml: claim('accessModes: [«ReadWriteAll|ReadWriteMany»], resources: {requests: {storage: 5Gi}}'),
  },
  { code: 'bad-storage', why: 'a handle that the OSS driver refuses', yaml: oss(good, '«other|pv-data»') },
  { code: 'bad-storage', why: 'a bucket’s domain for an endpoint', yaml: oss(good.replace('url: ', 'url: «b.|»')) },
  {
    code: 'bad-storage',
    why: 'a folder that is not absolute',
    yaml: oss(good.replace('path: /', 'path: «gene|/gene»')),
  },
  {
    code: 'unbound-claim',
    why: 'more than the volume has',
    yaml:
      volume(`storageClassName: "", ${nfs}`) +
      claim(
        'volumeName: pv-data, storageClassName: "", accessModes: [ReadWriteMany], resources: {requests: {storage: «6Gi|5Gi»}}',
      ),
  },
  {
    code: 'unbound-claim',
    why: 'another class',
    yaml:
      volume(`storageClassName: "", ${nfs}`) +
      claim(
        'volumeName: pv-data, storageClassName: "«fast|»", accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}',
      ),
  },
  {
    code: 'unbound-claim',
    why: 'another access mode',
    yaml:
      volume(`storageClassName: "", ${nfs}`) +
      claim(
        'volumeName: pv-data, storageClassName: "", accessModes: [«ReadWriteOnce|ReadWriteMany»], resources: {requests: {storage: 5Gi}}',
      ),
  },
  {
    code: 'unbound-claim',
    why: 'a volume that is kept for another',
    yaml:
      volume(`storageClassName: "", ${nfs}, claimRef: {namespace: argo, name: «date|data»}`) +
      claim(
        'volumeName: pv-data, storageClassName: "", accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}',
      ),
  },
  {
    code: 'unbound-claim',
    why: 'a label that the volume has not',
    yaml:
      volume(`storageClassName: "", ${nfs}`) +
      claim(
        'volumeName: pv-data, storageClassName: "", selector: {matchLabels: {disk: «two|one»}}, accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}',
      ),
  },
  {
    code: 'bad-rbac',
    why: 'an account without its namespace',
    yaml: bindingOf('{kind: ServiceAccount, name: runner«|, namespace: argo»}').replace(
      'RoleBinding',
      'ClusterRoleBinding',
    ),
  },
  {
    code: 'executor-role',
    why: 'a role that may not report',
    yaml: account() + role('[create«|, patch»]') + bound + runner,
  },
  {
    code: 'account-without-token',
    why: 'an account that mounts no token',
    yaml: account('«automountServiceAccountToken: false|»') + role('[create, patch]') + bound + runner,
  },
  {
    code: 'binding-namespace',
    why: 'a role of another namespace',
    yaml: role('[create, patch]', '«genomics|argo»') + bound,
  },
];
