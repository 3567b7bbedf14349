import { pipe, sh } from '../stages/sh';
import type { Shell, ShellVariable } from '../stages/shell';
import type { Beside } from './bwa-index';

/**
 * Functions of awk. `record(MATE)` reads a record of the file `path[MATE]` into `text` and `name`, 0 where the file has
 * ended. It ends with 65 where bwa, fastp or samtools would fail later or read something else: a base that is `@`, `>`
 * or `+` begins another record for bwa; samtools takes names of 254 bytes, and the qualities of the SAM specification.
 * Accepted is what bwa reads rightly: blank lines between records, carriage returns before line ends, and any letter as
 * a base.
 */
const RECORDS = String.raw`function plain(text, most) {
  gsub(/[^ -~]/, ".", text)
  return "\047" (length(text) > most ? substr(text, 1, most) ".." : text) "\047"
}
function wrong(what) {
  print "[" ENVIRON["stage"] "] " what >"/dev/stderr"
  exit 65
}
function bad(mate, what) { wrong(ENVIRON["URL" mate] " is no whole FASTQ: " what) }
function unlike(mate,    what) {
  what = "line " at[mate] " begins with " plain(head, 20) ", expected @ and a name"
  if (head ~ /^BAM/) what = "line " at[mate] " begins a BAM; samtools fastq makes FASTQ of it"
  if (head ~ /^>/) what = "line " at[mate] " begins with >, as in a FASTA; reads have qualities"
  bad(mate, what)
}
function inspect(mate,    line, read) {
  sub(/\r$/, "", bases)
  sub(/\r$/, "", marks)
  line = at[mate]
  read = ", the read " plain(name, 60) ", "
  if (length(name) > 254) bad(mate, "line " line read "has a name of " length(name) " bytes, expected at most 254")
  if (bases == "") bad(mate, "line " line + 1 read "has no bases; drop such reads of both mates (fastp, cutadapt -m 1)")
  if (plus !~ /^[+]/)
    bad(mate, "line " line + 2 read "begins with " plain(plus, 20) ", expected +: a record has four lines")
  if (length(bases) != length(marks))
    bad(mate, "line " line + 3 read "has " length(marks) " qualities for " length(bases) " bases")
  if (bases ~ /[^A-Za-z.*=-]/) bad(mate, "line " line + 1 read "has a character that is no base")
  if (marks ~ /[^!-~]/) bad(mate, "line " line + 3 read "has a character that is no quality")
}
function record(mate,    file, size) {
  file = path[mate]
  do {
    if ((getline head <file) < 1) return 0
    at[mate]++
  } while (head !~ /^@/ && head ~ /^[ \t\r]*$/)
  if (head !~ /^@/) unlike(mate)
  if ((getline bases <file) < 1 || (getline plus <file) < 1 || (getline marks <file) < 1)
    bad(mate, "line " at[mate] " begins a record that is cut")
  name = head
  sub(/[ \t\r].*/, "", name)
  size = length(name)
  if (size > 3 && substr(name, size - 1, 1) == "/" && index(ends, substr(name, size))) size -= 2
  name = substr(name, 2, size - 1)
  if (bases ~ /[^A-Za-z.*=-]/ || marks ~ /[^!-~]/ || plus !~ /^[+]/) inspect(mate)
  else if (bases == "" || size > 255 || length(bases) != length(marks)) inspect(mate)
  if (++reads[mate] <= 4) interleaved(mate, reads[mate])
  at[mate] += 3
  text = head "\n" bases "\n" plus "\n" marks
  return 1
}
function interleaved(mate, n) {
  early[mate, n] = name
  if (n == 4 && early[mate, 1] == early[mate, 2] && early[mate, 2] != early[mate, 3] && early[mate, 3] == name)
    bad(mate, "it holds both mates of each pair, one after the other: give a file of each mate")
}
function taken(mate) {
  if (!reads[mate]) bad(mate, "it holds no read")
  return max == "" || reads[mate] < max ? reads[mate] : max
}`;

