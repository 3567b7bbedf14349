import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import type { OnExit } from '../constructs/exit-handler';
import { GenomicsWorkflow, type ParameterProps } from '../constructs/genomics-workflow';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import type { Schedule } from '../constructs/schedule';
import type { StageDefaults } from '../pods/stage-defaults';
import { resolveDefaults } from '../pods/stage-defaults';
import type { File } from '../storage/file';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { OssVolume } from '../storage/oss-volume';
import type { Volume } from '../storage/volume';
import type { WorkflowReports } from '../synth/reports';
import { bwaAln } from '../tools/bwa-aln';
import { bwaMemStream } from '../tools/bwa-mem-stream';
import { bwaPrepare } from '../tools/bwa-prepare';
import { bwaReference } from '../tools/bwa-reference';
import { bwaSampe } from '../tools/bwa-sampe';
import { fastqPair } from '../tools/fastq-pair';
import type { ReadGroup } from '../tools/read-group';
import { mustHaveStages } from './stage-settings';

/**
 * The parameters that the seed has, by their names, `maxReads`, and checksums: the workflow has those of them that are
 * given here.
 */
export interface BwaParameters {
  readonly fastqFolder: string;
  readonly reference: string;
  readonly fastq1: string;
  readonly fastq2: string;
  readonly maxReads: string;
  /**
   * SHA-256 or MD5 of the file at each URL, in hexadecimal digits. The reference of a checksum is prepared once and
   * kept for all runs in
   * `.reference/<checksum>` on the volume. For the reads an empty one is not checked.
   */
  readonly referenceChecksum: string;
  readonly fastq1Checksum: string;
  readonly fastq2Checksum: string;
}

/** @see BwaAlignmentChart */
export interface BwaAlignmentChartProps extends StageDefaults, WorkflowReports {
  /** Where files live. @default the claim `pvc-oss`, whose files belong to uid and gid 1000 */
  readonly volume?: Volume | OssVolume;
  /** @default 'argo', as the vendor's documents have it */
  readonly namespace?: string;
  /** The WorkflowTemplate's and the entrypoint's name. @default 'bwa-oss' */
  readonly name?: string;
  /**
   * `backtrack` (aln, sampe) as the seed, for reads to about 100 bases; `mem` for reads from 70 on, which streams the
   * reads from their URLs into the aligner. @default 'backtrack'
   */
  readonly algorithm?: 'backtrack' | 'mem';
  /** Other values for the parameters. @default the seed's example data */
  readonly parameters?: Partial<BwaParameters>;
  /** @default named by the sample, platform ILLUMINA */
  readonly readGroup?: ReadGroup;
  /** The share of the reads, to 1, that must be mapped. @default any */
  readonly minMapped?: number;
  /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
  readonly onExit?: OnExit<Required>;
  /** Removes, at the end of each run, the files of its attempts that failed or were killed. @default false */
  readonly removeUnfinished?: boolean;
  /** Keeps the pods from the cloud's metadata addresses, by a NetworkPolicy. @default false */
  readonly denyMetadata?: boolean;
  /** Whether two runs in one folder wait for each other, by a mutex. @default true where `argoVersion` is given */
  readonly exclusive?: boolean;
  /** Has the workflow run by itself; needs an `argoVersion`. @default it is submitted */
  readonly schedule?: Schedule<Partial<BwaParameters>>;
  /** Where the preview looks; false for none. @default the start of the first sequence */
  readonly preview?: string | false;
  /** What differs for one stage. */
  readonly stages?: { readonly [K in 'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex']?: StageDefaults };
}

/** The image of the seed. Give a digest of your own registry's copy for a run that can be repeated. */
const IMAGE = 'registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2';
const DATA = 'https://ags-public.oss-cn-beijing.aliyuncs.com/alignment';

const PARAMETERS: readonly {
  readonly name: keyof BwaParameters;
  readonly value?: string;
  readonly description: string;
}[] = [
  { name: 'fastqFolder', value: '/gene', description: 'Folder on the volume, from /, for results' },
  { name: 'reference', value: `${DATA}/subset_assembly.fa.gz`, description: 'URL of the reference genome (FASTA)' },
  { name: 'fastq1', value: `${DATA}/SRR1976948_1.fastq.gz`, description: 'URL of the first mates (FASTQ)' },
  { name: 'fastq2', value: `${DATA}/SRR1976948_2.fastq.gz`, description: 'URL of the second mates (FASTQ)' },
  { name: 'maxReads', value: '', description: 'Reads to take from each FASTQ; empty for all' },
  {
    name: 'referenceChecksum',
    description: 'SHA-256 or MD5 of the file at reference, under which it is kept for other runs',
  },
  { name: 'fastq1Checksum', description: 'SHA-256 or MD5 of the file at fastq1; empty for no check' },
  { name: 'fastq2Checksum', description: 'SHA-256 or MD5 of the file at fastq2; empty for no check' },
];

