# shellcheck shell=sh
# results: 1
# Trees: which isolates are in one, the sites at which they differ, and names that programs may not change.
#
# Isolates stand in the order of their names, so that the order of a sheet changes no tree. Calls `fail` and
# `put` of the stage protocol.

# isolate_table CALLED MIXED CALLS: prints the table of calls with `mixed_alone`, which is empty, `tree`, yes or no, and
# why not: less than CALLED percent of the bases called, or mixed sites at more than MIXED, a share, of the bases
# outside of the mask.
isolate_table() {
  sed 1d "$3" >"$TMPDIR/isolates.rows"
  LC_ALL=C sort -t "$(printf '\t')" -k 1,1 "$TMPDIR/isolates.rows" >"$TMPDIR/isolates.sorted"
  printf '%s\tmixed_alone\ttree\twhy\n' "$(sed 1q "$3")"
  awk -F '\t' -v OFS='\t' -v called="$1" -v mixed="$2" '
    {
      why = ""
      most = int(($3 - $4) * mixed + 1e-9)
      if ($2 != "called") why = $2
      else if ($6 < called) why = $6 " % called (at least " called " %)"
      else if ($10 + 0 > most) why = $10 " mixed sites (at most " most ")"
      print $0, "", why == "" ? "yes" : "no", why
    }
  ' "$TMPDIR/isolates.sorted"
}

# mixed_among FASTA: prints each isolate's name, at how many of its mixed sites (n) other isolates have different bases,
# and at how many the others are alike and none of them is mixed. All sequences have lines alike in length.
mixed_among() {
  awk -v OFS='\t' '
    FNR == 1 { pass++ }
    /^>/ {
      name = substr($0, 2)
      line = 0
      if (pass == 1) names[++isolates] = name
      next
    }
    { line++ }
    pass == 1 && /n/ {
      rest = $0
      at = 0
      while ((found = index(rest, "n")) > 0) {
        at += found
        rest = substr(rest, found + 1)
        if (!((line, at) in seen)) columns[line] = columns[line] " " at
        seen[line, at]++
        mixed[name] = mixed[name] " " line SUBSEP at
      }
    }
    pass == 2 && (line in columns) {
      count = split(columns[line], at_column, " ")
      for (number = 1; number <= count; number++) {
        base = substr($0, at_column[number], 1)
        if (base !~ /^[ACGT]$/ || (line, at_column[number], base) in known) continue
        known[line, at_column[number], base]
        bases[line, at_column[number]]++
      }
    }
    END {
      for (number = 1; number <= isolates; number++) {
        name = names[number]
        shared = alone = 0
        count = split(mixed[name], place, " ")
        for (one = 1; one <= count; one++) {
          if (bases[place[one]] > 1) shared++
          else if (bases[place[one]] == 1 && seen[place[one]] == 1) alone++
        }
        print name, shared, alone
      }
    }
  ' "$1" "$1"
}

# without_mixed TABLE SHARED MOST: prints the table, in which those stay out of the tree of which SHARED, made by
# mixed_among, has more than MOST sites, and with SHARED's other number as `mixed_alone`.
without_mixed() {
  awk -F '\t' -v OFS='\t' -v most="$3" '
    FILENAME == ARGV[1] {
      shared[$1 ""] = $2
      alone[$1 ""] = $3
      next
    }
    FNR > 1 { $12 = alone[$1 ""] }
    FNR > 1 && $13 == "yes" && shared[$1 ""] > most {
      $13 = "no"
      $14 = "mixed at " shared[$1 ""] " sites at which others differ (at most " most ")"
    }
    { print }
  ' "$2" "$1"
}

# mixed_alone TABLE MOST: says which isolates are in the tree and mixed alone at more than MOST sites. A repeat that
# nobody else has looks the same, so they stay.
mixed_alone() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' -v most="$2" 'NR > 1 && $13 == "yes" && $12 > most + 0 {
    where = $12 " sites at which no other is and all others are alike"
    print "[" ENVIRON["stage"] "] " $1 " is in the tree and mixed at " where \
      ": it may hold an isolate that is none of these; see mixed_alone" >"/dev/stderr"
  }' "$1"
}