const SINGLE = String.raw`BEGIN {
  path[1] = ENVIRON["FILE"]
  names = "cksum >" to ".names"
  start = "cksum >" to ".start"
  while (record(1)) {
    if (max != "" && reads[1] > max) continue
    print text
    if (reads[1] <= 100 && bases ~ /[ACGTacgt]/) print text | start
    block = block name "\n"
    if (reads[1] % 500 == 0) {
      printf "%s", block | names
      block = ""
    }
  }
  n = taken(1)
  printf "%s", block | names
  close(names)
  close(start)
  if ((getline block <(to ".names")) < 1) exit 75
  printf "%.0f\n", n >(to ".count")
}`;

const PAIRS = String.raw`function differ(n, one, two,    what, advice) {
  what = "the mates have reads of different names, or in another order: "
  what = what "read " n " is " plain(one, 60) " and " plain(two, 60)
  advice = "; pair them again, and trim both mates in one run"
  if (sub(/[._\/][0-9]$/, "", one) && sub(/[._\/][0-9]$/, "", two) && one == two)
    advice = "; bwa takes equal names for a pair, and no other ends than /1 and /2: rewrite them"
  if (n == 2 && (early[1, 1] == early[1, 2] || early[2, 1] == early[2, 2]))
    advice = "; a file holds both mates of each pair, one after the other: give a file of each mate"
  wrong(what advice)
}
BEGIN {
  path[1] = "/tmp/1.fq"
  path[2] = "/tmp/2.fq"
  one = two = copies = 1
  do {
    one = one && record(1)
    name1 = name
    text1 = text
    two = two && record(2)
    if (one && two && (max == "" || reads[1] <= max)) {
      if (name1 != name) differ(reads[1], name1, name)
      print text1 "\n" text
      copies = copies && text1 == text
      called = called || copies && bases ~ /[ACGTacgt]/
    }
  } while (one || two)
  n = taken(1)
  if (n != taken(2)) wrong("the mates have " n " and " taken(2) " reads, expected equal numbers")
  if (copies && called) wrong("both mates have the same reads: they are one file")
  printf "%.0f\n", n >"/tmp/1.count"
}`;

/**
 * Shell functions over FASTQ, which read to the end: what is cut is found. `check MATE MAX [URL [FILE]]` passes the
 * records of its input, or of a file, on, the first MAX where that is set, and leaves their number in /tmp/MATE.count,
 * a digest of their names in /tmp/MATE.names and one of the first in /tmp/MATE.start. `pairs MAX URL URL` reads both
 * mates from /tmp/1.fq and /tmp/2.fq, prints the reads of a pair one after the other, and leaves the number of pairs in
 * /tmp/1.count. Names go to the digest 500 at a time: some awks flush at each print.
 *
 * Mates have equal names but for a digit behind a slash; `ends` says which. @default '12', as for `bwa aln`; `bwa mem`
 * takes any
 */
export function checkFunction({ ends = '12' }: { readonly ends?: string } = {}): Shell {
  return sh.raw(`records='${RECORDS}'
check() { # MATE MAX [URL [FILE]]
  set -- "$1" "$2" "\${3-a download}" "\${4-/dev/stdin}"
  stage=$stage URL1=\${3%%[?#]*} FILE=$4 awk -v to="/tmp/$1" -v max="$2" -v ends=${ends} "$records
"'${SINGLE}'
}
pairs() { # MAX URL URL
  stage=$stage URL1=\${2%%[?#]*} URL2=\${3%%[?#]*} awk -v max="$1" -v ends=${ends} "$records
"'${PAIRS}'
}`);
}

/** Fails with 69 unless the number of reads to take is one, or empty for all. */
export function mustBeReads({ name }: ShellVariable): Shell {
  return sh.raw(
    `case $${name} in *[!0-9]*|0*) fail 69 "maxReads is '$${name}', expected a number, or nothing for all" ;; esac`,
  );
}

/**
 * A shell function `mates FILE URL FILE URL`: 65 unless /tmp/1 and /tmp/2, as `check` left them, hold the same names in
 * the same order, and are not one file. Their number is a fact, `reads`. The files, gzipped, are read once more only to
 * name the read that differs.
 */
