# shellcheck shell=sh
# results: 2
# Tables of a cohort's expression, by transcript and by gene, of salmon's quant.sf of each sample. The arithmetic is
# that of tximport's summarizeToGene. Calls `fail` of the stage protocol.

# judged ROWS FAILED READS MAPPED STRANDEDNESS: prints the table of samples: their rows, each with its status in front
# and why at its end, and those that failed. A sample is poor that has fewer reads than READS, a smaller percentage
# mapped than MAPPED, or another strandedness than the sheet says, where STRANDEDNESS is not empty.
judged() {
  awk '{ print $0 "\tfailed" }' "$2" >all_rows
  while IFS= read -r row; do
    cat "$row" >>all_rows || return
  done <"$1"
  LC_ALL=C sort -t "$(printf '\t')" -k 1,1 all_rows >sorted_rows
  printf 'sample\tstatus\treads\tmapped\tstrandedness\tinferred\tforward\treverse\tlibrary\twhy\n'
  LEAST=$3 MAPPED=$4 STRANDEDNESS=$5 awk -F '\t' -v OFS='\t' '
    $2 == "failed" {
      print $1, "failed", "", "", "", "", "", "", "", "see its pods"
      next
    }
    {
      why = ""
      if ($2 < ENVIRON["LEAST"] + 0) because($2 " reads, expected " ENVIRON["LEAST"])
      if (ENVIRON["STRANDEDNESS"] != "") {
        share = $6 == "" ? "no fragment tells it" : $6 " % forward, " $7 " % reverse"
        if ($4 == "" || $4 == "auto") {
          if ($5 == "undetermined") because("strandedness undetermined: " share)
        } else if ($4 != $5) because("the sheet says " $4 ", the reads " $5 ": " share)
      }
      if ($3 < ENVIRON["MAPPED"] + 0) because($3 " % mapped, expected " ENVIRON["MAPPED"] " %")
      print $1, why == "" ? "ok" : "poor", $2, $3, $4, $5, $6, $7, $8, why
    }
    function because(what) { why = why (why == "" ? "" : "; ") what }
  ' sorted_rows
}

# good_quants SAMPLES LIST ROWS: prints the folder of salmon's counts of each good sample, in the order of SAMPLES. LIST
# and ROWS name folders and rows of the same samples.
good_quants() {
  while IFS= read -r quant <&3 && IFS= read -r row <&4; do
    name=$(cut -f 1 "$row") || return
    printf '%s\t%s\n' "$name" "$quant"
  done 3<"$2" 4<"$3" >all_quants
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' '
    FILENAME == ARGV[1] {
      quant[$1] = $2
      next
    }
    $2 == "ok" {
      print quant[$1]
      good++
    }
    END {
      if (good) exit
      print "[" ENVIRON["stage"] "] no sample is left" >"/dev/stderr"
      exit 65
    }
  ' all_quants "$1"
}

# header COLUMN COLUMN SAMPLES: the first line of a table.
header() {
  awk -F '\t' -v line="$1	$2" '$2 == "ok" { line = line "\t" $1 } END { print line }' "$3"
}

# columns QUANTS TX2GENE: of each quant.sf leaves tpm.<number>, counts.<number> and lengths.<number>, in scratch, and
# the transcripts in `names`, with their genes. Ends with 65 where the samples were counted over different transcripts.
columns() {
  number=1000
  while IFS= read -r quant; do
    number=$((number + 1))
    rm -f these
    NUMBER=$number awk -F '\t' '
      NR == 1 && $0 != "Name\tLength\tEffectiveLength\tTPM\tNumReads" { exit 65 }
      NR > 1 && NF != 5 { exit 65 }
      NR > 1 {
        print $1 >"these"
        print $3 >("lengths." ENVIRON["NUMBER"])
        print $4 >("tpm." ENVIRON["NUMBER"])
        print $5 >("counts." ENVIRON["NUMBER"])
      }
    ' "$quant/quant.sf" && [ -s these ] || fail 65 "${quant##*/}/quant.sf is no table of salmon's"
    if [ ! -e ids ]; then cp these ids; fi
    cmp -s these ids || fail 65 'the samples were counted over different transcripts'
  done <"$1"
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' -v OFS='\t' '
    FILENAME == ARGV[1] {
      gene_of[$1] = $2
      name_of[$1] = $3
      next
    }
    !($1 in gene_of) {
      print "[" ENVIRON["stage"] "] the transcript " $1 " stands in no line of the genes" >"/dev/stderr"
      exit 65
    }
    { print $1, gene_of[$1], name_of[$1] }
  ' "$2" ids >names
}

