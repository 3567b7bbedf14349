import { pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';

/**
 * A shell function `check MATE MAX`, a filter: passes whole FASTQ records on, the first MAX where that is set, and leaves their number in
 * /tmp/MATE.count and a digest of their names, without `/1` and `/2`, in /tmp/MATE.names. It reads to the end: what is cut is found.
 */
export function checkFunction(): Shell {
  return sh.raw(`check() { awk -v to="/tmp/$1" -v max="$2" 'BEGIN { names = "cksum >" to ".names" } NR % 4 == 2 { n = length($0) } max == "" || NR <= 4 * max { print; if (NR % 4 == 1) { sub("/[0-9]\\r?$", "", $1); print $1 | names } }
  NR % 4 == 1 && !/^@/ || NR % 4 == 3 && !/^[+]/ || NR % 4 == 0 && length($0) != n { bad = 1; exit }
  END { close(names); if (bad || NR % 4 || NR == 0) { print "no whole FASTQ: line " NR >"/dev/stderr"; exit 65 }; if ((getline < (to ".names")) < 1) exit 75; printf "%.0f\\n", (max == "" || NR < 4 * max ? NR / 4 : max) >to ".count" }'; }`);
}

/** Fails with 69 unless the number of reads to take is one, or empty for all. */
export function mustBeReads({ name }: ShellVariable): Shell {
  return sh.raw(`case $${name} in *[!0-9]*|0*) fail 69 "maxReads is '$${name}', expected a number, or nothing for all" ;; esac`);
}

/** Fails with 65 unless /tmp/1 and /tmp/2, as `check` left them, hold the same names in the same order; their number is a fact, `reads`. */
export function compareMates(): Shell {
  return sh`
    a=$(cat /tmp/1.count); b=$(cat /tmp/2.count); echo "$a and $b reads"; echo "reads=$a" > /tmp/facts; case "$a $(cat /tmp/1.names)" in "$b $(cat /tmp/2.names)") ;; "$b "*) fail 65 "the mates have reads of different names, or in another order" ;;
      *) fail 65 "the mates have $a and $b reads, expected equal numbers" ;; esac`;
}

/**
 * A shell function `reads URL FILE MATE [CHECKSUM]`: fetches a FASTQ and checks its records, cuts it after IN_MAX_READS reads where that is
 * set, and writes it gzipped. What is gzip already is kept as it came. Needs
 * {@link fetchFunctions} and {@link checkFunction}; with `checksums`, {@link checksumFunction}.
 */
export function readsFunction({ checksums = false }: { readonly checksums?: boolean } = {}): Shell {
  return sh`
    reads() { fetch "$1" "/tmp/$3"; ${sh.raw(checksums ? 'verified "/tmp/$3" "$1" "$4"; ' : '')}echo "checking \${1%%[?#]*}" # URL FILE MATE: whole records, gzipped
      case $IN_MAX_READS$(od -An -tx1 -N2 "/tmp/$3") in ' 1f 8b') keep=yes ;; *) keep='' ;; esac
      ${pipe(sh`show "/tmp/$3"`, sh`unpack`, sh`check "$3" "$IN_MAX_READS"`, sh`if [ "$keep" ]; then cat >/dev/null; else gzip -1 > "$2"; fi`)}
      if [ "$keep" ]; then cat "/tmp/$3" > "$2"; fi; rm -f "/tmp/$3"; }`;
}

/**
 * A shell function `stream URL FILE`: `show` of a file while it is fetched into scratch, where it can be resumed. A reader that goes away
 * ends the download. Needs {@link fetchFunctions}.
 */
export function streamFunction(): Shell {
  return sh.raw(
    `stream() { : >"$2"; ( piped=yes; fetch "$1" "$2" ) >/dev/null & f=$!; exec 3<"$2"; until [ "$(stat -c %s "$2")" -ge 2 ] || ! kill -0 "$f" 2>/dev/null; do sleep 1; done; head -c 2 "$2"
  while kill -0 "$f" 2>/dev/null; do cat <&3 || { kill "$f"; exit 141; }; sleep 1; done; wait "$f"; cat <&3; }`,
  );
}
