import { pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/** Commands that begin beside others, and those that wait for their end. */
interface Beside {
  readonly begin: Shell;
  readonly end: Shell;
}

/**
 * A shell function `check MATE MAX [URL]`, a filter: passes whole FASTQ records on, the first MAX where that is set, and leaves their number in
 * /tmp/MATE.count and a digest of their names, without `/1` and `/2`, in /tmp/MATE.names. It reads to the end: what is cut is found. Names go
 * to the digest 500 at a time: some awks flush at each print.
 */
export function checkFunction(): Shell {
  return sh.raw(`check() { set -- "$1" "$2" "\${3-a download}"; URL="[$stage] \${3%%[?#]*}" awk -v to="/tmp/$1" -v max="$2" 'function bad(line) { print ENVIRON["URL"] " is no whole FASTQ: line " line >"/dev/stderr"; exit 65 }
  BEGIN { names = "cksum >" to ".names"; while ((getline h) > 0) { if (h !~ /^@/ || (getline s) < 1 || (getline p) < 1 || p !~ /^[+]/ || (getline q) < 1 || length(s) != length(q)) bad(NR)
  if (++n <= max || max == "") { print h "\\n" s "\\n" p "\\n" q; sub(/[ \\t].*/, "", h); sub("/[0-9]\\r?$", "", h); b = b h "\\n"; if (n % 500 == 0) { printf "%s", b | names; b = "" } } }
  if (n == 0) bad(0); printf "%s", b | names; close(names); if ((getline < (to ".names")) < 1) exit 75; printf "%.0f\\n", (max == "" || n < max ? n : max) >to ".count" }'; }`);
}

/** Fails with 69 unless the number of reads to take is one, or empty for all. */
export function mustBeReads({ name }: ShellVariable): Shell {
  return sh.raw(
    `case $${name} in *[!0-9]*|0*) fail 69 "maxReads is '$${name}', expected a number, or nothing for all" ;; esac`,
  );
}

/** Fails with 69 where both mates come from one URL. */
export function mustDiffer(fastq1: ShellVariable, fastq2: ShellVariable): Shell {
  return sh`if [ ${fastq1} = ${fastq2} ]; then fail 69 "both mates are one file"; fi`;
}

/** Fails with 65 unless /tmp/1 and /tmp/2, as `check` left them, hold the same names in the same order; their number is a fact, `reads`. */
export function compareMates(): Shell {
  return sh`
    a=$(cat /tmp/1.count); b=$(cat /tmp/2.count); echo "$a and $b reads"; echo "reads=$a" > /tmp/facts; case "$a $(cat /tmp/1.names)" in "$b $(cat /tmp/2.names)") ;; "$b "*) fail 65 "the mates have reads of different names, or in another order" ;;
      *) fail 65 "the mates have $a and $b reads, expected equal numbers" ;; esac`;
}

/**
 * A shell function `reads URL FILE MATE [CHECKSUM]`: fetches a FASTQ and checks its records, cuts it after IN_MAX_READS reads where that is
 * set, and writes it gzipped. What is gzip already is kept as it came. Needs {@link FETCH} and {@link checkFunction}.
 */
export function readsFunction(): Shell {
  return sh`
    reads() { fetch "$1" "/tmp/$3"; verified "/tmp/$3" "$1" "\${4-}"; echo "checking \${1%%[?#]*}" # URL FILE MATE: whole records, gzipped
      case $IN_MAX_READS$(od -An -tx1 -N2 "/tmp/$3") in ' 1f 8b') keep=yes ;; *) keep='' ;; esac
      ${pipe(sh`show "/tmp/$3"`, sh`unpack "$1"`, sh`if [ "$keep" ]; then exec > /dev/null; fi; check "$3" "$IN_MAX_READS" "$1"`, sh`if [ -z "$keep" ]; then gzip -1 > "$2"; fi`)}
      if [ "$keep" ]; then put "$2" < "/tmp/$3"; fi; rm -f "/tmp/$3"; }`;
}

type Mate = readonly [url: ShellVariable, output: ShellVariable, checksum?: ShellVariable];

/** `reads` of both mates side by side, and {@link compareMates}. Needs {@link readsFunction}. */
export function bothMates(one: Mate, two: Mate): Beside {
  const begun = ([url, output, checksum]: Mate, number: 1 | 2): Shell => {
    const call = sh`pipes=${number}.; reads ${url} ${output} ${number}`;
    return sh`${sh.raw('( ')}${checksum === undefined ? call : sh`${call} ${checksum}`}${sh.raw(` ) & mate${number}=$!`)}`;
  };
  return { begin: sh`${begun(one, 1)}; ${begun(two, 2)}`, end: sh`wait "$mate1"; wait "$mate2"; ${compareMates()}` };
}
