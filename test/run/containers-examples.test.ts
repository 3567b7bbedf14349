import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseSampleSheet, sampleParameters } from '../../lib';
import { wasDone } from '../../lib/run/command/summary';
import type { RunEngine } from '../../lib/run/engines';
import { type LocalOutcome, startLocalRun } from '../../lib/run/local-run';
import { readBam } from '../support/bam';
import { MENDED, sheetOf, TRUTH } from '../support/cohort-data';
import { CONTAINER_PATH, containersOf, ENGINES_HERE, makeImages, withTag } from '../support/containers';
import { lay, PHYLOGENY, RNASEQ, toolsWith, VARIANTS } from '../support/example-data';
import { documents } from '../support/manifests';
import { ANCESTOR, GENOMES, matrixOf, someReads, splitsOf } from '../support/outbreak-data';
import { newVolume, removeVolume, textOf } from '../support/tree';
import { fastaOf } from '../support/variants-data';

// The committed examples with this machine's tools, and in containers of one image under all their images' names, on
// data whose truth is known. trimAl is a stand-in, as IQ-TREE's number of threads is.
jest.setTimeout(600_000);

let volume = '';
let tools = '';
beforeEach(() => {
  volume = newVolume({ uid: 1000, gid: 1000 });
  tools = toolsWith();
});
afterEach(() => {
  removeVolume(volume);
  rmSync(tools, { recursive: true });
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Runs a committed example, with what this machine cannot give changed: an engine gives no image of its own a digest,
 * so that it has a tag, and scratch of hundreds of gigabytes need not be free.
 */
async function run(
  engine: RunEngine,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Promise<LocalOutcome> {
  const committed = JSON.stringify(documents(`examples/${name}/${name}.k8s.yaml`));
  const text = committed.replace(/--scratch-mib=\d+/g, '--scratch-mib=1024');
  const manifests = JSON.parse(text.replace(/"image":"([^"]+)"/g, (_, image) => `"image":"${withTag(image)}"`));
  const claims = [...text.matchAll(/"claimName":"([^"]+)"/g)].map(([, claim = '']) => [claim, volume] as const);
  const { ended } = startLocalRun({
    manifests,
    engine,
    parameters,
    claims: Object.fromEntries(claims),
    path: CONTAINER_PATH,
    programs: tools,
    isPatient: false,
  });
  const outcome = await ended;
  rmSync(outcome.folder, { recursive: true });
  return outcome;
}

/** Runs it twice: all is well at first, and done the second time, but for what tells of the run itself. */
async function mustRunTwice(
  engine: RunEngine,
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
  parameters: Readonly<Record<string, string>>,
  anew: readonly string[] = [],
): Promise<void> {
  lay(volume, files);
  const first = await run(engine, name, parameters);
  const failed = first.pods.filter(({ phase }) => phase !== 'Succeeded').map(({ end }) => end.log);
  expect([first.error?.message, first.phase, failed]).toEqual([undefined, 'Succeeded', []]);
  const second = await run(engine, name, parameters);
  const again = second.pods.filter((pod) => !wasDone(pod)).map(({ attempt }) => attempt.invocation.task);
  expect([second.phase, again]).toEqual(['Succeeded', anew]);
  if (engine !== 'host') expect(containersOf(engine)).toEqual([]);
}

if (ENGINES_HERE.length === 0) test.skip('there is no engine for containers', () => undefined);

describe.each<RunEngine>(['host', ...ENGINES_HERE])('%s', (engine) => {
  beforeAll(() => (engine === 'host' ? undefined : makeImages(engine)));

  test('variants: what was planted is called', async () => {
    await mustRunTwice(engine, 'variants', VARIANTS.files, {
      sheet: '/sheets/cohort.csv',
      reference: '/ref/genome.fa.gz',
      referenceChecksum: sha256(VARIANTS.files['ref/genome.fa.gz']),
      regions: JSON.stringify(VARIANTS.regions),
    });
    const query = ['query', '-i', 'FILTER="PASS"', '-f', '%CHROM %POS\n', join(volume, 'variants/cohort.vcf.gz')];
    const called = execFileSync('bcftools', query, { encoding: 'utf8' });
    expect(called.trimEnd().split('\n')).toEqual(VARIANTS.planted);
  });

  test('germline: what was planted is called of the trimmed and aligned reads', async () => {
    const given = {
      sheet: '/sheets/cohort.csv',
      reference: '/ref/genome.fa.gz',
      referenceChecksum: sha256(VARIANTS.files['ref/genome.fa.gz']),
    };
    await mustRunTwice(engine, 'germline', VARIANTS.files, given, ['manifest']);
    const query = ['query', '-i', 'FILTER="PASS"', '-f', '%CHROM %POS\n', join(volume, 'germline/cohort.vcf.gz')];
    expect(execFileSync('bcftools', query, { encoding: 'utf8' }).trimEnd().split('\n')).toEqual(VARIANTS.planted);
  });

  test('rnaseq: each sample has the reads that it expresses', async () => {
    const given = { sheet: '/sheets/samples.csv', transcripts: '/ref/transcripts.fa.gz' };
    await mustRunTwice(engine, 'rnaseq', RNASEQ.files, given);
    const rows = textOf(volume, 'rnaseq/counts.tsv').trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(4);
    for (const [transcript = '', ...counts] of rows.map((row) => row.split('\t')))
      for (const [at, sample] of (['S1', 'S2'] as const).entries()) {
        const truth = RNASEQ.pairsOf(sample, transcript);
        expect(Math.abs(Number(counts[at]) - truth)).toBeLessThanOrEqual(0.02 * truth);
      }
  });

  test('phylogeny: both trees have all leaves', async () => {
    const sequences = JSON.stringify(Object.keys(PHYLOGENY.files).map((path) => `/${path}`));
    await mustRunTwice(engine, 'phylogeny', PHYLOGENY.files, { sequences });
    for (const name of ['consensus.nwk', 'ml.support.nwk'])
      expect(
        [...textOf(volume, `phylogeny/${name}`).matchAll(/(?<=[(,])[a-f](?=[:,)])/g)]
          .map(([leaf]) => leaf)
          .sort()
          .join(''),
      ).toBe('abcdef');
  });

  test('outbreak: four isolates’ tree has what was planted', async () => {
    const names = ['i01', 'i02', 'i04', 'i05'];
    const rows = names.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq\n`);
    const reads = names.flatMap((name, at) =>
      someReads(GENOMES[name] ?? {}, at, 1).map((text, mate) => [`reads/${name}_${mate + 1}.fastq`, text] as const),
    );
    const reference = fastaOf(ANCESTOR);
    const files = {
      'ref/genome.fa': reference,
      'sheets/all.csv': `sample,fastq_1,fastq_2\n${rows.join('')}`,
      ...Object.fromEntries(reads),
    };
    const given = {
      sheet: '/sheets/all.csv',
      reference: '/ref/genome.fa',
      referenceChecksum: sha256(Buffer.from(reference)),
    };
    await mustRunTwice(engine, 'outbreak', files, given, ['manifest']);
    expect(splitsOf(textOf(volume, 'outbreak/tree.nwk'))).toEqual(['i04 i05']);
    const kept = names.map((name) => [name, GENOMES[name] ?? {}] as const);
    expect(textOf(volume, 'outbreak/distances.tsv')).toBe(matrixOf(Object.fromEntries(kept)));
  });

  test('fastp-qc: both samples are in the report', async () => {
    const files: Readonly<Record<string, string | Buffer>> = RNASEQ.files;
    const reads = {
      'reads/S1.fastq.gz': files['reads/S1_1.fq.gz'] ?? '',
      'reads/S2.fastq.gz': files['reads/S2_1.fq.gz'] ?? '',
    };
    await mustRunTwice(engine, 'fastp-qc', reads, {});
    expect(textOf(volume, 'qc/multiqc.html')).toMatch(/S1[\s\S]*S2/);
  });

  test('depth: two reads of 50 bases cover 100 once', async () => {
    const read = (name: string, at: number): string =>
      [name, 0, 'chr1', at, 60, '50M', '*', 0, 0, 'A'.repeat(50), 'I'.repeat(50)].join('\t');
    const sam = ['@HD\tVN:1.6\tSO:coordinate', '@SQ\tSN:chr1\tLN:100', read('r1', 1), read('r2', 51), ''].join('\n');
    const bam = execFileSync('samtools', ['view', '-b', '-'], { input: sam });
    await mustRunTwice(engine, 'depth', { 'bams/S1.bam': bam }, {});
    expect(textOf(volume, 'depth/depth.tsv')).toBe('sample\tdepth\nS1\t1.00\n');
  });

  test('cohort: each sample’s alignment holds each of its reads once', async () => {
    const [list] = sampleParameters(parseSampleSheet(sheetOf(''), 'cohort.csv'));
    await mustRunTwice(engine, 'cohort', Object.fromEntries(MENDED), {
      reference: '/ref.fa.gz',
      referenceChecksum: sha256(MENDED.get('/ref.fa.gz') ?? Buffer.of()),
      samples: list?.samples ?? '',
    });
    for (const sample of Object.keys(TRUTH) as (keyof typeof TRUTH)[]) {
      const total = Object.values(TRUTH[sample].groups).reduce((sum, count) => sum + count, 0);
      expect([sample, readBam(join(volume, `cohort/${sample}.bam`)).primary]).toEqual([sample, total]);
    }
  });
});
