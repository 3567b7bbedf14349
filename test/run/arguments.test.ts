import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import {
  BwaAlignmentChart,
  type BwaAlignmentChartProps,
  CohortAlignmentChart,
  parseSampleSheet,
  sampleParameters,
} from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { simulate } from '../../lib/testing/genome';
import { runWorkflow } from '../support/argo-run';
import { readBam } from '../support/bam';
import { MENDED, sheetOf } from '../support/cohort-data';
import { workflowTemplate } from '../support/manifests';
import { runAll } from '../support/run';
import { type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, textOf } from '../support/tree';
import { SEED_VOLUME } from '../support/volumes';

jest.setTimeout(600_000);

const OWNER = { uid: 1000, gid: 1000 };
const DATA = simulate({ seed: 21, contigs: [40_000, 20_000], pairs: 400 });
const ONE = new Map([
  ['/one.fa.gz', DATA.fasta],
  ['/S_1.fq.gz', DATA.fastq1],
  ['/S_2.fq.gz', DATA.fastq2],
]);
let server: FileServer;
beforeAll(async () => {
  server = await serve(new Map([...MENDED, ...ONE]));
});
afterAll(() => server.close());

const sha256 = (body: Buffer | undefined): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('hex');

/** The command lines that samtools and bwa note in a BAM's header. */
const commands = (path: string): readonly string[] =>
  readBam(path).header.flatMap((line) => /^@PG.*\tCL:(.*)$/.exec(line)?.slice(1) ?? []);

async function align(volume: string, props: BwaAlignmentChartProps) {
  const given = { reference: 'one.fa.gz', fastq1: 'S_1.fq.gz', fastq2: 'S_2.fq.gz' };
  const urls = Object.fromEntries(Object.entries(given).map(([key, name]) => [key, `${server.url}/${name}`]));
  const chart = new BwaAlignmentChart(Testing.app(), 'bwa-oss', props);
  return runAll(invocations(workflowTemplate(Testing.synth(chart)), urls), { volume, shell: 'dash' });
}

describe('with the real tools', () => {
  const volume = newVolume(OWNER);
  afterAll(() => removeVolume(volume));

  test('bwa’s and samtools’ further arguments of backtrack are heard, and the result passes the stages’ checks', async () => {
    const ended = await align(volume, {
      stages: {
        bwaprepare: { args: { index: ['-a', 'is'], faidx: ['-n', 70] } },
        bwamap: { args: { aln: ['-l', 24] } },
        bwaindex: {
          args: { sampe: ['-a', 700], sort: ['-l', 9], index: ['-@', 1], flagstat: ['-@', 1], tview: ['-w', 33] },
        },
      },
    });
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(ended.map(() => [0, '']));
    const bam = join(volume, 'gene/S.untrimmed.sam.bam.sorted.bam');
    expect(readBam(bam).primary).toBe(2 * DATA.pairs);
    expect(commands(bam).join('\n')).toMatch(/bwa sampe -r \S+ -a 700 .*\n.*samtools sort .* -l 9 -/);
    expect(textOf(volume, '/gene/S.untrimmed.sam.bam.sorted.bam.summary.txt')).toMatch(/^.{33}$/m);
  });

  test('a kept reference with other arguments lies beside the one without, and mem hears its own', async () => {
    const parameters = { referenceChecksum: sha256(DATA.fasta) };
    for (const args of [{}, { index: ['-a', 'is'] }]) {
      const ended = await align(volume, {
        algorithm: 'mem',
        parameters,
        stages: { bwaprepare: { args }, bwamap: { args: { mem: ['-Y', '-k', 17] } } },
      });
      expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(ended.map(() => [0, '']));
    }
    expect(commands(join(volume, 'gene/S.bam'))[0]).toMatch(/bwa mem .* -Y -k 17 /);
    const kept = files(volume).filter((path) => path.endsWith('.fa.bwa.tar') && path.includes('/bwa-index-2'));
    expect(
      kept
        .map((path) =>
          path
            .split('/')
            .at(-1)
            ?.replace(/[0-9a-f]{16}/, '<digest>'),
        )
        .sort(),
    ).toEqual(['bwa-index-2-<digest>.fa.bwa.tar', 'bwa-index-2.fa.bwa.tar']);
  });

  test('what no refusal names and loses the order is caught by the stage’s own checks', async () => {
    const ended = await align(volume, { algorithm: 'mem', stages: { bwamap: { args: { sort: ['-un'] } } } });
    expect(ended.at(-1)).toMatchObject({ task: 'bwamap' });
    expect(ended.at(-1)?.status).not.toBe(0);
  });
});

test('a cohort’s programs hear theirs, a sample of one lane as well as one of several', async () => {
  const volume = newVolume(OWNER);
  const chart = new CohortAlignmentChart(Testing.app(), 'cohort', {
    volume: SEED_VOLUME,
    image: 'tools:1',
    cram: 'external',
    fastp: ['--length_required', 30],
    stages: {
      align: { args: { mem: ['-M'], fixmate: ['-c'] } },
      merge: { args: { merge: ['-c'], markdup: ['-d', 100], flagstat: ['-@', 1] } },
      cram: { args: { view: ['--output-fmt-option', 'version=3.0'], index: ['-@', 1] } },
      stats: { args: { stats: ['--GC-depth', '2e4'], idxstats: ['-@', 1] } },
      report: { args: { multiqc: ['--title', 'Our cohort'] } },
    },
  });
  const [list] = sampleParameters(parseSampleSheet(sheetOf(server.url), 'cohort.csv'));
  const given = {
    reference: `${server.url}/ref.fa.gz`,
    referenceChecksum: sha256(MENDED.get('/ref.fa.gz')),
    samples: list?.samples ?? '',
  };
  const pipeline = workflowTemplate(Testing.synth(chart));
  const { ended } = await runWorkflow(pipeline, { volume, shell: 'dash' }, given, 'run-1');
  expect(ended.filter(({ status }) => status !== 0).map(({ task, log }) => [task, log])).toEqual([]);
  const results = files(volume).filter((path) => /^\/cohort\/[^/]+\.cram$/.test(path));
  expect(results.length).toBeGreaterThan(1);
  for (const path of results) {
    const header = execFileSync('samtools', ['view', '-H', join(volume, path)], { encoding: 'utf8' });
    expect(header).toMatch(/samtools merge -u -s 1 -c /);
    expect(header).toMatch(/samtools markdup .*-d 100 /);
    expect(header).toMatch(/bwa mem .* -M /);
  }
  expect(textOf(volume, '/cohort/multiqc_report.html')).toContain('Our cohort');
  removeVolume(volume);
});
