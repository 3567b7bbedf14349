/**
 * The finding: where types were lost, as in JavaScript, a wrong argument gave a raw TypeError from within the library.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import * as library from '../../lib';
import * as checks from '../../lib/check';
import * as overview from '../../lib/overview';
import * as shell from '../../lib/shell';
import * as testing from '../../lib/testing';

const {
  BwaAlignment,
  BwaAlignmentChart,
  ClaimedVolume,
  CohortAlignment,
  CohortAlignmentChart,
  GeneExpression,
  GeneExpressionChart,
  GenomicsStage,
  GenomicsWorkflow,
  HaploidCalling,
  OssVolume,
  ParallelMapStage,
  Phylogeny,
  PhylogenyChart,
  ReadsQc,
  ReadsQcChart,
  SharedVolume,
  TemplateRefStage,
  Value,
  VariantCalling,
  VariantCallingChart,
  sh,
} = library;

/** A tree with one of each kind of thing. */
function world() {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  const volume = SharedVolume.fromClaim({ claimName: 'data', owner: 'root' });
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    argoVersion: '3.7',
    parameters: { folder: '/run', url: 'https://h/a.fq', list: '["a"]', table: '[{"a":"b"}]' },
  });
  const { folder: path, url, list, table } = workflow.parameters;
  const folder = volume.folder(path);
  const stage = new GenomicsStage(workflow, 'made', {
    outputs: { fasta: folder.result('ref.fa').with('.fai', '.bwa.tar') },
    script: ({ outputs }) => sh`make ${outputs.fasta}`,
  });
  const map = new ParallelMapStage(workflow, 'map', {
    over: ['x', 'y'],
    each: (scope, item) =>
      new GenomicsStage(scope, 'one', {
        outputs: { text: folder.result(item, '.txt') },
        script: ({ outputs }) => sh`make ${outputs.text}`,
      }),
  });
  const given = volume.file('/given/x.fa');
  const output = folder.result('made.bam');
  return { chart, volume, workflow, folder, url, list, table, stage, map, given, output, set: map.outputs.text };
}

type World = ReturnType<typeof world>;

/** A call of a public function, with arguments that it takes. */
interface Door {
  readonly call: (world: World, ...given: never[]) => unknown;
  readonly given: (world: World) => readonly unknown[];
}

function door<A extends unknown[]>(
  call: (world: World, ...given: A) => unknown,
  given: (world: World) => readonly unknown[],
): Door {
  return { call: call as unknown as Door['call'], given };
}

const script = ({ outputs }: { readonly outputs: Readonly<Record<string, library.ShellVariable>> }) =>
  library.lines(...Object.values(outputs).map((output) => sh`make ${output}`));

const settings: library.StageDefaults = {
  image: 'tools:1',
  cpu: 1,
  memory: Size.gibibytes(4),
  requests: { cpu: '500m', memory: '2Gi' },
  extendedResources: { 'nvidia.com/gpu': 1 },
  scratch: '1Gi',
  retry: { limit: 2, lost: 3, backoff: '7s', factor: 5, memoryGrowth: { max: '9Gi' } },
  deadlineSeconds: 77,
  compute: library.onNodes({ pool: 'big' }),
  queue: { kueue: 'q' },
  priorityClassName: 'high',
  env: { A: 'a', B: { value: 'b', affectsResults: false }, C: { secret: 'c', key: 'd' } },
  mounts: {
    '/claim': { claim: 'a', subPath: 'b' },
    '/map': { configMap: 'a' },
    '/secret': { secret: 'a' },
    '/shm': { emptyDir: 'memory', size: '1Gi' },
  },
  estimate: { minutes: 33 },
  imagePullSecrets: ['secret'],
  tolerations: [{ key: 't', operator: 'Exists' }],
  serviceAccountName: 'another',
  labels: { l: '1' },
  annotations: { n: '1' },
  argoVersion: '3.7',
  publish: 'none',
};
const manifest = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: { entrypoint: 'a', templates: [{ name: 'a', container: { image: 'a:1', command: ['a'] } }] },
};
const ALL = { name: 'all', dag: { tasks: [{ name: 'one', template: 'a' }] } };
const finding: checks.Finding = {
  code: 'a',
  severity: 'error',
  path: 'spec',
  object: { kind: 'a', name: 'b' },
  index: 0,
  message: 'c',
};
const RULES = library.table({ sample: library.column.name().unique(), age: library.column.integer().optional() });
const SHEET_RULES = library.sampleTable({ sample: { tissue: library.column.name().optional() } });
const REFERENCE = { url: 'https://h/a.gz', checksum: '0'.repeat(32) };
const SHEET = 'sample,fastq_1\nS1,https://h/a_1.fastq.gz\n';
const group = { id: 'a', sample: 'b', library: 'c', platform: 'd', unit: 'e' };
const withIndex = ({ folder }: World, name: string) => folder.result(name);
const aligned = (w: World) =>
  ({ reference: w.stage.outputs.fasta, bam: w.output, readGroup: group, preview: 'chr1:1' }) as const;
const lane = (w: World) =>
  ({ ...aligned(w), fastq1: w.url, fastq2: w.url, checksums: ['', ''], maxReads: w.url, fastp: ['-x'] }) as const;
const fastqs = (w: World) => ({ fastq1: w.url, fastq2: w.url, maxReads: w.url, folder: w.folder });
const row = (w: World) => {
  const { fasta: bam } = w.stage.outputs;
  return { sample: 'a', stats: bam, idxstats: bam, checksums: bam, result: bam, lanes: w.set, row: w.output };
};
/** What each chart of a pipeline takes. */
const ofChart = (w: World) =>
  ({ namespace: 'n', name: 'n', image: 'a:1', volume: w.volume, parameters: { folder: '/x' } }) as const;
