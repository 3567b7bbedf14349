import type { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT, TEXT_OR_VALUE } from '../constructs/kinds';
import { NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { DataFile, OptionalFile, OutputFile } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { mustBeIndexed, NO_SERVER, VARIANTS } from './alignments';
import { TARGETS } from './calling-intervals';
import { HAPLOID, MIN_DEPTH } from './haploid';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { mpileup: 'bcftools mpileup', call: 'bcftools call' } as const;

/** The reads of a position that `bcftools mpileup` takes where it is not told `-d`, by its manual. */
const PILEUP_DEPTH = 250;

/** @see haploidCall */
export interface HaploidCallProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  /** The isolate's name, which the alignment's read groups have. */
  readonly isolate: string | Value;
  /** One BAM or CRAM with its index. */
  readonly alignment: DataFile;
  /** The FASTA that it was aligned to, with its `.fai`. */
  readonly reference: DataFile;
  /** A BED without compression of the repeats and phages, which are N in each genome. @default nothing */
  readonly mask?: DataFile | OptionalFile;
  /** Reads below which a position is N. @default 10, nf-core/bactmap's */
  readonly minDepth?: number;
  /** The consensus, a FASTA: `folder.result('genomes/', isolate, '.fa')`. */
  readonly genome: OutputFile;
  /** Where the isolate differs: `folder.result('genomes/', isolate, '.vcf.gz')`. Its `.tbi` lies beside it. */
  readonly vcf: OutputFile;
  /** The isolate's line in the table of calls: `folder.intermediate(isolate, '.tsv')`. */
  readonly row: OutputFile;
}

/**
 * Calls one isolate by itself, of one copy of each contig (`bcftools mpileup --min-BQ 20` and `bcftools call -m
 * --ploidy 1`), at every position of the reference, and marks by nf-core/bactmap 1.0.0's filter, as LowQual, what is
 * below 25 in QUAL, below `minDepth` reads, has an allele with fewer than two reads on a strand or fewer than 0.9 of
 * the reads, or a mapping quality below 30, or more than 0.1 of reads that map anywhere.
 *
 * - `genome` has exactly the reference's length and contigs: the base where the position passed, N elsewhere and where
 *   the mask has it, n where it is mixed. SNPs alone go in: an indel would move all behind it.
 * - `vcf` has the records in which the isolate differs, indels too, normalized, with LowQual or PASS.
 * - `row` counts positions. Mixed are those outside of the mask, with `minDepth` reads, at which a second allele has
 *   more than a tenth of them, and two on each strand: what the filter asks of an allele, asked of the second one.
 *
 * 65 for an alignment that is cut, of another isolate or of another reference, or that cannot be read to its end.
 */
export function haploidCall(scope: Construct, id: string, props: HaploidCallProps) {
  const { isolate, alignment, reference, mask, genome, vcf, row, args, ...more } = checked(scope, id, props, {
    isolate: TEXT_OR_VALUE,
    alignment: FILE,
    reference: FILE,
    mask: optional(TARGETS),
    minDepth: optional(NUMBER),
    genome: OUTPUT,
    vcf: OUTPUT,
    row: OUTPUT,
  });
  const { minDepth = MIN_DEPTH, ...settings } = more;
  const told = toolArguments([scope, id], args, PROGRAMS);
  mustBeIndexed(`${scope.node.path}/${id}`, [alignment], reference);
  mustBeWhole(scope, 'minDepth', minDepth, 1);
  const depth = 2 * minDepth > PILEUP_DEPTH ? ['-d', 2 * minDepth] : [];
  return new GenomicsStage(scope, id, {
    title: 'Call the isolate',
    cpu: 1,
    ...settings,
    inputs: { isolate, alignment, fasta: reference, ...(mask && { mask }) },
    outputs: { genome, vcf: vcf.with('.tbi'), row },
    uses: [VARIANTS, HAPLOID],
    versions: versionsOf('bcftools', 'samtools'),
    script: ({ inputs, outputs }) =>
      lines(
        NO_SERVER,
        sh`
          must_be_isolate ${inputs.isolate} ${inputs.alignment} ${inputs.fasta}.fai
          : >"$TMPDIR/mask.bed"`,
        mask
          ? sh`
            if [ -n "$IN_MASK" ]; then
              calling_regions ${inputs.fasta}.fai "$IN_MASK" mask >"$TMPDIR/mask.bed"
            fi`
          : sh``,
        sh`
          set -- -f ${inputs.fasta} --min-BQ 20 ${depth} ${told.mpileup} -a AD,ADF,ADR,DP,SP
          pileup --no-version -Ob -o "$TMPDIR/pileup.bcf" "$@" ${inputs.alignment}
          mixed_sites "$TMPDIR/mask.bed" ${minDepth} "$TMPDIR/pileup.bcf" >"$TMPDIR/mixed"
          low=$(low_quality ${minDepth})
          set -- ${inputs.fasta}.fai "$TMPDIR/mask.bed" ${minDepth} "$TMPDIR/counts" "$TMPDIR/mixed"`,
        // No --no-version: bcftools 1.16 then ends with 255 on this expression, see gatherVariants. `undated_vcf` drops the
        // dates later, and the path of the reference.
        pipe(
          sh`bcftools call --no-version -Ou -m --ploidy 1 ${told.call} "$TMPDIR/pileup.bcf"`,
          sh`bcftools filter -Ob -o "$TMPDIR/sites.bcf" -s LowQual -m + -e "$low"`,
        ),
        pipe(
          sh`bcftools query -f '%CHROM\t%POS\t%REF\t%FILTER[\t%DP\t%TGT]\t%INDEL\n' "$TMPDIR/sites.bcf"`,
          sh`consensus "$@" >${outputs.genome}`,
        ),
        sh`
          isolate_row ${inputs.isolate} "$TMPDIR/counts" "$(($(wc -l <"$TMPDIR/mixed")))" >${outputs.row}`,
        pipe(
          sh`bcftools view --no-version -Ou -i 'GT="alt"' "$TMPDIR/sites.bcf"`,
          sh`bcftools norm --no-version -Ov -f ${inputs.fasta}`,
          sh`undated_vcf`,
          sh`bcftools view --no-version -Oz -o ${outputs.vcf}`,
        ),
        sh`bcftools index -f -t ${outputs.vcf}`,
      ),
  });
}
