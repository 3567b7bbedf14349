import { sh } from '../stages/sh';
import type { Shell } from '../stages/shell';
import type { Index } from './bwa-index';

/**
 * Makes an index ready, and refuses to pair or align where it does not fit into half of the memory; the sort has the other half. These
 * files are what bwa holds (5.4 GB for `bwa sampe` on a human genome, by bwa's manual), and 64 MiB are for its buffers. `bwa aln` needs a
 * third of it, and building the index three times as much: with equal memory that was refused before.
 */
export function mustFit({ ready, prefix }: Index): Shell {
  const refusal = 'fail 69 "bwa needs $need MiB, and the sort as much; the stage has $MEMORY: raise its memory"';
  const check = sh`need=64; for part in .bwt .sa .pac; do need=$((need + $(stat -Lc %s ${prefix}"$part") / 1048576)); done; if [ "$need" -gt "$((MEMORY / 2))" ]; then ${sh.raw(refusal)}; fi`;
  return ready === undefined ? check : sh`${ready}; ${check}`;
}
