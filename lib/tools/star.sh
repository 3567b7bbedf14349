# shellcheck shell=sh
# results: 1
# Reads as STAR takes them, and what it says of them. Calls `fail` of the stage protocol.

# star_align INDEX [OPTION…]: STAR over what sample_reads left in `reads`, into the folder `star`. It reads the files of
# all lanes in one stream, ends at a blank line, and fails at a carriage return and at a last line without an end.
star_align() {
  index=$1
  shift
  # shellcheck disable=SC2016 # the shell that STAR starts expands it
  printf '%s\n' 'gzip -dc "$1" | awk "{ gsub(/\r/, \"\") } /[^ \t]/"' >plain.sh
  set -- --genomeDir "$index" --outFileNamePrefix star/ --readFilesCommand sh plain.sh "$@"
  first=$(with_commas reads/*_1.fq.gz)
  # shellcheck disable=SC2154 # sample_reads sets it
  if [ "$layout" = paired ]; then
    STAR "$@" --readFilesIn "$first" "$(with_commas reads/*_2.fq.gz)"
  else
    STAR "$@" --readFilesIn "$first"
  fi
}

with_commas() (
  IFS=,
  printf '%s\n' "$*"
)

# must_have_read LOG READS LAYOUT: 65 unless STAR read each read. Uses quantify.sh.
must_have_read() {
  read=$(reads_of_star "$1" "$3")
  [ "$read" = "$2" ] || fail 65 "STAR read $read of $2 reads"
}
