import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Chart, Testing } from 'cdk8s';
import { BwaAlignmentChart, bwaBacktrack, bwaMem, bwaReference, GenomicsWorkflow, SharedVolume } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { simulate } from '../../lib/testing/genome';
import { type Bam, readBam } from '../support/bam';
import { workflowTemplate } from '../support/manifests';
import { type Ended, type PodShell, runAll } from '../support/run';
import { type FileServer, serve } from '../support/serve';
import { newVolume, removeVolume } from '../support/tree';

jest.setTimeout(300_000);

const OWNER = { uid: 1000, gid: 1000 };
const PAIRS = 60;
const DATA = simulate({ seed: 47, contigs: [15_000], pairs: PAIRS });

type Manifests = readonly Readonly<Record<string, unknown>>[];
type Read = readonly [head: string, bases: string, plus: string, marks: string];
type Reads = readonly Read[];
type Edit = (reads: Reads) => string | Buffer;

const readsOf = (zipped: Buffer): Reads => {
  const lines = gunzipSync(zipped).toString().trimEnd().split('\n');
  return Array.from({ length: lines.length / 4 }, (_, n) => {
    const [head = '', bases = '', plus = '', marks = ''] = lines.slice(4 * n, 4 * n + 4);
    return [head, bases, plus, marks] as const;
  });
};
const ONE = readsOf(DATA.fastq1);
const TWO = readsOf(DATA.fastq2);
const text = (reads: Reads, end = '\n'): string => reads.map((read) => read.join(end) + end).join('');
/** Changes the 21st read, whose first line is the 81st. */
const one =
  (change: (read: Read) => Read): Edit =>
  (reads) =>
    text(reads.map((read, n) => (n === 20 ? change(read) : read)));
const named =
  (end: string): Edit =>
  (reads) =>
    text(reads.map(([head, ...rest]) => [head.replace(/\/[12]$/, end), ...rest]));
const without: Edit = one(([head, , plus]) => [head, '', plus, '']);
const marked = (marks: string): Edit => one(([head, bases, plus]) => [head, bases, plus, marks.padEnd(100, 'I')]);
const based = (bases: string): Edit => one(([head, old, ...rest]) => [head, bases + old.slice(bases.length), ...rest]);
const called = (name: string): Edit => one(([, ...rest]) => [`@${name}`, ...rest]);
const both = (edit: Edit) => [edit, edit] as const;
const only = (edit: Edit) => [edit, text] as const;
const PLAIN: Edit = (reads) => text(reads);
const INTERLEAVED: Edit = () => text(ONE.flatMap((read, n) => [read, ...TWO.slice(n, n + 1)]));