# core_constants: a filter over an alignment: how many columns are A, C, G and T in every sequence, with commas between,
# as IQ-TREE takes them. snp-sites -C counts columns, too, that some sequence lacks.
core_constants() {
  awk '
    function keep(    at, number, block, merged, place, base) {
      for (at = 1; at <= length(row); at += 100) {
        number++
        block = substr(row, at, 100)
        if (sequences == 1) {
          gsub(/[^ACGT]/, "-", block)
          common[number] = block
        } else if (block != common[number]) {
          merged = ""
          for (place = 1; place <= length(block); place++) {
            base = substr(common[number], place, 1)
            merged = merged (substr(block, place, 1) == base ? base : "-")
          }
          common[number] = merged
        }
      }
      blocks = number
      row = ""
    }
    /^>/ {
      if (sequences) keep()
      sequences++
      next
    }
    { row = row $0 }
    END {
      if (sequences) keep()
      for (number = 1; number <= blocks; number++) {
        a += gsub(/A/, "", common[number])
        c += gsub(/C/, "", common[number])
        g += gsub(/G/, "", common[number])
        t += gsub(/T/, "", common[number])
      }
      printf "%.0f,%.0f,%.0f,%.0f\n", a, c, g, t
    }
  '
}

# distinct FASTA: prints how many of its sequences differ.
distinct() {
  awk '/^>/ { printf "%s", (NR > 1 ? "\n" : ""); next } { printf "%s", $0 } END { print "" }' "$1" >"$TMPDIR/rows"
  LC_ALL=C sort -u "$TMPDIR/rows" >"$TMPDIR/rows.distinct"
  echo "$(($(wc -l <"$TMPDIR/rows.distinct")))"
}

# must_be_known FASTA: 65 where a sequence has no base at any of the sites: it could stand anywhere in a tree.
must_be_known() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk '
    function tell() {
      if (name == "" || bases) return
      print "[" ENVIRON["stage"] "] " name " has no base at any of the sites: raise minCalled, or leave it out" \
        >"/dev/stderr"
      failed = 65
    }
    /^>/ {
      tell()
      name = substr($0, 2)
      bases = 0
      next
    }
    { bases += gsub(/[ACGT]/, "") }
    END {
      tell()
      exit failed
    }
  ' "$1"
}

# must_be_four TABLE: says which isolates are left out; 65 where fewer than four stay: a tree of three has no branch
# that could be another. Uses samples.sh.
must_be_four() {
  left_out "$1" >&2
  number=$(awk -F '\t' '$13 == "yes" { count++ } END { print count + 0 }' "$1")
  names=$(awk -F '\t' '$13 == "no" { printf "%s%s (%s)", (names++ ? "; " : ""), $1, $14 }' "$1")
  [ "$number" -ge 4 ] || fail 65 "$number isolates stay, expected at least four; left out: ${names:-none};" \
    "give more isolates${names:+, or mend those that are left out}"
}

# joined_genomes TABLE ROWS GENOMES: prints the genomes of the isolates that stay, each as one sequence, in the order of
# TABLE. The files that ROWS lists begin with the isolates' names, those that GENOMES lists are in the same order.
joined_genomes() {
  while IFS= read -r row <&3 && IFS= read -r genome <&4; do
    isolate=$(cut -f 1 "$row") || return
    printf '%s\t%s\n' "$isolate" "$genome"
  done 3<"$2" 4<"$3" >"$TMPDIR/genomes.unsorted"
  LC_ALL=C sort -t "$(printf '\t')" -k 1,1 "$TMPDIR/genomes.unsorted" >"$TMPDIR/genomes" || return
  awk -F '\t' '$13 == "yes" { print $1 }' "$1" >"$TMPDIR/staying"
  awk -F '\t' 'FILENAME == ARGV[1] { stays[$1 ""]; next } ($1 "") in stays' "$TMPDIR/staying" "$TMPDIR/genomes" \
    >"$TMPDIR/taken"
  must_be_as_many "$TMPDIR/staying" "$TMPDIR/taken"
  while IFS="$(printf '\t')" read -r isolate genome; do
    printf '>%s\n' "$isolate"
    grep -v '^>' "$genome" || return
  done <"$TMPDIR/taken"
}

# must_be_as_many NAMES GENOMES: 65 unless each isolate that stays has a genome.
must_be_as_many() {
  staying=$(($(wc -l <"$1"))) taken=$(($(wc -l <"$2")))
  [ "$staying" -eq "$taken" ] || fail 65 "of the isolates that stay have a genome: $taken, expected $staying"
}

# sequence_table: a filter over an alignment: a line for each sequence as the table of calls has it. Called are A, C, G
# and T; what was counted of reads is empty. Uses haploid.sh.
sequence_table() {
  call_columns
  awk -v OFS='\t' '
    function tell() {
      if (NR > 1) print name, "called", bases, 0, called, sprintf("%.2f", 100 * called / bases), "", "", "", "", ""
      bases = called = 0
    }
    /^>/ {
      tell()
      name = substr($0, 2)
      next
    }
    {
      bases += length($0)
      called += gsub(/[ACGT]/, "")
    }
    END { tell() }
  '
}

