# shellcheck shell=sh
# results: 2
# A cohort's table: a line for each sample, and all of them as MultiQC shows them.

# columns: the table's header. `mean_depth` is aligned bases over the reference's length. Cells of a sample that
# failed are empty.
columns() {
  set -- sample status reads mapped properly_paired duplicates mean_depth insert_size error_rate file sha256
  (
    IFS=$(printf '\t')
    printf '%s\n' "$*"
  )
}

# sample_row SAMPLE STATS IDXSTATS FILE SHA256: a sample's line, of what samtools counted.
sample_row() {
  SAMPLE=$1 IDXSTATS=$3 FILE=${4##*/} SHA256=$5 awk -F '\t' '
    function whole(name) { return value[name] == "" ? 0 : value[name] }
    FILENAME == ENVIRON["IDXSTATS"] { bases += $2 }
    $1 == "SN" { sub(/:$/, "", $2); value[$2] = $3 }
    END {
      OFS = FS
      depth = bases ? value["bases mapped (cigar)"] / bases : 0
      print ENVIRON["SAMPLE"], "ok", whole("raw total sequences"), whole("reads mapped"), \
        whole("reads properly paired"), whole("reads duplicated"), sprintf("%.2f", depth), \
        value["insert size average"], value["error rate"], ENVIRON["FILE"], ENVIRON["SHA256"]
    }
  ' "$2" "$3"
}

# real_paths FILE…: where inputs lie on the volume. Another pod does not have this one's links.
real_paths() {
  for file; do
    readlink -f "$file"
  done
}

# real_paths_in LIST SUFFIX: the same of the files beside those that LIST names.
real_paths_in() {
  while IFS= read -r file; do
    readlink -f "$file$2"
  done <"$1"
}

# cohort_table ROWS FAILED: the header, the lines of the files that ROWS lists, and one for each sample that FAILED
# names.
cohort_table() {
  columns
  content "$1"
  COLUMNS=$(columns) awk '
    BEGIN { count = split(ENVIRON["COLUMNS"], names, "\t") }
    {
      row = $0 "\tfailed"
      for (column = 3; column <= count; column++) row = row "\t"
      print row
    }
  ' "$2"
}

# content LIST [SUFFIX]: what the files hold that LIST names, one after another.
content() {
  while IFS= read -r file; do
    cat "$file${2-}"
  done <"$1"
}

# multiqc_table TABLE: the table as MultiQC takes it. It takes each number for a part of a bar, with one decimal,
# unless it is told otherwise. Uses samples.sh.
multiqc_table() {
  whole="{scale: false, format: '{:,.0f}'}"
  printf '# %s\n' 'id: cohort' 'section_name: Samples' 'plot_type: table' 'headers:'
  printf '#   %s\n' \
    'status: {scale: false, cond_formatting_rules: {pass: [s_eq: ok], fail: [s_eq: failed]}}' \
    "reads: $whole" "mapped: $whole" "properly_paired: $whole" "duplicates: $whole" \
    "mean_depth: {scale: false, format: '{:,.2f}'}" \
    "insert_size: {scale: false, format: '{:,.1f}'}" \
    "error_rate: {scale: false, format: '{:.5f}'}" \
    "file: $whole" \
    'sha256: {scale: false, hidden: true}'
  quoted_names <"$1"
}
