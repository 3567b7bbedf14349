# shellcheck shell=sh
# results: 2
# Variants of a cohort: intervals to call in, names of samples, ploidies, and what must hold of the result.
#
# A BED's places begin at 0, and its ends are not included. awk compares names that look like numbers as numbers, 1.1
# and 1.10 alike, unless an empty text is joined to them. Calls `fail` and `mount_failed` of the stage protocol.

# calling_regions FAI TARGETS [WHAT]: prints a BED of what is called: each contig, or, where TARGETS is not empty, what
# that BED covers, in the reference's order, without overlaps. Targets that the reference does not have end it with 65;
# WHAT they are called then, where they are none.
calling_regions() {
  if [ -z "$2" ]; then
    awk -F '\t' -v OFS='\t' '$2 > 0 { print $1, 0, $2 }' "$1"
    return
  fi
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage WHAT=${3:-targets} awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      order[$1] = FNR
      size[$1] = $2
      contigs = FNR
      if (FNR <= 3) names = names (FNR > 1 ? ", " : "") $1
      next
    }
    FNR == 1 { sub(/^\357\273\277/, "") }
    { sub(/\r$/, "") }
    /^(#|$|track[ \t]|browser[ \t])/ { next }
    !($1 in order) {
      if (contigs > 3) names = names " and " contigs - 3 " more"
      wrong("names " $1 ", which the reference does not have: it has " names)
    }
    $2 !~ /^[0-9]+$/ || $3 !~ /^[0-9]+$/ || $2 + 0 >= $3 + 0 || $3 + 0 > size[$1] {
      wrong("is no region of " $1 ", which has " size[$1] " bases")
    }
    { print order[$1], $1, $2, $3 }
    function wrong(what) {
      print "[" ENVIRON["stage"] "] line " FNR " of the " ENVIRON["WHAT"] " " what "; mend " FILENAME >"/dev/stderr"
      failed = 1
      exit
    }
    END { if (failed) exit 65 }
  ' "$1" "$2" >"$TMPDIR/targets" || exit
  LC_ALL=C sort -t "$(printf '\t')" -k 1,1n -k 3,3n -k 4,4n "$TMPDIR/targets" >"$TMPDIR/targets.sorted" || exit
  cut -f 2- "$TMPDIR/targets.sorted" | united
}

# united: a filter over a sorted BED: regions that overlap or touch become one.
united() {
  awk -F '\t' -v OFS='\t' '
    $1 "" == contig "" && $2 <= end {
      if ($3 > end) end = $3
      next
    }
    {
      if (contig != "") print contig, start, end
      contig = $1
      start = $2
      end = $3
    }
    END { if (contig != "") print contig, start, end }
  '
}

# intervals COUNT SIZE: a filter over a BED that adds an interval to each region, 0001 and so on. COUNT intervals are
# alike in bases, to within one, and a region is cut where one ends. `contig` is one interval for each contig; an empty
# COUNT is as many as have SIZE bases at most. 65 where there is no base.
intervals() {
  stage=$stage awk -F '\t' -v OFS='\t' -v count="$1" -v size="$2" '
    function least(one, other) {
      return one < other ? one : other
    }
    function bound(number) {
      return int(total * number / count)
    }
    {
      contig[NR] = $1
      start[NR] = $2
      end[NR] = $3
      total += $3 - $2
    }
    END {
      if (!total) {
        print "[" ENVIRON["stage"] "] there is no base to call" >"/dev/stderr"
        exit 65
      }
      if (count == "contig") {
        for (region = 1; region <= NR; region++) {
          if (contig[region] "" != contig[region - 1] "") number++
          print contig[region], start[region], end[region], sprintf("%04d", number)
        }
        exit
      }
      if (count == "") count = int((total + size - 1) / size)
      count = least(count, total)
      number = 1
      for (region = 1; region <= NR; region++) {
        at = start[region]
        while (at < end[region]) {
          if (done == bound(number)) number++
          upto = least(end[region], at + bound(number) - done)
          printf "%s\t%.0f\t%.0f\t%04d\n", contig[region], at, upto, number
          done += upto - at
          at = upto
        }
      }
    }
  '
}

