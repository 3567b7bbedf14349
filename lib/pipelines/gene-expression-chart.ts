import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GenomicsWorkflow } from '../constructs/genomics-workflow';
import { succeeded } from '../constructs/succeeded-set';
import { GenomicsError } from '../errors';
import { ANYTHING, type Fields, oneOf, optional, TEXT } from '../kinds';
import { CHECKSUM } from '../tools/checksum';
import { runManifest } from '../tools/run-manifest';
import { defined } from '../values/defined';
import {
  dataVolume,
  described,
  MANIFEST,
  type PipelineChartProps,
  SAMPLES,
  type SampleList,
  SHEET,
  scheduled,
} from './chart-props';
import {
  type ExpressionStages,
  GENE_EXPRESSION,
  GeneExpression,
  type GeneExpressionProps,
  type SalmonStages,
  type StarStages,
} from './gene-expression';
import { chartAt } from './kinds';

/** What differs from run to run. Which of the last four there are, `references` says. */
export interface GeneExpressionParameters {
  /** The run's folder on the volume, from `/`. @default '/expression' */
  readonly folder: string;
  /** The samples, as `sheet` says. @default none: given at submission */
  readonly samples: string;
  /** The annotation (GTF): a URL or a path on the volume, and its SHA-256 or MD5. @default none: given at submission */
  readonly annotation: string;
  readonly annotationChecksum: string;
  /** The genome (FASTA), likewise. @default none: given at submission */
  readonly genome: string;
  readonly genomeChecksum: string;
  /** The transcripts (FASTA), likewise. @default none: given at submission */
  readonly transcripts: string;
  readonly transcriptsChecksum: string;
}

/** What depends on how reads are counted. */
type ByAligner =
  | {
      /**
       * `salmon` maps reads to transcripts; `star` aligns them to the genome, and salmon counts its alignments.
       * @default 'salmon'
       */
      readonly aligner?: 'salmon';
      /**
       * Which references the parameters name beside the annotation: the `genome`, of which the annotation's transcripts
       * are made, and which are salmon's decoys; the `transcripts`; or both.
       * @default 'genome'
       */
      readonly references?: 'genome' | 'transcripts' | 'transcriptsAndGenome';
      /** Settings for single stages, by their names, and what their programs are told further (`args`). */
      readonly stages?: SalmonStages;
      readonly minAnnotated?: undefined;
    }
  | {
      readonly aligner?: 'salmon';
      readonly references: 'transcripts' | 'transcriptsAndGenome';
      readonly stages?: SalmonStages;
      /** The share, to 1, of given transcripts that the annotation must have. @default 0.5 */
      readonly minAnnotated?: number;
    }
  | {
      readonly aligner: 'star';
      readonly references?: 'genome';
      readonly stages?: StarStages;
      readonly minAnnotated?: undefined;
    }
  | {
      /** Where the program chooses the aligner. */
      readonly aligner: 'salmon' | 'star';
      readonly references?: 'genome';
      readonly stages?: ExpressionStages;
      readonly minAnnotated?: undefined;
    };

/** @see GeneExpressionChart */
export type GeneExpressionChartProps = ByAligner &
  PipelineChartProps<GeneExpressionParameters> &
  Pick<GeneExpressionProps, 'minReads' | 'minMapped' | 'checkStrandedness' | 'poorSamples' | 'maxConcurrency'> & {
    /**
     * What the parameter `samples` is: `list`, the JSON that `writeSampleParameters` writes; `file`, the path on the
     * volume of a sheet, as nf-core/rnaseq has it.
     * @default 'list'
     */
    readonly sheet?: SampleList;
  };

const WHAT = {
  annotation: 'the annotation (GTF)',
  genome: 'the genome (FASTA)',
  transcripts: 'the transcripts (FASTA)',
} as const;

/** The parameters of references. */
type Of = Exclude<keyof GeneExpressionParameters, 'folder' | 'samples'>;

