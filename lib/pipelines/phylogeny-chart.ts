import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { listOf } from '../argo/run-time-list';
import { GenomicsWorkflow, type GenomicsWorkflowProps } from '../constructs/genomics-workflow';
import { succeeded } from '../constructs/succeeded-set';
import { ANYTHING, type Fields, kind, oneOf, optional as orNone, TEXT } from '../kinds';
import { type IVolume, optional } from '../storage/file';
import { runManifest } from '../tools/run-manifest';
import { defined } from '../values/defined';
import { dataVolume, described, MANIFEST, type PipelineChartProps, scheduled } from './chart-props';
import type { HaploidCallingProps } from './haploid-calling';
import { chartAt } from './kinds';
import { PHYLOGENY, Phylogeny, type PhylogenyProps } from './phylogeny';

interface FolderParameter {
  /** The run's folder on the volume, from `/`. @default '/phylogeny' */
  readonly folder: string;
}

/** What differs from run to run. */
export interface PhylogenyParameters extends FolderParameter {
  /** A JSON list of the alignments' paths on the volume. @default none: given at submission */
  readonly alignments: string;
  /** The FASTA's path on the volume, beside which its `.fai` lies. @default none: given at submission */
  readonly reference: string;
  /** A JSON list of the isolates that there must be. @default '', those that the alignments have */
  readonly samples: string;
  /** The path on the volume of a BED of what no tree shall be made of. @default '', nothing */
  readonly mask: string;
}

/** What differs from run to run, where a tree is made of sequences. */
export interface SequencePhylogenyParameters extends FolderParameter {
  /** A JSON list of the paths on the volume of FASTA files. @default none: given at submission */
  readonly sequences: string;
}

type Index = '.bai' | '.crai' | '.csi' | '^.bai';

type Given = 'alignments' | 'reference' | 'samples' | 'mask' | 'genomes' | 'sequences' | 'folder' | 'prefix';

/** `Omit` for each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

type FromAlignments = Extract<PhylogenyProps, { readonly alignments: unknown }>;
type FromSequences = Extract<PhylogenyProps, { readonly sequences: unknown }>;

/** @see PhylogenyChart */
export type PhylogenyChartProps =
  | (PipelineChartProps<PhylogenyParameters> &
      Without<FromAlignments, Given | 'reports'> & {
        /** What the tree is made of. @default 'alignments' */
        readonly from?: 'alignments';
        /** What lies beside each alignment: `.bai` of BAM, `.crai` of CRAM. @default '.bai' */
        readonly index?: Index;
      })
  | (PipelineChartProps<SequencePhylogenyParameters> &
      Without<FromSequences, Given | 'reports'> & {
        readonly from: 'sequences';
        readonly index?: undefined;
      });

const OWN = {
  from: orNone(oneOf('alignments', 'sequences')),
  index: ANYTHING,
  minDepth: ANYTHING,
  maxConcurrency: ANYTHING,
  program: ANYTHING,
  sites: ANYTHING,
  seed: ANYTHING,
  minCalled: ANYTHING,
  maxMixed: ANYTHING,
  maxMixedAmong: ANYTHING,
  poorSamples: ANYTHING,
};

const OF_ALIGNMENTS = {
  folder: TEXT,
  alignments: TEXT,
  reference: TEXT,
  samples: TEXT,
  mask: TEXT,
} satisfies Fields<PhylogenyParameters>;

const NO_INDEX = { index: kind('none: sequences have no index', (value) => value === undefined) };

const OF_SEQUENCES = { folder: TEXT, sequences: TEXT } satisfies Fields<SequencePhylogenyParameters>;

/**
 * {@link Phylogeny} as the WorkflowTemplate `phylogeny`, of BAM or CRAM files, or of sequences, that are there, with
 * the run's manifest.
 */
