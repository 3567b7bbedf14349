# shellcheck shell=sh
# results: 3
# The reads of a sample, all of its lanes together, and what salmon counts of them. Uses fetch.sh and fastq.sh, and of
# the stage protocol `fail`, `must_be_source`, `look_at_given` and `first_mount`.

# lanes_of JSON: prints the lanes of a sample, a line each: its FASTQ and their checksums, with bars between, which no
# address has. The second FASTQ is empty where the reads are single.
lanes_of() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage LANES=$1 awk 'BEGIN {
    rest = ENVIRON["LANES"]
    while (match(rest, /[{][^{}]*[}]/)) {
      lane = substr(rest, RSTART, RLENGTH)
      rest = substr(rest, RSTART + RLENGTH)
      line = field_of("fastq_1") "|" field_of("fastq_2") "|" field_of("checksum1") "|" field_of("checksum2")
      if (line ~ /^[|]|[\\"]/) wrong()
      print line
      lanes++
    }
    if (!lanes) wrong()
  }
  function field_of(name,    text) {
    if (!match(lane, "[{,][ \t\n]*\"" name "\"[ \t\n]*:[ \t\n]*\"([^\"\\\\]|\\\\.)*\"")) return ""
    text = substr(lane, RSTART, RLENGTH - 1)
    sub(/^[{,][ \t\n]*"[^"]*"[ \t\n]*:[ \t\n]*"/, "", text)
    gsub(/\\\//, "/", text)
    gsub(/\\u0026/, "\\&", text)
    return text
  }
  function wrong() {
    print "[" ENVIRON["stage"] "] the lanes of a sample are no list of objects with fastq_1, as samplesIn has them" \
      >"/dev/stderr"
    exit 65
  }'
}

# each_source LANES COMMAND…: COMMAND NAME SOURCE CHECKSUM for each FASTQ of the lanes.
each_source() {
  lanes_of "$1" >"$TMPDIR/sources" || return
  shift
  lane=0
  while IFS='|' read -r fastq1 fastq2 checksum1 checksum2 <&3; do
    lane=$((lane + 1))
    "$@" "LANE$lane.1" "$fastq1" "$checksum1" || return
    if [ -n "$fastq2" ]; then "$@" "LANE$lane.2" "$fastq2" "$checksum2" || return; fi
  done 3<"$TMPDIR/sources"
}

# check_source NAME SOURCE CHECKSUM: refuses an address that no stage may take. A path is that of a given file, which
# the stage looks at again at its end; `product` is then what enters the work key.
check_source() {
  must_be_source "$1" "$2" || return
  case $2 in
    /*) look_at_given "$1" "$(first_mount)$2" ;;
  esac
}

# identify_source NAME SOURCE CHECKSUM: the same, and prints what tells the source apart.
identify_source() {
  check_source "$@" || return
  case $2 in
    /*)
      # shellcheck disable=SC2154 # look_at_given sets it
      printf '%s\n' "$1=$product"
      ;;
    *) identity "$@" ;;
  esac
}

# sample_reads LANES: fetches and checks all lanes into reads/<lane>_1.fq.gz and, of pairs, reads/<lane>_2.fq.gz. Sets
# `reads` to their number, in which each mate counts, which is a fact, too, `lane` to the number of lanes, and `layout`
# to single or paired.
sample_reads() {
  each_source "$1" check_source || exit
  # Neither salmon nor STAR compares names: fastq-dump -I writes .1 and .2.
  # shellcheck disable=SC2034 # fastq.sh reads it
  MATE_MARKS=._
  mkdir -p reads
  lane=0
  total=0
  layout=''
  while IFS='|' read -r fastq1 fastq2 checksum1 checksum2 <&3; do
    lane=$((lane + 1))
    lane_files "$(pod_path "$fastq1")" "$(pod_path "$fastq2")" "$checksum1" "$checksum2" "reads/$lane"
    total=$((total + reads))
    case $layout:$fastq2 in
      : | single:) layout=single ;;
      :* | paired:?*) layout=paired ;;
      *) fail 65 'some lanes of the sample are single, others paired' ;;
    esac
  done 3<"$TMPDIR/sources"
  reads=$total
  echo "reads=$reads" >"$TMPDIR/facts"
}

# pod_path SOURCE: where the pod finds a path of the volume; a URL as it is.
pod_path() {
  case $1 in
    /*) printf '%s%s' "$(first_mount)" "$1" ;;
    *) printf %s "$1" ;;
  esac
}

# lane_files FASTQ1 FASTQ2 CHECKSUM1 CHECKSUM2 START: the reads of one lane, and `reads`.
lane_files() {
  must_be_mates "$1" "$2"
  reads "$1" "$5_1.fq.gz" 1 '' "$3"
  reads=$(cat "$TMPDIR/1.count")
  if [ -z "$2" ]; then return; fi
  reads "$2" "$5_2.fq.gz" 2 '' "$4"
  mates "$1" "$5_1.fq.gz" "$2" "$5_2.fq.gz"
  reads=$((2 * reads))
}

# first_reads COUNT: the first of them, as many of each lane, in the folder `some`. Between records may be blank lines.
first_reads() {
  mkdir -p some
  most=$((($1 / lane + 1) * 4))
  for fastq in reads/*.fq.gz; do
    # A reader that has enough ends gzip, which read the file to its end before.
    gzip -dc "$fastq" | awk -v most="$most" '/[^ \t\r]/ { print; if (++lines == most) exit }' |
      gzip -1 >"some/${fastq##*/}"
  done
}

