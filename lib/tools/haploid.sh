# shellcheck shell=sh
# results: 1
# Haploid calls of one isolate: whose alignment it is, a consensus of the reference's length, and what was counted.
#
# A BED's places begin at 0, and its ends are not included. awk compares names that look like numbers as numbers, 1.1
# and 1.10 alike, unless an empty text is joined to them. Calls `fail` and `say` of the stage protocol, and functions of
# variants.sh.

# isolates LIST: prints the isolate of each alignment that LIST names (SM of its read groups) and, behind a tab, where
# the alignment lies on the volume: another pod does not have this one's links. An alignment that does not say whose it
# is goes by its file's name, which no other has, and `unknown` stands behind it: its own call ends red, and stops no
# other. 65 where two are of one isolate.
isolates() {
  : >"$TMPDIR/isolates"
  while IFS= read -r alignment; do
    path=$(place_of_member "$alignment") || return
    unknown=''
    if ! judged "$alignment" samtools view -H "$alignment" >"$TMPDIR/header"; then : >"$TMPDIR/header"; fi
    isolate=$(read_groups_of "$alignment" <"$TMPDIR/header") || unknown=unknown
    if [ "$unknown" ]; then
      say "$path does not say whose it is: it goes by its file's name, and its own call ends red"
      isolate=$(name_of_file "$alignment") || return
    fi
    printf '%s\t%s\t%s\n' "$isolate" "$path" "$unknown" >>"$TMPDIR/isolates"
  done <"$1"
  [ -s "$TMPDIR/isolates" ] || fail 65 'there is no alignment'
  known_isolates "$TMPDIR/isolates" >"$TMPDIR/known"
  twice=$(uniq -d "$TMPDIR/known" | paste -s -d ' ' -)
  [ -z "$twice" ] || fail 65 "two alignments are of one isolate: $twice; merge them, or mend SM of their read groups"
  awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      taken[$1 ""]
      next
    }
    $3 != "" {
      name = $1
      for (number = 2; ($1 "") in taken; number++) $1 = name "_" number
      taken[$1 ""]
    }
    { print }
  ' "$TMPDIR/known" "$TMPDIR/isolates"
}

# known_isolates FOUND: prints, sorted, the isolates of those alignments of `isolates` that say whose they are.
known_isolates() {
  awk -F '\t' '$3 == "" { print $1 }' "$1" | LC_ALL=C sort
}

# must_be_expected FOUND EXPECTED: 65 unless what `isolates` found are the isolates that the file EXPECTED names. As
# many may be missing as there are alignments that do not say whose they are: these may be theirs.
must_be_expected() {
  known_isolates "$1" >"$TMPDIR/known"
  LC_ALL=C sort "$2" >"$TMPDIR/expected.sorted"
  strange=$(LC_ALL=C comm -23 "$TMPDIR/known" "$TMPDIR/expected.sorted")
  LC_ALL=C comm -13 "$TMPDIR/known" "$TMPDIR/expected.sorted" >"$TMPDIR/missing"
  unknown=$(awk -F '\t' '$3 != ""' "$1" | wc -l)
  if [ -z "$strange" ] && [ -s "$TMPDIR/missing" ] && [ "$(wc -l <"$TMPDIR/missing")" -le "$unknown" ]; then
    say "missing: $(paste -s -d ' ' "$TMPDIR/missing"); the alignments that do not say whose they are may be theirs"
    cat "$TMPDIR/missing" >>"$TMPDIR/known"
  fi
  must_be_alike "$TMPDIR/known" "$2" 'the isolates of the alignments and those of the list'
}

# place_of_member FILE: prints where a member of a set lies on the volume. The stage links the folder of the attempt
# that made it; no other link is followed, for beside what a person linked lies its index.
place_of_member() {
  case $1 in
    "$TMPDIR"/*)
      made_in=$(readlink "${1%/*}") || return
      printf '%s/%s\n' "$made_in" "${1##*/}"
      ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# stub_isolates LIST: what stands for `isolates` where no tool is called.
