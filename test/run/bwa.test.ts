import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { BwaAlignmentChart } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { ENGINES, type Invocation } from '../../lib/run/template';
import { simulate } from '../../lib/testing/genome';
import { readBam } from '../support/bam';
import { committedPipeline, workflowTemplate } from '../support/manifests';
import { runAll } from '../support/run';
import { type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, textOf, tree } from '../support/tree';

jest.setTimeout(300_000);

const OWNER = { uid: 1000, gid: 1000 };
const ONE = simulate({ seed: 1, contigs: [1_500_000, 700_000], pairs: 10_000 });
const OTHER = simulate({ seed: 2, contigs: [500_000, 300_000, 200_000, 50_000], pairs: 4_000 });
const SIGNED = `Expires=1700000000&OSSAccessKeyId=a'b"c$(touch%20/bwa/pwned)&Signature=x%2Fy+z;\`id\`%3D`;
const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
const pipeline = committedPipeline();
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
let server: FileServer;

beforeAll(async () => {
  const signed = `?${decodeURIComponent(SIGNED)}`;
  server = await serve(
    new Map([
      ['/alignment/subset_assembly.fa.gz', ONE.fasta],
      ['/alignment/SRR1976948_1.fastq.gz', ONE.fastq1],
      ['/alignment/SRR1976948_2.fastq.gz', ONE.fastq2],
      [`/my data/GRCh 38.fna.gz${signed}`, OTHER.fasta],
      [`/my data/S&7_L001_R1_001.fastq.gz${signed}`, OTHER.fastq1],
      [`/my data/S&7_L001_R2_001.fastq.gz${signed}`, OTHER.fastq2],
    ]),
  );
});
afterAll(() => server.close());

const seedsData = () => ({
  reference: `${server.url}/alignment/subset_assembly.fa.gz`,
  fastq1: `${server.url}/alignment/SRR1976948_1.fastq.gz`,
  fastq2: `${server.url}/alignment/SRR1976948_2.fastq.gz`,
});

describe.each(['dash', 'bash', 'busybox', 'applets'] as const)('where sh is %s', (shell) => {
  const machine = { volume: newVolume(OWNER), shell };
  afterAll(() => removeVolume(machine.volume));

  test('the committed containers align every pair of the seed’s data into a sorted, indexed and checked BAM of the seed’s name', async () => {
    const ended = await runAll(invocations(pipeline, seedsData()), machine);
    expect(ended.map(({ task, status, log }) => [task, status, status === 0 ? '' : log])).toEqual([
      ['bwaprepare', 0, ''],
      ['bwamap(0)', 0, ''],
      ['bwamap(1)', 0, ''],
      ['bwaindex', 0, ''],
    ]);
    const bam = readBam(join(machine.volume, 'gene', RESULT));
    expect(bam.primary).toBe(2 * ONE.pairs);
    expect(bam.placed).toBeGreaterThan(2 * ONE.pairs * 0.99);
    expect(bam.properPairs).toBeGreaterThan(ONE.pairs * 0.98);
    expect(bam.header[0]).toMatch(/^@HD\t.*SO:coordinate/);
    expect(bam.header).toContainEqual(
      expect.stringMatching(/^@RG\tID:SRR1976948\tSM:SRR1976948\tLB:SRR1976948\tPL:ILLUMINA$/),
    );
    const results = files(machine.volume).filter((path) => !path.includes('/.work/'));
    expect(results.sort()).toEqual([`/gene/${RESULT}`, `/gene/${RESULT}.bai`, `/gene/${RESULT}.summary.txt`]);
    const records = files(machine.volume).filter((path) => path.endsWith('.record'));
    const facts = records.map((path) => textOf(machine.volume, path).match(/(?<=\nfact )(version_|stage|source).*/g));
    const [bwa, samtools] = ['version_bwa=0.7.17-r1188', 'version_samtools=1.16.1'];
    const sources = Object.entries({ fasta: 'reference', fastq1: 'fastq1', fastq2: 'fastq2' } as const).map(
      ([key, parameter]) => `source=${sha256(ONE[key as 'fasta'])} ${seedsData()[parameter]}`,
    );
    expect(facts.sort()).toEqual(
      [
        [bwa, samtools, ...sources.sort(), 'stage=bwaprepare'],
        [bwa, samtools, 'stage=bwaindex'],
        ...[1, 2].map(() => [bwa, 'stage=bwamap']),
      ].sort(),
    );
  });

  test.each(ENGINES)('on Argo %s a folder with blanks and quotes runs to the same BAM', async (engine) => {
    const fastqFolder = `/my runs ${engine}/α & "β"`;
    const ended = await runAll(invocations(pipeline, { ...seedsData(), fastqFolder }, {}, engine), machine);
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(Array(4).fill([0, '']));
    const bam = readBam(join(machine.volume, fastqFolder, RESULT));
    expect(bam.primary).toBe(2 * ONE.pairs);
    expect(bam.properPairs).toBeGreaterThan(ONE.pairs * 0.98);
  });

  test('the same again finds everything done: nothing is written, and no data are sent', async () => {
    const before = tree(machine.volume);
    const sent = server.sent();
    const ended = await runAll(invocations(pipeline, seedsData()), machine);
    expect(ended.map(({ status, log }) => [status, log])).toEqual(
      Array.from({ length: 4 }, () => [
        0,
        expect.stringMatching(/^\[bwa\w+\] (IN_\w+ is \S+\n\[bwa\w+\] )*done before: \S+\n$/),
      ]),
    );
    const added = [...tree(machine.volume)].filter(([path, what]) => before.get(path) !== what && what !== 'folder');
    expect(added.filter(([path]) => !path.endsWith('.run'))).toEqual([]);
    expect(server.sent() - sent).toBe(3);
  });

  test('other data by four other parameters: presigned URLs, a sample named otherwise, a folder with spaces', async () => {
    const url = (name: string): string => `${server.url}/my%20data/${name}?${SIGNED}`;
    const given = {
      fastqFolder: '/my runs/α & "β"',
      reference: url('GRCh%2038.fna.gz'),
      fastq1: url('S%267_L001_R1_001.fastq.gz'),
      fastq2: url('S%267_L001_R2_001.fastq.gz'),
    };
    const before = new Set(tree(machine.volume).keys());
    const ended = await runAll(invocations(pipeline, given), machine);
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    );
    const bam = readBam(join(machine.volume, given.fastqFolder, 'S%267_L001.untrimmed.sam.bam.sorted.bam'));
    expect(bam.primary).toBe(2 * OTHER.pairs);
    expect(bam.placed).toBeGreaterThan(2 * OTHER.pairs * 0.99);
    const made = [...tree(machine.volume).keys()].filter((path) => !before.has(path));
    expect(
      made.filter(
        (path) =>
          path !== '/my runs' && !/^\/\.work(\/|$)/.test(path) && !`${path}/`.startsWith(`${given.fastqFolder}/`),
      ),
    ).toEqual([]);
    const written = made.filter((path) => /[.](record|note)$/.test(path)).map((path) => textOf(machine.volume, path));
    expect(
      [...written, ...ended.map(({ log }) => log)].filter((text) => /Signature|OSSAccessKeyId/.test(text)),
    ).toEqual([]);
  });

  test('maxReads takes so many of each file', async () => {
    const ended = await runAll(
      invocations(pipeline, { ...seedsData(), fastqFolder: '/few', maxReads: '1500' }),
      machine,
    );
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    );
    expect(readBam(join(machine.volume, 'few', RESULT)).primary).toBe(3000);
  });

  test('the chart with BWA-MEM aligns every pair too', async () => {
    const chart = new BwaAlignmentChart(Testing.app(), 'bwa-oss', { algorithm: 'mem' });
    const ended = await runAll(
      invocations(workflowTemplate(Testing.synth(chart)), { ...seedsData(), fastqFolder: '/mem' }),
      machine,
    );
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const bam = readBam(join(machine.volume, 'mem/SRR1976948.bam'));
    expect([bam.primary, bam.placed > 2 * ONE.pairs * 0.99]).toEqual([2 * ONE.pairs, true]);
  });
});