export function matesFunction(): Shell {
  return sh.raw(`mates() { # FILE URL FILE URL
  a=$(cat /tmp/1.count)
  b=$(cat /tmp/2.count)
  echo "$a and $b reads"
  echo "reads=$a" >/tmp/facts
  [ "$a" = "$b" ] || fail 65 "the mates have $a and $b reads, expected equal numbers"
  if [ "$(cat /tmp/1.names)" != "$(cat /tmp/2.names)" ]; then
    rm -f /tmp/1.fq /tmp/2.fq
    mkfifo /tmp/1.fq /tmp/2.fq
    gzip -dc <"$1" >/tmp/1.fq 2>/dev/null &
    gzip -dc <"$3" >/tmp/2.fq 2>/dev/null &
    pairs '' "$2" "$4" >/dev/null || exit
    fail 75 "the mates cannot be read again"
  fi
  if [ -s /tmp/1.start ] && [ "$(cat /tmp/1.start)" = "$(cat /tmp/2.start)" ]; then
    fail 65 "both mates have the same reads: they are one file"
  fi
}`);
}

/**
 * A shell function `reads URL FILE MATE [CHECKSUM]`: fetches a FASTQ and checks its records, cuts it after IN_MAX_READS
 * reads where that is set, and writes it gzipped. What is gzip already is kept as it came. Needs {@link fetchFunctions}
 * and {@link checkFunction}; with `checksums`, {@link checksumFunction}.
 */
export function readsFunction({ checksums = false }: { readonly checksums?: boolean } = {}): Shell {
  return sh`
    reads() { # URL FILE MATE [CHECKSUM]
      fetch "$1" "/tmp/$3"
      ${checksums ? sh`verified "/tmp/$3" "$1" "$4"` : sh`:`}
      echo "checking \${1%%[?#]*}"
      case $IN_MAX_READS$(od -An -tx1 -N2 "/tmp/$3") in
        ' 1f 8b') keep=yes ;;
        *) keep='' ;;
      esac
      ${pipe(
        sh`show "/tmp/$3"`,
        sh`unpack "$1"`,
        sh`if [ "$keep" ]; then exec > /dev/null; fi; check "$3" "$IN_MAX_READS" "$1"`,
        sh`if [ -z "$keep" ]; then gzip -1 > "$2"; fi`,
      )}
      if [ "$keep" ]; then put "$2" < "/tmp/$3"; fi
      rm -f "/tmp/$3"
    }`;
}

type Mate = readonly [url: ShellVariable, output: ShellVariable, checksum?: ShellVariable];

/** `reads` of both mates side by side, and `mates`. Needs {@link readsFunction} and {@link matesFunction}. */
export function bothMates(one: Mate, two: Mate): Beside {
  const [url1, output1] = one;
  const [url2, output2] = two;
  const begun = ([url, output, checksum]: Mate, number: 1 | 2): Shell => {
    const call = sh`pipes=${number}.; reads ${url} ${output} ${number}`;
    const whole = checksum === undefined ? call : sh`${call} ${checksum}`;
    return sh`${sh.raw('( ')}${whole}${sh.raw(` ) & mate${number}=$!`)}`;
  };
  return {
    begin: sh`${begun(one, 1)}; ${begun(two, 2)}`,
    end: sh`wait "$mate1"; wait "$mate2"; mates ${output1} ${url1} ${output2} ${url2}`,
  };
}

/**
 * A shell function `stream URL FILE`: `show` of a file while it is fetched into scratch, where it can be resumed. A
 * reader that goes away ends the download. It looks ten times a second, or each second where `sleep` takes whole ones
 * only. Needs {@link fetchFunctions}.
 */
export function streamFunction(): Shell {
  return sh.raw(
    `nap() { sleep 0.1 2>/dev/null || sleep 1; }
stream() { # URL FILE
  : >"$2"
  ( piped=yes; fetch "$1" "$2" ) >/dev/null &
  f=$!
  exec 3<"$2"
  until [ "$(stat -c %s "$2")" -ge 2 ] || ! kill -0 "$f" 2>/dev/null; do nap; done
  head -c 2 "$2"
  while kill -0 "$f" 2>/dev/null; do
    cat <&3 || { kill "$f"; exit 141; }
    nap
  done
  wait "$f"
  cat <&3
}`,
  );
}
