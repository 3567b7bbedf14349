import { Construct } from 'constructs';
import { FILES } from '../constructs/kinds';
import { succeeded } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { ANYTHING, instanceOf, NUMBER, oneOf, optional } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, FileSet, Folder, GivenSet } from '../storage/file';
import { ALIGNMENTS } from '../tools/alignments';
import { type FasttreeProps, fasttree } from '../tools/fasttree';
import { type IqtreeProps, iqtree } from '../tools/iqtree';
import { type MafftProps, mafft } from '../tools/mafft';
import { REPORTS, type Reports } from '../tools/multiqc';
import { noneLeftOut } from '../tools/none-left-out';
import { snpDistances } from '../tools/snp-distances';
import { type GoodIsolates, type IsolateSource, treeIsolates } from '../tools/tree-isolates';
import { treePicture } from '../tools/tree-picture';
import { type TreeReportProps, treeReport } from '../tools/tree-report';
import { type Sites, variableSites } from '../tools/variable-sites';
import { defined } from '../values/defined';
import { HaploidCalling, type HaploidCallingSource, type HaploidCallingStages } from './haploid-calling';
import { pipelineAt } from './kinds';
import { MULTIQC_IMAGE } from './multiqc-image';
import { mustHaveStages, type StageSettings } from './must-have-stages';

/** What there is, whatever the tree is made of. */
export interface PhylogenyStages {
  readonly treeisolates?: StageDefaults;
  readonly sites?: StageDefaults;
  /** Python; it has MultiQC's image, which has that. */
  readonly distances?: StageDefaults;
  /** Python, likewise. */
  readonly treepicture?: StageDefaults;
  /** MultiQC; it has an image of its own. */
  readonly treereport?: StageSettings<TreeReportProps>;
  /** Where `poorSamples` is 'fail'. */
  readonly verdict?: StageDefaults;
}

interface MafftStages {
  readonly mafft?: StageSettings<MafftProps>;
}

/** What a tree is not made of. */
type No<Name extends string> = { readonly [K in Name]?: undefined };

/** What the tree is made of: one of three. */
export type PhylogenySource =
  | (HaploidCallingSource & No<'genomes' | 'sequences'> & { readonly stages?: HaploidCallingStages & PhylogenyStages })
  | ({
      /** Isolates that are called already. */
      readonly genomes: HaploidCalling;
      /**
       * Settings for single stages, by their names, and what their programs are told further (`args`).
       * @default none
       */
      readonly stages?: PhylogenyStages;
    } & No<keyof HaploidCallingSource | 'sequences'>)
  | ({
      /**
       * FASTA files, not packed, of any number of sequences of nucleotides, of any lengths and of one strand:
       * `volume.files(list)`, a map's output, or a list of files. MAFFT aligns them.
       */
      readonly sequences: FileSet | GivenSet | readonly DataFile[];
      /**
       * Settings for single stages, by their names, and what their programs are told further (`args`).
       * @default none
       */
      readonly stages?: PhylogenyStages & MafftStages;
      /** Nothing is counted of sequences by which they could be mixed. */
      readonly maxMixed?: undefined;
      readonly maxMixedAmong?: undefined;
    } & No<keyof HaploidCallingSource | 'genomes'>);

/** What depends on the program: which one `stages.tree` tells further. */
export type TreeProgram =
  | {
      /**
       * `iqtree` is IQ-TREE 2 with GTR+G, ultrafast bootstraps and SH-aLRT; `fasttree` is FastTree 2 with GTR and
       * gamma, for many isolates. @default 'iqtree'
       */
      readonly program?: 'iqtree';
      /**
       * Settings for single stages, by their names, and what their programs are told further (`args`).
       * @default none
       */
      readonly stages?: { readonly tree?: StageSettings<IqtreeProps> };
    }
  | {
      readonly program: 'fasttree';
      /**
       * Settings for single stages, by their names, and what their programs are told further (`args`).
       * @default none
       */
      readonly stages?: { readonly tree?: StageSettings<FasttreeProps> };
    };

