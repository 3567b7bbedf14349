import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import type { OnExit } from '../constructs/exit-handler';
import { GenomicsWorkflow, type ParameterProps } from '../constructs/genomics-workflow';
import type { Schedule } from '../constructs/schedule';
import { ANYTHING, type Fields, TEXT } from '../kinds';
import { resolveDefaults, type StageDefaults } from '../pods/stage-defaults';
import type { IVolume } from '../storage/file';
import { DEFAULT_OWNER } from '../storage/oss-options';
import { SharedVolume } from '../storage/volume';
import type { WorkflowReports } from '../synth/reports';
import { CHECKSUM, CHECKSUM_OR_NONE } from '../tools/checksum';
import type { ReadGroup } from '../tools/read-group';
import { defined } from '../values/defined';
import { BWA_ALIGNMENT, BwaAlignment, type BwaAlignmentProps, type BwaStages } from './bwa-alignment';
import { chartAt } from './kinds';

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
   * kept by it for all runs, in the volume's work folder. For the reads an empty one is not checked.
   */
  readonly referenceChecksum: string;
  readonly fastq1Checksum: string;
  readonly fastq2Checksum: string;
}

type Checksum = 'referenceChecksum' | 'fastq1Checksum' | 'fastq2Checksum';
type Always = Exclude<keyof BwaParameters, Checksum>;

/** At least one of them. */
type Some<T> = { [K in keyof T]: Pick<T, K> & Partial<T> }[keyof T];

/** What depends on the algorithm and on whether there are checksums; see {@link BwaAlgorithm}. */
type ByAlgorithm =
  | {
      /** @default 'backtrack' */
      readonly algorithm?: 'backtrack';
      /** Other values for the parameters. @default the seed's example data */
      readonly parameters?: Partial<Pick<BwaParameters, Always>>;
      /** What differs for one stage. */
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'backtrack';
      readonly parameters: Partial<BwaParameters> & Some<Pick<BwaParameters, Checksum>>;
      readonly stages?: BwaStages<'bwaprepare' | 'bwareads' | 'bwamap' | 'bwaindex'>;
    }
  | {
      readonly algorithm?: 'mem' | 'backtrack';
      readonly parameters?: Partial<BwaParameters>;
      readonly stages?: BwaStages<'bwaprepare' | 'bwamap'>;
    };

/** @see BwaAlignmentChart */
export type BwaAlignmentChartProps = ByAlgorithm &
  StageDefaults &
  WorkflowReports & {
    /** Where files live. @default the claim `pvc-oss` at `/bwa`, whose files belong to uid and gid 1000 */
    readonly volume?: IVolume;
    /** @default 'argo', as the vendor's documents have it */
    readonly namespace?: string;
    /** The WorkflowTemplate's and the entrypoint's name. @default 'bwa-oss' */
    readonly name?: string;
    /** @default named by the sample, platform ILLUMINA */
    readonly readGroup?: ReadGroup;
    /** The share of the reads, to 1, that must be mapped. @default any */
    readonly minMapped?: number;
    /** Tells somebody at the end of each run, whatever happened. @default nobody is told */
    readonly onExit?: OnExit<Always>;
    /** Removes, at the end of each run, the files of its attempts that failed or were killed. @default false */
    readonly removeUnfinished?: boolean;
    /** Keeps the pods from the cloud's metadata addresses, by a NetworkPolicy. @default false */
    readonly denyCloudMetadata?: boolean;
    /** Whether two runs in one folder wait for each other, by a mutex. @default true where `argoVersion` is given */
    readonly exclusive?: boolean;
    /** Has the workflow run by itself; needs an `argoVersion`. @default it is submitted */
    readonly schedule?: Schedule<Partial<BwaParameters>>;
    /** Where the preview looks; false for none. @default the start of the first sequence */
    readonly preview?: string | false;
  };

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

const OWN = {
  algorithm: ANYTHING,
  readGroup: ANYTHING,
  minMapped: ANYTHING,
  preview: ANYTHING,
  denyCloudMetadata: ANYTHING,
};

const KINDS_OF_PARAMETERS = {
  fastqFolder: TEXT,
  reference: TEXT,
  fastq1: TEXT,
  fastq2: TEXT,
  maxReads: TEXT,
  referenceChecksum: CHECKSUM,
  fastq1Checksum: CHECKSUM_OR_NONE,
  fastq2Checksum: CHECKSUM_OR_NONE,
} satisfies Fields<BwaParameters>;

/** {@link BwaAlignment} as the WorkflowTemplate `bwa-oss`, with the names and example data of the seed. */
export class BwaAlignmentChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** The BAM with its index and summary. */
  readonly alignment: BwaAlignment;

  constructor(scope: Construct, id: string, props: BwaAlignmentChartProps = {}) {
    const place = chartAt(scope, id, props, OWN, KINDS_OF_PARAMETERS, BWA_ALIGNMENT);
    const { namespace = 'argo', name = 'bwa-oss', algorithm, parameters, stages, ...rest } = props;
    const { volume = seedVolume(), readGroup, minMapped, preview, onExit, ...settings } = rest;
    super(...place, { namespace });
    const given: Partial<BwaParameters> = parameters ?? {};
    const declared = PARAMETERS.map((one) => ({ ...one, value: given[one.name] ?? one.value })).filter(
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
    const { fastqFolder, referenceChecksum, fastq1Checksum, fastq2Checksum, ...urls } =
      workflow.parameters as Parameters;
    const checksums = defined({ reference: referenceChecksum, fastq1: fastq1Checksum, fastq2: fastq2Checksum });
    this.alignment = new BwaAlignment(workflow, 'BwaAlignment', {
      ...urls,
      folder: volume.folder(fastqFolder),
      ...defined({ algorithm, readGroup, minMapped, preview, stages }),
      ...(Object.keys(checksums).length > 0 && { checksums }),
    } as BwaAlignmentProps);
  }
}

type Parameters = { readonly [K in Always]: Value } & {
  readonly [K in Checksum]?: Value;
};

/** Where the seed's YAML keeps its files, under the seed's names. */
function seedVolume(): IVolume {
  return SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    owner: DEFAULT_OWNER,
    volumeName: 'ossdir',
    mountPath: '/bwa',
  });
}