test('the records of a run do not depend on the shell', async () => {
  const bams: (readonly string[])[] = [];
  for (const shell of ['dash', 'busybox'] as const) {
    const volume = newVolume(OWNER);
    await runAll(invocations(pipeline, { ...seedsData(), maxReads: '2000' }), { volume, shell });
    bams.push(readBam(join(volume, 'gene', RESULT)).records);
    removeVolume(volume);
  }
  expect(bams[0]).toHaveLength(4000);
  expect(bams[0]).toEqual(bams[1]);
});

test.each([
  ['backtrack', RESULT],
  ['mem', 'SRR1976948.bam'],
] as const)('two attempts of one work, by %s, make one BAM and one index to the byte', async (algorithm, name) => {
  const volume = newVolume(OWNER);
  const chart = workflowTemplate(Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa-oss', { algorithm })));
  for (const image of ['tools:1', 'tools:2']) {
    const all = invocations(chart, { ...seedsData(), maxReads: '2000' });
    const ended = await runAll(
      all.map((one) => withImage(one, image)),
      { volume, shell: 'dash' },
    );
    expect(ended.map(({ status, log }) => [status, /\] done: /.test(log)])).toEqual(all.map(() => [0, true]));
  }
  const made = files(volume).filter((path) => /^\/\.work\/[^/]+\/[^/]+\/[^/]+$/.test(path));
  for (const file of [name, `${name}.bai`]) {
    const attempts = made.filter((path) => path.endsWith(`/${file}`)).map((path) => readFileSync(join(volume, path)));
    expect(attempts).toHaveLength(2);
    expect(attempts[0]?.equals(attempts[1] ?? Buffer.of())).toBe(true);
  }
  removeVolume(volume);
});

/** Another image is other work, which no record spares. */
function withImage(invocation: Invocation, image: string): Invocation {
  const args = (invocation.container.args ?? []).map((text) => text.replace(/^--image=.*/, `--image=${image}`));
  return { ...invocation, container: { ...invocation.container, args } };
}
