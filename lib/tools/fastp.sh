# shellcheck shell=sh
# results: 1
# Trims and drops reads by fastp, from 0.23 on, which keeps their order. Calls `fail` of the stage protocol.

# trim_stream FASTQ2 REPORT [OPTION…]: a filter over FASTQ, in which the mates of a pair stand one after another if
# FASTQ2, the source of the second mates, is not empty. Adapters of pairs are found by their overlap; those of single
# reads must be named in the options, for a stream cannot be looked at before.
trim_stream() {
  mates=$1 report=$2
  shift 2
  fastp --stdin ${mates:+--interleaved_in} --stdout -w "$THREADS" "$@" -j "$report" -h "$TMPDIR/fastp.html"
}

# trim_files FASTQ2 REPORT [OPTION…]: the same over $TMPDIR/1.fq.gz and $TMPDIR/2.fq.gz, which it replaces.
trim_files() {
  mates=$1 report=$2
  shift 2
  set -- -w "$THREADS" "$@" -j "$report" -h "$TMPDIR/fastp.html"
  if [ -n "$mates" ]; then set -- -I "$TMPDIR/2.fq.gz" -O "$TMPDIR/2.fastp.fq.gz" "$@"; fi
  fastp -i "$TMPDIR/1.fq.gz" -o "$TMPDIR/1.fastp.fq.gz" "$@"
  mv "$TMPDIR/1.fastp.fq.gz" "$TMPDIR/1.fq.gz"
  if [ -n "$mates" ]; then mv "$TMPDIR/2.fastp.fq.gz" "$TMPDIR/2.fq.gz"; fi
}

# trimmed_reads REPORT READS: sets `reads` to what fastp let pass, and passes only if it read READS and let some pass.
trimmed_reads() {
  reads=$(awk '/"total_reads"/ { gsub(/[^0-9]/, ""); if (seen++ < 2) print }' "$1")
  set -- "$2" "${reads%%[!0-9]*}" "${reads##*[!0-9]}"
  echo "fastp read $2 reads and let $3 pass"
  if [ "$2" != "$1" ] || [ "$3" = 0 ]; then
    fail 65 "fastp read $2 of $1 reads and let $3 pass"
  fi
  reads=$3
}