/** What ends with 65 before an aligner reads it, and what the message says. */
const BAD: Readonly<Record<string, readonly [Edit, Edit, RegExp]>> = {
  'a read without bases in one file': [
    ...only(without),
    /_1[.]fastq[.]gz .*line 82, the read 'r20:\S+', has no bases; drop/,
  ],
  'a read without bases in both files': [
    ...both(without),
    /line 82, the read 'r20:\S+', has no bases; drop such reads/,
  ],
  'a read without bases and Windows’ line ends': [
    (reads) => `${without(reads)}`.replace(/\n/g, '\r\n'),
    PLAIN,
    /line 82, the read 'r20:\S+', has no bases/,
  ],
  'mates out of order': [
    PLAIN,
    (reads) => text([...reads.slice(0, 20), ...reads.slice(21), ...reads.slice(20, 21)]),
    /in another order: read 21 is 'r20:\S+' and 'r21:\S+'; pair them again/,
  ],
  'mates of other names': [PLAIN, called('x/2'), /different names, .*: read 21 is 'r20:\S+' and 'x'; pair them again/],
  'names that end in _1 and _2': [
    named('_1'),
    named('_2'),
    /different names, .*read 1 is 'r0:\S+_1' and 'r0:\S+_2'; mates have equal names/,
  ],
  'names that end in .1 and .2': [
    named('.1'),
    named('.2'),
    /different names, .*read 1 is 'r0:\S+[.]1' and .*; mates have equal names/,
  ],
  'mates of unequal number': [PLAIN, (reads) => text(reads.slice(0, 50)), /the mates have 60 and 50 reads/],
  'fewer first mates': [(reads) => text(reads.slice(0, 50)), PLAIN, /the mates have 50 and 60 reads/],
  'qualities that are longer': [
    ...only(one(([h, b, p, q]) => [h, b, p, `${q}II`])),
    /line 84, .* has 102 qualities for 100 bases/,
  ],
  'qualities that are shorter': [
    ...only(one(([h, b, p, q]) => [h, b, p, q.slice(3)])),
    /line 84, .* has 97 qualities for 100/,
  ],
  'a quality that is a space': [...only(marked('III I')), /line 84, .*no quality/],
  'a quality beyond ASCII': [
    ...only((reads) => Buffer.from(`${marked('IéI')(reads)}`, 'latin1')),
    /line 84, .*no quality/,
  ],
  'a base that is @': [...only(based('@')), /line 82, .*no base/],
  'a base that is +': [...only(based('AC+')), /line 82, .*no base/],
  'a base that is a digit': [...only(based('T0123')), /line 82, .*no base/],
  'a name of 255 bytes': [...both(called('x'.repeat(255))), /line 81, .*a name of 255 bytes, expected at most 254/],
  'a record of many lines': [
    (reads) => text(reads.map(([h, b, p, q]) => [h, `${b.slice(0, 50)}\n${b.slice(50)}`, p, q])),
    PLAIN,
    /line 3, the read 'r0:\S+', begins with '[ACGT]{20}[.][.]', expected \+: a record has four lines/,
  ],
  'a record that is cut between lines': [
    ...only((reads) => `${PLAIN(reads)}@cut\nACGT\n`),
    /line 241 begins a record that is cut/,
  ],
  'a record that is cut in a line': [
    ...only((reads) => `${PLAIN(reads)}`.slice(0, -50)),
    /line 240, .* has 51 qualities for 100/,
  ],
  'no read': [...only(() => ''), /_1[.]fastq[.]gz is no whole FASTQ: it holds no read/],
  'blank lines alone': [...only(() => '\n\n'), /_1[.]fastq[.]gz is no whole FASTQ: it holds no read/],
  'a FASTA': [
    ...only((reads) => reads.map(([h, b]) => `>${h}\n${b}\n`).join('')),
    /line 1 begins with >, as in a FASTA/,
  ],
  'a BAM': [
    ...only(() => Buffer.from('BAM\u0001\u0000\u0000\u0000\u0000@HD\tVN:1.6\n')),
    /line 1 begins a BAM; samtools fastq/,
  ],
  'a page': [
    ...only(() => '<!DOCTYPE html>\n<html/>\n'),
    /line 1 begins with '<!DOCTYPE html>', expected @ and a name/,
  ],
  'one file under two addresses': [PLAIN, () => text(ONE), /both mates have the same reads: they are one file/],
  'interleaved mates as both files': [
    INTERLEAVED,
    INTERLEAVED,
    /holds both mates of each pair, one after the other: give a file of each mate/,
  ],
  'interleaved mates as one file': [
    INTERLEAVED,
    PLAIN,
    /holds both mates of each pair, one after the other: give a file of each mate/,
  ],
};

