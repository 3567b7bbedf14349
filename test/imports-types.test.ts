import type { CronWorkflow, DagTask, Template, Workflow, WorkflowTemplate } from '../imports/argoproj.io';

/** The compiler is the test here: `tsc` fails on a line below that should not, and on an unused @ts-expect-error. */
const aligner: Template = {
  name: 'bwamap',
  inputs: { parameters: [{ name: 'reference' }, { name: 'fastq', default: '', description: 'reads' }] },
  outputs: { parameters: [{ name: 'sai', valueFrom: { path: '/tmp/sai' } }] },
  container: {
    image: 'registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2',
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c'],
    args: ['bwa aln "$IN_REFERENCE" "$IN_FASTQ"'],
    env: [
      { name: 'IN_FASTQ', value: '{{inputs.parameters.fastq}}' },
      { name: 'CPUS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: 1 } } },
    ],
    resources: { requests: { cpu: 4, memory: '8Gi' }, limits: { cpu: '4' } },
    volumeMounts: [{ name: 'ossdir', mountPath: '/bwa' }],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  },
  retryStrategy: { limit: '3', retryPolicy: 'Always', backoff: { duration: '30s', factor: 2 }, expression: 'true' },
  volumes: [
    { name: 'ossdir', persistentVolumeClaim: { claimName: 'pvc-oss' } },
    { name: 'scratch', emptyDir: {} },
  ],
  activeDeadlineSeconds: 3600,
};

const task: DagTask = {
  name: 'map',
  template: 'bwamap',
  depends: 'prepare.Succeeded',
  arguments: { parameters: [{ name: 'fastq', value: '{{item}}' }] },
  withItems: ['a', 'b'],
  when: "{{=inputs.parameters.mode == 'mem'}}",
};

const template: WorkflowTemplate = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowTemplate',
  metadata: { name: 'bwa-oss', namespace: 'argo', annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
  spec: {
    entrypoint: 'bwa-oss',
    arguments: { parameters: [{ name: 'fastqFolder', value: '/sample' }] },
    podGC: { strategy: 'OnPodSuccess' },
    ttlStrategy: { secondsAfterCompletion: 86400 },
    serviceAccountName: 'bwa-oss',
    securityContext: { runAsUser: 1000, fsGroup: 1000 },
    templates: [{ name: 'bwa-oss', dag: { tasks: [task] } }, aligner],
  },
};

const run: Workflow = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { generateName: 'bwa-oss-' },
  spec: { workflowTemplateRef: { name: 'bwa-oss' } },
};

const nightly: CronWorkflow = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'CronWorkflow',
  metadata: { name: 'nightly' },
  spec: { schedules: ['0 3 * * *'], concurrencyPolicy: 'Forbid', workflowSpec: run.spec },
};

// @ts-expect-error a misspelt field
const misspelt: Template = { name: 'a', contianer: {} };
// @ts-expect-error a value outside the enum
const outside: Template = { retryStrategy: { retryPolicy: 'Sometimes' } };
// @ts-expect-error a required field that is missing
const missing: DagTask = { template: 'a' };
// @ts-expect-error undefined is not absent
const undefinedField: Template = { name: undefined };
// @ts-expect-error another kind
const otherKind: WorkflowTemplate = { ...template, kind: 'Workflow' };
// @ts-expect-error an object that holds nothing
const notEmpty: Template = { inputs: { artifacts: [{ name: 'a', archive: { none: { level: 1 } } }] } };

test('realistic manifests type-check, wrong ones do not', () => {
  expect([template, nightly, misspelt, outside, missing, undefinedField, otherKind, notEmpty]).toHaveLength(8);
});
