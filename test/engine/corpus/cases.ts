import { simulate } from '../../../lib/testing/genome';
import { BRANCHES, branchManifests } from '../../support/branches';
import { echoManifests } from '../../support/echo';
import {
  type Gather,
  GONE_ON,
  gatherManifests,
  goesOnManifests,
  LISTS,
  NESTED_LISTS,
  nestedManifests,
} from '../../support/gathers';
import { givenManifests } from '../../support/given';
import { HOSTILE } from '../../support/hostile';
import { documents } from '../../support/manifests';
import { mapsManifests } from '../../support/maps';
import { foreignManifests, settingsManifests, tableManifests } from './features';

/** A workflow that Argo ran, and how it was submitted. */
export interface Case {
  readonly name: string;
  readonly manifests: readonly object[];
  /** Which of several WorkflowTemplates. */
  readonly workflow: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Tasks of which chance says how each ends: which of two pods came first. */
  readonly raced?: RegExp;
}

const DATA = simulate({ seed: 6, contigs: [5_000, 3_000], pairs: 60 });

/** What lies on the volume before each case. */
export const FILES: Readonly<Record<string, string | Buffer>> = {
  '/reads/ref.fa.gz': DATA.fasta,
  '/reads/S1_1.fastq.gz': DATA.fastq1,
  '/reads/S1_2.fastq.gz': DATA.fastq2,
  '/in/good': 'good\n',
  '/in/bad': 'bad\n',
  '/in/other': 'other\n',
  '/in/samples.csv': 'sample,group,note\nS1,tumour,"a, quoted ""note"""\nS2,normal,\n',
  '/db/hash': 'hash\n',
  '/seqs/a b.fa': '>a\n',
  "/seqs/it's.fa": '>b\n',
  '/bams/S1.bam': 'bam ',
  '/bams/S1.bam.bai': 'index\n',
  '/db/kraken/hash': 'hash\n',
  '/reads/S1.fq': '@r\n',
  '/beds/a.bed': 'chr1\n',
  '/beds/b.bed': 'chr2\n',
};

/** What pods of the cases mount beside what our manifests bring. */
export const OBJECTS: readonly object[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tool-settings' }, data: { mode: 'fast\n' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'sentieon' }, stringData: { licence: 'a $(licence) key' } },
];

const IMAGE = 'geno/alltools:v0.2';

/**
 * Several pods at once on two CPUs, with an image that the cluster has. Argo keeps the pods, so that they can be read.
 */
function tried(manifests: readonly object[]): readonly object[] {
  const text = JSON.stringify(manifests)
    .replaceAll('"requests":{"cpu":"1"', '"requests":{"cpu":"50m"')
    .replaceAll('"requests":{"cpu":"2"', '"requests":{"cpu":"50m"')
    .replaceAll(/"image":"[^"]*"/g, `"image":"${IMAGE}"`)
    .replaceAll(/"podGC":\{[^{}]*\}/g, '"podGC":{"strategy":""}');
  return JSON.parse(text);
}

const texts = (names: readonly string[]): string => JSON.stringify(names);

/** What a path may hold, and what Argo does not read as a tag. */
const HOSTILE_NAMES = HOSTILE.filter((text) => !/[/\n{}]|^\.|^ |^\t|x{20}|^$|\p{Cc}/u.test(text)).slice(0, 14);

const MAPS = { workflow: 'maps', manifests: tried(mapsManifests()) };
const BRANCHED = { workflow: 'branches', manifests: tried(branchManifests()) };
const WAYS: readonly Gather[] = ['strict', 'settled'];

const GATHERS: readonly Case[] = WAYS.flatMap((way) => {
  const flat = tried(gatherManifests(way));
  const nested = tried(nestedManifests(way));
  return [
    ...Object.entries(LISTS).map(([name, { samples }]) => ({
      name,
      samples,
      workflow: `gather-${way}`,
      manifests: flat,
    })),
    ...Object.entries(NESTED_LISTS).map(([name, { samples }]) => ({
      name,
      samples,
      workflow: `gather-nested-${way}`,
      manifests: nested,
    })),
  ].map(({ name, samples, ...one }) => ({
    ...one,
    name: `${way}, ${name}`,
    parameters: { samples, folder: `/corpus/${way}, ${name}` },
    ...(name === 'the list has a name twice' && { raced: /^rows\(/ }),
  }));
});

const ON = tried(goesOnManifests());
const GOES_ON: readonly Case[] = Object.entries(GONE_ON).map(([name, { samples }]) => ({
  name: `goes on, ${name}`,
  workflow: 'goes-on',
  manifests: ON,
  parameters: { samples, folder: `/corpus/goes on, ${name}` },
}));

const FOREIGN = tried(foreignManifests());

/** Every construct, every prop that reaches a container, and what goes wrong with them. */
export const CASES: readonly Case[] = [
  { ...MAPS, name: 'maps of every kind', parameters: { folder: '/corpus/maps' } },
  {
    ...MAPS,
    name: 'another branch and an empty list',
    parameters: { folder: '/corpus/maps-other', mode: 'other', names: '[]' },
  },
  {
    ...MAPS,
    name: 'hostile items',
    parameters: { folder: '/corpus/maps-hostile', samples: '[]', names: texts(HOSTILE_NAMES) },
  },
  ...GATHERS,
  ...GOES_ON,
  ...Object.entries(BRANCHES).map(([name, { mode, bad }]) => ({
    ...BRANCHED,
    name: `branches, ${name}`,
    parameters: { folder: `/corpus/branches, ${name}`, mode, ...(bad === undefined ? {} : { bad }) },
  })),
  {
    name: 'a hostile text and folder',
    workflow: 'echo',
    manifests: tried(echoManifests()),
    parameters: {
      text: 'it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) \\ "x" -- {a,b} αβγ 基因',
      folder: "/corpus/it's $(run)",
    },
  },
  {
    name: 'a text that Argo reads as an expression',
    workflow: 'echo',
    manifests: tried(echoManifests()),
    parameters: { text: "{{='$$' + '$(PATH)'}}", folder: '/corpus/expression' },
  },
  {
    name: 'given files and directories',
    workflow: 'given',
    manifests: tried(givenManifests()),
    parameters: {
      folder: '/corpus/given',
      sequences: texts(['/seqs/a b.fa', "/seqs/it's.fa"]),
      bams: '[{"name":"S1","bam":"/bams/S1.bam"}]',
    },
  },
  {
    name: 'settings, retries, an exit handler and a clean-up',
    workflow: 'settings',
    manifests: tried(settingsManifests()),
    parameters: { folder: '/corpus/settings' },
  },
  {
    name: 'a table read at run time, and a stage of another template',
    workflow: 'table',
    manifests: tried(tableManifests()),
    parameters: { folder: '/corpus/table' },
  },
  {
    name: 'another team’s template and a program in a file',
    workflow: 'foreign',
    manifests: FOREIGN,
    parameters: { folder: '/corpus/foreign' },
  },
  {
    name: 'a stage that takes longer than it may',
    workflow: 'foreign',
    manifests: FOREIGN,
    parameters: { folder: '/corpus/late', seconds: '600' },
  },
  {
    name: 'the committed BWA chart',
    workflow: 'bwa-oss',
    manifests: tried(documents('dist/bwa-oss.k8s.yaml')),
    parameters: {
      fastqFolder: '/corpus/bwa',
      reference: '/reads/ref.fa.gz',
      fastq1: '/reads/S1_1.fastq.gz',
      fastq2: '/reads/S1_2.fastq.gz',
    },
  },
];