# sequences_of TABLE: a filter over an alignment: the sequences of the isolates that stay.
sequences_of() {
  awk -F '\t' '
    FILENAME == ARGV[1] {
      if ($13 == "yes") stays[$1 ""]
      next
    }
    /^>/ { taken = substr($0, 2) "" in stays }
    taken
  ' "$1" -
}

# checked_sequences LIST: prints the sequences of the FASTA files that LIST names, in capitals, U as T, and what is
# none of A, C, G and T as N. A name goes to the first space. 65 for a file that is no FASTA, a name that is there twice
# or that no tree can hold, a sequence that is empty or of other letters than those of nucleotides, and for fewer than
# four.
checked_sequences() {
  : >"$TMPDIR/sequences"
  while IFS= read -r file; do
    # shellcheck disable=SC2154 # the stage protocol sets `stage`
    LC_ALL=C stage=$stage FILE=${file##*/} awk '
      function wrong(what) {
        print "[" ENVIRON["stage"] "] " ENVIRON["FILE"] ": " what >"/dev/stderr"
        failed = 1
        exit 65
      }
      function finish() { if (name != "" && !bases) wrong("the sequence " name " is empty") }
      { sub(/\r$/, "") }
      FNR == 1 && !/^>/ { wrong("it is no FASTA, which begins with >") }
      /^>/ {
        finish()
        name = substr($1, 2)
        if (name == "") wrong("line " FNR " names no sequence")
        if (name ~ /[][():;,\47"<>&]/)
          wrong("the name " name " has one of ( ) [ ] : ; , < > & and quotes, which a tree or a page cannot hold")
        if (name ~ /[^ -~]/) wrong("the name of the sequence in line " FNR " has a character beyond ASCII")
        bases = 0
        print ">" name
        next
      }
      {
        gsub(/[ \t-]/, "")
        $0 = toupper($0)
        if (match($0, /[^ACGTUNRYSWKMBDHV?.]/))
          wrong("the sequence " name " has the letter " substr($0, RSTART, 1) ", expected nucleotides")
        gsub(/U/, "T")
        gsub(/[^ACGT]/, "N")
        bases += length($0)
        print
      }
      END {
        if (failed) exit 65
        if (!NR) wrong("it is empty")
        finish()
      }
    ' "$file" >>"$TMPDIR/sequences" || exit
  done <"$1"
  twice=$(sed -n 's/^>//p' "$TMPDIR/sequences" | LC_ALL=C sort | uniq -d | paste -s -d ' ' -)
  [ -z "$twice" ] || fail 65 "two sequences have one name: $twice"
  number=$(grep -c '^>' "$TMPDIR/sequences")
  [ "$number" -ge 4 ] || fail 65 "there are $number sequences, expected at least four"
  sorted_by_name <"$TMPDIR/sequences"
}

# sorted_by_name: a filter over a FASTA: its sequences, a line each, in the order of their names.
sorted_by_name() {
  awk '
    /^>/ {
      printf "%s%s\t", (NR > 1 ? "\n" : ""), substr($0, 2)
      next
    }
    { printf "%s", $0 }
    END { print "" }
  ' >"$TMPDIR/by_name.unsorted"
  LC_ALL=C sort -t "$(printf '\t')" -k 1,1 "$TMPDIR/by_name.unsorted" >"$TMPDIR/by_name"
  awk -F '\t' '{ print ">" $1 "\n" $2 }' "$TMPDIR/by_name"
}

# numbered NAMES: a filter over a FASTA: t1, t2 and so on in place of names, which programs change where a character is
# not to their liking, or cut. NAMES gets the names, one a line.
numbered() {
  NAMES=$1 awk '
    /^>/ {
      print substr($0, 2) >ENVIRON["NAMES"]
      print ">t" ++number
      next
    }
    { print }
  '
}

# named NAMES: a filter over a FASTA or a Newick tree: the names again.
named() {
  awk '
    FILENAME == ARGV[1] {
      name[FNR] = $0
      next
    }
    {
      rest = $0
      line = ""
      # Numbers and supports have no t, and what begins with one ends with its digits.
      while (match(rest, /t[0-9]+/)) {
        line = line substr(rest, 1, RSTART - 1) name[substr(rest, RSTART + 1, RLENGTH - 1)]
        rest = substr(rest, RSTART + RLENGTH)
      }
      print line rest
    }
  ' "$1" -
}

# capitals: a filter over a FASTA: sequences in capitals, names as they are.
capitals() {
  awk '!/^>/ { $0 = toupper($0) } { print }'
}

# variable_sites ALIGNMENT OUT WHERE [OPTION]…: the columns at which sequences differ, by snp-sites, which would write
# into whatever its standard output is; 65 where there are none: WHERE says at which they were looked for.
variable_sites() {
  alignment=$1 out=$2 where=$3
  shift 3
  snp_status=0
  rm -f "$TMPDIR/snp-sites.fa"
  snp-sites "$@" -o "$TMPDIR/snp-sites.fa" "$alignment" 2>"$TMPDIR/snp-sites.log" || snp_status=$?
  if grep -q 'No SNPs were detected' "$TMPDIR/snp-sites.log"; then
    fail 65 "there is no site $where at which isolates differ: no tree can be made"
  fi
  cat "$TMPDIR/snp-sites.log" >&2
  [ "$snp_status" -eq 0 ] || return "$snp_status"
  [ -s "$TMPDIR/snp-sites.fa" ] || fail 65 "snp-sites found no site $where, and does not say so"
  put "$out" <"$TMPDIR/snp-sites.fa"
}

# fasttree_here: prints what FastTree is called here: fasttree by Debian, FastTree by BioContainers.
fasttree_here() {
  command -v fasttree || command -v FastTree || fail 69 "the image has no FastTree"
}

# must_have_all NAMES TREE: 65 unless each name is a leaf of a tree, once.
must_have_all() {
  awk '{ gsub(/[(),]/, "\n"); print }' "$2" | sed -e 's/:.*//' -e 's/;.*//' | LC_ALL=C sort >"$TMPDIR/leaves"
  LC_ALL=C sort "$1" >"$TMPDIR/leaves.expected"
  missing=$(LC_ALL=C comm -13 "$TMPDIR/leaves" "$TMPDIR/leaves.expected" | paste -s -d ' ' -)
  [ -z "$missing" ] || fail 65 "the tree lacks $missing"
}

# mqc_isolates TABLE: the table of isolates as MultiQC takes it. It takes each number for a part of a bar, with one
# decimal, unless it is told otherwise.
mqc_isolates() {
  whole="scale: false, format: '{:,.0f}'"
  printf '# %s\n' 'id: isolates' 'section_name: Isolates' 'plot_type: table' \
    "description: 'Which isolates are in the tree, what was called of each, and why others are left out'" 'headers:'
  # MultiQC writes no comma of a text, and sorts columns by their names unless it is told their places.
  printf '#   %s\n' \
    'tree: {scale: false, placement: 1, cond_formatting_rules: {pass: [s_eq: "yes"], fail: [s_eq: "no"]}}' \
    'why: {scale: false, placement: 2}' "called_percent: {scale: false, placement: 3, format: '{:,.2f}'}" \
    "snps: {placement: 4, $whole}" "mixed: {placement: 5, $whole}" "low_depth: {placement: 6, $whole}" \
    "filtered: {placement: 7, $whole}" "mean_depth: {scale: false, placement: 8, format: '{:,.1f}'}" \
    "masked: {placement: 9, $whole}" "mixed_alone: {placement: 10, $whole}" \
    "status: {scale: false, hidden: true}" "bases: {hidden: true, $whole}" "called: {hidden: true, $whole}"
  quoted_names <"$1"
}

# mqc_distances MATRIX: the SNP distances of the first fifty isolates as MultiQC takes them.
mqc_distances() {
  printf '# %s\n' 'id: snp_distances' 'section_name: SNP distances' 'plot_type: heatmap' \
    "description: 'Sites at which two isolates differ, where both are known; of the first fifty isolates'" \
    'pconfig: {decimalPlaces: 0}'
  head -n 51 "$1" >"$TMPDIR/distances.head"
  cut -f 1-51 "$TMPDIR/distances.head" >"$TMPDIR/distances.corner"
  quoted_names <"$TMPDIR/distances.corner"
}

# mqc_tree SVG: the picture of the tree as MultiQC takes it.
mqc_tree() {
  printf '%s\n' '<!--' 'id: tree' "section_name: 'Tree'" \
    "description: 'Rooted at the middle of its longest path; numbers are supports'" '-->'
  sed '1{/^<?xml/d;}' "$1"
}

# version_of PROGRAM OPTION: prints `program=version` of a program that does not know --version: the first number in
# what it says.
version_of() {
  told=$("$1" "$2" 2>&1 </dev/null | sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p' | sed 1q)
  [ -z "$told" ] || printf '%s=%s\n' "${1##*/}" "$told"
}
