# shellcheck shell=sh
# results: 1
# Reads that went through fastp, for whatever reads them next. Calls `fail` and `add_fact` of the stage protocol.

# store_trimmed FASTQ2 FOLDER NAME: moves what trim_files of fastp.sh left in scratch into FOLDER, under nf-core's
# names. FASTQ2 is empty where the reads are single.
store_trimmed() {
  if [ -n "$1" ]; then
    store "$TMPDIR/1.fq.gz" "$2" "$3_1.fastp.fastq.gz"
    store "$TMPDIR/2.fq.gz" "$2" "$3_2.fastp.fastq.gz"
  else
    store "$TMPDIR/1.fq.gz" "$2" "$3.fastp.fastq.gz"
  fi
}

# store FILE FOLDER NAME: moves a file, whose SHA-256 becomes a fact: in scratch it is read again for nothing. `mv`
# would keep its time, of which a bucket's mount shows whole seconds at first and the fraction a second later.
store() {
  sum=$(sha256sum <"$1") || return
  add_fact made "${sum%% *} $3"
  put "$2/$3" <"$1" || return
  rm -- "$1"
}

# trimmed_path FASTQ2 START MATE: prints the path of MATE, 1 or 2, which begins with START; nothing for the second of
# single reads.
trimmed_path() {
  case $3:$1 in
    1:) echo "$2.fastp.fastq.gz" ;;
    2:) echo ;;
    *) echo "$2_$3.fastp.fastq.gz" ;;
  esac
}

# undated: a filter over fastp's page that leaves out when it was made, so that the same reads make the same bytes.
undated() {
  sed 's/ at 20[0-9-]*  *[0-9:]*//'
}

# trimmed_lanes LIST LIST: prints a line for each lane, its two paths with a tab between. The lists name the files that
# hold them.
trimmed_lanes() {
  while IFS= read -r first <&3 && IFS= read -r second <&4; do
    first=$(cat "$first") || return
    second=$(cat "$second") || return
    printf '%s\t%s\n' "$first" "$second"
  done 3<"$1" 4<"$2"
}

# trimmed_samples SAMPLES FAILED LANES: prints the list SAMPLES, a JSON text, without the samples that FAILED names, one
# a line. Each lane has the paths of LANES, in their order, in place of its FASTQ. Each line of LANES has two paths with
# a tab between. The checksums were those of the raw reads.
trimmed_samples() {
  SAMPLES=$1 awk -F '\t' '
    # Where the first object of a text begins, 0 where there is none, or where it ends. A brace in a string is none.
    function object_in(text, what,   at, depth, inString, one) {
      for (at = 1; at <= length(text); at++) {
        one = substr(text, at, 1)
        if (inString && one == "\\") at++
        else if (one == "\"") inString = !inString
        else if (!inString && one == "{" && ++depth == 1 && what == "begin") return at
        else if (!inString && one == "}" && --depth == 0) return at
      }
      return what == "begin" ? 0 : length(text)
    }
    function field_of(text, pattern) {
      if (!match(text, pattern " *: *\"([^\"\\\\]|\\\\.)*\"")) return ""
      text = substr(text, RSTART, RLENGTH - 1)
      sub(/^[^:]*: *"/, "", text)
      return text
    }
    # A sample: each object in it with a FASTQ is a lane, whatever the order of its keys.
    function put_sample(rest,   at, size) {
      printf "{"
      rest = substr(rest, 2)
      while ((at = object_in(rest, "begin")) > 0) {
        printf "%s", substr(rest, 1, at - 1)
        rest = substr(rest, at)
        size = object_in(rest, "end")
        put_lane(substr(rest, 1, size))
        rest = substr(rest, size + 1)
      }
      printf "%s", rest
    }
    function put_lane(rest,   field) {
      if (rest ~ /[{,] *"fastq_1" *:/) lane++
      while (match(rest, /"(fastq_[12]|checksum[12])" *: *"([^"\\]|\\.)*"/)) {
        printf "%s", substr(rest, 1, RSTART - 1)
        field = substr(rest, RSTART + 1, index(substr(rest, RSTART + 1), "\"") - 1)
        printf "\"%s\":\"%s\"", field, field ~ /^fastq/ ? fastq[lane, substr(field, 7)] : ""
        rest = substr(rest, RSTART + RLENGTH)
      }
      printf "%s", rest
    }
    FILENAME == ARGV[1] {
      failed[$0]
      next
    }
    {
      lanes++
      fastq[lanes, 1] = $1
      fastq[lanes, 2] = $2
    }
    END {
      rest = ENVIRON["SAMPLES"]
      separator = "["
      while ((at = object_in(rest, "begin")) > 0) {
        rest = substr(rest, at)
        size = object_in(rest, "end")
        sample = substr(rest, 1, size)
        rest = substr(rest, size + 1)
        if (field_of(sample, "[{,] *\"sample\"") in failed) continue
        printf "%s", separator
        put_sample(sample)
        separator = ","
      }
      print separator == "[" ? "[]" : "]"
      exit lane != lanes
    }
  ' "$2" "$3" || fail 65 "the list of samples has not as many lanes as were trimmed"
}