/** What is aligned, to the same records as the plain files where it holds the same reads. */
const GOOD: Readonly<Record<string, readonly [Edit, Edit, isSame?: boolean]>> = {
  'the plain files': [PLAIN, PLAIN, true],
  'Windows’ line ends': [...both((reads) => text(reads, '\r\n')), true],
  'Windows’ line ends, and none at the end': [...both((reads) => text(reads, '\r\n').trimEnd()), true],
  'no line end at the end': [...both((reads) => text(reads).trimEnd()), true],
  'blank lines between and after records': [
    (reads) => `\n${text(reads.slice(0, 9))}\n\r\n${text(reads.slice(9))}\n\n`,
    (reads) => `${text(reads)} \n`,
    true,
  ],
  'lanes that are joined as gzips': [
    ...both((reads) => Buffer.concat([reads.slice(0, 9), reads.slice(9)].map((part) => gzipSync(text(part))))),
    true,
  ],
  'names with comments': [named(' 1:N:0:ACGT'), named(' 2:N:0:ACGT'), true],
  'names without a mate’s number': [named(''), named(''), true],
  'names behind the plus': [...both((reads) => text(reads.map(([h, b, , q]) => [h, b, h.replace('@', '+'), q]))), true],
  'a quality line that begins with @': [...both(marked('@'))],
  'lower case and other letters': [...both(based('nrykmswbdhvu.acgtacgt'))],
  'reads without a called base': [...both(one(([h, b, p, q]) => [h, 'N'.repeat(b.length), p, q]))],
  'a name of 254 bytes': [called(`${'x'.repeat(254)}/1`), called(`${'x'.repeat(254)}/2`)],
  'a read of one base': [...both(one(([h, , p]) => [h, 'A', p, '*']))],
};

const served = new Map<string, Buffer>([['/ref.fa.gz', DATA.fasta]]);
let server: FileServer;
beforeAll(async () => {
  for (const [name, [edit1, edit2]] of Object.entries({ ...BAD, ...GOOD })) {
    for (const [mate, edit, reads] of [[1, edit1, ONE] as const, [2, edit2, TWO] as const]) {
      const body = Buffer.from(edit(reads));
      served.set(
        `/${fileOf(name)}_${mate}.fastq.gz`,
        body.subarray(0, 2).toString('hex') === '1f8b' ? body : gzipSync(body),
      );
    }
  }
  server = await serve(served);
});
afterAll(() => server.close());

function fileOf(name: string): string {
  return name.replace(/\W+/g, '-');
}

function chart(props: ConstructorParameters<typeof BwaAlignmentChart>[2]): Manifests {
  return Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa-oss', props));
}

/** A lane as a cohort has it. */
function lane(align: typeof bwaMem, fastp?: readonly string[]): Manifests {
  const scope = new Chart(Testing.app(), 'lane', { namespace: 'argo' });
  const parameters = { fastqFolder: '/gene', reference: '', fastq1: '', fastq2: '' };
  const workflow = new GenomicsWorkflow(scope, 'lane', { image: 'tools:1', parameters });
  const { fastqFolder, reference: fasta, fastq1, fastq2 } = workflow.parameters;
  const run = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: OWNER,
  }).folder(fastqFolder);
  const { fasta: reference } = bwaReference(workflow, 'bwaprepare', { reference: fasta, folder: run }).outputs;
  const bam = run.result(fastq1.sample, '.bam');
  align(workflow, 'align', { reference, fastq1, fastq2, bam, mateScores: true, ...(fastp && { fastp }) });
  return Testing.synth(scope);
}

const SAMPLES = { backtrack: '.untrimmed.sam.bam.sorted.bam', mem: '.bam' } as const;
const ROUTES: Readonly<Record<string, readonly [() => Manifests, PodShell, bam: string]>> = {
  backtrack: [() => chart({}), 'dash', SAMPLES.backtrack],
  'backtrack with checksums': [() => chart({ parameters: { fastq1Checksum: '' } }), 'bash', SAMPLES.backtrack],
  mem: [() => chart({ algorithm: 'mem' }), 'dash', SAMPLES.mem],
  'mem with busybox’s tools': [() => chart({ algorithm: 'mem' }), 'applets', SAMPLES.mem],
  'a lane with mem behind fastp': [() => lane(bwaMem, ['-A', '-Q', '-G', '-L']), 'bash', SAMPLES.mem],
  'a lane with backtrack behind fastp': [() => lane(bwaBacktrack, ['-A', '-Q', '-G', '-L']), 'applets', SAMPLES.mem],
};