const ploidies = { ploidy: 2, contigPloidy: { chrM: 1 }, padding: 500 };
const bams = (w: World) => ({ alignments: [w.volume.file('/a.bam').with('.bai')], reference: w.stage.outputs.fasta });
const call = (w: World) => ({
  ...bams(w),
  intervals: w.given,
  interval: 'a',
  names: w.given,
  bcf: w.output,
  ...ploidies,
});
const tool = <P extends object>(
  make: (scope: World['workflow'], id: string, props: P) => unknown,
  props: (w: World) => object,
) =>
  door(
    (_, scope: World['workflow'], id: string, given: P) => make(scope, id, given),
    (w) => [w.workflow, 'tool', props(w)],
  );

/** A file of a stage that may be left out. */
function branch(w: World, id: string): library.DataFile {
  return new GenomicsStage(w.workflow, id, {
    outputs: { o: w.folder.result(id) },
    script,
    when: library.equals(w.url, id),
  }).outputs.o;
}
/** What a map makes that may be left out. */
function branches(w: World, id: string): library.FileSet {
  return new ParallelMapStage(w.workflow, id, {
    over: ['x', 'y'],
    when: library.equals(w.url, id),
    each: (scope, item) => new GenomicsStage(scope, `${id}-one`, { outputs: { o: w.folder.result(id, item) }, script }),
  }).outputs.o;
}
const laneItem = ({ url }: World): library.LaneItem => ({
  id: url,
  lane: url,
  fastq_1: url,
  fastq_2: url,
  library: url,
  platform: url,
  platform_unit: url,
  checksum1: library.Value.of(''),
  checksum2: library.Value.of(''),
});

/** What a tag gets. */
function template(...raw: readonly string[]): TemplateStringsArray {
  return Object.defineProperty([...raw], 'raw', { value: raw }) as unknown as TemplateStringsArray;
}