export class PhylogenyChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly phylogeny: Phylogeny;

  constructor(scope: Construct, id: string, props: PhylogenyChartProps = {}) {
    const place =
      props?.from === 'sequences'
        ? chartAt(scope, id, props, { ...OWN, ...NO_INDEX }, OF_SEQUENCES, PHYLOGENY)
        : chartAt(scope, id, props, OWN, OF_ALIGNMENTS, PHYLOGENY);
    const { namespace = 'argo', name = 'phylogeny', from = 'alignments', index = '.bai', ...rest } = props;
    const { volume = dataVolume(), parameters = {}, schedule, program, sites, seed, ...more } = rest;
    const { minCalled, maxMixed, maxMixedAmong, poorSamples, stages, minDepth, maxConcurrency, ...settings } =
      more as typeof more & Pick<HaploidCallingProps, 'minDepth' | 'maxConcurrency'>;
    super(...place, { namespace });
    const make = from === 'sequences' ? ofSequences : ofAlignments;
    const { workflow, folder, source, inputs } = make(this, name, volume, parameters, {
      ...settings,
      ...scheduled(schedule),
    } as Settings);
    this.workflow = workflow;
    this.phylogeny = new Phylogeny(workflow, 'Phylogeny', {
      ...source(index),
      folder,
      ...defined({
        program,
        sites,
        seed,
        minCalled,
        maxMixed,
        maxMixedAmong,
        poorSamples,
        stages,
        minDepth,
        maxConcurrency,
      }),
    } as PhylogenyProps);
    const { tree, sites: alignment, distances, isolates, svg, html, genomes } = this.phylogeny;
    const called = genomes ? [genomes.table, succeeded(genomes.genomes), succeeded(genomes.vcfs)] : [];
    runManifest(workflow, 'manifest', {
      results: [tree, alignment, distances, isolates, svg, html, ...called],
      inputs,
      manifest: folder.result(MANIFEST),
    });
  }
}

type Settings = Pick<GenomicsWorkflowProps<Record<never, never>>, 'exclusive'>;

/** A workflow of alignments that are there. */
function ofAlignments(
  chart: Chart,
  name: string,
  volume: IVolume,
  given: Partial<PhylogenyParameters>,
  settings: Settings,
) {
  const workflow = new GenomicsWorkflow(chart, name, {
    ...settings,
    parameters: {
      folder: described(given.folder ?? '/phylogeny', 'Folder on the volume, from /, for results'),
      alignments: described(given.alignments, 'JSON list of the paths on the volume of BAM or CRAM files'),
      reference: described(
        given.reference,
        'Path on the volume of the FASTA that they were aligned to; its .fai lies beside it',
      ),
      samples: described(given.samples ?? '', 'JSON list of the isolates that there must be; empty for any'),
      mask: described(given.mask ?? '', 'Path on the volume of a BED of what is masked; empty for nothing'),
    },
  });
  const { folder, alignments, reference: fasta, samples, mask } = workflow.parameters;
  const reference = volume.file(fasta).with('.fai');
  return {
    workflow,
    folder: volume.folder(folder),
    source: (index: Index) => ({
      alignments: volume.files(listOf(alignments)).with(index),
      reference,
      samples,
      mask: optional(volume.file(mask)),
    }),
    inputs: [reference],
  };
}

/** A workflow of sequences that are there. */
function ofSequences(
  chart: Chart,
  name: string,
  volume: IVolume,
  given: Partial<SequencePhylogenyParameters>,
  settings: Settings,
) {
  const workflow = new GenomicsWorkflow(chart, name, {
    ...settings,
    parameters: {
      folder: described(given.folder ?? '/phylogeny', 'Folder on the volume, from /, for results'),
      sequences: described(given.sequences, 'JSON list of the paths on the volume of FASTA files'),
    },
  });
  const { folder, sequences: list } = workflow.parameters;
  const sequences = volume.files(listOf(list));
  return { workflow, folder: volume.folder(folder), source: () => ({ sequences }), inputs: [sequences] };
}
