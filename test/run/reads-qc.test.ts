import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { CohortAlignment, GenomicsWorkflow, ReadsQc, ReadsQcChart, SharedVolume } from '../../lib';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { readBam } from '../support/bam';
import { FILES, MENDED, sheetOf } from '../support/cohort-data';
import { lay } from '../support/example-data';
import { workflowTemplate } from '../support/manifests';
import { files, newVolume, removeVolume, rowsOf, textOf, tree } from '../support/tree';

jest.setTimeout(300_000);

/** Illumina's adapters, which a read goes on with where its fragment is shorter. */
const ADAPTERS = ['AGATCGGAAGAGCACACGTCTGAACTCCAGTCA', 'AGATCGGAAGAGCGTCGTGTAGGGAAAGAGTGT'] as const;
const FRAGMENT = 70;
const COMPLEMENT: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };
const read = (name: string, bases: string, quality = 'I'): string =>
  `${name}\n${bases}\n+\n${quality.repeat(bases.length)}\n`;
const recordsOf = (path: string): readonly (readonly [name: string, bases: string])[] =>
  [
    ...gunzipSync(MENDED.get(path) ?? Buffer.of())
      .toString()
      .matchAll(/^(@r.*)\n(.*)\n/gm),
  ].map(([, name = '', bases = '']) => [name, bases]);

/** A lane of which each tenth pair is of low quality, and each seventh of a fragment that its reads go beyond. */
const LANE = ['/two_L1_1.fastq.gz', '/two_L1_2.fastq.gz'] as const;
const [FIRST, SECOND] = LANE.map(recordsOf);
const isPoor = (at: number): boolean => at % 10 === 0;
const isShort = (at: number): boolean => at % 7 === 0;
const through = (fragment: string, adapter: string): string => (fragment + adapter).padEnd(100, 'A').slice(0, 100);
const dirty = (mate: 0 | 1): Buffer =>
  gzipSync(
    (FIRST ?? [])
      .map(([name, bases], at) => {
        const [own = name, other = bases] = (mate === 0 ? FIRST : SECOND)?.[at] ?? [];
        const fragment = bases.slice(0, FRAGMENT);
        const turned = [...fragment].reverse().map((base) => COMPLEMENT[base]);
        const short = through(mate === 0 ? fragment : turned.join(''), ADAPTERS[mate]);
        return read(own, isShort(at) ? short : other, isPoor(at) ? '#' : 'I');
      })
      .join(''),
    { level: 1 },
  );
const DIRTY = new Map([...MENDED, [LANE[0], dirty(0)], [LANE[1], dirty(1)]]);

const OWNER = { uid: 1000, gid: 1000 };
const SHORTEST = 60;
let volume = '';
beforeEach(() => {
  volume = newVolume(OWNER);
});
afterEach(() => removeVolume(volume));

const VOLUME = { claimName: 'pvc-oss', volumeName: 'ossdir', mountPath: '/bwa', owner: OWNER };
const STAGES = { fastp: { args: { fastp: ['--length_required', SHORTEST, '--cut_tail'] } } };

/** The reads of a sheet are trimmed. */
function chart(): WorkflowTemplate {
  const made = new ReadsQcChart(Testing.app(), 'qc', {
    image: 'tools:1',
    cpu: 2,
    sheet: 'file',
    volume: SharedVolume.fromClaim(VOLUME),
    parameters: { folder: '/run', samples: '/sheets/cohort.csv' },
    stages: STAGES,
  });
  return workflowTemplate(Testing.synth(made));
}

/** What passed is aligned, too. */
function pipeline(): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'qc', { namespace: 'argo' });
  const claim = SharedVolume.fromClaim(VOLUME);
  const workflow = new GenomicsWorkflow(chart, 'qc', {
    image: 'tools:1',
    cpu: 2,
    parameters: { folder: '/run', sheet: '/sheets/cohort.csv', reference: {}, referenceChecksum: {} },
  });
  const { folder: path, sheet, reference, referenceChecksum } = workflow.parameters;
  const folder = claim.folder(path);
  const { samples } = new ReadsQc(workflow, 'qc', { sheet: claim.file(sheet), folder, stages: STAGES });
  new CohortAlignment(workflow, 'cohort', { samples, folder, reference, referenceChecksum });
  return workflowTemplate(Testing.synth(chart));
}

const REFERENCE = {
  reference: '/served/ref.fa.gz',
  referenceChecksum: createHash('sha256')
    .update(FILES.get('/ref.fa.gz') ?? Buffer.of())
    .digest('hex'),
};

function run(made: WorkflowTemplate, uid: string, parameters: Readonly<Record<string, string>>): Promise<Outcome> {
  return runWorkflow(made, { volume, shell: 'dash' }, parameters, uid);
}

const served = (all: ReadonlyMap<string, Buffer>): Readonly<Record<string, Buffer | string>> => ({
  'sheets/cohort.csv': sheetOf('/served'),
  ...Object.fromEntries([...all].map(([path, body]) => [`served${path}`, body])),
});
const failed = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ status }) => status !== 0).map(({ task, status }) => `${task} ${status}`);
const worked = ({ ended }: Outcome): readonly string[] =>
  ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task);