/** Everything that is public, by its name; a function's variants and a class's methods behind a dot. */
const doors: Readonly<Record<string, Door>> = {
  BwaAlignment: tool(
    (scope, id, props: library.BwaAlignmentProps) => new BwaAlignment(scope, id, props),
    (w) => ({
      ...fastqs(w),
      reference: 'https://h/x.fa',
      checksums: { reference: '0'.repeat(32), fastq1: '1'.repeat(32), fastq2: '' },
      sample: 's',
      prefix: 'p',
      readGroup: group,
      minMapped: 0.5,
      preview: 'chr1',
      algorithm: 'mem',
      stages: { bwamap: { cpu: 3 } },
    }),
  ),
  BwaAlignmentChart: door(
    (_, scope: Chart, id: string, props: library.BwaAlignmentChartProps) => new BwaAlignmentChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        namespace: 'n',
        name: 'n',
        volume: w.volume,
        parameters: { fastqFolder: '/x' },
        stages: { bwamap: { cpu: 3 } },
      },
    ],
  ),
  CohortAlignment: tool(
    (scope, id, props: library.CohortAlignmentProps) => new CohortAlignment(scope, id, props),
    (w) => ({
      sheet: w.given,
      folder: w.folder,
      reference: w.url,
      referenceChecksum: '0'.repeat(32),
      algorithm: 'mem',
      cram: 'embedded',
      fastp: ['-x'],
      prefix: 'p',
      maxConcurrency: 3,
      stages: { align: { cpu: 3 } },
    }),
  ),
  CohortAlignmentChart: door(
    (_, scope: Chart, id: string, props: library.CohortAlignmentChartProps) =>
      new CohortAlignmentChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        ...ofChart(w),
        stages: { align: { cpu: 3 } },
        sheet: 'file',
        cram: 'embedded',
        fastp: ['-x'],
      },
    ],
  ),
  HaploidCalling: tool(
    (scope, id, props: library.HaploidCallingProps) => new HaploidCalling(scope, id, props),
    (w) => ({
      ...bams(w),
      samples: '["a"]',
      mask: w.given,
      minDepth: 5,
      folder: w.folder,
      prefix: 'p',
      maxConcurrency: 3,
      stages: { genome: { cpu: 3, args: { mpileup: ['-x'] } } },
    }),
  ),
  Phylogeny: tool(
    (scope, id, props: library.PhylogenyProps) => new Phylogeny(scope, id, props),
    (w) => ({
      sequences: w.set,
      folder: w.folder,
      program: 'fasttree',
      sites: 'all',
      seed: 2,
      minCalled: 0.9,
      poorSamples: 'fail',
      reports: [w.given],
      prefix: 'p',
      stages: { tree: { cpu: 3, args: { fasttree: ['-x'] } } },
    }),
  ),
  PhylogenyChart: door(
    (_, scope: Chart, id: string, props: library.PhylogenyChartProps) => new PhylogenyChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        ...ofChart(w),
        from: 'alignments',
        program: 'iqtree',
        index: '.crai',
        stages: { genome: { cpu: 3 } },
        maxConcurrency: 3,
        minDepth: 5,
        sites: 'all',
        seed: 2,
        minCalled: 0.9,
        maxMixed: 0.1,
        poorSamples: 'fail',
      },
    ],
  ),
  ReadsQc: tool(
    (scope, id, props: library.ReadsQcProps) => new ReadsQc(scope, id, props),
    (w) => ({
      sheet: w.given,
      folder: w.folder,
      prefix: 'p',
      maxConcurrency: 3,
      stages: { fastp: { cpu: 3, args: { fastp: ['-x'] } } },
    }),
  ),
  GeneExpression: tool(
    (scope, id, props: library.GeneExpressionProps) => new GeneExpression(scope, id, props),
    (w) => ({
      sheet: w.given,
      folder: w.folder,
      aligner: 'salmon',
      annotation: REFERENCE,
      transcripts: REFERENCE,
      genome: REFERENCE,
      minAnnotated: 0.9,
      minReads: 1,
      minMapped: 0.1,
      checkStrandedness: false,
      poorSamples: 'leaveOut',
      reports: [w.set, w.given],
      prefix: 'p',
      maxConcurrency: 3,
      stages: { quant: { cpu: 3, args: { quant: ['--gcBias'] } } },
    }),
  ),
  GeneExpressionChart: door(
    (_, scope: Chart, id: string, props: library.GeneExpressionChartProps) => new GeneExpressionChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        ...ofChart(w),
        aligner: 'star',
        references: 'genome',
        sheet: 'file',
        minReads: 1,
        minMapped: 0.1,
        checkStrandedness: false,
        poorSamples: 'leaveOut',
        maxConcurrency: 3,
        stages: { star: { cpu: 3 } },
      },
    ],
  ),
  VariantCalling: tool(
    (scope, id, props: library.VariantCallingProps) => new VariantCalling(scope, id, props),
    (w) => ({
      ...bams(w),
      folder: w.folder,
      caller: 'freebayes',
      samples: '["a"]',
      targets: w.given,
      intervals: 5,
      ...ploidies,
      filters: { LowQual: 'QUAL<=30' },
      name: 'n',
      perSample: true,
      prefix: 'p',
      maxConcurrency: 3,
      stages: { call: { cpu: 3, args: { freebayes: ['-x'] } } },
    }),
  ),
  ReadsQcChart: door(
    (_, scope: Chart, id: string, props: library.ReadsQcChartProps) => new ReadsQcChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        ...ofChart(w),
        maxConcurrency: 3,
        stages: { fastp: { cpu: 3 } },
        sheet: 'file',
      },
    ],
  ),
  VariantCallingChart: door(
    (_, scope: Chart, id: string, props: library.VariantCallingChartProps) => new VariantCallingChart(scope, id, props),
    (w) => [
      w.chart,
      'chart',
      {
        ...ofChart(w),
        caller: 'freebayes',
        index: '.crai',
        intervals: 5,
        ...ploidies,
        filters: { LowQual: 'QUAL<=30' },
        perSample: true,
        maxConcurrency: 3,
        stages: { call: { cpu: 3 } },
      },
    ],
  ),
  ClaimedVolume: door(
    (_, scope: Chart, id: string, props: library.ClaimedVolumeProps) => new ClaimedVolume(scope, id, props),
    (w) => [
      w.chart,
      'v',
      {
        storageClassName: 'nfs',
        capacity: '5Gi',
        owner: { uid: 1, gid: 1 },
        volumeName: 'v',
        mountPath: '/v',
        workFolder: '/.w',
        name: 'n',
      },
    ],
  ),
  OssVolume: door(
    (_, scope: Chart, id: string, props: library.OssVolumeProps) => new OssVolume(scope, id, props),
    (w) => [
      w.chart,
      'v',
      {
        bucket: 'bucket',
        endpoint: 'oss-cn-beijing.aliyuncs.com',
        credentials: { roleName: 'r' },
        path: '/p',
        capacity: '5Gi',
        client: 'ossfs2',
        owner: { uid: 1, gid: 1 },
        options: '-o x',
        readOnly: false,
        name: 'n',
        volumeName: 'v',
        mountPath: '/v',
        workFolder: '/.w',
      },
    ],
  ),
  'SharedVolume.fromClaim': door(
    (_, props: library.SharedVolumeProps) => SharedVolume.fromClaim(props),
    () => [
      {
        claimName: 'c',
        owner: { uid: 1, gid: 1 },
        bucket: 'b',
        bucketPath: '/',
        volumeName: 'v',
        mountPath: '/v',
        readOnly: false,
        workFolder: '/.w',
      },
    ],
  ),
  'SharedVolume.folder': door(
    (w, ...path: string[]) => w.volume.folder(...path),
    () => ['/a', '/b'],
  ),
  'SharedVolume.file': door(
    (w, ...path: string[]) => w.volume.file(...path),
    () => ['/a', '/b'],
  ),
  'SharedVolume.files': door(
    (w, list: library.RunTimeList<string>, column: never) => w.volume.files(list, column),
    (w) => [library.tableOf(w.table, ['a']) as library.RunTimeList<string>, 'a' as never],
  ),
  'GivenFile.with': door(
    (w, ...all: `.${string}`[]) => w.volume.file('/a.bam').with(...all),
    () => ['.a', '.b'],
  ),
  'GivenSet.with': door(
    (w, ...all: `.${string}`[]) => w.volume.files(library.listOf(w.list)).with(...all),
    () => ['.a', '.b'],
  ),
  'Folder.result': door(
    (w, ...name: string[]) => w.folder.result(...name),
    () => ['a', 'b'],
  ),
  'Folder.intermediate': door(
    (w, ...name: string[]) => w.folder.intermediate(...name),
    () => ['a', 'b'],
  ),
  'OutputFile.with': door(
    (w, ...all: `.${string}`[]) => w.output.with(...all),
    () => ['.a', '.b'],
  ),
  GenomicsStage: tool(
    (scope, id, props: library.GenomicsStageProps<library.StageInputs, library.StageOutputs>) =>
      new GenomicsStage(scope, id, props),
    (w) => ({
      ...settings,
      inputs: {
        text: 'a',
        number: 1,
        value: w.url,
        url: library.url(w.url),
        given: w.given,
        set: w.set,
        files: [w.given],
      },
      outputs: { out: w.output },
      script,
      identify: () => sh`true`,
      uses: [shell.FETCH],
      versions: sh`echo a=1`,
      cacheKey: 'a-1',
      when: library.equals(w.url, 'a'),
      title: 'Title',
    }),
  ),
  'GenomicsStage.text': door(
    (w, output: 'fasta') => w.stage.text(output),
    () => ['fasta'],
  ),
  'GenomicsStage.addTemplatePatch': door(
    (w, ...patches: JsonPatch[]) => w.stage.addTemplatePatch(...patches),
    () => [JsonPatch.add('/container/resources/limits/nvidia.com~1gpu', '1')],
  ),
  GenomicsWorkflow: door(
    (_, scope: Chart, id: string, props: library.GenomicsWorkflowProps<Record<string, library.ParameterProps>>) => {
      const workflow = new GenomicsWorkflow(scope, id, props);
      const folder = SharedVolume.fromClaim({ claimName: 'data', owner: 'root' }).folder('/x');
      new GenomicsStage(workflow, 'a', { image: 'a:1', outputs: { a: folder.result('other') }, script });
    },
    (w) => [
      w.chart,
      'other',
      {
        image: 'a:1',
        argoVersion: '3.7',
        parameters: { a: 'b', c: { value: 'd', description: 'e', enum: ['d', 'f'] } },
        name: 'n',
        entrypoint: 'e',
        ttlSeconds: 5,
        parallelism: 5,
        maxNodes: 50,
        diagrams: 'docs/never',
        printPlan: false,
        exclusive: true,
        schedule: {
          cron: ['@daily'],
          timezone: 'Asia/Shanghai',
          concurrencyPolicy: 'Allow',
          startingDeadlineSeconds: 1,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 1,
          suspend: false,
          serviceAccountName: 'a',
          name: 'n',
          arguments: { a: 'b' },
        },
        onExit: {
          script: ({ run, secret }: library.ExitContext<string>) => sh`tell ${run.status} ${secret('a', 'b')}`,
          image: 'a:1',
          name: 'end',
          retry: { limit: 1, backoff: '5s', factor: 2 },
          deadlineSeconds: 50,
          labels: { a: 'b' },
          tolerations: [{ key: 'a' }],
        },
        removeUnfinished: true,
        denyCloudMetadata: true,
      },
    ],
  ),
  'GenomicsWorkflow.of': door(
    (_, construct: Chart) => GenomicsWorkflow.of(construct),
    (w) => [w.stage as never],
  ),
  'OnExit.secret': door(
    (w, name: string, key: string) => {
      const workflow = new GenomicsWorkflow(w.chart, 'o', {
        image: 'a:1',
        onExit: { script: ({ secret }) => sh`a ${secret(name, key)}` },
      });
      new GenomicsStage(workflow, 'a', { outputs: { o: w.volume.folder('/o').result('o') }, script });
    },
    () => ['a', 'b'],
  ),
  ParallelMapStage: tool(
    (scope, id, props: library.ParallelMapStageProps<library.MapOver, library.BodyOutputs>) =>
      new ParallelMapStage(scope, id, props),
    (w) => ({
      over: ['a', 'b'],
      each: (scope: Construct, item: library.Value) =>
        new GenomicsStage(scope, 'body', {
          outputs: { out: w.folder.result(item as library.Value, '.other') },
          script,
        }),
      maxConcurrency: 2,
      when: library.equals('a', w.url),
    }),
  ),
  'ParallelMapStage of rows': tool(
    (scope, id, props: Pick<library.ParallelMapStageProps<readonly library.Row[], never>, 'over'>) =>
      new ParallelMapStage(scope, id, {
        ...props,
        each: (inner, item) => {
          const out = SharedVolume.fromClaim({ claimName: 'data', owner: 'root' })
            .folder('/y')
            .result(Object.values(item)[0] ?? '');
          return new GenomicsStage(inner, 'body', { outputs: { out }, script });
        },
      }),
    () => ({
      over: [
        { a: 'b', c: 'd' },
        { a: 'e', c: 'f' },
      ],
    }),
  ),
  'ParallelMapStage, whose each returns': door(
    (w, made: { readonly outputs: { readonly a: unknown } }) =>
      new ParallelMapStage(w.workflow, 'm', {
        over: ['a'],
        each: (scope, item) => {
          const { o } = new GenomicsStage(scope, 'b', { outputs: { o: w.folder.result(item) }, script }).outputs;
          return made?.outputs?.a === 'the output' ? { outputs: { a: o } } : (made as never);
        },
      }),
    () => [{ outputs: { a: 'the output' } }],
  ),
  TemplateRefStage: door(
    (_, scope: World['workflow'], id: string, props: never) => new TemplateRefStage(scope, id, props),
    (w) => {
      const mine = new GenomicsWorkflow(w.chart, 'mine', { parameters: { folder: '/mine' } });
      const out = w.volume.folder(mine.parameters.folder).result('x').with('.fai', '.bwa.tar');
      const when = library.equals('a', 'b');
      return [mine as never, 'call', { stage: w.stage, inputs: {}, outputs: { fasta: out }, when } as never];
    },
  ),
  'TemplateRefStage.fromTemplateName': tool(
    (scope, id, props: Parameters<typeof TemplateRefStage.fromTemplateName>[2]) =>
      TemplateRefStage.fromTemplateName(scope, id, props),
    (w) => ({
      workflowTemplate: 'a',
      template: 'b',
      clusterScope: true,
      inputs: { a: 'b', c: 1, d: w.given, e: w.url },
      outputs: { f: w.volume.file('/foreign/f') },
      when: library.equals('a', w.url),
    }),
  ),
  'Value.of': door(
    (_, ...all: string[]) => Value.of(...all),
    () => ['a', 'b'],
  ),
  acs: door(
    (_, props: library.AcsProps) => library.acs(props),
    () => [{ computeClass: 'performance', qos: 'default' }],
  ),
  eci: door(
    (_, props: library.EciProps) => library.eci(props),
    () => [{ spot: 'SpotWithPriceLimit', priceLimit: 1, specs: ['a'], extraScratch: '1Gi' }],
  ),
  onNodes: door(
    (_, selector: Record<string, string>, tolerations: library.Toleration[]) => library.onNodes(selector, tolerations),
    () => [{ a: 'b' }, [{ key: 'a' }]],
  ),
  compute: door(
    (w, choice: library.ComputeProfile) =>
      new GenomicsStage(w.workflow, 'x', { compute: () => choice, outputs: { o: w.output }, script }),
    () => [{ labels: { a: 'b' }, annotations: { c: 'd' }, nodeSelector: { e: 'f' }, tolerations: [{ key: 'a' }] }],
  ),
  setDefaults: door(
    (_, scope: Chart, given: library.StageDefaults) => library.setDefaults(scope, given),
    (w) => [w.stage as never, settings],
  ),
  suppressCheck: door(
    (_, scope: Chart, code: string, reason: string) => library.suppressCheck(scope, code, reason),
    (w) => [w.chart, 'mutable-image', 'why'],
  ),
  resourcePlan: door(
    (_, workflow: library.Planned) => library.resourcePlan(workflow),
    (w) => [w.workflow],
  ),
  differs: door(
    (w, a: string, b: string) => library.differs(a, b).and(library.equals(w.url, a)),
    () => ['a', 'b'],
  ),
  equals: door(
    (w, a: string, b: string) => library.equals(a, b).or(library.equals(w.url, a)),
    () => ['a', 'b'],
  ),
  'Condition.and': door(
    (_, one: library.Condition) => library.equals('a', 'b').and(one),
    (w) => [library.equals('a', w.url)],
  ),
  listOf: door(
    (w, json: library.Value) =>
      new ParallelMapStage(w.workflow, 'l', {
        over: library.listOf(json),
        each: (scope, item) => new GenomicsStage(scope, 'b', { outputs: { o: w.folder.result(item, '.l') }, script }),
      }),
    (w) => [w.list],
  ),
  tableOf: door(
    (w, json: library.Value, columns: readonly string[]) =>
      new ParallelMapStage(w.workflow, 'l', {
        over: library.tableOf(json, columns),
        each: (scope, { a }) =>
          new GenomicsStage(scope, 'b', { outputs: { o: w.folder.result(a ?? 'x', '.l') }, script }),
      }),
    (w) => [w.table, ['a']],
  ),
  lanesIn: door(
    (_, json: library.Value, rules: typeof SHEET_RULES) => library.lanesIn(json, rules),
    (w) => [w.table, SHEET_RULES],
  ),
  samplesIn: door(
    (_, json: library.Value, rules: typeof SHEET_RULES) => library.samplesIn(json, rules),
    (w) => [w.table, SHEET_RULES],
  ),
  firstOf: door(
    (_, one: library.DataFile, other: library.DataFile) => library.firstOf(one, other),
    (w) => [branch(w, 'left'), branch(w, 'right')],
  ),
  'firstOf sets': door(
    (_, one: library.FileSet, other: library.FileSet) => library.firstOf(one, other),
    (w) => [branches(w, 'left'), branches(w, 'right')],
  ),
  optional: door(
    (_, file: library.DataFile) => library.optional(file),
    (w) => [w.given],
  ),
  'optional, whose option': door(
    (w, flag: string) =>
      new GenomicsStage(w.workflow, 'o', {
        inputs: { given: library.optional(w.volume.file(w.workflow.parameters.folder)) },
        outputs: { o: w.output },
        script: ({ inputs, outputs }) => sh`make ${inputs.given.option(flag)} ${outputs.o}`,
      }),
    () => ['--bed'],
  ),
  laneOf: door(
    (w, item: library.LaneItem, sample: string) =>
      library.bwaBacktrack(w.workflow, 'l', { ...lane(w), ...library.laneOf(item, sample) }),
    (w) => [laneItem(w), 'a'],
  ),
  settled: door(
    (_, set: library.FileSet) => library.settled(set),
    (w) => [w.set],
  ),
  succeeded: door(
    (_, set: library.FileSet) => library.succeeded(set),
    (w) => [w.set],
  ),
  url: door(
    (_, value: string, options: { readonly optional?: boolean }) => library.url(value, options),
    () => ['https://h/x', { optional: true }],
  ),
  sh: door(
    (_, strings: TemplateStringsArray, ...parts: readonly library.ShellPart[]) => sh(strings, ...parts),
    () => [template('a ', ' ', ''), 'x', ['a', 1]],
  ),
  'sh.raw': door(
    (_, text: string) => sh.raw(text),
    () => ['a'],
  ),
  each: door(
    (w, set: unknown, body: (member: library.ShellVariable) => library.Shell) =>
      new GenomicsStage(w.workflow, 'e', {
        inputs: { set: w.set },
        outputs: { o: w.output },
        script: ({ inputs, outputs }) =>
          library.lines(library.each(set === 'the set' ? inputs.set : (set as never), body), sh`make ${outputs.o}`),
      }),
    () => ['the set', (member: library.ShellVariable) => sh`cat ${member}`],
  ),
  scriptFile: door(
    (_, folder: string, name: string) => library.scriptFile(folder, name),
    () => [__dirname, 'f10-kinds.test.ts'],
  ),
  lines: door(
    (_, ...all: library.Shell[]) => library.lines(...all).text,
    () => [sh`a`, sh`b`],
  ),
  pipe: door(
    (_, a: library.Shell, b: library.Shell, c: library.Shell) => library.pipe(a, b, c).text,
    () => [sh`a`, sh`b`, sh`c`],
  ),
  fed: door(
    (_, feeds: readonly library.Feed[], ...members: [library.Shell, library.Shell]) =>
      library.fed(feeds, ...members).text,
    () => [[{ fifo: 'a', members: [sh`a`] }], sh`b`, sh`c`],
  ),
  tee: door(
    (w, output: unknown, ...readers: [library.Shell, library.Shell]) =>
      new GenomicsStage(w.workflow, 't', {
        outputs: { o: w.output },
        script: ({ outputs }) =>
          library.pipe(sh`a`, library.tee(output === 'the output' ? outputs.o : (output as never), ...readers)),
      }),
    () => ['the output', sh`b`, sh`c`],
  ),
  table: door(
    (_, columns: Record<string, library.Column<string>>, options: library.TableOptions<string, 'keep'>) =>
      library.table(columns, options),
    () => [
      { a: library.column.name(), b: library.column.text() },
      { extra: 'keep', key: ['a', 'b'] },
    ],
  ),
  'column.file': door(
    (_, options: { readonly suffixes: readonly string[] }) => library.column.file(options),
    () => [{ suffixes: ['.bam'] }],
  ),
  'column.integer': door(
    (_, options: { readonly min: number }) => library.column.integer(options),
    () => [{ min: 1, max: 2 }],
  ),
  'column.oneOf': door(
    (_, ...words: [string, string]) => library.column.oneOf(...words),
    () => ['a', 'b'],
  ),
  'Column.optional': door(
    (_, otherwise: string) => library.table({ a: library.column.text().optional(otherwise) }),
    () => ['a'],
  ),
  parseTable: door(
    (_, text: string, file: string, rules: typeof RULES) => library.parseTable(text, file, rules),
    () => ['sample,age\na,5\n', 'a.csv', RULES],
  ),
  readTable: door(
    (_, path: string, rules: typeof RULES) => library.readTable(path, rules),
    () => ['/none/a.csv', RULES],
  ),
  tableParameter: door(
    (_, rows: readonly library.TableRow<typeof RULES>[], rules: typeof RULES) => library.tableParameter(rows, rules),
    () => [[{ sample: 'a', age: 5 }], RULES],
  ),
  'tableParameter of kept columns': door(
    (_, rows: readonly never[]) =>
      library.tableParameter(rows, library.table({ a: library.column.text() }, { extra: 'keep' })),
    () => [[{ a: 'a', extra: { b: 'c' } }]],
  ),
  rowsIn: door(
    (_, rows: library.Value, rules: typeof RULES) => library.rowsIn(rows, rules),
    (w) => [w.table, RULES],
  ),
  tableReader: tool(library.tableReader<typeof RULES>, (w) => ({ table: w.given, rules: RULES, folder: w.folder })),
  sampleTable: door(
    (_, columns: library.SampleTableColumns<never, never>, options: { readonly extra: 'keep' }) =>
      library.sampleTable(columns, options),
    () => [{ sample: { a: library.column.name() }, lane: { b: library.column.text() } }, { extra: 'keep' }],
  ),
  parseSampleSheet: door(
    (_, text: string, file: string, rules: typeof SHEET_RULES) => library.parseSampleSheet(text, file, rules),
    () => [SHEET, 'a.csv', SHEET_RULES],
  ),
  readSampleSheet: door(
    (_, path: string, rules: typeof SHEET_RULES) => library.readSampleSheet(path, rules),
    () => ['/none/a.csv', SHEET_RULES],
  ),
  sampleParameters: door(
    (_, sheet: library.SampleSheet) => library.sampleParameters(sheet),
    () => [{ ...library.parseSampleSheet(SHEET, 'a.csv') }],
  ),
  writeSampleParameters: door(
    (_, sheet: library.SampleSheet, props: library.ParameterFilesProps) => library.writeSampleParameters(sheet, props),
    () => [
      { ...library.parseSampleSheet(SHEET, 'a.csv') },
      { name: 'a', folder: join(tmpdir(), 'f10-kinds'), parameters: { b: 'c' } },
    ],
  ),
  alignmentSamples: tool(library.alignmentSamples, (w) => ({ ...bams(w), expected: '["a"]', folder: w.folder })),
  alignmentStats: tool(library.alignmentStats, (w) => {
    const { fasta: bam } = w.stage.outputs;
    return { sample: 'a', bam, result: bam, folder: w.folder };
  }),
  bcftoolsCall: tool(library.bcftoolsCall, call),
  bwaAln: tool(library.bwaAln, (w) => ({ reference: w.stage.outputs.fasta, fastq: w.given, folder: w.folder })),
  bwaBacktrack: tool(library.bwaBacktrack, lane),
  bwaMem: tool(library.bwaMem, lane),
  bwaPrepare: tool(library.bwaPrepare, (w) => ({ ...fastqs(w), reference: w.url })),
  bwaReference: tool(library.bwaReference, (w) => ({ reference: w.url, checksum: '0'.repeat(32), folder: w.folder })),
  bwaSampe: tool(library.bwaSampe, (w) => {
    const { fasta } = w.stage.outputs;
    return { ...aligned(w), reads1: fasta, reads2: fasta, sai: w.set, minMapped: 0.5 };
  }),
  callingIntervals: tool(library.callingIntervals, (w) => ({
    reference: w.stage.outputs.fasta,
    targets: w.given,
    intervals: 5,
    folder: w.folder,
  })),
  cohortReport: tool(library.cohortReport, (w) => ({
    rows: library.settled(w.set),
    table: w.output,
    html: withIndex(w, 'x.html'),
  })),
  cram: tool(library.cram, (w) => {
    const { fasta } = w.stage.outputs;
    return { bam: fasta, reference: fasta, cram: w.output, bases: 'embedded' };
  }),
  alignmentOf: door(
    (_, alignments: library.Alignments, path: library.Value) => library.alignmentOf(alignments, path),
    (w) => [[w.volume.file('/given/a.bam').with('.bai')], w.workflow.parameters.folder],
  ),
  fastp: tool(library.fastp, (w) => ({ ...fastqs(w), sample: 's', name: 'n', checksums: ['', ''] })),
  fasttree: tool(library.fasttree, (w) => ({ sites: w.given, seed: 2, tree: w.output })),
  fastqPair: tool(library.fastqPair, (w) => ({ ...fastqs(w), checksum1: '', checksum2: '' })),
  freebayes: tool(library.freebayes, call),
  gatherVariants: tool(library.gatherVariants, (w) => ({
    calls: w.set,
    reference: w.stage.outputs.fasta,
    names: w.given,
    vcf: w.output,
    filters: { LowQual: 'QUAL<=30' },
  })),
  genomeTable: tool(library.genomeTable, (w) => ({ rows: library.settled(w.set), table: w.output })),
  haploidCall: tool(library.haploidCall, (w) => ({
    isolate: 'a',
    alignment: w.volume.file('/given/a.bam').with('.bai'),
    reference: w.stage.outputs.fasta,
    mask: w.given,
    minDepth: 5,
    genome: w.output,
    vcf: withIndex(w, 'x.vcf.gz'),
    row: w.folder.intermediate('x.tsv'),
  })),
  iqtree: tool(library.iqtree, (w) => ({ sites: w.given, constant: w.given, seed: 2, tree: w.output })),
  isolateList: tool(library.isolateList, (w) => ({ ...bams(w), expected: '["a"]', folder: w.folder })),
  isolatesIn: door(
    (_, json: library.Value) => library.isolatesIn(json),
    (w) => [w.table],
  ),
  mafft: tool(library.mafft, (w) => ({ sequences: w.set, aligned: w.output })),
  markDuplicates: tool(library.markDuplicates, (w) => ({ lanes: w.set, bam: w.output })),
  mosdepth: tool(library.mosdepth, (w) => ({
    ...bams(w),
    names: w.given,
    targets: w.given,
    reports: w.folder.result('d/'),
  })),
  multiqc: tool(library.multiqc, (w) => ({ reports: w.set, html: w.output })),
  noneLeftOut: tool(library.noneLeftOut, (w) => ({ table: w.given, after: w.given, verdict: w.output })),
  runManifest: tool(library.runManifest, (w) => ({
    results: [w.stage.outputs.fasta, w.set],
    inputs: [w.given],
    checksums: w.set,
    manifest: w.output,
  })),
  salmonIndex: tool(library.salmonIndex, (w) => ({
    annotation: REFERENCE,
    transcripts: REFERENCE,
    genome: REFERENCE,
    folder: w.folder,
  })),
  salmonQuant: tool(library.salmonQuant, (w) => ({
    sample: 'a',
    lanes: w.workflow.parameters.table,
    strandedness: 'auto',
    index: w.given,
    folder: w.folder,
  })),
  starIndex: tool(library.starIndex, (w) => ({ annotation: REFERENCE, genome: REFERENCE, folder: w.folder })),
  starAlign: tool(library.starAlign, (w) => ({
    sample: 'a',
    lanes: w.workflow.parameters.table,
    index: w.given,
    folder: w.folder,
  })),
  salmonQuantAlignments: tool(library.salmonQuantAlignments, (w) => ({
    sample: 'a',
    layout: 'paired',
    strandedness: 'auto',
    transcriptome: w.given,
    logs: w.given,
    transcripts: w.given,
    folder: w.folder,
  })),
  expressionTables: tool(library.expressionTables, (w) => {
    library.multiqc(w.workflow, 'told', { reports: library.settled(w.set), html: withIndex(w, 'x.html') });
    const set = library.succeeded(w.set);
    return { of: { quant: set, row: set }, tx2gene: w.given, folder: w.folder };
  }),
  sampleRow: tool(library.sampleRow, row),
  sampleSheet: tool(library.sampleSheet, (w) => ({ sheet: w.given, folder: w.folder, rules: SHEET_RULES })),
  sampleVariants: tool(library.sampleVariants, (w) => ({ vcf: w.given, sample: 'a', result: w.output })),
  snpDistances: tool(library.snpDistances, (w) => ({ variable: w.given, distances: w.output })),
  treeIsolates: tool(library.treeIsolates, (w) => ({
    aligned: w.given,
    minCalled: 0.9,
    maxMixed: 0.1,
    alignment: w.output,
    isolates: withIndex(w, 'x.tsv'),
  })),
  treePicture: tool(library.treePicture, (w) => ({ tree: w.given, svg: w.output })),
  treeReport: tool(library.treeReport, (w) => ({
    isolates: w.given,
    distances: w.given,
    svg: w.given,
    reports: [w.given],
    html: w.output,
  })),
  trimmedLanes: tool(library.trimmedLanes, (w) => ({
    of: { fastq1: w.set, fastq2: w.set, reports: w.set },
    reports: w.folder.result('d/'),
    lanes: w.output,
  })),
  trimmedSamples: tool(library.trimmedSamples, (w) => {
    library.multiqc(w.workflow, 'told', { reports: library.settled(w.set), html: withIndex(w, 'x.html') });
    return { samples: w.workflow.parameters.table, lanes: library.succeeded(w.set), list: w.output };
  }),
  variableSites: tool(library.variableSites, (w) => ({
    alignment: w.given,
    which: 'all',
    sites: w.output,
    variable: withIndex(w, 'x.fa'),
    constant: w.folder.intermediate('x.txt'),
  })),
  variantStats: tool(library.variantStats, (w) => ({
    vcf: w.given,
    reference: w.stage.outputs.fasta,
    reports: w.folder.result('d/'),
  })),
  'shell.FASTQ': door(
    () => shell.FASTQ,
    () => [],
  ),
  'shell.FETCH': door(
    () => shell.FETCH,
    () => [],
  ),
  'shell.shellFile': door(
    (_, folder: string, name: string) => shell.shellFile(folder, name),
    () => ['/none', 'a.sh'],
  ),
  'shell.imageName': door(
    (_, image: string) => shell.imageName(image),
    () => ['a/b:1'],
  ),
  'shell.keyDigest': door(
    (_, key: string) => shell.keyDigest(key),
    () => ['a'],
  ),
  'shell.scriptDigest': door(
    (_, a: string, b: string) => shell.scriptDigest(a, b),
    () => ['a', 'b'],
  ),
  'shell.workKey': door(
    (_, work: shell.Work) => shell.workKey(work),
    () => [{ lines: ['a=b'], script: 'a', uses: [{ ...shell.FETCH }], image: 'b' }],
  ),
  'shell.mountedBucket': door(
    (_, volume: library.IVolume) => shell.mountedBucket(volume),
    (w) => [{ ...w.volume, bucket: 'b', folder: () => w.folder, file: () => w.given }],
  ),
  'shell.identifySources': door(
    (w, volume: library.IVolume, source: unknown) =>
      new GenomicsStage(w.workflow, 'i', {
        inputs: { u: library.url(w.url) },
        outputs: { o: w.output },
        uses: [shell.FETCH],
        identify: ({ inputs }) =>
          shell.identifySources(
            volume,
            source === 'the source' ? { url: inputs.u, checksum: undefined } : (source as never),
          ),
        script,
      }),
    (w) => [w.volume, 'the source'],
  ),
  'check.check': door(
    (_, all: readonly unknown[], options: checks.CheckOptions) => checks.check(all, options),
    () => [
      [manifest],
      {
        argoVersion: '3.4',
        newestArgoVersion: '4.1',
        off: [{ code: 'a', reason: 'b', kind: 'c', name: 'd', namespace: 'e', path: 'f' }],
      },
    ],
  ),
  'check.codes': door(
    () => checks.codes(),
    () => [],
  ),
  'check.describeFinding': door(
    (_, one: checks.Finding) => checks.describeFinding(one),
    () => [finding],
  ),
  'check.toPassChecks': door(
    (_, all: unknown, options: checks.CheckOptions) => checks.toPassChecks(all, options).message(),
    () => [[manifest], { argoVersion: '3.4' }],
  ),
  'testing.simulate': door(
    (_, simulation: testing.Simulation) => testing.simulate(simulation),
    () => [{ seed: 1, contigs: [1000, 600], pairs: 2, readLength: 50, variants: 1 }],
  ),
  'testing.stageOf': door(
    (_, all: readonly unknown[], name: string) => testing.stageOf(all, name),
    () => [
      [{ ...manifest, spec: { ...manifest.spec, entrypoint: 'all', templates: [...manifest.spec.templates, ALL] } }],
      'one',
    ],
  ),
  'testing.toDependOn': door(
    (_, one: testing.StageView, name: string) => testing.toDependOn(one, name).message(),
    () => [{ name: 'a', script: 'true', dependsOn: ['b'] }, 'b'],
  ),
  'testing.toRunScript': door(
    (_, one: testing.StageView, part: string) => testing.toRunScript(one, part).message(),
    () => [{ name: 'a', script: 'true', dependsOn: ['b'] }, 'true'],
  ),
  'overview.mermaid': door(
    (_, one: unknown, options: overview.MermaidOptions) => overview.mermaid(one, options),
    () => [manifest, { others: [manifest] }],
  ),
  'overview.nodeCount': door(
    (_, one: unknown, options: overview.NodeCountOptions) => overview.nodeCount(one, options),
    () => [manifest, { items: { a: 1 }, others: [manifest] }],
  ),
  'overview.planTable': door(
    (_, plan: overview.Plan, options: overview.PlanTableOptions) => overview.planTable(plan, options),
    (w) => [library.resourcePlan(w.workflow), { items: { a: 1 } }],
  ),
};

