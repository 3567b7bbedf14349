import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import {
  bwaMem,
  bwaReference,
  cram,
  GenomicsWorkflow,
  type LaneProps,
  markDuplicates,
  ParallelMapStage,
  SharedVolume,
  Value,
} from '../../lib';
import { BAM } from '../../lib/tools/sorted-bam';
import { runWorkflow } from '../support/argo-run';
import { readBam } from '../support/bam';
import { FILES, TRUTH } from '../support/cohort-data';
import { workflowTemplate } from '../support/manifests';
import { type FileServer, serve } from '../support/serve';
import { newVolume, removeVolume } from '../support/tree';

jest.setTimeout(300_000);

const OWNER = { uid: 1000, gid: 1000 };
let server: FileServer;
const ODD = new Map(
  [...FILES].flatMap(([path, body]) => [
    [path, body] as const,
    [path.replace('two_L1_1', 'odd_1').replace('two_L2_2', 'odd_2'), body] as const,
  ]),
);
beforeAll(async () => {
  server = await serve(ODD);
});
afterAll(() => server.close());

type Lane = Readonly<Record<'id' | 'library' | 'mates', string>>;

/** One sample's lanes, merged; a lane's mates are those of a file of the server. */
function pipeline(lanes: readonly Lane[], options: Partial<LaneProps> = {}): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'lanes', { namespace: 'argo' });
  const run = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: OWNER,
  }).folder('/run');
  const workflow = new GenomicsWorkflow(chart, 'lanes', {
    image: 'tools:1',
    parameters: { reference: `${server.url}/ref.fa.gz` },
  });
  const { fasta: reference } = bwaReference(workflow, 'reference', {
    reference: workflow.parameters.reference,
    folder: run,
  }).outputs;
  const map = new ParallelMapStage(workflow, 'lanes', {
    over: lanes,
    each: (scope, { id, library, mates }) => {
      const url = (mate: 1 | 2): Value => Value.of(`${server.url}/`, mates, `_${mate}.fastq.gz`);
      const readGroup = { id, library, sample: 's' };
      const bam = run.intermediate(id, '-', library, '-', mates, '.bam');
      return bwaMem(scope, 'align', {
        reference,
        fastq1: url(1),
        fastq2: url(2),
        readGroup,
        mateScores: true,
        preview: false,
        bam,
        ...options,
      });
    },
  });
  const { bam } = markDuplicates(workflow, 'merge', { lanes: map.outputs.bam, bam: run.result('s.bam') }).outputs;
  cram(workflow, 'cram', { bam, reference, cram: run.result('s.cram'), bases: 'embedded' });
  return workflowTemplate(Testing.synth(chart));
}

const DUPLICATE = 0x400;
const groupOf = (record: string): string => /\tRG:Z:([^\t]+)/.exec(record)?.[1] ?? '';

test.each(['dash', 'applets'] as const)(
  'duplicates are sought among the lanes of one library, not between libraries; a CRAM with the bases in it needs no FASTA: %s',
  async (shell) => {
    const volume = newVolume(OWNER);
    const lanes: readonly Lane[] = [
      { id: 'a', library: 'one', mates: 'two_L1' },
      { id: 'b', library: 'other one', mates: 'two_L1' },
      { id: 'c', library: 'one', mates: 'two_L2' },
    ];
    const { phase, ended } = await runWorkflow(pipeline(lanes), { volume, shell });
    expect([phase, ended.filter(({ status }) => status !== 0)]).toEqual(['Succeeded', []]);
    const { groups, copies } = TRUTH.two;
    const bam = readBam(join(volume, 'run/s.bam'));
    expect(bam.primary).toBe(2 * groups.two_L1 + groups.two_L2);
    const marked = bam.records.filter((record) => (Number(record.split('\t')[1]) & DUPLICATE) !== 0);
    expect([marked.length, marked.filter((record) => groupOf(record) === 'b')]).toEqual([copies, []]);
    const environment = { ...process.env, REF_PATH: '/nowhere', REF_CACHE: '/nowhere' };
    const text = execFileSync('samtools', ['view', join(volume, 'run/s.cram')], {
      env: environment,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const bases = (record: string): string => record.split('\t').slice(0, 10).join('\t');
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((record) => (Number(record.split('\t')[1]) & 0x900) === 0)
        .map(bases)
        .sort(),
    ).toEqual(bam.records.map(bases).sort());
    removeVolume(volume);
  },
);

test('two lanes with one read group ID are refused: their reads could not be told apart', async () => {
  const volume = newVolume(OWNER);
  const lanes: readonly Lane[] = [
    { id: 'a', library: 'one', mates: 'two_L1' },
    { id: 'a', library: 'one', mates: 'two_L2' },
  ];
  const { ended } = await runWorkflow(pipeline(lanes), { volume, shell: 'dash' });
  expect(ended.at(-1)).toMatchObject({
    task: 'merge',
    status: 65,
    log: expect.stringContaining('two lanes have one read group ID'),
  });
  removeVolume(volume);
});

test('mates of two lanes are refused before fastp reads them', async () => {
  const volume = newVolume(OWNER);
  const { ended } = await runWorkflow(pipeline([{ id: 'a', library: 'one', mates: 'odd' }], { fastp: [] }), {
    volume,
    shell: 'dash',
  });
  expect(ended.at(-1)).toMatchObject({
    task: 'lanes(0)',
    status: 65,
    log: expect.stringContaining('the mates have reads of different names, or in another order: read 1 is '),
  });
  removeVolume(volume);
});

test.each([
  ['samtools 1.5', 'samtools 1.5 cannot mark duplicates; the image needs 1.6 or later'],
  ['samtools 1.3.1', 'samtools 1.3.1 cannot mark duplicates; the image needs 1.6 or later'],
  ['samtools 1.6', ''],
  ['samtools 1.23.1', ''],
  ['samtools 2.0', ''],
])('%s', (version, refusal) => {
  const stub = `set -eu; samtools() { printf '%s\\n' '${version}' 'Using htslib'; }; fail() { shift; printf '%s' "$*"; exit 0; }; `;
  for (const shell of ['dash', 'bash']) {
    expect(
      execFileSync(shell, ['-c', `${stub}\n${BAM.text}\nneeds_samtools 6 'mark duplicates'`], { encoding: 'utf8' }),
    ).toBe(refusal);
  }
});
