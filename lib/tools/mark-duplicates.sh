# shellcheck shell=sh
# results: 1
# The lanes of one sample, by their libraries. Calls `fail` of the stage protocol and `records` of bam.sh.

# lanes_by_library LIST: lists the lanes of each library in $TMPDIR/library.1 and so on, and sets `expected` to the
# records of all lanes. A lane's read group is in its header. Two lanes with one ID could not be told apart.
lanes_by_library() {
  expected=0
  rm -f "$TMPDIR"/library.*
  : >"$TMPDIR/groups"
  while IFS= read -r lane; do
    expected=$((expected + $(records "$lane.summary.txt")))
    samtools view -H "$lane" >"$TMPDIR/header"
    LANE=$lane read_groups <"$TMPDIR/header" >>"$TMPDIR/groups"
  done <"$1"
  by_library <"$TMPDIR/groups" ||
    fail 65 "two lanes have one read group ID, or a lane has two: IDs must be unique in a sample"
}

# read_groups: of a header, a line for each read group: its ID, its library and $LANE.
read_groups() {
  awk -F '\t' '
    /^@RG/ {
      id = library = ""
      for (field = 2; field <= NF; field++) {
        if ($field ~ /^ID:/) id = substr($field, 4)
        if ($field ~ /^LB:/) library = substr($field, 4)
      }
      print id FS library FS ENVIRON["LANE"]
    }
  '
}

# by_library: fails where an ID or a lane is there twice.
by_library() {
  awk -F '\t' '
    ids[$1]++ || lanes[$3]++ { exit 1 }
    !($2 in number) { number[$2] = ++last }
    { print $3 >(ENVIRON["TMPDIR"] "/library." number[$2]) }
  '
}

# merged LIST [OPTION…]: the lanes of a library as one BAM, uncompressed. One lane needs no merging, unless there are
# options for it; `-s` makes the IDs that `samtools merge` invents for programs the same each time.
merged() {
  list=$1
  shift
  if [ "$#" -gt 0 ] || [ "$(wc -l <"$list")" -gt 1 ]; then
    samtools merge -u -s 1 "$@" -b "$list" -
  else
    samtools view -u "$(cat "$list")"
  fi
}
