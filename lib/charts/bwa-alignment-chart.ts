import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GenomicsError } from '../errors';
import { resolveDefaults } from '../stages/defaults';
import { GenomicsWorkflow } from '../stages/genomics-workflow';
import { ParallelMapStage } from '../stages/parallel-map-stage';
import type { StageDefaults } from '../stages/stage-defaults';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { OssVolume } from '../storage/oss-volume';
import type { Volume } from '../storage/volume';
import { bwaAln } from '../tools/bwa-aln';
import { bwaMem } from '../tools/bwa-mem';
import { bwaPrepare } from '../tools/bwa-prepare';
import { bwaSampe } from '../tools/bwa-sampe';
import type { ReadGroup } from '../tools/read-group';

/** The parameters that the seed has, by their names, and `maxReads`. */
export interface BwaParameters {
  readonly fastqFolder: string;
  readonly reference: string;
  readonly fastq1: string;
  readonly fastq2: string;
  readonly maxReads: string;
}

/** @see BwaAlignmentChart */
export interface BwaAlignmentChartProps extends StageDefaults {
  /** Where files live. @default the claim `pvc-oss`, whose files belong to uid and gid 1000 */
  readonly volume?: Volume | OssVolume;
  /** @default 'argo', as the vendor's documents have it */
  readonly namespace?: string;
  /** The WorkflowTemplate's and the entrypoint's name. @default 'bwa-oss' */
  readonly name?: string;
  /** `backtrack` (aln, sampe) as the seed, for reads to about 100 bases; `mem` for reads from 70 on. @default 'backtrack' */
  readonly algorithm?: 'backtrack' | 'mem';
  /** Other values for the parameters. @default the seed's example data */
  readonly parameters?: Partial<BwaParameters>;
  /** @default named by the sample, platform ILLUMINA */
  readonly readGroup?: ReadGroup;
  /** Where the preview looks; false for none. @default the start of the first sequence */
  readonly preview?: string | false;
  /** What differs for one stage. */
  readonly stages?: { readonly [K in 'bwaprepare' | 'bwamap' | 'bwaindex']?: StageDefaults };
}

/** The image of the seed. Give a digest of your own registry's copy for a run that can be repeated. */
const IMAGE = 'registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2';
const DATA = 'https://ags-public.oss-cn-beijing.aliyuncs.com/alignment';

/** Aligns a pair of FASTQ files to a reference with BWA, as the WorkflowTemplate `bwa-oss`: a sorted, indexed and checked BAM. */
export class BwaAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;

  constructor(scope: Construct, id: string, props: BwaAlignmentChartProps = {}) {
    const { namespace = 'argo', name = 'bwa-oss', algorithm = 'backtrack', parameters, stages, ...rest } = props;
    const { volume = OssVolume.fromClaimName('pvc-oss', { owner: DEFAULT_OWNER }), readGroup, preview, ...settings } = rest;
    super(scope, id, { namespace });
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      image: settings.image ?? resolveDefaults(this, {}).image ?? IMAGE,
      parameters: {
        fastqFolder: { value: parameters?.fastqFolder ?? '/gene', description: 'Folder on the volume, from /, for results and work files' },
        reference: { value: parameters?.reference ?? `${DATA}/subset_assembly.fa.gz`, description: 'URL of the reference genome (FASTA)' },
        fastq1: { value: parameters?.fastq1 ?? `${DATA}/SRR1976948_1.fastq.gz`, description: 'URL of the first mates (FASTQ)' },
        fastq2: { value: parameters?.fastq2 ?? `${DATA}/SRR1976948_2.fastq.gz`, description: 'URL of the second mates (FASTQ)' },
        maxReads: { value: parameters?.maxReads ?? '', description: 'Reads to take from each FASTQ; empty for all' },
      },
    });
    this.workflow = workflow;
    const { fastqFolder, ...sources } = workflow.parameters;
    const run = volume.folder(fastqFolder);

    const { fasta, reads1, reads2 } = bwaPrepare(workflow, 'bwaprepare', { ...sources, run, ...stages?.bwaprepare }).outputs;
    const pair = { reference: fasta, reads1, reads2, ...(readGroup && { readGroup }), ...(preview !== undefined && { preview }) };
    const { sample } = sources.fastq1;
    if (algorithm === 'mem') {
      if (stages?.bwaindex !== undefined) throw noSuchStage(this);
      bwaMem(workflow, 'bwamap', { ...pair, bam: run.file(sample, '.bam'), ...stages?.bwamap });
      return;
    }
    const map = new ParallelMapStage(workflow, 'bwamap', {
      over: [reads1, reads2],
      each: (each, fastq) => bwaAln(each, 'bwamap', { reference: fasta, fastq, run, ...stages?.bwamap }),
    });
    // The name that the seed's commands leave behind; those who use its results look for it.
    const bam = run.file(sample, '.untrimmed.sam.bam.sorted.bam');
    bwaSampe(workflow, 'bwaindex', { ...pair, sai: map.outputs.sai, bam, ...stages?.bwaindex });
  }
}

function noSuchStage(chart: Chart): GenomicsError {
  return new GenomicsError('invalid-value', chart, {
    what: "algorithm 'mem' has no stage bwaindex",
    got: 'stages.bwaindex',
    expected: 'stages.bwaprepare and stages.bwamap, which aligns, sorts and indexes',
    fix: 'move the settings to stages.bwamap',
  });
}
