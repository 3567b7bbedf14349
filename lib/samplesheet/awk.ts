import { COLUMNS, DEFAULTS, LANE_FIELDS } from './columns';
import { JOIN, LONGEST_NAME, MOST_BYTES, MOST_ROWS, MOST_SAMPLE_BYTES } from './limits';
import { PATTERNS, RULES } from './rules';

/** A text of awk. None of ours holds a backslash. */
const text = (value: string): string => `"${value.replaceAll('"', '\\"')}"`;

const begin = [
  ...Object.entries(PATTERNS).map(([name, pattern]) => `re[${text(name)}] = ${text(pattern)}`),
  ...Object.entries(RULES).flatMap(([name, { what, expected, fix }]) =>
    Object.entries({ what, expected, fix }).map(([key, value]) => `${key}[${text(name)}] = ${text(value)}`),
  ),
  `columns = split(${text(COLUMNS.join(' '))}, column, " ")`,
  'for (i = 1; i <= columns; i++) known[column[i]] = 1',
  `fields = split(${text(LANE_FIELDS.join(' '))}, field, " ")`,
  'file = ENVIRON["IN_SHEET"]',
].join('\n  ');

/** Messages, by line; values shown as `shown` does. */
const REPORTS = `
function report(rule, line, place, got, filled,   e, p) {
  e = expected[rule]; p = index(e, "%s")
  if (p) e = substr(e, 1, p - 1) filled substr(e, p + 2)
  found[line] = found[line] "[" file ":" line (place == "" ? "" : ":" place) "] " what[rule] ", got " got ", expected " e "; " fix[rule] "\\n"
  if (line > last) last = line
}
function shown(v) { sub(/[?].*/, "?…", v); gsub(/[\\001-\\037\\177]/, "_", v); return "'" v "'" }
function finish(   i) { for (i = 1; i <= last; i++) printf "%s", found[i]; if (last) { over = 1; exit 65 } }`;

/** A line's values into `cell`, their number; the negative number of the first whose quotes do not match. */
const FIELDS = `
function record(rest,   n, p, v) {
  split("", cell)
  for (n = 1; ; n++) {
    v = ""
    if (substr(rest, 1, 1) == "\\"") {
      do {
        p = index(substr(rest, 2), "\\"")
        if (!p) return -n
        v = v substr(rest, 2, p - 1); rest = substr(rest, p + 2)
        if (substr(rest, 1, 1) != "\\"") break
        v = v "\\""
      } while (1)
      cell[n] = v
      if (rest == "") return n
      if (substr(rest, 1, 1) != separator) return -n
    } else {
      p = index(rest, separator); v = p ? substr(rest, 1, p - 1) : rest
      if (index(v, "\\"")) return -n
      cell[n] = v
      if (!p) return n
      rest = substr(rest, p)
    }
    rest = substr(rest, 2)
  }
}`;

const VALUES = `
function is_name(v) { return length(v) <= ${LONGEST_NAME} && v ~ re["name"] }
function plain(v) { sub(/[?#].*/, "", v); return v }
function fault(v) {
  if (v !~ re["remote"]) return "address"
  if (v !~ re["url"]) return "characters"
  if (v ~ re["climbing"]) return "address"
  return plain(v) ~ re["fastq"] ? "" : "suffix"
}
function must(line, c, pattern, rule, size,   v) {
  v = C[line, c]; if (v != "" && (v !~ re[pattern] || size && length(v) != size)) report(rule, line, c, shown(v))
}
function values(line,   v) {
  if (("sample" in place) && C[line, "sample"] == "") report("missing", line, "sample", "''", "the name of the sample")
  v = C[line, "sample"]; if (v != "" && !is_name(v)) report("name", line, "sample", shown(v))
  v = C[line, "lane"]; if (v != "" && !is_name(v)) report("name", line, "lane", shown(v))
  if (("fastq_1" in place) && C[line, "fastq_1"] == "") report("missing", line, "fastq_1", "''", "the FASTQ, of the first mates where there are two")
  v = C[line, "fastq_1"]; if (v != "" && fault(v) != "") report(fault(v), line, "fastq_1", shown(v))
  v = C[line, "fastq_2"]; if (v != "" && fault(v) != "") report(fault(v), line, "fastq_2", shown(v))
  must(line, "library", "field", "field"); must(line, "platform", "platform", "platform"); must(line, "platform_unit", "field", "field")
  must(line, "fastq_1_md5", "hex", "md5", 32); must(line, "fastq_2_md5", "hex", "md5", 32)
  must(line, "fastq_1_sha256", "hex", "sha256", 64); must(line, "fastq_2_sha256", "hex", "sha256", 64)
  if (C[line, "fastq_2"] != "") return
  v = C[line, "fastq_2_md5"]; if (v != "") report("noFile", line, "fastq_2_md5", shown(v))
  v = C[line, "fastq_2_sha256"]; if (v != "") report("noFile", line, "fastq_2_sha256", shown(v))
}`;