# interval_names BED: prints the intervals as a JSON list, each once.
interval_names() {
  cut -f 4 "$1" | uniq >"$TMPDIR/intervals"
  number=$(wc -l <"$TMPDIR/intervals")
  [ "$number" -le 1000 ] || fail 65 "there are $number intervals, expected at most 1000: give their number"
  json_list <"$TMPDIR/intervals"
}

# json_list: a filter over lines of plain characters.
json_list() {
  awk '{ list = list (NR > 1 ? "," : "") "\"" $0 "\"" } END { print "[" list "]" }'
}

# interval_regions BED INTERVAL: prints the regions of an interval.
interval_regions() {
  awk -F '\t' -v OFS='\t' -v interval="$2" '$4 == interval { print $1, $2, $3 }' "$1"
}

# padded FAI PADDING: a filter over a sorted BED: each region with PADDING more bases on both sides, as far as its
# contig goes, without overlaps.
padded() {
  awk -F '\t' -v OFS='\t' -v padding="$2" '
    FILENAME == ARGV[1] {
      size[$1] = $2
      next
    }
    {
      start = $2 - padding
      end = $3 + padding
      if (start < 0) start = 0
      if (end > size[$1]) end = size[$1]
      printf "%s\t%.0f\t%.0f\n", $1, start, end
    }
  ' "$1" - | united
}

# sample_names LIST FAI: prints the sample of each alignment that LIST names, in order. Ends with 65 unless each
# alignment is whole, of one sample, of its own, and of the reference's contigs.
sample_names() {
  : >"$TMPDIR/names"
  while IFS= read -r alignment; do
    judged "$alignment" samtools quickcheck "$alignment" ||
      fail 65 "${alignment##*/} is cut, or no BAM or CRAM: make or copy it again"
    samtools view -H "$alignment" >"$TMPDIR/header" || exit
    contigs_of "$alignment" "$2" <"$TMPDIR/header" || exit
    read_groups_of "$alignment" <"$TMPDIR/header" >>"$TMPDIR/names" || exit
  done <"$1"
  twice=$(LC_ALL=C sort "$TMPDIR/names" | uniq -d)
  [ -z "$twice" ] || fail 65 "two alignments are of the sample $twice; merge them, or mend SM of their read groups"
  cat "$TMPDIR/names"
}

# judged FILE COMMAND…: runs a command over a file, and fails where the file is broken. What the volume or the machine
# does to a reader is no fault of the file: 75 where the file cannot be read to its end, else the command runs again.
judged() {
  judged_file=$1
  shift
  judged_status=0
  "$@" 2>"$TMPDIR/judged.log" || judged_status=$?
  cat "$TMPDIR/judged.log" >&2
  if [ "$judged_status" -eq 0 ]; then return; fi
  judged_log=$(cat "$TMPDIR/judged.log")
  if [ "$judged_status" -gt 125 ] || mount_failed "$judged_log" || ! cat -- "$judged_file" >/dev/null; then
    fail 75 "$judged_file cannot be read"
  fi
  "$@" 2>/dev/null
}

