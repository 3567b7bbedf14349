import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { CohortAlignment, GenomicsWorkflow, runManifest, SharedVolume, VariantCalling } from '../../lib';
import { type Outcome, runWorkflow } from '../support/argo-run';
import { workflowTemplate } from '../support/manifests';
import type { PodShell } from '../support/run';
import { type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, textOf } from '../support/tree';
import { failed, OWNER } from '../support/variant-run';
import { byHand, fastaOf, genome, readsOf, snv } from '../support/variants-data';

jest.setTimeout(600_000);

const SAMPLES = ['S1', 'S2'];
const GENOME = genome({ chr1: 6_000 }, 5);
const PLANTED = [snv(GENOME, 'chr1', 1_000, ['0/1', '1/1']), snv(GENOME, 'chr1', 4_000, ['1/1', '0/1'])];
const NOTE = `a "note" \\ 'of' $(touch /bwa/pwned) \`touch /bwa/pwned\` $HOME $$ é ☃`;

let volume = '';
let server: FileServer;
beforeAll(async () => {
  volume = newVolume(OWNER);
  mkdirSync(join(volume, 'ref'));
  writeFileSync(join(volume, 'ref/genome.fa'), fastaOf(GENOME));
  server = await serve(
    new Map(
      SAMPLES.flatMap((sample, at) =>
        readsOf(GENOME, PLANTED, at, () => 2).map(
          (reads, mate) => [`/${sample}_${mate + 1}.fastq`, Buffer.from(reads)] as const,
        ),
      ),
    ),
  );
});
afterAll(async () => {
  removeVolume(volume);
  await server.close();
});

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const ofVolume = (path: string): string => sha256(join(volume, path));

/** From reads to variants of two samples by all the tools that are here, and what ran. */
function pipeline(): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'germline', { namespace: 'argo' });
  const claim = SharedVolume.fromClaim({ claimName: 'pvc-oss', volumeName: 'ossdir', mountPath: '/bwa', owner: OWNER });
  const workflow = new GenomicsWorkflow(chart, 'germline', {
    image: 'h.example.com/geno/tools:1',
    parameters: { folder: '/run', samples: {}, reference: '/ref/genome.fa', checksum: {}, note: {}, signed: {} },
  });
  const { folder: path, samples, reference, checksum } = workflow.parameters;
  const folder = claim.folder(path);
  const cohort = new CohortAlignment(workflow, 'align', {
    samples,
    folder,
    reference,
    referenceChecksum: checksum,
    fastp: ['--length_required', '30'],
  });
  const variants = new VariantCalling(workflow, 'call', { ...cohort, folder, caller: 'freebayes', intervals: 1 });
  runManifest(workflow, 'manifest', {
    results: [cohort.alignments, variants.vcf, ...variants.reports, variants.html, cohort.html],
    inputs: [claim.file(reference)],
    checksums: cohort.checksums,
    manifest: folder.result('pipeline_info/manifest.json'),
  });
  return workflowTemplate(Testing.synth(chart));
}

/** A lane as a parameter file has it. */
const lane = (sample: string): object => {
  const texts = { id: sample, lane: 'L1', library: sample, platform: 'ILLUMINA', platform_unit: '', checksum2: '' };
  const [first, second] = [1, 2].map((mate) => `${server.url}/${sample}_${mate}.fastq`);
  return { ...texts, checksum1: '', fastq_1: `${first}?Signature=secret`, fastq_2: second };
};

interface Stage {
  readonly stage: string;
  readonly file: string;
  readonly key: string;
  readonly run: string;
  readonly image: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly sources: readonly { readonly source: string; readonly sha256: string }[];
}

interface Manifest {
  readonly results: readonly { readonly file: string; readonly sha256: string; readonly bytes: number }[];
  readonly stages: readonly Stage[];
  readonly [name: string]: unknown;
}