stub_isolates() {
  number=0
  while IFS= read -r alignment; do
    number=$((number + 1))
    path=$(place_of_member "$alignment") || return
    printf 'stub-%s\t%s\n' "$number" "$path"
  done <"$1"
}

# name_of_file FILE: prints a file's name without its format, in characters that a sample's name may have.
name_of_file() {
  name=${1##*/}
  printf '%s\n' "${name%.*}" | sed -e 's/[^A-Za-z0-9._+-]/_/g' -e 's/^[^A-Za-z0-9]/x&/'
}

# isolate_list MOUNT: a filter over what `isolates` prints: a JSON list of objects, with paths below MOUNT. It travels
# as a parameter: 65 where it has more than 128 KiB.
isolate_list() {
  MOUNT=$1 awk -F '\t' '
    {
      path = substr($2, length(ENVIRON["MOUNT"]) + 1)
      gsub(/[\\"]/, "\\\\&", path)
      list = list (NR > 1 ? "," : "") "{\"sample\":\"" $1 "\",\"alignment\":\"" path "\"}"
    }
    END { print "[" list "]" }
  ' >"$TMPDIR/isolates.json"
  size=$(($(wc -c <"$TMPDIR/isolates.json")))
  [ "$size" -le 131072 ] || fail 65 "the isolates are a list of $size bytes, expected at most 131072: divide them"
  cat "$TMPDIR/isolates.json"
}

# must_be_isolate ISOLATE ALIGNMENT FAI: 65 unless an alignment is whole, of that isolate alone, and of the reference's
# contigs.
must_be_isolate() {
  judged "$2" samtools quickcheck "$2" ||
    fail 65 "the alignment of the isolate $1, $2, is cut, or no BAM or CRAM: make or copy it again"
  samtools view -H "$2" >"$TMPDIR/header" || exit
  contigs_of "$2" "$3" <"$TMPDIR/header" || fail 65 "so the isolate $1 is not called"
  found=$(read_groups_of "$2" <"$TMPDIR/header") || fail 65 "so the isolate $1 is not called"
  [ "$found" = "$1" ] || fail 65 "the alignment $2 is of $found, expected the isolate $1"
}

# low_quality DEPTH: prints the expression of `bcftools filter` for which a site is marked: nf-core/bactmap 1.0.0's,
# with DEPTH in the place of 10 reads.
low_quality() {
  printf '%s || ' 'QUAL<25' "FORMAT/DP<$1" 'MAX(FORMAT/ADF)<2' 'MAX(FORMAT/ADR)<2' \
    'MAX(FORMAT/AD)/SUM(FORMAT/DP)<0.9' 'MQ<30'
  echo 'MQ0F>0.1'
}

# mixed_sites MASK DEPTH PILEUP: prints the positions outside of MASK, of DEPTH reads or more, at which a second
# allele has more than a tenth of the reads, and two on each strand: what the filter asks of an allele that is called.
mixed_sites() {
  bcftools query -i "N_ALT>1 && FORMAT/DP>=$2" -f '%CHROM\t%POS[\t%DP\t%AD\t%ADF\t%ADR]\t%INDEL\n' "$3" \
    >"$TMPDIR/alleles" || return
  awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      regions++
      contig[regions] = $1
      start[regions] = $2
      end[regions] = $3
      if (!($1 in first)) first[$1] = regions
      next
    }
    $7 == 1 || is_masked($1, $2) { next }
    {
      alleles = split($4, reads, ",")
      split($5, forward, ",")
      split($6, reverse, ",")
      most = 1
      for (allele = 2; allele <= alleles; allele++) if (reads[allele] + 0 > reads[most] + 0) most = allele
      for (allele = 1; allele <= alleles; allele++) {
        if (allele == most || reads[allele] * 10 <= $3 || forward[allele] < 2 || reverse[allele] < 2) continue
        print $1, $2
        break
      }
    }
    # Places come in order: regions of the mask that lie behind are not looked at again.
    function is_masked(name, place) {
      if (!(name in first)) return 0
      while (contig[first[name]] "" == name "" && end[first[name]] < place) first[name]++
      return contig[first[name]] "" == name "" && start[first[name]] < place
    }
  ' "$1" "$TMPDIR/alleles"
}

# consensus FAI MASK DEPTH COUNTS MIXED: a filter over the sites of a call, in the reference's order, a line each:
# contig, position, reference's base, FILTER, depth, base, and 1 for an indel, which is left out. Prints a FASTA of
# exactly the reference's length: the base where the site passed, N elsewhere, and N where MASK has it; n where the file
# MIXED has the position, so that whoever joins isolates knows what another may have there. Into COUNTS go numbers of
# positions: all, masked, passed, those below DEPTH, those that did not pass otherwise, those whose base is not the
# reference's; and the mean depth.
consensus() {
  COUNTS=$4 awk -F '\t' -v least="$3" '
    function put(base) {
      row = row base
      at++
      if (length(row) < 60) return
      print row
      row = ""
    }
    function is_masked() {
      while (region <= last[contig] && end[region] <= at) region++
      return region <= last[contig] && start[region] <= at
    }
    # A position without a record has no read.
    function position(reference, filter, depth, base) {
      total++
      if (is_masked()) {
        masked++
        put("N")
        return
      }
      sum += depth
      if (depth < least) low++
      else if (filter != "PASS" || base !~ /^[ACGT]$/) filtered++
      else {
        called++
        if (base != reference) snps++
        put(base)
        return
      }
      put(((contig SUBSEP (at + 1)) in mixed) ? "n" : "N")
    }
    function finish() {
      while (contig != "" && at < size[contig]) position("", "", 0, "")
      if (row != "") print row
      row = ""
    }
    # Contigs come in order; those without a site are all N.
    function next_contig() {
      finish()
      number++
      contig = order[number] ""
      at = 0
      region = contig in first ? first[contig] : 1
      print ">" contig
    }
    FILENAME == ARGV[1] {
      contigs++
      order[contigs] = $1
      size[$1] = $2
      last[$1] = 0
      next
    }
    FILENAME == ARGV[2] {
      regions++
      start[regions] = $2
      end[regions] = $3
      if (!($1 in first)) first[$1] = regions
      last[$1] = regions
      next
    }
    FILENAME == ARGV[3] {
      mixed[$1, $2]
      next
    }
    $7 == 1 { next }
    {
      while ($1 "" != contig "" && number < contigs) next_contig()
      while (at < $2 - 1) position("", "", 0, "")
      if (at == $2 - 1) position($3, $4, $5, $6)
    }
    END {
      while (number < contigs) next_contig()
      finish()
      depth = total > masked ? sum / (total - masked) : 0
      counts = sprintf("%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f", total, masked, called, low, filtered, snps)
      printf "%s\t%.2f\n", counts, depth >ENVIRON["COUNTS"]
    }
  ' "$1" "$2" "$5" -
}

# isolate_row ISOLATE COUNTS MIXED: prints an isolate's line in the table of calls. called_percent is of what the mask
# leaves.
isolate_row() {
  ISOLATE=$1 MIXED=$3 awk -F '\t' -v OFS='\t' '{
    share = $1 > $2 ? 100 * $3 / ($1 - $2) : 0
    print ENVIRON["ISOLATE"], "called", $1, $2, $3, sprintf("%.2f", share), $4, $5, $6, ENVIRON["MIXED"], $7
  }' "$2"
}

# call_columns: the header of the table of calls.
call_columns() {
  printf 'isolate\tstatus\tbases\tmasked\tcalled\tcalled_percent\tlow_depth\tfiltered\tsnps\tmixed\tmean_depth\n'
}

# call_table ROWS FAILED: prints the header, the lines of the files that ROWS lists, and one for each isolate that the
# file FAILED names.
call_table() {
  call_columns
  while IFS= read -r row; do
    cat "$row" || return
  done <"$1"
  awk -v OFS='\t' '{ print $0, "failed", "", "", "", "", "", "", "", "", "" }' "$2"
}