# transcript_table KIND SAMPLES: a table by transcript, in salmon's order.
transcript_table() {
  cut -f 1,2 names >columns
  paste columns "$1".* >table
  header tx gene_id "$2"
  numbers 15 table
}

# numbers DIGITS TABLE: prints it, the columns from the third on with at most so many digits, and without zeros at their
# ends. R writes 15, and its sums have some bits more than an awk's: of what is divided and scaled 13 are alike.
numbers() {
  awk -F '\t' -v OFS='\t' -v form="%.$1g" '{
    for (column = 3; column <= NF; column++) $column = sprintf(form, $column)
    print
  }' "$2"
}

# sums_awk: functions of awk. `add(name, value)`, `sum_of(name)` and `mean_of(name, count)` reckon with twice the
# digits, as R's colSums, rowMeans and mean do, and its rowsum does not: what each sum rounds away is summed apart, by
# Neumaier's method, and what a quotient leaves is divided again, its product being made exact by halving the digits
# (Veltkamp). `forget(name)` begins anew. gawk 5.2.1 crashes where an element of an array is an argument here.
sums_awk() {
  printf '%s\n' '
    function size_of(value) { return value < 0 ? -value : value }
    function add(name, value,    before, all) {
      before = sum[name]
      all = before + value
      if (size_of(before) >= size_of(value)) lost[name] += before - all + value
      else lost[name] += value - all + before
      sum[name] = all
    }
    function sum_of(name) { return sum[name] + lost[name] }
    function mean_of(name, count,    all, mean, high) {
      all = sum_of(name)
      mean = all / count
      high = 134217729 * mean
      high = high - (high - mean)
      return mean + (sum[name] - high * count - (mean - high) * count + lost[name]) / count
    }
    function forget(name) {
      delete sum[name]
      delete lost[name]
    }
  '
}

# by_gene: of each sample, in scratch, gene_tpm, gene_counts and gene_lengths by gene, in the order of their IDs, with
# the genes in `genes` and, in `mean_lengths`, the mean length of each gene's transcripts over the samples. A length is
# the mean of the transcripts' by their TPM; NaN where they have none.
by_gene() {
  awk -F '\t' -v OFS='\t' '{ print $2, NR, $3 }' names >unordered
  LC_ALL=C sort -t "$(printf '\t')" -s -k 1,1 unordered >order
  awk -F '\t' -v OFS='\t' '!seen[$1]++ { print $1, $3 }' order >genes
  for tpm in tpm.*; do
    number=${tpm#tpm.}
    paste "tpm.$number" "counts.$number" "lengths.$number" >columns
    NUMBER=$number awk -F '\t' '
      FILENAME == ARGV[1] {
        tpm[FNR] = $1
        counts[FNR] = $2
        lengths[FNR] = $3
        next
      }
      $1 "" != gene "" { put() }
      {
        gene = $1
        sum_tpm += tpm[$2]
        sum_counts += counts[$2]
        weighted += tpm[$2] * lengths[$2]
        any = 1
      }
      END { put() }
      function put() {
        if (any) {
          printf "%.17g\n", sum_tpm >("gene_tpm." ENVIRON["NUMBER"])
          printf "%.17g\n", sum_counts >("gene_counts." ENVIRON["NUMBER"])
          if (sum_tpm > 0) printf "%.17g\n", weighted / sum_tpm >("gene_lengths." ENVIRON["NUMBER"])
          else print "NaN" >("gene_lengths." ENVIRON["NUMBER"])
        }
        sum_tpm = sum_counts = weighted = 0
      }
    ' columns order
  done
  paste lengths.* >columns
  awk -F '\t' "$(sums_awk)"'
    FILENAME == ARGV[1] {
      for (sample = 1; sample <= NF; sample++) add("row", $sample)
      mean[FNR] = mean_of("row", NF)
      forget("row")
      next
    }
    $1 "" != gene "" { put() }
    {
      gene = $1
      value = mean[$2]
      add("gene", value)
      transcripts++
    }
    END { put() }
    function put() {
      if (transcripts) printf "%.17g\n", mean_of("gene", transcripts)
      forget("gene")
      transcripts = 0
    }
  ' columns order >mean_lengths
}

# gene_lengths: prints the lengths of genes, a column for each sample. Where a sample has no TPM of a gene, it is the
# geometric mean of the others, and where none has, the mean of its transcripts.
gene_lengths() {
  paste mean_lengths gene_lengths.* >columns
  awk -F '\t' "$(sums_awk)"'{
    found = 0
    for (column = 2; column <= NF; column++) {
      if ($column == "NaN") continue
      add("logs", log($column))
      found++
    }
    for (column = 2; column <= NF; column++) {
      value = $column
      if (value == "NaN") value = found ? exp(mean_of("logs", found)) : $1
      printf "%s%.17g", (column > 2 ? "\t" : ""), value
    }
    print ""
    forget("logs")
  }' columns
}