async function run(uid: string, shell: PodShell): Promise<{ readonly outcome: Outcome; readonly manifest: Manifest }> {
  const samples = JSON.stringify(SAMPLES.map((sample) => ({ sample, lanes: [lane(sample)] })));
  const signed = 'https://h/x?Expires=1&Signature=secret';
  const given = { samples, checksum: ofVolume('ref/genome.fa'), note: NOTE, signed };
  const outcome = await runWorkflow(pipeline(), { volume, shell }, given, uid);
  expect([outcome.phase, failed(outcome)]).toEqual(['Succeeded', []]);
  const text = readFileSync(join(volume, 'run/pipeline_info/manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  expect(manifest).toMatchObject({
    run: uid,
    workflow: 'germline',
    parameters: {
      folder: '/run',
      samples: samples.replaceAll('?Signature=secret', '?[redacted]'),
      reference: '/ref/genome.fa',
      checksum: given.checksum,
      note: NOTE,
      signed: 'https://h/x?[redacted]',
    },
  });
  const records = files(volume).filter((one) => one.endsWith('.record'));
  expect(records.filter((one) => textOf(volume, one).includes('secret'))).toEqual([]);
  return { outcome, manifest };
}

/** What a tool calls its version, by hand. */
function versionOf(tool: string): string {
  const text =
    tool === 'bwa' ? byHand(volume, '(bwa 2>&1 || true) | grep Version') : byHand(volume, `${tool} --version 2>&1`);
  return /^.* (\S+)$/m.exec(text)?.[1] ?? '';
}

test('a manifest has every stage with its real versions, and SHA-256 of what came in and went out', async () => {
  const { outcome, manifest } = await run('run-1', 'dash');
  const { results, stages } = manifest;

  expect(existsSync(join(volume, 'pwned'))).toBe(false);
  expect(manifest['inputs']).toEqual([
    { file: '/bwa/ref/genome.fa', sha256: ofVolume('ref/genome.fa'), bytes: expect.any(Number) },
  ]);
  const published = files(volume).filter((path) => path.startsWith('/run/'));
  const pathOf = (name: string): string => published.find((path) => path.endsWith(`/${name}`)) ?? name;
  expect(results).toEqual(
    results.map(({ file }) => ({
      file,
      sha256: ofVolume(pathOf(file)),
      bytes: readFileSync(join(volume, pathOf(file))).length,
    })),
  );
  const names = results.map(({ file }) => file);
  for (const name of ['S1.bam', 'S2.bam.bai', 'cohort.vcf.gz.tbi', 'mosdepth/S1.mosdepth.summary.txt'])
    expect(names).toContain(name);

  expect(stages).toHaveLength(outcome.ended.length - 1);
  const tools = new Map(stages.map(({ stage, versions }) => [stage, Object.keys(versions)]));
  expect(Object.fromEntries(tools)).toEqual({
    reference: ['bwa', 'samtools'],
    align: ['bwa', 'samtools', 'fastp'],
    merge: ['samtools'],
    stats: ['samtools'],
    row: [],
    report: ['multiqc'],
    samplenames: ['samtools'],
    intervals: [],
    call: ['freebayes', 'bcftools'],
    gather: ['bcftools'],
    vcfstats: ['bcftools'],
    mosdepth: ['mosdepth'],
    vcfreport: ['multiqc'],
  });
  for (const { versions } of stages)
    expect(versions).toEqual(Object.fromEntries(Object.keys(versions).map((tool) => [tool, versionOf(tool)])));
  expect(versionOf('bwa')).toMatch(/^0\.7\./);

  const sources = stages.flatMap((one) => one.sources.map(({ source, sha256: sum }) => [one.stage, source, sum]));
  const reads = SAMPLES.flatMap((sample, at) =>
    readsOf(GENOME, PLANTED, at, () => 2).map((text, mate) => [
      'align',
      `${server.url}/${sample}_${mate + 1}.fastq`,
      createHash('sha256').update(text).digest('hex'),
    ]),
  );
  const all = [...reads, ['reference', '/bwa/ref/genome.fa', ofVolume('ref/genome.fa')]];
  expect(sources.sort()).toEqual(all.sort());
  expect(stages.every(({ image, run: by }) => by === 'run-1' && !image.includes('example.com'))).toBe(true);
  expect(JSON.stringify(manifest)).not.toContain('secret');
});

test('a second run has the same keys and sums, and says that the first did the work', async () => {
  const path = join(volume, 'run/pipeline_info/manifest.json');
  const before = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const { outcome, manifest } = await run('run-2', 'applets');
  expect(outcome.ended.filter(({ log }) => !log.includes('] done before: ')).map(({ task }) => task)).toEqual([
    'manifest',
  ]);
  expect({ ...manifest, run: 'run-1' }).toEqual(before);
  expect(execFileSync('tail', ['-c', '3', path], { encoding: 'utf8' })).toBe('\n}\n');
});
