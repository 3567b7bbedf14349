import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { BwaAlignmentChart, type BwaAlignmentChartProps, type BwaParameters } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { simulate } from '../../lib/testing/genome';
import { readBam } from '../support/bam';
import { workflowTemplate } from '../support/manifests';
import { type PodShell, runAll } from '../support/run';
import { type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, textOf } from '../support/tree';

jest.setTimeout(300_000);

const DATA = simulate({ seed: 11, contigs: [40_000, 20_000], pairs: 400 });
const OTHER = simulate({ seed: 12, contigs: [40_000, 20_000], pairs: 400 });
const sums = (body: Buffer) => ({
  md5: createHash('md5').update(body).digest('hex'),
  sha256: createHash('sha256').update(body).digest('hex'),
});
const WRONG = 'd41d8cd98f00b204e9800998ecf8427e';
const CHECKSUMS = {
  referenceChecksum: sums(DATA.fasta).sha256,
  fastq1Checksum: sums(DATA.fastq1).md5,
  fastq2Checksum: '',
};
let server: FileServer;

beforeAll(async () => {
  server = await serve(
    new Map([
      ['/ref.fa.gz', DATA.fasta],
      ['/S_1.fq.gz', DATA.fastq1],
      ['/S_2.fq.gz', DATA.fastq2],
      ['/T_1.fq.gz', OTHER.fastq1],
      ['/T_2.fq.gz', OTHER.fastq2],
    ]),
  );
});
afterAll(() => server.close());

interface Given {
  readonly parameters?: Partial<BwaParameters>;
  readonly props?: BwaAlignmentChartProps;
}

async function run(volume: string, shell: PodShell, { parameters, props = {} }: Given) {
  const chart = new BwaAlignmentChart(Testing.app(), 'bwa-oss', {
    ...props,
    parameters: { ...CHECKSUMS, ...props.parameters },
  });
  const url = (name: string): string => `${server.url}/${name}`;
  const given = { reference: url('ref.fa.gz'), fastq1: url('S_1.fq.gz'), fastq2: url('S_2.fq.gz'), ...parameters };
  return runAll(invocations(workflowTemplate(Testing.synth(chart)), given), { volume, shell });
}

describe.each([
  ['backtrack', 'dash'],
  ['backtrack', 'applets'],
  ['mem', 'busybox'],
  ['mem', 'dash'],
] as const)('%s, where sh is %s', (algorithm, shell) => {
  const volume = newVolume({ uid: 1000, gid: 1000 });
  const props = { algorithm };
  const bam = algorithm === 'mem' ? 'S.bam' : 'S.untrimmed.sam.bam.sorted.bam';
  afterAll(() => removeVolume(volume));

  test('what has its checksum is aligned, and the reference is kept under its own', async () => {
    const ended = await run(volume, shell, { props });
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(ended.map(() => [0, '']));
    expect(readBam(join(volume, 'gene', bam)).primary).toBe(2 * DATA.pairs);
    expect(
      files(volume).filter((path) =>
        /^\/\.work\/bwa-index-2\.fa-[0-9a-f]{16}\/[^/]+-[0-9a-f]{16}\/bwa-index-2\.fa\.bwa\.tar$/.test(path),
      ),
    ).toHaveLength(1);
  });

  test('where all checksums are given, done work is skipped without asking the server', async () => {
    const all = { ...props, parameters: { fastq2Checksum: sums(DATA.fastq2).sha256 } };
    await run(volume, shell, { props: all, parameters: { fastqFolder: '/all' } });
    const asked = server.asked.length;
    const again = await run(volume, shell, { props: all, parameters: { fastqFolder: '/all' } });
    expect(again.map(({ log }) => log)).toEqual(again.map(() => expect.stringMatching(/\] done before: \S+\n$/)));
    expect(server.asked.length).toBe(asked);
  });

  test('another run, of another image and another folder, finds the reference prepared', async () => {
    const asked = server.asked.length;
    const ended = await run(volume, shell, {
      props: { ...props, image: 'other:1' },
      parameters: { fastqFolder: '/other' },
    });
    expect(ended.map(({ status }) => status)).toEqual(ended.map(() => 0));
    expect(ended[0]?.log).toMatch(/^\[bwaprepare\] done before/);
    expect(server.asked.slice(asked).filter((path) => path.includes('ref.fa'))).toEqual([]);
  });

  test.each(['referenceChecksum', 'fastq1Checksum', 'fastq2Checksum'] as const)(
    'another %s ends the run as bad data',
    async (name) => {
      const ended = await run(volume, shell, { props, parameters: { fastqFolder: `/wrong-${name}`, [name]: WRONG } });
      const last = ended.at(-1);
      expect([last?.status, last?.log]).toEqual([
        65,
        expect.stringMatching(new RegExp(`has the checksum [0-9a-f]{32}, expected ${WRONG}\n`)),
      ]);
      expect(files(volume).filter((path) => path.startsWith(`/wrong-${name}/`))).toEqual([]);
    },
  );

  test('a checksum that is none is refused', async () => {
    const ended = await run(volume, shell, {
      props,
      parameters: { fastqFolder: '/none', fastq1Checksum: 'SHA256:abc' },
    });
    expect(ended.at(-1)).toMatchObject({
      status: 69,
      log: expect.stringContaining("a checksum is 'SHA256:abc', expected the 64 or 32"),
    });
  });

  test('mates of other names, and fewer mapped reads than asked for, end the run as bad data', async () => {
    const mixed = { fastqFolder: '/mixed', fastq2: `${server.url}/T_2.fq.gz`, fastq2Checksum: '' };
    const ended = await run(volume, shell, { props, parameters: mixed });
    expect(ended.at(-1)?.status).toBe(65);
    expect(ended.at(-1)?.log).toMatch(/different names/);
    const foreign = {
      fastqFolder: '/foreign',
      fastq1: `${server.url}/T_1.fq.gz`,
      fastq2: `${server.url}/T_2.fq.gz`,
      fastq1Checksum: '',
    };
    const unmapped = await run(volume, shell, { props: { ...props, minMapped: 0.5 }, parameters: foreign });
    expect(unmapped.at(-1)?.status).toBe(65);
    expect(unmapped.at(-1)?.log).toMatch(/a share of 0[.]\d+ of the reads is mapped, expected at least 0[.]5/);
    expect(files(volume).filter((path) => /^\/(mixed|foreign)\//.test(path))).toEqual([]);
  });
});

test('one file as both mates is refused', async () => {
  const volume = newVolume({ uid: 1000, gid: 1000 });
  for (const algorithm of ['backtrack', 'mem'] as const) {
    const ended = await run(volume, 'dash', {
      props: { algorithm },
      parameters: { fastq2: `${server.url}/S_1.fq.gz` },
    });
    expect(ended.at(-1)).toMatchObject({ status: 69, log: expect.stringContaining('both mates are one file') });
  }
  removeVolume(volume);
});

test('single reads are streamed too, and leave all of them in the BAM', async () => {
  const volume = newVolume({ uid: 1000, gid: 1000 });
  const single = { algorithm: 'mem' as const, parameters: { fastq2: '' } };
  const ended = await run(volume, 'busybox', { props: single, parameters: { fastq2: '', fastq1Checksum: '' } });
  expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  expect(readBam(join(volume, 'gene/S.bam')).primary).toBe(DATA.pairs);
  const record = files(volume).find((path) => /^\/\.work\/S\.bam-.*\.record$/.test(path)) ?? '';
  expect(textOf(volume, record)).toMatch(/^IN_FASTQ2=$/m);
  removeVolume(volume);
});
