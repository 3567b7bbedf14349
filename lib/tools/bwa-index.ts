import { sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** The files that `bwa index` and `samtools faidx` add to a FASTA. */
export const BWA_INDEX = ['.amb', '.ann', '.bwt', '.fai', '.pac', '.sa'] as const;

/**
 * Indexes the FASTA in /tmp/source and copies both to the volume, in one stream each: `bwa index` writes at random. It takes about 5.4
 * bytes of memory for each base (bwa's manual); 5.5 and 64 MiB are asked for, before hours are spent.
 */
export function bwaIndex(fasta: ShellVariable): Shell {
  return sh`
    unpack /tmp/source > /tmp/ref.fa
    case $(head -c 1 /tmp/ref.fa) in '>') ;; *) fail 65 "the reference is no FASTA: it does not start with '>'" ;; esac
    need=$(($(stat -c %s /tmp/ref.fa) * 11 / 2097152 + 64)); if [ "$need" -gt "$MEMORY" ]; then fail 69 "bwa index needs $need MiB, the stage has $MEMORY; raise memory"; fi
    samtools faidx /tmp/ref.fa; if [ -n "$(awk '$2 > 536870912' /tmp/ref.fa.fai)" ]; then fail 69 "a sequence is longer than 512 Mb: no BAI can index it"; fi; bwa index /tmp/ref.fa
    for part in '' ${BWA_INDEX}; do cat "/tmp/ref.fa$part" > ${fasta}"$part"; done; rm -f /tmp/ref.fa* /tmp/source`;
}
