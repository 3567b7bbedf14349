import { createHash } from 'node:crypto';
import { check, describeFinding } from '../../lib/check';

const DATA = { 'stage.sh': 'echo "$@"\n' };
const PROGRAM = `bwa-oss-stage-${createHash('sha256').update(JSON.stringify(DATA)).digest('hex').slice(0, 8)}`;

const env = (name: string, input: string) => ({
  name,
  value: `{{=sprig.replace('$', '$$', inputs.parameters.${input})}}`,
});

/** The ways of writing that our own manifests rely on, each of them run on a real Argo. */
const workflow = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowTemplate',
  metadata: { name: 'bwa-oss', namespace: 'argo' },
  spec: {
    entrypoint: 'bwa-oss',
    serviceAccountName: 'bwa-oss',
    podGC: { strategy: 'OnPodSuccess' },
    ttlStrategy: { secondsAfterCompletion: 604800 },
    arguments: {
      parameters: [
        { name: 'fastqFolder', value: '/gene' },
        { name: 'fastq1', value: 'https://example.com/SRR1976948_1.fastq.gz', description: 'reads' },
        { name: 'mode', value: 'mem', enum: ['mem', 'aln'] },
      ],
    },
    volumes: [{ name: 'ossdir', persistentVolumeClaim: { claimName: 'pvc-oss' } }],
    templates: [
      {
        name: 'bwa-oss',
        inputs: {
          parameters: [
            {
              name: 'sample',
              value: `{{=sprig.regexReplaceAll("([._]R?[12])?(_001)?\\\\.(fastq|fq)(\\\\.gz)?$", sprig.base(workflow.parameters.fastq1), "")}}`,
            },
            { name: 'folder', value: '{{workflow.parameters.fastqFolder}}' },
            { name: 'mode', value: '{{workflow.parameters.mode}}' },
            { name: 'samples', value: '["{\\"a\\": \\"x\\"}"]' },
          ],
        },
        dag: {
          tasks: [
            {
              name: 'prepare',
              template: 'stage',
              arguments: { parameters: [{ name: 'in', value: '{{inputs.parameters.folder}}' }] },
            },
            {
              name: 'map',
              template: 'stage',
              depends: 'prepare',
              when: "{{=inputs.parameters.mode == 'mem'}}",
              withItems: [
                { key: 'a', file: '/x/a.fq' },
                { key: 'b', file: '/x/b.fq' },
              ],
              arguments: { parameters: [{ name: 'in', value: '{{=sprig.base(item.file)}}-{{item.key}}' }] },
            },
            {
              name: 'gather',
              template: 'stage',
              depends: 'prepare && (map.AnySucceeded || map.Skipped)',
              withParam: '{{=inputs.parameters.samples}}',
              arguments: {
                parameters: [
                  {
                    name: 'in',
                    value:
                      '{{=sprig.join("\\n", map(sprig.fromJson(inputs.parameters.samples), {sprig.toString(#.a) + sprig.base(item)}))}}',
                  },
                ],
              },
            },
          ],
        },
      },
      {
        name: 'stage',
        inputs: { parameters: [{ name: 'in' }, { name: 'out', default: '/bwa/out' }] },
        retryStrategy: {
          limit: '3',
          retryPolicy: 'Always',
          backoff: { duration: '30s', factor: '2' },
          expression: "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75, 137, 143]",
        },
        podSpecPatch:
          'containers:\n- name: main\n  resources:\n    limits: {memory: "{{=(sprig.int(retries) + 1) * 8}}Gi"}\n    requests: {memory: "{{=(sprig.int(retries) + 1) * 8}}Gi"}\n',
        securityContext: { runAsUser: 1000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        volumes: [
          { name: 'ossdir', persistentVolumeClaim: { claimName: 'pvc-oss' } },
          { name: 'scratch', emptyDir: {} },
          { name: 'stage', configMap: { name: PROGRAM, optional: true } },
        ],
        container: {
          image: 'registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2',
          command: ['sh', '/stage/stage.sh'],
          args: [
            '--stage=a',
            '--image=geno/alltools:v0.2',
            '--scratch-mib=10240',
            '--retries=3',
            '--volume=/bwa,/bwa/.work',
            '--value=IN_IN',
            '--publish=OUT_X',
            '--script',
            'bwa aln "$IN_IN" > "$OUT_X"',
          ],
          env: [
            env('IN_IN', 'in'),
            env('OUT_X', 'out'),
            { name: 'THREADS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', containerName: 'main' } } },
          ],
          resources: {
            limits: { cpu: '4', memory: '8Gi' },
            requests: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '10Gi' },
          },
          volumeMounts: [
            { name: 'ossdir', mountPath: '/bwa' },
            { name: 'scratch', mountPath: '/tmp' },
            { name: 'stage', mountPath: '/stage', readOnly: true },
          ],
        },
      },
    ],
  },
};

const namespaced = (name: string) => ({ name, namespace: 'argo' });

const around = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: namespaced(PROGRAM), immutable: true, data: DATA },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: namespaced('bwa-oss'), automountServiceAccountToken: true },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: namespaced('bwa-oss'),
    rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: namespaced('bwa-oss'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bwa-oss' },
    subjects: [{ kind: 'ServiceAccount', name: 'bwa-oss', namespace: 'argo' }],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: 'pv-oss',
      labels: { 'alicloud-pvname': 'pv-oss' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'pvc-oss', namespace: 'argo' },
      csi: {
        driver: 'ossplugin.csi.alibabacloud.com',
        volumeHandle: 'pv-oss',
        nodePublishSecretRef: { name: 'oss-secret', namespace: 'argo' },
        volumeAttributes: {
          bucket: 'oss-bucket',
          url: 'oss-cn-beijing-internal.aliyuncs.com',
          path: '/',
          otherOpts: '-o allow_other',
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: namespaced('pvc-oss'),
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: '',
      volumeName: 'pv-oss',
      resources: { requests: { storage: '5Gi' } },
    },
  },
];

it('finds nothing in manifests that are written as ours are', () => {
  expect(check([workflow, ...around], { argoVersion: '3.4' }).map(describeFinding)).toEqual([]);
});

it('switches a check off where it is told to, and nowhere else', () => {
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: namespaced('other'),
    spec: { accessModes: [] },
  };
  const found = check([claim]);
  expect(found.map(({ code }) => code)).toEqual(['bad-storage', 'bad-storage']);
  const off = (more: object) => check([claim], { off: [{ code: 'bad-storage', reason: 'made elsewhere', ...more }] });
  expect(off({})).toEqual([]);
  expect(off({ kind: 'PersistentVolumeClaim', name: 'other' })).toEqual([]);
  expect(off({ name: 'another' })).toEqual(found);
  expect(off({ path: 'spec.accessModes' })).toHaveLength(1);
});

it('leaves what it is given as it was', () => {
  const before = JSON.stringify([workflow, ...around]);
  check([workflow, ...around]);
  expect(JSON.stringify([workflow, ...around])).toBe(before);
});