const NAMED = {
  genome: ['annotation', 'genome'],
  transcripts: ['annotation', 'transcripts'],
  transcriptsAndGenome: ['annotation', 'transcripts', 'genome'],
} as const;

const OWN = {
  sheet: SHEET,
  aligner: ANYTHING,
  references: optional(oneOf('genome', 'transcripts', 'transcriptsAndGenome')),
  minAnnotated: ANYTHING,
  minReads: ANYTHING,
  minMapped: ANYTHING,
  checkStrandedness: ANYTHING,
  poorSamples: ANYTHING,
  maxConcurrency: ANYTHING,
};

const PARAMETERS = {
  folder: TEXT,
  samples: TEXT,
  annotation: TEXT,
  annotationChecksum: CHECKSUM,
  genome: TEXT,
  genomeChecksum: CHECKSUM,
  transcripts: TEXT,
  transcriptsChecksum: CHECKSUM,
} satisfies Fields<GeneExpressionParameters>;

/** {@link GeneExpression} as the WorkflowTemplate `gene-expression`, with the run's manifest. */
export class GeneExpressionChart extends Chart {
  readonly workflow: GenomicsWorkflow;
  /** What it makes. */
  readonly expression: GeneExpression;

  constructor(scope: Construct, id: string, props: GeneExpressionChartProps = {}) {
    const place = chartAt(scope, id, props, OWN, PARAMETERS, GENE_EXPRESSION);
    const { namespace = 'argo', name = 'gene-expression', sheet = 'list', parameters = {}, ...rest } = props;
    const { volume = dataVolume(), aligner, references = 'genome', stages, schedule, ...more } = rest;
    const { minReads, minMapped, minAnnotated, checkStrandedness, poorSamples, maxConcurrency, ...settings } = more;
    super(...place, { namespace });
    const named = NAMED[references];
    const stray = (['genome', 'transcripts'] as const).find(
      (one) => !named.some((it) => it === one) && (parameters[one] ?? parameters[`${one}Checksum`]) !== undefined,
    );
    if (stray !== undefined) throw notNamed(id, stray, references);
    const workflow = new GenomicsWorkflow(this, name, {
      ...settings,
      ...scheduled<GeneExpressionParameters>(schedule),
      parameters: {
        folder: described(parameters.folder ?? '/expression', 'Folder on the volume, from /, for results'),
        samples: described(parameters.samples, SAMPLES[sheet]),
        ...(Object.fromEntries(
          named.flatMap((one) => [
            [one, described(parameters[one], `URL, or path on the volume, of ${WHAT[one]}`)],
            [`${one}Checksum`, described(parameters[`${one}Checksum`], `SHA-256 or MD5 of ${WHAT[one]}`)],
          ]),
        ) as Readonly<Record<Of, ReturnType<typeof described>>>),
      },
    });
    this.workflow = workflow;
    const { folder: path, samples, ...given } = workflow.parameters;
    const folder = volume.folder(path);
    this.expression = new GeneExpression(workflow, 'GeneExpression', {
      folder,
      ...(sheet === 'file' ? { sheet: volume.file(samples) } : { samples }),
      ...Object.fromEntries(named.map((one) => [one, { url: given[one], checksum: given[`${one}Checksum`] }])),
      ...defined({
        aligner,
        stages,
        minReads,
        minMapped,
        minAnnotated,
        checkStrandedness,
        poorSamples,
        maxConcurrency,
      }),
    } as GeneExpressionProps);
    const { tables, html, alignments } = this.expression;
    runManifest(workflow, 'manifest', {
      results: [tables.geneCounts, tables.samples, html, ...(alignments === undefined ? [] : [succeeded(alignments)])],
      manifest: folder.result(MANIFEST),
    });
  }
}

function notNamed(where: string, parameter: string, references: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'a value is for a parameter that the chart does not have',
    got: `parameters.${parameter}, with references: '${references}'`,
    expected: 'parameters of the references that there are',
    fix: 'leave it out, or name it in references',
  });
}
