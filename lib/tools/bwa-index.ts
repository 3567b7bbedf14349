import { lines, pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** The files that `bwa index` and `samtools faidx` add to a FASTA. */
export const BWA_INDEX = ['.amb', '.ann', '.bwt', '.fai', '.pac', '.sa'] as const;

/**
 * Takes what `fetched` leaves in /tmp/source for a FASTA, and indexes it while `meanwhile` runs, then copies both to the volume, in one stream each: `bwa index` writes at
 * random. What fails meanwhile ends the indexing. It takes about 5.4 bytes of memory for each base (bwa's manual); 5.5 and 64 MiB are
 * asked for, before hours are spent.
 */
export function bwaIndex(fetched: Shell, fasta: ShellVariable, meanwhile: Shell = sh``): Shell {
  return lines(
    sh`${fetched}; ${pipe(sh`show /tmp/source`, sh`unpack > /tmp/ref.fa`)}`,
    sh`
      if [ "$(head -c 1 /tmp/ref.fa)" != '>' ] || ! samtools faidx /tmp/ref.fa || [ "$(grep -c '^>' /tmp/ref.fa)" != "$(grep -c '' /tmp/ref.fa.fai)" ]; then fail 65 "the reference is no FASTA, or a sequence's name is there twice"; fi
      need=$(($(stat -c %s /tmp/ref.fa) * 11 / 2097152 + 64)); if [ "$need" -gt "$MEMORY" ]; then fail 69 "bwa index needs $need MiB, the stage has $MEMORY; raise memory"; fi
      if [ -n "$(awk '$2 > 536870912' /tmp/ref.fa.fai)" ]; then fail 69 "a sequence is longer than 512 Mb: no BAI can index it"; fi`,
    sh.raw(`bwa index /tmp/ref.fa & index=$!; trap 'kill "$index" 2>/dev/null || :' EXIT`),
    ...(meanwhile.text === '' ? [] : [meanwhile]),
    sh`
      wait "$index"; trap - EXIT; for part in '' ${BWA_INDEX}; do cat "/tmp/ref.fa$part" > ${fasta}"$part"; done; rm -f /tmp/ref.fa* /tmp/source`,
  );
}
