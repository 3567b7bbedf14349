import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, FILES, OUTPUT } from '../constructs/kinds';
import { GenomicsError } from '../errors';
import { optional, recordOf, TEXT } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, pipe, sh } from '../shell/sh';
import type { DataFile, FileSet, OutputFile } from '../storage/file';
import { VARIANTS } from './alignments';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { concat: 'bcftools concat', norm: 'bcftools norm', filter: 'bcftools filter' } as const;

/** nf-core/sarek keeps freebayes's records above 30; here the others are marked, of either caller. */
const FILTERS = { LowQual: 'QUAL<=30' };

/** @see gatherVariants */
export interface GatherVariantsProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  /** The intervals' records, in the reference's order: `map.outputs.bcf`. */
  readonly calls: FileSet | readonly DataFile[];
  /** The FASTA with its `.fai`. */
  readonly reference: DataFile;
  /** `names` of `alignmentSamples`: the samples that there must be. */
  readonly names: DataFile;
  /** The result: `folder.result('cohort.vcf.gz')`. Its index, `.tbi`, lies beside it. */
  readonly vcf: OutputFile;
  /**
   * Marks in FILTER: by name, the expression of `bcftools filter -e` for which a record gets it. Records with none are
   * PASS. No record is dropped. `{}` for no marks: FILTER is then as the caller wrote it.
   * @default { LowQual: 'QUAL<=30' }
   */
  readonly filters?: Readonly<Record<string, string>>;
}

/**
 * Joins the intervals of a call (`bcftools concat`), normalizes indels and splits sites of several alleles (`bcftools
 * norm -m -both`) and marks what filters name (`bcftools filter -s`) into one VCF with its index. Ends with 65 where
 * the VCF has other samples than it must, or no record.
 */
export function gatherVariants(scope: Construct, id: string, props: GatherVariantsProps) {
  const {
    calls,
    reference,
    names,
    vcf,
    filters = FILTERS,
    args,
    ...settings
  } = checked(scope, id, props, {
    calls: FILES,
    reference: FILE,
    names: FILE,
    vcf: OUTPUT,
    filters: optional(recordOf(TEXT)),
  });
  const told = toolArguments([scope, id], args, PROGRAMS);
  const where = `${scope.node.path}/${id}`;
  for (const [name, expression] of Object.entries(filters)) mustBeFilter(where, name, expression);
  if (told.filter.length > 0 && Object.keys(filters).length === 0) throw noFilter(where);
  const marks = Object.entries(filters).map(
    ([name, expression]) => sh`bcftools filter --no-version -Ou -s ${name} -m + -e ${expression} ${told.filter}`,
  );
  // A header that filter itself adds its line to is not whole with --no-version: bcftools 1.16 then ends with 255 on
  // some expressions over FORMAT, by how many tags there are. So the lines are there before, in filter's own words.
  const declared = Object.entries(filters).flatMap(([name, expression]) => ['-H', filterLine(name, expression)]);
  return new GenomicsStage(scope, id, {
    title: 'Join, normalize and filter',
    ...settings,
    inputs: { calls, fasta: reference, names },
    outputs: { vcf: vcf.with('.tbi') },
    uses: [VARIANTS],
    versions: versionsOf('bcftools'),
    script: ({ inputs, outputs, threads }) =>
      lines(
        pipe(
          sh`bcftools concat --no-version -Ou -f ${inputs.calls.list} ${told.concat}`,
          sh`bcftools norm --no-version -Ou -f ${inputs.fasta} -m -both ${told.norm}`,
          ...(marks.length > 0 ? [sh`bcftools annotate --no-version -Ou ${declared}`] : []),
          ...marks,
          sh`bcftools view --no-version --threads ${threads} -Oz -o ${outputs.vcf}`,
        ),
        sh`
          bcftools index -f -t ${outputs.vcf}
          bcftools query -l ${outputs.vcf} >"$TMPDIR/samples"
          must_be_alike "$TMPDIR/samples" ${inputs.names} 'the samples of the VCF and those of the alignments'
          must_have_variants ${outputs.vcf}`,
      ),
  });
}

function filterLine(name: string, expression: string): string {
  return `##FILTER=<ID=${name},Description="Set if true: ${expression.replaceAll('"', '\\"')}">`;
}

function noFilter(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'bcftools filter is told something, and does not run',
    got: 'filters: {}',
    expected: 'a filter, or no args.filter',
    fix: 'give filters, or leave args.filter out',
  });
}

function mustBeFilter(where: string, name: string, expression: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name) && name !== 'PASS') {
    if (expression.trim() !== '') return;
    throw new GenomicsError('invalid-value', where, {
      what: `the filter ${name} has no expression`,
      got: `'${expression}'`,
      expected: 'the expression of bcftools filter -e for which a record is marked',
      fix: "give one, as { LowDepth: 'INFO/DP<10' }",
    });
  }
  throw new GenomicsError('invalid-value', where, {
    what: 'it is no name of a filter',
    got: `'${name}'`,
    expected: 'a word of letters, digits, _ and ., other than PASS',
    fix: "name it so, as { LowDepth: 'INFO/DP<10' }",
  });
}
