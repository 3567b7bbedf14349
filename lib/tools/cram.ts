import type { Construct } from 'constructs';
import { GenomicsStage } from '../stages/genomics-stage';
import { sh } from '../stages/sh';
import type { StageDefaults } from '../stages/stage-defaults';
import type { File, OutputFile } from '../storage/file';

/** @see cram */
export interface CramProps extends StageDefaults {
  /** A BAM with its `.summary.txt`. */
  readonly bam: File;
  /** The FASTA that the BAM was aligned to, with its `.fai`. */
  readonly reference: File;
  readonly cram: OutputFile;
  /** `embedded` puts the bases into the CRAM: larger, and readable without the FASTA. `external` needs it for reading. @default 'external' */
  readonly bases?: 'embedded' | 'external';
}

/** Writes a BAM as CRAM, indexed, and passes only if it reads back with the BAM's counts. For samtools 1.3 and later. */
export function cram(scope: Construct, id: string, props: CramProps) {
  const { bam, reference, cram: output, bases = 'external', ...settings } = props;
  const option = bases === 'embedded' ? sh`--output-fmt-option embed_ref=1` : sh``;
  return new GenomicsStage(scope, id, {
    title: 'Write CRAM',
    ...settings,
    inputs: { bam, fasta: reference },
    outputs: { cram: output.with('.crai', '.summary.txt') },
    script: ({ inputs, outputs, threads }) => sh`
      export REF_PATH=/tmp/none REF_CACHE=/tmp/none; samtools view -@ ${threads} -C -T ${inputs.fasta} ${option} -o ${outputs.cram} ${inputs.bam}
      samtools quickcheck -v ${outputs.cram}; samtools index ${outputs.cram}; samtools flagstat ${outputs.cram} > /tmp/summary; cat /tmp/summary > ${outputs.cram}.summary.txt
      counts() { awk '/^[0-9]+ [+] [0-9]+ / { sub(/ [(][0-9N].*/, ""); print }' "$1"; }
      if [ "$(counts /tmp/summary)" != "$(counts ${inputs.bam}.summary.txt)" ]; then fail 65 "the CRAM does not read back with the counts of the BAM"; fi`,
  });
}
