# shellcheck shell=sh
# results: 1
# Reads in FASTQ: downloaded, checked record by record, and compared with their mates, before an aligner sees them.
#
# Files are read to their end: what is cut is found. MATE_ENDS are the digits behind a slash by which the names of
# mates may differ: 12 where it is not set, as `bwa aln` takes them; `bwa mem` takes any. MATE_MARKS are the characters
# that may stand in place of the slash before 1 and 2, where the aligner compares no names: none where it is not set.
# Calls `fail`, `put`, `member` and `joined` of the stage protocol, and `fetch`, `verified`, `show` and `unpack` of
# fetch.sh.

# must_be_reads MAX: 69 unless the number of reads to take is one, or empty for all.
must_be_reads() {
  case $1 in
    *[!0-9]* | 0*) fail 69 "maxReads is '$1', expected a number, or nothing for all" ;;
  esac
}

# must_be_mates URL URL: 69 where both mates come from one address.
must_be_mates() {
  [ "$1" != "$2" ] || fail 69 "both mates are one file"
}

# check MATE MAX [URL [FILE]]: passes the records of its input, or of FILE, on, the first MAX where that is not empty.
# Leaves their number in $TMPDIR/MATE.count, a digest of their names in $TMPDIR/MATE.names and one of the first in
# $TMPDIR/MATE.start. Names go to the digest 500 at a time: some awks flush at each print.
check() {
  set -- "$1" "$2" "${3-a download}" "${4-/dev/stdin}"
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage URL1=${3%%[?#]*} FILE=$4 awk -v to="$TMPDIR/$1" -v max="$2" -v ends="${MATE_ENDS-12}" \
    "$(record_awk)"'
    BEGIN {
      path[1] = ENVIRON["FILE"]
      names = "cksum >\"" to ".names\""
      start = "cksum >\"" to ".start\""
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
      count = taken(1)
      printf "%s", block | names
      close(names)
      close(start)
      if ((getline block <(to ".names")) < 1) exit 75
      printf "%.0f\n", count >(to ".count")
    }
  '
}

# pairs MAX URL URL: prints the records of $TMPDIR/1.fq and $TMPDIR/2.fq, those of a pair one after the other, and
# leaves the number of pairs in $TMPDIR/1.count.
pairs() {
  stage=$stage URL1=${2%%[?#]*} URL2=${3%%[?#]*} awk -v max="$1" -v ends="${MATE_ENDS-12}" \
    -v before="${MATE_MARKS-}" "$(record_awk)"'
    function are_mates(one, two,    size) {
      if (one == two) return 1
      size = length(one)
      if (size < 3 || substr(one, size) != "1" || substr(one, 1, size - 1) "2" != two) return 0
      return index(before, substr(one, size - 1, 1))
    }
    function differ(number, one, two,    what, advice, swapped) {
      what = "the mates have reads of different names, or in another order: "
      what = what "read " number " is " plain(one, 60) " and " plain(two, 60)
      advice = "; pair them again, and trim both mates in one run"
      swapped = one ~ /2$/ && two ~ /1$/
      if (sub(/[._\/][0-9]$/, "", one) && sub(/[._\/][0-9]$/, "", two) && one == two)
        advice = swapped ? "; the file of the first mates and that of the second are swapped" : \
          "; mates have equal names, but for /1 and /2 at their ends: rewrite them"
      if (number == 2 && (early[1, 1] == early[1, 2] || early[2, 1] == early[2, 2]))
        advice = "; a file holds both mates of each pair, one after the other: give a file of each mate"
      wrong(what advice)
    }
    BEGIN {
      path[1] = ENVIRON["TMPDIR"] "/1.fq"
      path[2] = ENVIRON["TMPDIR"] "/2.fq"
      one = two = copies = 1
      do {
        one = one && record(1)
        name1 = name
        text1 = text
        two = two && record(2)
        if (one && two && (max == "" || reads[1] <= max)) {
          if (!are_mates(name1, name)) differ(reads[1], name1, name)
          print text1 "\n" text
          copies = copies && text1 == text
          called = called || copies && bases ~ /[ACGTacgt]/
        }
      } while (one || two)
      count = taken(1)
      if (count != taken(2)) wrong("the mates have " count " and " taken(2) " reads, expected equal numbers")
      if (copies && called) wrong("both mates have the same reads: they are one file")
      printf "%.0f\n", count >(ENVIRON["TMPDIR"] "/1.count")
    }
  '
}

# lane_reads MAX URL URL: `pairs`, or `check` of $TMPDIR/1.fq where the second URL is empty: the reads are single.
lane_reads() {
  if [ -n "$3" ]; then
    pairs "$@"
  else
    check 1 "$1" "$2" "$TMPDIR/1.fq"
  fi
}

# record_awk: functions of awk. `record(MATE)` reads a record of the file `path[MATE]` into `text` and `name`, 0 where
# the file has ended. It ends with 65 where bwa, fastp or samtools would fail later or read something else: a base
# that is `@`, `>` or `+` begins another record for bwa; samtools takes names of 254 bytes, and the qualities of the
# SAM specification. Accepted is what bwa reads rightly: blank lines between records, carriage returns before line
# ends, any letter as a base.
record_awk() {
  printf '%s\n' '
    function plain(text, most) {
      gsub(/[^ -~]/, ".", text)
      return "\047" (length(text) > most ? substr(text, 1, most) ".." : text) "\047"
    }
    function wrong(what) {
      print "[" ENVIRON["stage"] "] " what >"/dev/stderr"
      exit 65
    }
    function bad(mate, what) {
      wrong(ENVIRON["URL" mate] " is no whole FASTQ: " what)
    }
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
      if (bases == "")
        bad(mate, "line " line + 1 read "has no bases; drop such reads of both mates (fastp, cutadapt -m 1)")
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
      if (++reads[mate] <= 4) must_not_alternate(mate, reads[mate])
      at[mate] += 3
      text = head "\n" bases "\n" plus "\n" marks
      return 1
    }
    function must_not_alternate(mate, number) {
      early[mate, number] = name
      if (number < 4 || early[mate, 1] != early[mate, 2] || early[mate, 2] == early[mate, 3] || early[mate, 3] != name)
        return
      bad(mate, "it holds both mates of each pair, one after the other: give a file of each mate")
    }
    function taken(mate) {
      if (!reads[mate]) bad(mate, "it holds no read")
      return max == "" || reads[mate] < max ? reads[mate] : max
    }
  '
}

# reads URL FILE MATE MAX [CHECKSUM]: fetches a FASTQ, checks its records, cuts it after MAX reads where that is not
# empty, and writes it gzipped to FILE. What is gzip already is kept as it came. Leaves what `check` leaves.
reads() {
  fetch "$1" "$TMPDIR/$3"
  verified "$TMPDIR/$3" "$1" "${5-}"
  echo "checking ${1%%[?#]*}"
  case $4$(od -An -tx1 -N2 "$TMPDIR/$3") in
    ' 1f 8b') keep=yes ;;
    *) keep='' ;;
  esac
  {
    set +e
    (member "reads.$3.1" && show "$TMPDIR/$3") |
      (member "reads.$3.2" && unpack "$1") |
      (
        member "reads.$3.3"
        if [ "$keep" ]; then exec >/dev/null; fi
        check "$3" "$4" "$1"
      ) |
      (
        member "reads.$3.4"
        if [ -z "$keep" ]; then gzip -1 >"$2"; fi
      )
    joined "reads.$3.1" "reads.$3.2" "reads.$3.3" "reads.$3.4"
  }
  if [ "$keep" ]; then put "$2" <"$TMPDIR/$3"; fi
  rm -f "$TMPDIR/$3"
}

# mates URL FILE URL FILE: 65 unless the files that `reads` wrote hold the same names in the same order, and are not one
# file. Their number is a fact, `reads`. They are read once more only to name the read that differs, or where MATE_MARKS
# lets names differ.
mates() {
  reads=$(cat "$TMPDIR/1.count")
  reads2=$(cat "$TMPDIR/2.count")
  echo "$reads and $reads2 reads"
  echo "reads=$reads" >"$TMPDIR/facts"
  [ "$reads" = "$reads2" ] || fail 65 "the mates have $reads and $reads2 reads, expected equal numbers"
  if [ "$(cat "$TMPDIR/1.names")" != "$(cat "$TMPDIR/2.names")" ]; then
    rm -f "$TMPDIR/1.fq" "$TMPDIR/2.fq"
    mkfifo "$TMPDIR/1.fq" "$TMPDIR/2.fq"
    gzip -dc <"$2" >"$TMPDIR/1.fq" 2>/dev/null &
    gzip -dc <"$4" >"$TMPDIR/2.fq" 2>/dev/null &
    pairs '' "$1" "$3" >/dev/null || exit
    if [ -z "${MATE_MARKS-}" ] || [ "$(cat "$TMPDIR/1.count")" != "$reads" ]; then
      fail 75 "the mates cannot be read again"
    fi
  fi
  if [ -s "$TMPDIR/1.start" ] && [ "$(cat "$TMPDIR/1.start")" = "$(cat "$TMPDIR/2.start")" ]; then
    fail 65 "both mates have the same reads: they are one file"
  fi
}

# begin_mates URL FILE URL FILE MAX [CHECKSUM CHECKSUM]: `reads` of both mates beside other commands, until
# `end_mates` with the same words waits for them and compares them.
begin_mates() {
  (reads "$1" "$2" 1 "$5" "${6-}") &
  mate1=$!
  (reads "$3" "$4" 2 "$5" "${7-}") &
  mate2=$!
}

end_mates() {
  wait "$mate1" || return
  wait "$mate2" || return
  mates "$1" "$2" "$3" "$4"
}
