# shellcheck shell=sh
# results: 1
# Tables of samples whose last column says why a sample is left out, empty where it is not. Calls `fail` of the stage
# protocol.

# left_out TABLE: prints a line for each sample that is left out.
left_out() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' 'NR > 1 && $NF != "" {
    print "[" ENVIRON["stage"] "] left out: " $1 " (" $NF ")"
  }' "$1"
}

# none_left_out TABLE: 65 where a sample is left out, with the first five and why.
none_left_out() {
  names=$(
    awk -F '\t' '
      NR == 1 || $NF == "" { next }
      ++number <= 5 { names = names (number > 1 ? "; " : "") $1 " (" $NF ")" }
      END {
        if (number) printf "%d sample%s left out: %s", number, (number > 1 ? "s are" : " is"), names
        if (number > 5) printf "; and %d more", number - 5
      }
    ' "$1"
  )
  [ ! "$names" ] || fail 65 "$names; see ${1##*/}"
}

# quoted_names: a filter over a table for MultiQC, which takes a name of digits for a number, and 1 and 01 for one,
# unless it stands in quotes: the first line and the first column.
quoted_names() {
  awk -F '\t' -v OFS='\t' '{
    for (column = 1; column <= NF; column++) if (NR == 1 || column == 1) $column = "\"" $column "\""
    print
  }'
}