# count_reads FOLDER LIBRARY INDEX OUT [OPTION…]: salmon over reads. Where less than 10 (--minAssignedFrags) are mapped,
# it counts none.
count_reads() {
  from=$1 library=$2 index=$3 out=$4
  shift 4
  set -- -i "$index" -l "$library" -p "$THREADS" "$@" -o "$out"
  if [ "$layout" = paired ]; then
    salmon quant "$@" -1 "$from"/*_1.fq.gz -2 "$from"/*_2.fq.gz || too_few "$out" "$?"
  else
    salmon quant "$@" -r "$from"/*_1.fq.gz || too_few "$out" "$?"
  fi
}

# count_alignments BAM LIBRARY TRANSCRIPTS OUT [OPTION…]: the same over alignments to transcripts, of which
# fragments.tsv has how many lie either way. Of less than 10 that LIBRARY allows, which ends salmon without a reason,
# there is the table of zeros that salmon writes of reads that it maps nowhere.
count_alignments() {
  bam=$1 library=$2 transcripts=$3 out=$4
  shift 4
  read -r forward reverse <fragments.tsv
  case $library in
    *SF) fragments=$forward ;;
    *SR) fragments=$reverse ;;
    *) fragments=$((forward + reverse)) ;;
  esac
  if [ "$fragments" -lt 10 ]; then
    say "salmon counts nothing: $fragments fragments are aligned as $library allows"
    mkdir -p "$out"
    samtools view -H "$bam" >header || return
    zeros <header >"$out/quant.sf"
    return
  fi
  salmon quant -t "$transcripts" -l "$library" -p "$THREADS" "$@" -a "$bam" -o "$out"
}

# zeros: a filter that makes of a header of SAM the quant.sf of a sample without a fragment, in the order that salmon
# takes from such a header, too.
zeros() {
  printf 'Name\tLength\tEffectiveLength\tTPM\tNumReads\n'
  awk -F '\t' '/^@SQ/ {
    for (column = 2; column <= NF; column++) value[substr($column, 1, 2)] = substr($column, 4)
    printf "%s\t%d\t%d.000\t0.000000\t0.000\n", value["SN"], value["LN"], value["LN"]
  }'
}

# too_few FOLDER STATUS: passes where salmon ended only because too few fragments were mapped.
too_few() {
  if grep -q 'minimum number of required assigned fragments' "$1/logs/salmon_quant.log" 2>/dev/null; then
    say 'salmon counts nothing: too few fragments are mapped'
    return
  fi
  return "$2"
}

# fragments_of COUNTS: prints how many fragments are forward and reverse, by salmon's lib_format_counts.json of a
# library whose type it was to find. salmon writes none where too few are mapped.
fragments_of() {
  if [ ! -e "$1" ]; then set -- /dev/null; fi
  awk -F '[":,]+' '
    $2 ~ /^[IMO]?SF$/ { forward += $3 }
    $2 ~ /^[IMO]?SR$/ { reverse += $3 }
    END { printf "%.0f\t%.0f\n", forward, reverse }
  ' "$1"
}

# aligned_fragments BAM: the same by alignments to transcripts: a fragment lies as its first mate does, or its only
# read.
aligned_fragments() {
  first=''
  if [ "$layout" = paired ]; then first='-f 64'; fi
  # shellcheck disable=SC2086 # two words, or none
  all=$(samtools view -c -F 256 $first "$1") || return
  # shellcheck disable=SC2086 # likewise
  forward=$(samtools view -c -F 272 $first "$1") || return
  printf '%s\t%s\n' "$forward" "$((all - forward))"
}

# strandedness: a filter that prints what such numbers say, and the percentages. From 80 % on a library is stranded;
# where both differ by 10 % at most, it is not: nf-core/rnaseq's numbers.
strandedness() {
  awk -F '\t' -v OFS='\t' '{
    all = $1 + $2
    if (!all) {
      print "undetermined", "", ""
      exit
    }
    what = "undetermined"
    if (($1 > $2 ? $1 - $2 : $2 - $1) <= 0.1 * all) what = "unstranded"
    if ($1 >= 0.8 * all) what = "forward"
    if ($2 >= 0.8 * all) what = "reverse"
    print what, sprintf("%.1f", 100 * $1 / all), sprintf("%.1f", 100 * $2 / all)
  }'
}

# library_type STRANDEDNESS INFERRED LAYOUT: prints salmon's name of the library: by the sheet, or where it leaves that
# open, by what the reads say. What nothing tells is not stranded.
library_type() {
  case $1 in
    '' | auto) set -- "$2" "$2" "$3" ;;
  esac
  case $3 in
    paired) inward=I ;;
    single) inward='' ;;
  esac
  case $1 in
    forward) echo "${inward}SF" ;;
    reverse) echo "${inward}SR" ;;
    unstranded | undetermined) echo "${inward}U" ;;
    *) fail 65 "the strandedness of the sample is '$1', expected auto, forward, reverse or unstranded" ;;
  esac
}

# keep_reports FOLDER SAMPLE: what MultiQC reads of salmon's folder, below the sample's name.
keep_reports() {
  mkdir -p "$1/$2/aux_info" "$1/$2/libParams"
  for file in aux_info/meta_info.json libParams/flenDist.txt; do
    if [ -s "counts/$file" ]; then put "$1/$2/$file" <"counts/$file"; fi
  done
}

# quant_row SAMPLE READS MAPPED STRANDEDNESS LIBRARY: prints the sample's line; the strandedness of the reads, in
# inferred.tsv, stands behind that of the sheet.
quant_row() {
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$(cat inferred.tsv)" "$5"
}

# mapped_reads META: prints the percentage of fragments that salmon mapped.
mapped_reads() {
  awk -F '[:, ]+' '/"percent_mapped"/ { printf "%.2f\n", $3 }' "$1"
}

# mapped_by_star LOG: prints the percentage of reads with one place in the genome, nf-core/rnaseq's measure.
mapped_by_star() {
  awk -F '|' '/Uniquely mapped reads %/ { printf "%.2f\n", $2 }' "$1"
}

# reads_of_star LOG LAYOUT: prints how many reads it read, in which each mate counts.
reads_of_star() {
  awk -F '|' -v mates="$2" '/Number of input reads/ { printf "%.0f\n", (mates == "paired" ? 2 : 1) * $2 }' "$1"
}
