import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FOLDER, SUCCEEDED } from '../constructs/kinds';
import type { SucceededSet } from '../constructs/succeeded-set';
import { FLAG, NUMBER, optional, shape, TEXT } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import { shellFile } from '../shell/shell-file';
import type { DataFile, Folder, OutputFile } from '../storage/file';
import { mustBeShare, mustBeWhole } from '../values/numbers';
import { SAMPLES } from './samples';

/** Tables by transcript and by gene: `judged`, `columns`, `by_gene`, `gene_table` and others. */
const TABLES = shellFile(__dirname, 'expression-tables.sh');

/** What makes a sample poor. */
export interface ExpressionGates {
  /**
   * Reads, in which each mate counts, that a sample must have. @default 10,000, nf-core/rnaseq's `min_trimmed_reads`
   */
  readonly minReads?: number;
  /**
   * The share of its fragments, to 1, that must be mapped; by STAR, at one place in the genome.
   * @default 0.05, nf-core/rnaseq's `min_mapped_reads`
   */
  readonly minMapped?: number;
  /** Whether the strandedness must be the one of the sheet, and with `auto` be clear. @default true */
  readonly checkStrandedness?: boolean;
}

/** @see expressionTables */
export interface ExpressionTablesProps extends StageDefaults, ExpressionGates {
  /** What `salmonQuant` or `salmonQuantAlignments` made of each sample: `succeeded(map.outputs.quant)` and `row`. */
  readonly of: Readonly<Record<'quant' | 'row', SucceededSet>>;
  /** `tx2gene` of the index. */
  readonly tx2gene: DataFile;
  /** Where the tables go. */
  readonly folder: Folder;
  /** Below the folder: `salmon/` or `star_salmon/`, as nf-core/rnaseq has them. @default 'salmon/' */
  readonly place?: string;
}

const [MIN_READS, MIN_MAPPED] = [10_000, 0.05];

/**
 * The tables of a cohort, by transcript and by gene, with nf-core/rnaseq's names, columns and order: counts, TPM,
 * effective lengths, and by gene counts scaled from TPM, with lengths (`geneCountsLengthScaled`) and without. The
 * arithmetic is that of tximport's `summarizeToGene`: R's 15 digits of counts, TPM and transcripts, 13 of what is
 * divided and scaled. Samples stand in the order of their names.
 *
 * `samples` is a table of all samples, each ok, poor or failed, and why; poor and failed ones are in no other table. It
 * ends with 65 where none is ok. `reports` holds that table and the heads of two others, as MultiQC takes them. The awk
 * of the image needs `log` and `exp`: mawk and gawk have them.
 */
export function expressionTables(scope: Construct, id: string, props: ExpressionTablesProps) {
  const {
    of,
    tx2gene,
    folder,
    place = 'salmon/',
    ...rest
  } = checked(scope, id, props, {
    of: shape({ quant: SUCCEEDED, row: SUCCEEDED }),
    tx2gene: FILE,
    folder: FOLDER,
    place: optional(TEXT),
    minReads: optional(NUMBER),
    minMapped: optional(NUMBER),
    checkStrandedness: optional(FLAG),
  });
  const { minReads = MIN_READS, minMapped = MIN_MAPPED, checkStrandedness = true, ...settings } = rest;
  mustBeWhole(scope, 'minReads', minReads, 0);
  mustBeShare(scope, 'minMapped', minMapped);
  const table = (name: string): OutputFile => folder.result(place, `salmon.merged.${name}.tsv`);
  const gates = [minReads, Number((100 * minMapped).toFixed(6)), checkStrandedness ? 'strandedness' : ''];
  return new GenomicsStage(scope, id, {
    title: 'Join the counts',
    cpu: 1,
    ...settings,
    inputs: { quants: of.quant, rows: of.row, tx2gene },
    outputs: {
      geneCounts: table('gene_counts'),
      geneTpm: table('gene_tpm'),
      geneLengths: table('gene_lengths'),
      geneCountsLengthScaled: table('gene_counts_length_scaled'),
      geneCountsScaled: table('gene_counts_scaled'),
      transcriptCounts: table('transcript_counts'),
      transcriptTpm: table('transcript_tpm'),
      transcriptLengths: table('transcript_lengths'),
      tx2gene: folder.result(place, 'tx2gene.tsv'),
      samples: folder.result(place, 'samples.tsv'),
      reports: folder.intermediate('tables/'),
    },
    uses: [SAMPLES, TABLES],
    script: ({ inputs, outputs }) =>
      lines(
        sh`
          judged ${inputs.rows.list} ${inputs.rows.failed} ${gates} >${outputs.samples}
          left_out ${outputs.samples} >&2
          good_quants ${outputs.samples} ${inputs.quants.list} ${inputs.rows.list} >quants
          columns quants ${inputs.tx2gene}
          by_gene
          gene_lengths >lengths`,
        sh`
          transcript_table counts ${outputs.samples} >${outputs.transcriptCounts}
          transcript_table tpm ${outputs.samples} >${outputs.transcriptTpm}
          transcript_table lengths ${outputs.samples} >${outputs.transcriptLengths}
          gene_table 15 ${outputs.samples} gene_counts.* >${outputs.geneCounts}
          gene_table 15 ${outputs.samples} gene_tpm.* >${outputs.geneTpm}
          gene_table 13 ${outputs.samples} lengths >${outputs.geneLengths}
          scaled lengths >length_scaled
          gene_table 13 ${outputs.samples} length_scaled >${outputs.geneCountsLengthScaled}
          scaled '' >tpm_scaled
          gene_table 13 ${outputs.samples} tpm_scaled >${outputs.geneCountsScaled}
          cat ${inputs.tx2gene} >${outputs.tx2gene}`,
        sh`
          samples_mqc ${outputs.samples} >${outputs.reports}/samples_mqc.tsv
          head_mqc gene_counts 'Counts by gene' ${outputs.geneCounts} >${outputs.reports}/gene_counts_mqc.tsv
          head_mqc gene_tpm 'TPM by gene' ${outputs.geneTpm} >${outputs.reports}/gene_tpm_mqc.tsv`,
      ),
  });
}