/** What fastp makes of served files when a person runs it. */
function byHand(lane: string, mates: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'fastp-'));
  const ends = [
    ['-i', '-o'],
    ['-I', '-O'],
  ] as const;
  const ins = mates.flatMap((name, at) => {
    const body = DIRTY.get(`/${name}`) ?? Buffer.of();
    writeFileSync(join(folder, name), body);
    return [`${ends[at]?.[0]}`, name, `${ends[at]?.[1]}`, `${lane}.${at}.fq`];
  });
  const options = ['--length_required', `${SHORTEST}`, '--cut_tail', '-w', '1'];
  execFileSync('fastp', [...ins, ...options], { cwd: folder, stdio: 'ignore' });
  const made = mates.map((_, at) => textOf(folder, `${lane}.${at}.fq`));
  rmSync(folder, { recursive: true });
  return made;
}

test('each lane is trimmed as by hand, what passed is aligned, and a second run does nothing', async () => {
  lay(volume, served(DIRTY));
  const made = pipeline();
  const first = await run(made, 'run-1', REFERENCE);
  expect([first.phase, failed(first)]).toEqual(['Succeeded', []]);
  const lanes = {
    two_L1: ['two_L1_1.fastq.gz', 'two_L1_2.fastq.gz'],
    two_L2: ['two_L2_1.fastq.gz', 'two_L2_2.fastq.gz'],
    single_1: ['single.fastq.gz'],
  };
  const reads = new Map<string, number>();
  for (const [lane, mates] of Object.entries(lanes)) {
    const own = [...files(join(volume, `run/fastp/${lane.split('_')[0]}/${lane}`))].sort();
    const names =
      mates.length === 2 ? [`/${lane}_1.fastp.fastq.gz`, `/${lane}_2.fastp.fastq.gz`] : [`/${lane}.fastp.fastq.gz`];
    expect(own).toEqual(names);
    const texts = own.map((name) =>
      gunzipSync(readBinary(`run/fastp/${lane.split('_')[0]}/${lane}${name}`)).toString(),
    );
    expect(texts).toEqual(byHand(lane, mates));
    reads.set(lane, texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0) / 4);
    expect(textOf(volume, `run/reports/fastp/${lane.split('_')[0]}/${lane}.fastp/${lane}.fastp.html`)).not.toMatch(
      / at 20\d\d-/,
    );
  }
  const whole = (FIRST ?? []).map((_, at) => at).filter((at) => !isPoor(at));
  expect(reads.get('two_L1')).toBe(2 * whole.length);
  const [, ...lengths] = gunzipSync(readBinary('run/fastp/two/two_L1/two_L1_1.fastp.fastq.gz'))
    .toString()
    .split(/^@.*\n/m);
  expect(lengths.filter((text) => text.indexOf('\n') === FRAGMENT)).toHaveLength(whole.filter(isShort).length);
  // The aligner got the trimmed reads, and those alone, each lane its own.
  for (const [sample, of] of [
    ['two', ['two_L1', 'two_L2']],
    ['single', ['single_1']],
  ] as const) {
    const bam = readBam(join(volume, `run/${sample}.bam`));
    expect(bam.primary).toBe(of.reduce((sum, lane) => sum + (reads.get(lane) ?? 0), 0));
  }
  const page = textOf(volume, 'run/reports/multiqc_report.html');
  expect(rowsOf(page)).toEqual(['broken_1', 'single_1', 'two_L1', 'two_L2']);
  expect(page).not.toContain('/bwa/');

  const before = tree(volume);
  const second = await run(made, 'run-2', REFERENCE);
  expect([second.phase, worked(second)]).toEqual(['Succeeded', []]);
  expect([...tree(volume)].filter(([path, what]) => before.get(path) !== what && !path.includes('run-2'))).toEqual([]);
});

function readBinary(path: string): Buffer {
  return execFileSync('cat', [join(volume, path)], { maxBuffer: 1 << 28 });
}

test('a sample whose FASTQ is cut is named, and the others have their reads and the page', async () => {
  lay(volume, served(FILES));
  const made = chart();
  const first = await run(made, 'run-1', {});
  expect([first.phase, failed(first)]).toEqual(['Failed', ['reads(1).readlanes(0) 65', 'fastpreport 65']]);
  // What comes next has the others.
  const list: readonly { readonly sample: string }[] = JSON.parse(textOf(volume, 'run/trimmed.json'));
  expect(list.map(({ sample }) => sample)).toEqual(['two', 'single']);
  expect(first.ended.at(-1)?.log).toContain('see the pods of those that failed: broken');
  expect(textOf(volume, 'run/reports/multiqc_report.html')).toContain('single_1');
  expect(files(volume)).toContain('/run/fastp/two/two_L1/two_L1_1.fastp.fastq.gz');

  lay(volume, served(MENDED));
  const second = await run(made, 'run-2', {});
  expect([second.phase, worked(second).filter((task) => task.startsWith('reads'))]).toEqual([
    'Succeeded',
    expect.arrayContaining(['reads(1).readlanes(0)', 'reads(1).trimmed']),
  ]);
});