# scaled LENGTHS: prints counts made of TPM, so that each sample's sum is that of its counts. LENGTHS is the file of the
# genes' lengths by whose mean over the samples the TPM are multiplied first; empty for none.
scaled() {
  paste gene_counts.* >all_counts
  if [ -n "$1" ]; then
    awk -F '\t' "$(sums_awk)"'{
      for (column = 1; column <= NF; column++) add("row", $column)
      printf "%.17g\n", mean_of("row", NF)
      forget("row")
    }' "$1" >factors
  else
    sed 's/.*/1/' all_counts >factors
  fi
  paste factors gene_tpm.* >all_tpm
  awk -F '\t' "$(sums_awk)"'
    FILENAME == "all_counts" {
      for (column = 1; column <= NF; column++) add("counts " column, $column)
      next
    }
    !again {
      for (column = 2; column <= NF; column++) add("tpm " column - 1, $column * $1)
      next
    }
    {
      for (column = 2; column <= NF; column++) {
        sample = column - 1
        share = sum_of("tpm " sample) ? sum_of("counts " sample) / sum_of("tpm " sample) : 0
        printf "%s%.17g", (column > 2 ? "\t" : ""), $column * $1 * share
      }
      print ""
    }
  ' all_counts all_tpm again=1 all_tpm
}

# gene_table DIGITS SAMPLES FILE…: a table by gene, of files with its columns.
gene_table() {
  digits=$1 samples=$2
  shift 2
  paste genes "$@" >table
  header gene_id gene_name "$samples"
  numbers "$digits" table
}

# samples_mqc SAMPLES: the table of samples as MultiQC takes it. Uses samples.sh.
samples_mqc() {
  printf '# %s\n' 'id: expression_samples' 'section_name: Samples' 'plot_type: table' \
    "description: 'Poor and failed samples are in no other table'" 'headers:'
  printf '#   %s\n' \
    'status: {scale: false, cond_formatting_rules: {pass: [s_eq: ok], fail: [s_eq: poor, s_eq: failed]}}' \
    "reads: {scale: false, format: '{:,.0f}'}" "mapped: {title: '% mapped', scale: false, format: '{:,.1f}'}" \
    'strandedness: {scale: false}' 'inferred: {scale: false}' \
    "forward: {title: '% forward', scale: false, format: '{:,.1f}'}" \
    "reverse: {title: '% reverse', scale: false, format: '{:,.1f}'}" 'library: {scale: false}' 'why: {scale: false}'
  quoted_names <"$1"
}

# head_mqc ID TITLE TABLE: the first ten rows of a table, of its first ten samples, as MultiQC takes them. A gene's name
# stands behind its ID: MultiQC takes a cell of digits for a number, in quotes, too, but for the first one.
head_mqc() {
  printf '# %s\n' "id: $1" "section_name: $2" 'plot_type: table' \
    "description: 'The first rows of the table, of ten samples at most'" 'headers:'
  awk -F '\t' -v OFS='\t' '
    NR > 11 { exit }
    NR == 1 {
      last = NF < 12 ? NF : 12
      for (column = 3; column <= last; column++)
        print "#   \"" $column "\": {scale: false, format: \047{:,.2f}\047}"
    }
    {
      line = "\"" $1 ($2 "" == $1 "" ? "" : " (" $2 ")") "\""
      for (column = 3; column <= last; column++) line = line OFS (NR == 1 ? "\"" $column "\"" : $column)
      print line
    }
  ' "$3"
}