/** @see Phylogeny */
export type PhylogenyProps = PhylogenySource &
  TreeProgram &
  GoodIsolates &
  StageDefaults & {
    /** Where results go. */
    readonly folder: Folder;
    /** `core`: sites that are known of every isolate. `all`: those also that some lack. @default 'core' */
    readonly sites?: Sites;
    /** Where the program's random numbers begin: the same seed makes the same tree. @default 1 */
    readonly seed?: number;
    /**
     * Isolates that are mixed, or of which too little is called, are left out and named. With `fail` the run is red for
     * them, when all is published. @default 'leaveOut'
     */
    readonly poorSamples?: 'leaveOut' | 'fail';
    /** Reports of pipelines before, which stand on the same page: `[succeeded(reads.reports)]`. @default none */
    readonly reports?: Reports;
    /** Begins the names of its stages, where a workflow has two of it, each with its own folder. @default none */
    readonly prefix?: string;
  };

/** Kinds of its own props. */
export const PHYLOGENY = {
  alignments: optional(ALIGNMENTS),
  reference: ANYTHING,
  samples: ANYTHING,
  mask: ANYTHING,
  minDepth: ANYTHING,
  maxConcurrency: ANYTHING,
  genomes: optional(instanceOf('isolates that are called: new HaploidCalling(…)', HaploidCalling)),
  sequences: optional(FILES),
  program: optional(oneOf('iqtree', 'fasttree')),
  sites: optional(oneOf('core', 'all')),
  minCalled: ANYTHING,
  maxMixed: ANYTHING,
  maxMixedAmong: ANYTHING,
  poorSamples: optional(oneOf('leaveOut', 'fail')),
  seed: optional(NUMBER),
  reports: optional(REPORTS),
};

const ARGS = {
  isolates: false,
  genome: true,
  genometable: false,
  mafft: true,
  treeisolates: false,
  sites: false,
  distances: false,
  tree: true,
  treepicture: false,
  treereport: true,
  verdict: false,
} as const;

/** What only isolates have that are called here. */
const OF_CALLS = ['reference', 'samples', 'mask', 'minDepth', 'maxConcurrency'] as const;

/** What only isolates of reads have. */
const OF_READS = ['maxMixed', 'maxMixedAmong'] as const;

/**
 * A tree of isolates, in a GenomicsWorkflow: of alignments, which are called first; of isolates that are called; or of
 * sequences. Isolates that are mixed, or of which too little is called, are left out and named. Of the sites at which
 * the others differ it makes a tree with supports, its picture, a matrix of SNP distances, a table of isolates, and one
 * MultiQC page, on which reports of the pipelines before stand too. It ends red, and says why, where fewer than four
 * isolates stay, and where they do not differ.
 *
 * The image needs snp-sites, IQ-TREE 2 or FastTree, and MAFFT for sequences; for alignments see `HaploidCalling`.
 */
export class Phylogeny extends Construct {
  /** The isolates' calls, where the tree is made of alignments. */
  readonly genomes: HaploidCalling | undefined;
  /** `tree.nwk`, in Newick. */
  readonly tree: DataFile;
  /** `sites.fa`: the sites of which the tree is made. */
  readonly sites: DataFile;
  /** `distances.tsv`: at how many sites each two isolates differ. */
  readonly distances: DataFile;
  /** `isolates.tsv`: what was called of each, and why some are left out. */
  readonly isolates: DataFile;
  /** `tree.svg`: the tree's picture. */
  readonly svg: DataFile;
  /** MultiQC's page. */
  readonly html: DataFile;

