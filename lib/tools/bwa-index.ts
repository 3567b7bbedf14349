import { lines, pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';
import type { File } from '../storage/file';
import type { Source } from './download';

/**
 * What lies beside a prepared FASTA: samtools' index, and the five files of bwa's as one. On a bucket each file costs requests whenever it
 * is made, looked for or read; and five that are written one after another can be of two writers, one cannot.
 */
export const BWA_INDEX = ['.fai', '.bwa.tar'] as const;

const SCRATCH = '/tmp/ref.fa';
const FILES = ['.amb', '.ann', '.bwt', '.pac', '.sa'].map((part) => `ref.fa${part}`);

/** Commands that begin before the index is made, and those that wait for their end. */
export interface Beside {
  readonly begin: Shell;
  readonly end: Shell;
}

function fetchSource({ url, checksum }: Source): Shell {
  const fetched = sh`fetch ${url} /tmp/source`;
  return checksum === undefined ? fetched : sh`${fetched}; verified /tmp/source ${url} ${checksum}`;
}

/**
 * Fetches a FASTA, checks it, indexes it in scratch, since `bwa index` writes at random, and copies both to the volume. Needs
 * {@link fetchFunctions}, with a checksum {@link checksumFunction}. It takes about 5.4 bytes of memory for each base (bwa's manual); 5.5 and
 * 64 MiB are asked for, before hours are spent. The archive's times are of 1970, so that the same reference makes the same bytes. What bwa
 * says beside others is shown when it ends: it writes piece by piece, and would break their lines.
 */
export function bwaIndex(source: Source, fasta: ShellVariable, beside?: Beside): Shell {
  const index =
    beside === undefined
      ? sh`bwa index ${SCRATCH}`
      : sh`${sh.raw(`bwa index ${SCRATCH} > /tmp/index.log 2>&1 & index=$!`)}; ${beside.end}; ${sh.raw(`s=0; wait "$index" || s=$?; cat /tmp/index.log; [ "$s" = 0 ] || exit "$s"`)}`;
  return lines(
    ...(beside === undefined ? [] : [beside.begin]),
    sh`${fetchSource(source)}; ${pipe(sh`show /tmp/source`, sh`unpack ${source.url} > ${SCRATCH}`)}`,
    sh`
      if [ "$(head -c 1 ${SCRATCH})" != '>' ] || ! samtools faidx ${SCRATCH} || [ "$(grep -c '^>' ${SCRATCH})" != "$(grep -c '' ${SCRATCH}.fai)" ]; then fail 65 "the reference is no FASTA, or a sequence's name is there twice"; fi
      need=$(($(stat -c %s ${SCRATCH}) * 11 / 2097152 + 64)); if [ "$need" -gt "$MEMORY" ]; then fail 69 "bwa index needs $need MiB, the stage has $MEMORY; raise memory"; fi
      if [ -n "$(awk '$2 > 536870912' ${SCRATCH}.fai)" ]; then fail 69 "a sequence is longer than 512 Mb: no BAI can index it"; fi`,
    index,
    sh`
      put ${fasta} < ${SCRATCH}; put ${fasta}.fai < ${SCRATCH}.fai; cd /tmp; set -- ${FILES}; TZ=UTC0 touch -t 197001010000 "$@"
      ${pipe(sh`tar -cf - "$@"`, sh`put ${fasta}.bwa.tar`)}`,
  );
}

/** A reference as bwa takes it, and what makes it ready. */
export interface Index {
  readonly prefix: ShellVariable | string;
  readonly ready?: Shell;
}

/**
 * The index in scratch, unpacked in one pass over the volume. A FASTA that was there before is taken as it is, with the index that
 * `bwa index` left beside it.
 */
export function indexOf(reference: File, fasta: ShellVariable): Index {
  if (!reference.secondary.includes('.bwa.tar')) return { prefix: fasta };
  return { ready: sh`tar -xof ${fasta}.bwa.tar -C /tmp`, prefix: SCRATCH };
}