/**
 * Aligns a pair of FASTQ files to a reference with BWA, as the WorkflowTemplate `bwa-oss`: a sorted, indexed and
 * checked BAM.
 */
export class BwaAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;

  constructor(scope: Construct, id: string, props: BwaAlignmentChartProps = {}) {
    const {
      namespace = 'argo',
      name = 'bwa-oss',
      algorithm = 'backtrack',
      parameters = {},
      stages = {},
      ...rest
    } = props;
    const {
      volume = OssVolume.fromClaimName('pvc-oss', { owner: DEFAULT_OWNER }),
      readGroup,
      minMapped,
      preview,
      onExit,
      ...settings
    } = rest;
    super(scope, id, { namespace });
    const declared = PARAMETERS.map((one) => ({ ...one, value: parameters[one.name] ?? one.value })).filter(
      ({ value }) => value !== undefined,
    );
    const workflow = new GenomicsWorkflow<Record<string, ParameterProps>>(this, name, {
      ...settings,
      ...(onExit && { onExit: onExit as OnExit<string> }),
      image: settings.image ?? resolveDefaults(this, {}).image ?? IMAGE,
      parameters: Object.fromEntries(
        declared.map(({ name, value = '', description }) => [name, { value, description }]),
      ),
    });
    this.workflow = workflow;
    const { fastqFolder, reference, fastq1, fastq2, maxReads, ...checksums } = workflow.parameters as Parameters;
    const { referenceChecksum, fastq1Checksum = '', fastq2Checksum = '' } = checksums;
    const run = volume.folder(fastqFolder);
    const options = {
      ...(readGroup && { readGroup }),
      ...(minMapped !== undefined && { minMapped }),
      ...(preview !== undefined && { preview }),
    };
    const { sample } = fastq1;
    const isChecked = Object.values(checksums).some((checksum) => checksum !== undefined);
    const ofBacktrack = isChecked ? ['bwareads', 'bwaindex'] : ['bwaindex'];
    mustHaveStages(
      this,
      stages,
      ['bwaprepare', 'bwamap', ...(algorithm === 'mem' ? [] : ofBacktrack)],
      "bwaindex is there with 'backtrack', bwareads with that and a checksum",
    );
    const prepare = (): File =>
      bwaReference(workflow, 'bwaprepare', {
        reference,
        ...(referenceChecksum && { checksum: referenceChecksum }),
        run,
        ...stages.bwaprepare,
      }).outputs.fasta;
    if (algorithm === 'mem') {
      const bam = run.file(sample, '.bam');
      const reads = {
        fastq1,
        fastq2,
        maxReads,
        ...(isChecked && { checksums: [fastq1Checksum, fastq2Checksum] as const }),
      };
      bwaMemStream(workflow, 'bwamap', { reference: prepare(), ...reads, ...options, bam, ...stages.bwamap });
      return;
    }
    const { fasta, reads1, reads2 } = isChecked
      ? {
          fasta: prepare(),
          ...fastqPair(workflow, 'bwareads', {
            fastq1,
            fastq2,
            maxReads,
            checksum1: fastq1Checksum,
            checksum2: fastq2Checksum,
            run,
            ...stages.bwareads,
          }).outputs,
        }
      : bwaPrepare(workflow, 'bwaprepare', { reference, fastq1, fastq2, maxReads, run, ...stages.bwaprepare }).outputs;
    const map = new ParallelMapStage(workflow, 'bwamap', {
      over: [reads1, reads2],
      each: (each, fastq) => bwaAln(each, 'bwamap', { reference: fasta, fastq, run, ...stages.bwamap }),
    });
    // The name that the seed's commands leave behind; those who use its results look for it.
    const bam = run.file(sample, '.untrimmed.sam.bam.sorted.bam');
    bwaSampe(workflow, 'bwaindex', {
      reference: fasta,
      reads1,
      reads2,
      sai: map.outputs.sai,
      ...options,
      bam,
      ...stages.bwaindex,
    });
  }
}

type Required = 'fastqFolder' | 'reference' | 'fastq1' | 'fastq2' | 'maxReads';
type Parameters = { readonly [K in Required]: Value } & {
  readonly [K in Exclude<keyof BwaParameters, Required>]?: Value;
};