  constructor(scope: Construct, id: string, props: PhylogenyProps) {
    super(...pipelineAt(scope, id, props, PHYLOGENY, ARGS));
    mustHaveOneSource(this, props);
    const { alignments, reference, samples, mask, minDepth, maxConcurrency, genomes, sequences, ...more } = props;
    const { program = 'iqtree', seed, sites: which, minCalled, maxMixed, ...other } = more;
    const { maxMixedAmong, poorSamples = 'leaveOut', ...rest } = other;
    const { folder, stages = {}, reports, prefix = '', ...settings } = rest;
    setDefaults(this, settings);
    const stage = (one: string): string => `${prefix}${one}`;
    const all: HaploidCallingStages & MafftStages & PhylogenyStages & { readonly tree?: object } = stages;
    const own = alignments ? ['isolates', 'genome', 'genometable'] : sequences ? ['mafft'] : [];
    const known = ['treeisolates', 'sites', 'distances', 'tree', 'treepicture', 'treereport'];
    mustHaveStages(
      this,
      { ...all },
      [...own, ...known, ...(poorSamples === 'fail' ? ['verdict'] : [])],
      'mafft is there for sequences, isolates, genome and genometable for alignments, verdict for poorSamples: fail',
    );
    this.genomes =
      alignments &&
      new HaploidCalling(this, 'HaploidCalling', {
        alignments,
        reference: reference as DataFile,
        folder,
        prefix,
        ...defined({ samples, mask, minDepth, maxConcurrency }),
        stages: defined({ isolates: all.isolates, genome: all.genome, genometable: all.genometable }),
      });
    const { isolates, alignment } = treeIsolates(this, stage('treeisolates'), {
      ...this.source(this.genomes ?? genomes, () =>
        mafft(this, stage('mafft'), {
          sequences: sequences ?? [],
          aligned: folder.intermediate('aligned.fa'),
          ...all.mafft,
        }),
      ),
      ...defined({ minCalled, maxMixed, maxMixedAmong }),
      alignment: folder.intermediate('alignment.fa'),
      isolates: folder.result('isolates.tsv'),
      ...all.treeisolates,
    }).outputs;
    const { sites, variable, constant } = variableSites(this, stage('sites'), {
      alignment,
      ...defined({ which }),
      sites: folder.result('sites.fa'),
      variable: folder.intermediate('variable.fa'),
      constant: folder.intermediate('constant.txt'),
      ...all.sites,
    }).outputs;
    const { distances } = snpDistances(this, stage('distances'), {
      image: MULTIQC_IMAGE,
      variable,
      distances: folder.result('distances.tsv'),
      ...all.distances,
    }).outputs;
    const of = { sites, ...defined({ seed }), tree: folder.result('tree.nwk'), ...all.tree };
    const { tree } = (
      program === 'iqtree' ? iqtree(this, stage('tree'), { ...of, constant }) : fasttree(this, stage('tree'), of)
    ).outputs;
    const { svg } = treePicture(this, stage('treepicture'), {
      image: MULTIQC_IMAGE,
      tree,
      svg: folder.result('tree.svg'),
      ...all.treepicture,
    }).outputs;
    const { html } = treeReport(this, stage('treereport'), {
      image: MULTIQC_IMAGE,
      isolates,
      distances,
      svg,
      ...defined({ reports }),
      html: folder.result('reports/tree.multiqc_report.html'),
      ...all.treereport,
    }).outputs;
    if (poorSamples === 'fail')
      noneLeftOut(this, stage('verdict'), {
        table: isolates,
        after: html,
        verdict: folder.intermediate('verdict.txt'),
        ...all.verdict,
      });
    this.tree = tree;
    this.sites = sites;
    this.distances = distances;
    this.isolates = isolates;
    this.svg = svg;
    this.html = html;
  }

  /** What isolates are chosen from. Those whose calls failed are named there, and stop no other. */
  private source(genomes: HaploidCalling | undefined, align: () => ReturnType<typeof mafft>): IsolateSource {
    if (genomes === undefined) return { aligned: align().outputs.aligned };
    return { calls: { rows: succeeded(genomes.rows), genomes: succeeded(genomes.genomes) } };
  }
}

/** Refuses another number of sources than one, and what another source would have. */
function mustHaveOneSource(tree: Construct, props: PhylogenyProps): void {
  const given = (['alignments', 'genomes', 'sequences'] as const).filter((one) => props[one] !== undefined);
  const [source, ...more] = given;
  if (source === undefined || more.length > 0)
    throw new GenomicsError('invalid-value', tree, {
      what: 'a tree is made of nothing, or of two things',
      got: given.length === 0 ? 'no source' : given.join(' and '),
      expected: 'one of alignments, genomes and sequences',
      fix: 'give alignments with their reference, or genomes: new HaploidCalling(…), or sequences',
    });
  const ofCalls = source === 'alignments' ? undefined : OF_CALLS.find((one) => props[one] !== undefined);
  if (ofCalls !== undefined)
    throw new GenomicsError('invalid-value', tree, {
      what: `${ofCalls} is for isolates that are called here`,
      got: source,
      expected: `alignments with ${ofCalls}`,
      fix: source === 'genomes' ? `give ${ofCalls} to HaploidCalling` : 'leave it out',
    });
  const ofReads = source === 'sequences' ? OF_READS.find((one) => props[one] !== undefined) : undefined;
  if (ofReads !== undefined)
    throw new GenomicsError('invalid-value', tree, {
      what: `${ofReads} is for isolates of reads`,
      got: source,
      expected: `alignments or genomes with ${ofReads}`,
      fix: 'leave it out',
    });
}