/** What somebody passes where something else is meant. */
const wrong: Readonly<Record<string, (w: World) => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 5,
  'a text': () => 'text',
  'an object': () => ({}),
  'a list': () => [],
  'a list of nothing': () => [null],
  'a function': () => () => undefined,
  'a value': (w) => w.url,
  'a file': (w) => w.given,
};

type Path = readonly (string | number)[];

/** All places in arguments: each of them, and what is in plain objects and lists. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  const isPlain =
    Array.isArray(value) ||
    (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  const inner = isPlain
    ? Object.entries(value as object).flatMap(([key, one]) =>
        placesIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [];
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const inner = replaced((value as Record<string | number, unknown>)[key], rest, by);
  if (Array.isArray(value)) return template(...value.map((one, at) => (at === key ? inner : one)));
  return { ...(value as object), [key]: inner };
}

const RAW = /TypeError|RangeError|ReferenceError|is not a function|is not iterable|Cannot read prop|Cannot destructure/;

/** What a call throws that nobody can read. */
function raw({ call, given }: Door, path: Path, by: (w: World) => unknown): string | undefined {
  const w = world();
  try {
    call(w, ...(replaced(given(w), path, by(w)) as never[]));
    Testing.synth(w.chart);
    return undefined;
  } catch (error) {
    if (error instanceof library.GenomicsError) return undefined;
    const { name, message, stack = '' } = error as Error;
    return RAW.test(`${name}: ${message}`) ? `${name}: ${message} ${/lib\/\S+?:\d+/.exec(stack)?.[0]}` : undefined;
  }
}

