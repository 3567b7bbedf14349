#!/bin/sh
# Stands for trimAl, which Debian does not have: leaves out the columns of an alignment that have a gap.
# usage: trimal.sh -automated1 -in FASTA -out FASTA
[ "$1 $2 $4" = '-automated1 -in -out' ] || exit 2
awk '
  /^>/ { names[++count] = $1; next }
  { rows[count] = rows[count] $0 }
  END {
    for (row = 1; row <= count; row++) {
      kept = ""
      for (at = 1; at <= length(rows[1]); at++) {
        column = ""
        for (other = 1; other <= count; other++) column = column substr(rows[other], at, 1)
        if (column !~ /-/) kept = kept substr(rows[row], at, 1)
      }
      print names[row] "\n" kept
    }
  }
' "$3" >"$5"
