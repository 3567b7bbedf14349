import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { ANYTHING, oneOf, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { BAM, WRITES_BAM } from './sorted-bam';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

const PROGRAMS = { view: 'samtools view', ...WRITES_BAM } as const;

/** @see cram */
export interface CramProps extends StageDefaults, TakesArguments<keyof typeof PROGRAMS> {
  /** A BAM with its `.summary.txt`. */
  readonly bam: DataFile;
  /** The FASTA that the BAM was aligned to, with its `.fai`. */
  readonly reference: DataFile;
  readonly cram: OutputFile;
  /**
   * `embedded` puts the bases into the CRAM: larger, and readable without the FASTA. `external` needs it for reading.
   * @default 'external'
   */
  readonly bases?: 'embedded' | 'external';
}

/**
 * Writes a BAM as CRAM, indexed, and passes only if it reads back with the BAM's counts. For samtools 1.3 and later.
 */
export function cram(scope: Construct, id: string, props: CramProps) {
  const {
    bam,
    reference,
    cram: output,
    bases = 'external',
    args,
    ...settings
  } = checked(scope, id, props, {
    args: ANYTHING,
    bam: FILE,
    reference: FILE,
    cram: OUTPUT,
    bases: optional(oneOf('embedded', 'external')),
  });
  const { view, index, flagstat } = toolArguments([scope, id], args, PROGRAMS);
  const option = bases === 'embedded' ? ['--output-fmt-option', 'embed_ref=1'] : [];
  return new GenomicsStage(scope, id, {
    title: 'Write CRAM',
    ...settings,
    inputs: { bam, fasta: reference },
    outputs: { cram: output.with('.crai', '.summary.txt') },
    uses: [BAM],
    versions: versionsOf('samtools'),
    script: ({ inputs, outputs, threads }) => sh`
      # samtools would ask a server for bases that it does not find.
      export REF_PATH="$TMPDIR/none" REF_CACHE="$TMPDIR/none"
      set -- -C -T ${inputs.fasta} ${option} ${view}
      samtools view -@ ${threads} "$@" -o ${outputs.cram} ${inputs.bam}
      samtools quickcheck -v ${outputs.cram}
      samtools index ${index} ${outputs.cram}
      samtools flagstat ${flagstat} ${outputs.cram} >"$TMPDIR/summary.txt"
      put ${outputs.cram}.summary.txt <"$TMPDIR/summary.txt"
      must_read_back "$TMPDIR/summary.txt" ${inputs.bam}.summary.txt`,
  });
}