/** Why a call is refused that has nothing wrong but a file that is not there. */
function refused({ call, given }: Door): string | undefined {
  const w = world();
  try {
    call(w, ...(given(w) as never[]));
    Testing.synth(w.chart);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return message.includes(' cannot be read, got ENOENT') ? undefined : message;
  }
}

jest.setTimeout(600_000);
// What is written is written into the working directory, where nothing else is said. The process runs other suites too.
const home = process.cwd();
beforeAll(() => {
  process.chdir(mkdtempSync(join(tmpdir(), 'f10-kinds-')));
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => process.chdir(home));

test('F10.5 everything that is public is tried', () => {
  const all = [
    ...Object.keys(library),
    ...Object.keys(shell).map((name) => `shell.${name}`),
    ...Object.keys(checks).map((name) => `check.${name}`),
    ...Object.keys(overview).map((name) => `overview.${name}`),
    ...Object.keys(testing).map((name) => `testing.${name}`),
  ];
  const tried = Object.keys(doors);
  // What the others throw; and what starts containers, which test/run/testing.test.ts tries.
  const made = all.filter((name) => name !== 'GenomicsError' && name !== 'testing.runWorkflow');
  expect(made.filter((name) => !tried.some((one) => one === name || one.startsWith(`${name}.`)))).toEqual([]);
});

test.each(Object.entries(doors))('F10.5 %s takes what it is given or says what is wrong with it', (_, one) => {
  expect(refused(one)).toBeUndefined();
  const places = placesIn(one.given(world()));
  const found = places.flatMap((path) =>
    Object.entries(wrong).flatMap(([name, by]) => {
      const error = raw(one, path, by);
      return error === undefined ? [] : [`${path.join('.')} = ${name}: ${error}`];
    }),
  );
  expect(found).toEqual([]);
});