describe.each(Object.entries(ROUTES))('%s', (_, [synth, shell, end]) => {
  const volume = newVolume(OWNER);
  const workflow = workflowTemplate(synth());
  afterAll(() => removeVolume(volume));

  async function run(name: string): Promise<{ readonly last: Ended | undefined; readonly bam: () => Bam }> {
    const url = (file: string): string => `${server.url}/${file}`;
    const [fastq1, fastq2] = [url(`${fileOf(name)}_1.fastq.gz`), url(`${fileOf(name)}_2.fastq.gz`)];
    const given = { reference: url('ref.fa.gz'), fastq1, fastq2 };
    const ended = await runAll(invocations(workflow, given), { volume, shell });
    return { last: ended.at(-1), bam: () => readBam(join(volume, 'gene', `${fileOf(name)}${end}`)) };
  }

  test.each(Object.entries(BAD))('%s: bad data, and the cause is named', async (name, [, , says]) => {
    const { last } = await run(name);
    expect([last?.status, last?.log]).toEqual([65, expect.stringMatching(says)]);
    expect(last?.log).not.toMatch(/mem_sam_pe|sam_parse1|fread/);
  });

  test.each(Object.entries(GOOD))('%s: aligned', async (name, [, , isSame]) => {
    const { last, bam } = await run(name);
    expect([last?.status, last?.status === 0 ? '' : last?.log]).toEqual([0, '']);
    expect(bam().primary).toBe(2 * PAIRS);
    if (isSame === true && name !== 'the plain files') {
      const own = (records: readonly string[]): readonly string[] =>
        records.map((record) => record.replace(/\tRG:Z:\S+/, '')).sort();
      const plain = await run('the plain files');
      expect(own(bam().records)).toEqual(own(plain.bam().records));
    }
  });
});

test('what mem makes of two files in one stream is what it makes of two files', async () => {
  const volume = newVolume(OWNER);
  const folder = mkdtempSync(join(tmpdir(), 'mem-'));
  const big = simulate({ seed: 48, contigs: [30_000, 20_000], pairs: 3_000 });
  for (const [name, body] of [
    ['/big_1.fq.gz', big.fastq1],
    ['/big_2.fq.gz', big.fastq2],
    ['/big.fa.gz', big.fasta],
  ] as const)
    served.set(name, body);
  const url = (file: string): string => `${server.url}/${file}`;
  const given = { reference: url('big.fa.gz'), fastq1: url('big_1.fq.gz'), fastq2: url('big_2.fq.gz') };
  const workflow = workflowTemplate(chart({ algorithm: 'mem' }));
  const ended = await runAll(invocations(workflow, given), { volume, shell: 'dash' });
  expect(ended.at(-1)?.status).toBe(0);
  for (const [name, body] of [
    ['1.fq.gz', big.fastq1],
    ['2.fq.gz', big.fastq2],
  ] as const)
    writeFileSync(join(folder, name), body);
  writeFileSync(join(folder, 'ref.fa'), gunzipSync(big.fasta));
  const command =
    'bwa index ref.fa; bwa mem -t 2 -K 100000000 ref.fa 1.fq.gz 2.fq.gz | samtools sort -O sam | samtools view';
  const sam = execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 });
  const own = readBam(join(volume, 'gene/big.bam')).records.map((record) => record.replace(/\tRG:Z:\S+/, ''));
  const primary = sam
    .trimEnd()
    .split('\n')
    .filter((record) => (Number(record.split('\t')[1]) & 0x900) === 0);
  expect(own.sort()).toEqual(primary.sort());
  removeVolume(volume);
  rmSync(folder, { recursive: true });
});
