# shellcheck shell=sh
# results: 1
# Sorted BAMs: sorted, indexed and counted in one pass, and believed only if the counts are right.
#
# A BAM is written by `tee`, which hands the same bytes to `samtools index` and `samtools flagstat`. These leave
# $TMPDIR/out.bam.bai and $TMPDIR/summary.txt. Counts work from samtools 1.3 on.
# Calls `fail` and `put` of the stage protocol.

# needs_samtools MINOR WHAT: refuses an image whose samtools is older than 1.MINOR, before work. WHAT is what it
# cannot do.
needs_samtools() {
  version=$(samtools --version)
  version=${version#samtools }
  version=${version%%[!0-9.]*}
  minor=${version#*.}
  if [ "${version%%.*}" = 1 ] && [ "${minor%%.*}" -lt "$1" ]; then
    fail 69 "samtools $version cannot $2; the image needs 1.$1 or later"
  fi
}

# sort_records [OPTION…]: a filter, SAM or BAM to sorted BAM. Temporary files stay in scratch. Half of the memory is
# the sort's, shared by its threads (`-m` is for each); the aligner in front of it has the other half.
sort_records() {
  samtools sort -@ "$THREADS" -m "$((MEMORY / 2 / THREADS))M" -T "$TMPDIR/sort" "$@" -
}

# store_index BAM: the index goes beside the BAM, which must be whole on the volume.
store_index() {
  samtools quickcheck -v "$1"
  put "$1.bai" <"$TMPDIR/out.bam.bai"
}

# records SUMMARY: the number of records in what `samtools flagstat` printed.
records() {
  awk '/ in total/ { printf "%.0f", $1 + $3 }' "$1"
}

# primary_records SUMMARY: the same without secondary and supplementary ones, which are no reads of their own.
primary_records() {
  awk '
    / in total/ { count += $1 + $3 }
    / (secondary|supplementary)$/ { count -= $1 + $3 }
    END { printf "%.0f", count }
  ' "$1"
}

# must_have_reads READS: passes only if there is one primary record for each read.
must_have_reads() {
  set -- "$1" "$(primary_records "$TMPDIR/summary.txt")"
  [ "$2" = "$1" ] || fail 65 "$2 primary records, expected one for each of $1 reads"
}

# must_have_records RECORDS: passes only if the BAM has as many as its lanes together.
must_have_records() {
  set -- "$1" "$(records "$TMPDIR/summary.txt")"
  [ "$2" = "$1" ] || fail 65 "$2 records, expected the lanes' $1"
}

# must_be_mapped SHARE READS: passes only if so many of the reads are mapped: 0.9 for nine of ten.
must_be_mapped() {
  mapped=$(awk -v reads="$2" '
    / mapped [(]/ && !/primary/ { count += $1 + $3 }
    / (secondary|supplementary)$/ { count -= $1 + $3 }
    END { printf "%.4f", count / reads }
  ' "$TMPDIR/summary.txt")
  if awk -v mapped="$mapped" -v least="$1" 'BEGIN { exit mapped >= least }'; then
    fail 65 "a share of $mapped of the reads is mapped, expected at least $1; is it the right reference?"
  fi
}

# preview BAM FASTA [REGION [OPTION…]]: adds a picture of the alignment to the summary, for a person. Whatever
# samtools does, the stage goes on. The index is found in scratch, under the BAM's name there. An empty REGION is none.
preview() {
  ln -sf "$1" "$TMPDIR/out.bam"
  fasta=$2 region=${3-}
  shift 2
  if [ "$#" -gt 0 ]; then shift; fi
  set -- ${region:+-p "$region"} "$@"
  if ! samtools tview -d T "$@" "$TMPDIR/out.bam" "$fasta" >>"$TMPDIR/summary.txt" 2>&1; then
    echo "no preview" >>"$TMPDIR/summary.txt"
  fi
}

# must_count_alike STATS SUMMARY: passes only if `samtools stats` counts the reads that the summary has.
must_count_alike() {
  set -- "$(awk -F '\t' '$2 == "raw total sequences:" { print $3 }' "$1")" "$(primary_records "$2")"
  [ "$1" = "$2" ] || fail 65 "the statistics count $1 reads, expected $2"
}

# must_read_back SUMMARY SUMMARY: passes only if what was written as CRAM counts as the BAM does. Percentages are left
# out.
must_read_back() {
  set -- "$(counts "$1")" "$(counts "$2")"
  [ "$1" = "$2" ] || fail 65 "the CRAM does not read back with the counts of the BAM"
}

counts() {
  awk '/^[0-9]+ [+] [0-9]+ / { sub(/ [(][0-9N].*/, ""); print }' "$1"
}

# checksums FILE [SUFFIX…]: SHA-256 of a file and of what belongs to it, as `sha256sum -c` reads it in the file's
# folder.
checksums() (
  cd "${1%/*}" || exit
  file=${1##*/}
  shift
  for suffix in '' "$@"; do
    sha256sum "$file$suffix" || exit
  done
)
