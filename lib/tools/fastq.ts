import { pipe, sh } from '../stages/sh';
import type { Shell } from '../stages/shell';

/**
 * A shell function `reads URL FILE`: fetches a FASTQ, checks that its records are whole, cuts it after IN_MAX_READS reads where that is
 * set, and writes it gzipped, with the number of its reads beside it in FILE.count. Needs {@link fetchFunctions}.
 */
export function readsFunction(): Shell {
  const check = sh`awk -v max="$IN_MAX_READS" 'NR % 4 == 2 { n = length($0) } max == "" || NR <= 4 * max
      NR % 4 == 1 && !/^@/ || NR % 4 == 3 && !/^[+]/ || NR % 4 == 0 && length($0) != n { bad = 1; exit }
      END { if (bad || NR % 4 || NR == 0) { print "no whole FASTQ: line " NR >"/dev/stderr"; exit 65 }; printf "%.0f\n", (max == "" || NR < 4 * max ? NR / 4 : max) >"/tmp/count" }'`;
  return sh`
    reads() { fetch "$1" /tmp/source; echo "checking \${1%%[?#]*}" # URL FILE: whole records, gzipped, their number in FILE.count
      ${pipe(sh`unpack /tmp/source`, check, sh`gzip -1 > "$2"`)}; cat /tmp/count > "$2.count"; rm -f /tmp/source; }`;
}