# read_groups_of ALIGNMENT: of a header, the one sample (SM) that its read groups have.
read_groups_of() {
  stage=$stage FILE=${1##*/} awk -F '\t' '
    /^@RG/ {
      groups++
      sample = ""
      for (field = 2; field <= NF; field++) if ($field ~ /^SM:/) sample = substr($field, 4)
      if (sample == "") lacks = 1
      if (groups > 1 && sample != first) differs = 1
      first = sample
    }
    END {
      what = differs ? "has read groups of two samples" : "has a read group without a sample (SM)"
      if (!groups) what = "has no read group"
      if (groups && !lacks && !differs && first ~ /^[A-Za-z0-9][A-Za-z0-9._+-]*$/) {
        print first
        exit
      }
      if (groups && !lacks && !differs) what = "is of a sample whose name is not of letters, digits, ., _, + and -"
      print "[" ENVIRON["stage"] "] " ENVIRON["FILE"] " " what >"/dev/stderr"
      exit 65
    }
  '
}

# contigs_of ALIGNMENT FAI: 65 unless a header has the reference's contigs, all and in their order: callers go through
# several files by the contigs' numbers.
contigs_of() {
  stage=$stage FILE=${1##*/} awk -F '\t' '
    FILENAME == ARGV[1] {
      expected[++contigs] = $1 " of " $2 " bases"
      next
    }
    /^@SQ/ {
      name = length_of = ""
      for (field = 2; field <= NF; field++) {
        if ($field ~ /^SN:/) name = substr($field, 4)
        if ($field ~ /^LN:/) length_of = substr($field, 4)
      }
      number++
      found = name " of " length_of " bases"
      if (found != expected[number]) exit
    }
    END {
      if (number == contigs && found == expected[number]) exit
      if (found == expected[number]) {
        number++
        found = "none"
      }
      wanted = number > contigs ? "none" : expected[number]
      print "[" ENVIRON["stage"] "] contig " number " of " ENVIRON["FILE"] " is " found ", of the reference " wanted \
        ": it was aligned to another" >"/dev/stderr"
      exit 65
    }
  ' "$2" -
}

# expected_names JSON FAILED: prints the names of a list, of texts or of objects with a `sample`, without those that
# the file FAILED has, one a line. FAILED is empty where nothing can have failed.
expected_names() {
  case $1 in
    [[]*) ;;
    *) fail 65 "the samples that there must be are '$1', expected a JSON list" ;;
  esac
  JSON=$1 FAILED=$2 awk 'BEGIN {
    rest = ENVIRON["JSON"]
    file = ENVIRON["FAILED"]
    while (file != "" && (getline line <file) > 0) failed[line]
    ofRows = rest ~ /^[[ \t]*{/
    pattern = ofRows ? "[{,][ \t]*\"sample\"[ \t]*:[ \t]*\"[^\"]*\"" : "\"[^\"]*\""
    while (match(rest, pattern)) {
      name = substr(rest, RSTART, RLENGTH - 1)
      sub(/^.*"/, "", name)
      if (!(name in failed)) print name
      rest = substr(rest, RSTART + RLENGTH)
    }
  }'
}

# must_be_alike NAMES EXPECTED WHAT: 65 unless two files hold the same names, in any order.
must_be_alike() {
  LC_ALL=C sort "$1" >"$TMPDIR/alike.1"
  LC_ALL=C sort "$2" >"$TMPDIR/alike.2"
  strange=$(LC_ALL=C comm -23 "$TMPDIR/alike.1" "$TMPDIR/alike.2" | paste -s -d ' ' -)
  missing=$(LC_ALL=C comm -13 "$TMPDIR/alike.1" "$TMPDIR/alike.2" | paste -s -d ' ' -)
  [ -z "$strange$missing" ] || fail 65 "$3 differ: not expected: ${strange:-none}; missing: ${missing:-none}"
}

# ploidy_file PLOIDY [CONTIG PLOIDY]…: prints what `bcftools call` takes, for samples of either sex.
ploidy_file() {
  default=$1
  shift
  while [ "$#" -gt 0 ]; do
    printf '%s\t1\t2147483647\t%s\t%s\n' "$1" M "$2" "$1" F "$2"
    shift 2
  done
  printf '*\t*\t*\t%s\t%s\n' M "$default" F "$default"
}

# copy_numbers FAI NAMES [CONTIG PLOIDY]…: prints what freebayes takes: a line for each such contig and sample.
copy_numbers() {
  fai=$1 samples=$2
  shift 2
  while [ "$#" -gt 0 ]; do
    CONTIG=$1 PLOIDY=$2 awk -F '\t' -v OFS='\t' '
      FILENAME == ARGV[1] && $1 "" == ENVIRON["CONTIG"] "" { size = $2 }
      FILENAME != ARGV[1] { print ENVIRON["CONTIG"], 0, size, $1, ENVIRON["PLOIDY"] }
    ' "$fai" "$samples"
    shift 2
  done
}

# must_have_contigs FAI [CONTIG PLOIDY]…: 65 unless the reference has each contig.
must_have_contigs() {
  fai=$1
  shift
  while [ "$#" -gt 0 ]; do
    if ! CONTIG=$1 awk -F '\t' '$1 "" == ENVIRON["CONTIG"] "" { found = 1 } END { exit !found }' "$fai"; then
      fail 65 "a ploidy is given for $1, which the reference does not have"
    fi
    shift 2
  done
}

# own_records NAMES BCF: of the records that it reads, writes those whose POS lies in $TMPDIR/interval.bed, with the
# samples in the order of NAMES.
own_records() {
  bcftools view --no-version -I -S "$1" -T "$TMPDIR/interval.bed" --targets-overlap 0 -Ob -o "$2"
}

# undated_vcf: a filter over a VCF that leaves out when and how freebayes or bcftools was called: paths and dates of one
# run.
undated_vcf() {
  awk '!/^##((fileDate|commandline|reference)=|bcftools_)/'
}

# must_have_variants VCF: 65 where it has no record.
must_have_variants() {
  records=$(bcftools index -n "$1")
  echo "records=$records" >"$TMPDIR/facts"
  [ "$records" -gt 0 ] || fail 65 "there are no variants; is it the right reference, and do the alignments have reads?"
}

# must_be_covered SAMPLE SUMMARY: 65 where mosdepth counted no base in what was looked at.
must_be_covered() {
  bases=$(awk -F '\t' '$1 == "total" || $1 == "total_region" { bases = $3 } END { printf "%.0f", bases }' "$2")
  [ "$bases" != 0 ] || fail 65 "the sample $1 has no coverage"
}

# pileup ARGUMENT…: `bcftools mpileup`, which ends with 0 where it could not read a file to its end, or a CRAM by its
# reference: it takes what follows in all files for no data. Then this ends with 65.
pileup() {
  pileup_status=0
  bcftools mpileup "$@" 2>"$TMPDIR/pileup.log" || pileup_status=$?
  cat "$TMPDIR/pileup.log" >&2
  if grep -q -e '^\[E::' -e 'EOF marker is absent' "$TMPDIR/pileup.log"; then
    fail 65 "an alignment could not be read: it is broken, or not of this reference; see above"
  fi
  return "$pileup_status"
}

# sample_counts STATS VCF: prints a table of each sample's own variants that passed, as MultiQC takes it: a name of
# digits is one in quotes alone. `bcftools
# stats` counts of haploid places no kind; of it is the depth alone.
sample_counts() {
  whole="{scale: false, format: '{:,.0f}'}"
  printf '# %s\n' 'id: variants_of_samples' 'section_name: Variants of each sample' 'plot_type: table' \
    "description: 'What passed the filters, where the sample has another allele than the reference'" 'headers:'
  printf '#   %s\n' "snps: $whole" "indels: $whole" "others: $whole" "het_snps: $whole" "hom_snps: $whole" \
    "ts_tv: {scale: false, format: '{:,.2f}'}" "singletons: $whole" "mean_depth: {scale: false, format: '{:,.1f}'}"
  printf 'sample\tsnps\tindels\tothers\thet_snps\thom_snps\tts_tv\tsingletons\tmean_depth\n'
  bcftools query -i 'FILTER="PASS" || FILTER="."' -f '%TYPE\t%REF%ALT[\t%GT]\n' "$2" >"$TMPDIR/genotypes" || return
  awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      if ($1 != "PSC") next
      name[++samples] = $3
      depth[samples] = $10
      next
    }
    {
      carriers = 0
      for (sample = 1; sample <= samples; sample++) {
        genotype = $(sample + 2)
        if (genotype !~ /1/) continue
        carriers++
        carrier = sample
        if ($1 == "INDEL") indels[sample]++
        else if ($1 != "SNP") others[sample]++
        else {
          snps[sample]++
          if (genotype ~ /[0.]/) het[sample]++
          else hom[sample]++
          if (toupper($2) ~ /^(AG|GA|CT|TC)$/) transitions[sample]++
          else transversions[sample]++
        }
      }
      if (carriers == 1) singletons[carrier]++
    }
    END {
      for (sample = 1; sample <= samples; sample++) {
        ratio = transversions[sample] ? sprintf("%.2f", transitions[sample] / transversions[sample]) : ""
        kinds = snps[sample] + 0 OFS indels[sample] + 0 OFS others[sample] + 0
        quoted = "\"" name[sample] "\""
        print quoted, kinds, het[sample] + 0, hom[sample] + 0, ratio, singletons[sample] + 0, depth[sample]
      }
    }
  ' "$1" "$TMPDIR/genotypes"
}
