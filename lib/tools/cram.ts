import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { BAM } from './sorted-bam';

/** @see cram */
export interface CramProps extends StageDefaults {
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
  const { bam, reference, cram: output, bases = 'external', ...settings } = props;
  const option = bases === 'embedded' ? ['--output-fmt-option', 'embed_ref=1'] : [];
  return new GenomicsStage(scope, id, {
    title: 'Write CRAM',
    ...settings,
    inputs: { bam, fasta: reference },
    outputs: { cram: output.with('.crai', '.summary.txt') },
    uses: [BAM],
    script: ({ inputs, outputs, threads }) => sh`
      # samtools would ask a server for bases that it does not find.
      export REF_PATH="$TMPDIR/none" REF_CACHE="$TMPDIR/none"
      set -- -C -T ${inputs.fasta} ${option}
      samtools view -@ ${threads} "$@" -o ${outputs.cram} ${inputs.bam}
      samtools quickcheck -v ${outputs.cram}
      samtools index ${outputs.cram}
      samtools flagstat ${outputs.cram} >"$TMPDIR/summary.txt"
      put ${outputs.cram}.summary.txt <"$TMPDIR/summary.txt"
      must_read_back "$TMPDIR/summary.txt" ${inputs.bam}.summary.txt`,
  });
}