const ROWS = `
function twice(line, c,   v, k) {
  v = C[line, c]; if (v == "" || fault(v) != "") return
  k = plain(v); if (k in files) report("sameFastq", line, c, shown(v), files[k]); else files[k] = c " of line " line
}
function id(line) { return C[line, "sample"] "_" (C[line, "lane"] == "" ? "${DEFAULTS.lane}" : C[line, "lane"]) }
function layout(line) { return C[line, "fastq_2"] == "" ? "single" : "paired" }
function across(line,   s, k) {
  twice(line, "fastq_1"); twice(line, "fastq_2")
  s = C[line, "sample"]; if (!is_name(s)) return
  if (C[line, "lane"] == "" && lanes[s] > 1) report("missingLane", line, "lane", shown(s))
  else if (C[line, "lane"] == "" || is_name(C[line, "lane"])) {
    k = id(line); if (k in ids) report("sameLane", line, "lane", shown(k), "line " ids[k]); else ids[k] = line
  }
  if (layout(line) != layout(first[s])) report("mixed", line, "fastq_2", layout(line) " reads of " shown(s), "line " first[s] " is " layout(first[s]))
}`;

const ITEMS = `
function quoted(v) { return "\\"" v "\\"" }
function element(line,   json, i, f, v, m) {
  for (i = 1; i <= fields; i++) {
    f = field[i]; v = f == "id" ? id(line) : C[line, f]
    if (v == "") v = f == "lane" ? "${DEFAULTS.lane}" : f == "library" ? C[line, "sample"] : f == "platform" ? "${DEFAULTS.platform}" : f == "platform_unit" ? id(line) : ""
    if (f ~ /^checksum/) { m = "fastq_" substr(f, 9); v = tolower(C[line, m "_sha256"] == "" ? C[line, m "_md5"] : C[line, m "_sha256"]) }
    json = json (i > 1 ? "," : "{") quoted(f) ":" quoted(v)
  }
  return json "}"
}`;

const MAIN = `
BEGIN {
  ${begin}
}
{
  raw = $0
  if (NR == 1 && substr(raw, 1, 3) == "\\357\\273\\277") raw = substr(raw, 4)
  if (substr(raw, length(raw)) == "\\r") raw = substr(raw, 1, length(raw) - 1)
  if (raw == "") next
  if (!head) {
    head = NR; separator = index(raw, "\\t") ? "\\t" : ","
    width = record(raw)
    if (width < 0) { report("quotes", NR, -width, "value " (-width) " of the header"); finish() }
    for (i = 1; i <= width; i++) {
      if (!(cell[i] in known)) report("unknownColumn", NR, i, shown(cell[i]))
      else if (cell[i] in place) report("repeatedColumn", NR, i, shown(cell[i]))
      else place[cell[i]] = i
    }
    if (!("sample" in place)) report("missingColumn", NR, "sample", "none")
    if (!("fastq_1" in place)) report("missingColumn", NR, "fastq_1", "none")
    next
  }
  body++; n = record(raw)
  if (n < 0) { report("quotes", NR, -n, "value " (-n)); next }
  if (n != width) { report("fields", NR, "", n, width); next }
  row[++rows] = NR
  for (i = 1; i <= columns; i++) C[NR, column[i]] = column[i] in place ? cell[place[column[i]]] : ""
  values(NR)
  s = C[NR, "sample"]; if (is_name(s) && !lanes[s]++) { first[s] = NR; samples++; order[samples] = s }
}
END {
  if (over) exit 65
  if (!head) report("empty", 1, "", "nothing")
  else if (!body) report("empty", head, "", "column names alone")
  for (i = 1; i <= rows; i++) across(row[i])
  finish()
  for (i = 1; i <= rows; i++) { s = C[row[i], "sample"]; json[s] = json[s] (json[s] == "" ? "" : ",") element(row[i]) }
  for (i = 1; i <= samples; i++) {
    s = order[i]; json[s] = "{" quoted("sample") ":" quoted(s) "," quoted("layout") ":" quoted(layout(first[s])) "," quoted("lanes") ":[" json[s] "]}"
    if (length(json[s]) > ${MOST_SAMPLE_BYTES}) report("longSample", first[s], "sample", length(json[s]) " bytes of " shown(s))
    carried += lanes[s]; bytes += length(json[s]) + (i > 1 ? ${JOIN.length} : 2)
    if (!beyond && (carried > ${MOST_ROWS} || bytes > ${MOST_BYTES})) beyond = first[s]
  }
  finish()
  if (beyond) { report("longSheet", beyond, "sample", rows " lines and " bytes " bytes"); finish() }
  for (i = 1; i <= samples; i++) {
    printf "%s%s", (i > 1 ? "${JOIN}" : "["), json[order[i]] >ENVIRON["OUT_SAMPLES"]
    printf "%s%s", (i > 1 ? "${JOIN}" : "["), quoted(order[i]) >ENVIRON["OUT_SAMPLE_NAMES"]
  }
  print "]" >ENVIRON["OUT_SAMPLES"]
  print "]" >ENVIRON["OUT_SAMPLE_NAMES"]
  print rows " lines, " samples " samples"
}
`;

/**
 * The rules of {@link parseSampleSheet} for POSIX awk: gawk, mawk and busybox alike. It reads the sheet, called IN_SHEET in messages, from
 * standard input, prints all that is wrong and ends with 65, or writes OUT_SAMPLES and OUT_SAMPLE_NAMES as {@link oneSubmission} gives them.
 */
export const SHEET_AWK = [REPORTS, FIELDS, VALUES, ROWS, ITEMS, MAIN].join('').trimStart();
