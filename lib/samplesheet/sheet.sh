# shellcheck shell=sh
# results: 1
# A sample sheet, read when the workflow runs: the rules of `parseSampleSheet`, and its messages. For POSIX awk: gawk,
# mawk and busybox alike.

# check_sheet RULES: reads the sheet from standard input, prints all that is wrong and ends with 65, or writes
# $OUT_SAMPLES and $OUT_SAMPLE_NAMES as one submission has them. Messages call the sheet $IN_SHEET. RULES is an awk
# program that sets what awk.ts has of the rules of TypeScript: patterns (`re`), messages (`what`, `expected`, `fix`),
# columns, defaults and limits.
check_sheet() {
  awk "$1"'
    # Messages, by line; values are shown as `shown` does.
    function report(rule, line, place, got, filled,    text, mark) {
      text = expected[rule]
      mark = index(text, "%s")
      if (mark) text = substr(text, 1, mark - 1) filled substr(text, mark + 2)
      found[line] = found[line] "[" file ":" line (place == "" ? "" : ":" place) "] " what[rule]
      found[line] = found[line] ", got " got ", expected " text "; " fix[rule] "\n"
      if (line > last) last = line
    }
    function shown(value) {
      sub(/[?].*/, "?…", value)
      gsub(/[\001-\037\177]/, "_", value)
      return "\047" value "\047"
    }
    function finish(    line) {
      for (line = 1; line <= last; line++) printf "%s", found[line]
      if (!last) return
      over = 1
      exit 65
    }

    # The values of a line into `cell`, and their number; the negative number of the first whose quotes do not match.
    function record(rest,    number, mark, value) {
      split("", cell)
      for (number = 1; ; number++) {
        if (substr(rest, 1, 1) == "\"") {
          value = ""
          while (1) {
            mark = index(substr(rest, 2), "\"")
            if (!mark) return -number
            value = value substr(rest, 2, mark - 1)
            rest = substr(rest, mark + 2)
            if (substr(rest, 1, 1) != "\"") break
            value = value "\""
          }
          cell[number] = value
          if (rest == "") return number
          if (substr(rest, 1, 1) != separator) return -number
        } else {
          mark = index(rest, separator)
          value = mark ? substr(rest, 1, mark - 1) : rest
          if (index(value, "\"")) return -number
          cell[number] = value
          if (!mark) return number
          rest = substr(rest, mark)
        }
        rest = substr(rest, 2)
      }
    }

    # What each value must be.
    function is_name(value) {
      return length(value) <= longest_name && value ~ re["name"]
    }
    function plain(value) {
      sub(/[?#].*/, "", value)
      return value
    }
    function fault(value) {
      if (value !~ re["remote"]) return "address"
      if (value !~ re["url"]) return "characters"
      if (value ~ re["climbing"]) return "address"
      return plain(value) ~ re["fastq"] ? "" : "suffix"
    }
    function must_match(line, name, pattern, rule, size,    value) {
      value = value_of[line, name]
      if (value != "" && (value !~ re[pattern] || size && length(value) != size)) report(rule, line, name, shown(value))
    }
    function must_be_name(line, name,    value) {
      value = value_of[line, name]
      if (value != "" && !is_name(value)) report("name", line, name, shown(value))
    }
    function must_be_fastq(line, name,    value) {
      value = value_of[line, name]
      if (value != "" && fault(value) != "") report(fault(value), line, name, shown(value))
    }
    function must_be_empty(line, name,    value) {
      value = value_of[line, name]
      if (value != "") report("noFile", line, name, shown(value))
    }
    function must_be_there(line, name, meaning) {
      if ((name in place) && value_of[line, name] == "") report("missing", line, name, "\047\047", meaning)
    }
    function values(line) {
      must_be_there(line, "sample", "the name of the sample")
      must_be_name(line, "sample")
      must_be_name(line, "lane")
      must_be_there(line, "fastq_1", "the FASTQ, of the first mates where there are two")
      must_be_fastq(line, "fastq_1")
      must_be_fastq(line, "fastq_2")
      must_match(line, "library", "field", "field")
      must_match(line, "platform", "platform", "platform")
      must_match(line, "platform_unit", "field", "field")
      must_match(line, "fastq_1_md5", "hex", "md5", 32)
      must_match(line, "fastq_2_md5", "hex", "md5", 32)
      must_match(line, "fastq_1_sha256", "hex", "sha256", 64)
      must_match(line, "fastq_2_sha256", "hex", "sha256", 64)
      if (value_of[line, "fastq_2"] != "") return
      must_be_empty(line, "fastq_2_md5")
      must_be_empty(line, "fastq_2_sha256")
    }

    # What the lines of a sheet must be to each other.
    function must_be_new(line, name,    value, key) {
      value = value_of[line, name]
      if (value == "" || fault(value) != "") return
      key = plain(value)
      if (key in files) report("sameFastq", line, name, shown(value), files[key])
      else files[key] = name " of line " line
    }
    function id(line) {
      return value_of[line, "sample"] "_" (value_of[line, "lane"] == "" ? default_lane : value_of[line, "lane"])
    }
    function layout(line) {
      return value_of[line, "fastq_2"] == "" ? "single" : "paired"
    }
    function must_be_own_lane(line, sample,    lane, key) {
      lane = value_of[line, "lane"]
      if (lane == "" && lanes[sample] > 1) {
        report("missingLane", line, "lane", shown(sample))
      } else if (lane == "" || is_name(lane)) {
        key = id(line)
        if (key in ids) report("sameLane", line, "lane", shown(key), "line " ids[key])
        else ids[key] = line
      }
    }
    function across(line,    sample, other) {
      must_be_new(line, "fastq_1")
      must_be_new(line, "fastq_2")
      sample = value_of[line, "sample"]
      if (!is_name(sample)) return
      must_be_own_lane(line, sample)
      other = first[sample]
      if (layout(line) != layout(other))
        report("mixed", line, "fastq_2", layout(line) " reads of " shown(sample), "line " other " is " layout(other))
    }

    # The lists that a workflow maps over.
    function quoted(value) {
      return "\"" value "\""
    }
    function default_of(line, name) {
      if (name == "lane") return default_lane
      if (name == "library") return value_of[line, "sample"]
      if (name == "platform") return default_platform
      return name == "platform_unit" ? id(line) : ""
    }
    function checksum_of(line, mate,    sha256) {
      sha256 = value_of[line, "fastq_" mate "_sha256"]
      return tolower(sha256 == "" ? value_of[line, "fastq_" mate "_md5"] : sha256)
    }
    function element(line,    json, number, name, value) {
      for (number = 1; number <= fields; number++) {
        name = field[number]
        value = name == "id" ? id(line) : value_of[line, name]
        if (value == "") value = default_of(line, name)
        if (name ~ /^checksum/) value = checksum_of(line, substr(name, 9))
        json = json (number > 1 ? "," : "{") quoted(name) ":" quoted(value)
      }
      return json "}"
    }
    function sample_json(sample, elements) {
      return "{" quoted("sample") ":" quoted(sample) "," quoted("layout") ":" quoted(layout(first[sample])) "," \
        quoted("lanes") ":[" elements "]}"
    }

    function header(raw,    number) {
      head = NR
      separator = index(raw, "\t") ? "\t" : ","
      width = record(raw)
      if (width < 0) {
        report("quotes", NR, -width, "value " (-width) " of the header")
        finish()
      }
      for (number = 1; number <= width; number++) {
        if (!(cell[number] in known)) report("unknownColumn", NR, number, shown(cell[number]))
        else if (cell[number] in place) report("repeatedColumn", NR, number, shown(cell[number]))
        else place[cell[number]] = number
      }
      if (!("sample" in place)) report("missingColumn", NR, "sample", "none")
      if (!("fastq_1" in place)) report("missingColumn", NR, "fastq_1", "none")
    }

    BEGIN {
      file = ENVIRON["IN_SHEET"]
      for (number = 1; number <= columns; number++) known[column[number]] = 1
    }
    {
      raw = $0
      if (NR == 1 && substr(raw, 1, 3) == "\357\273\277") raw = substr(raw, 4)
      if (substr(raw, length(raw)) == "\r") raw = substr(raw, 1, length(raw) - 1)
      if (raw == "") next
      if (!head) {
        header(raw)
        next
      }
      body++
      count = record(raw)
      if (count < 0) {
        report("quotes", NR, -count, "value " (-count))
        next
      }
      if (count != width) {
        report("fields", NR, "", count, width)
        next
      }
      row[++rows] = NR
      for (number = 1; number <= columns; number++) {
        name = column[number]
        value_of[NR, name] = name in place ? cell[place[name]] : ""
      }
      values(NR)
      sample = value_of[NR, "sample"]
      if (is_name(sample) && !lanes[sample]++) {
        first[sample] = NR
        order[++samples] = sample
      }
    }
    END {
      if (over) exit 65
      if (!head) report("empty", 1, "", "nothing")
      else if (!body) report("empty", head, "", "column names alone")
      for (number = 1; number <= rows; number++) across(row[number])
      finish()
      for (number = 1; number <= rows; number++) {
        sample = value_of[row[number], "sample"]
        json[sample] = json[sample] (json[sample] == "" ? "" : ",") element(row[number])
      }
      for (number = 1; number <= samples; number++) {
        sample = order[number]
        json[sample] = sample_json(sample, json[sample])
        size = length(json[sample])
        if (size > most_sample_bytes) report("longSample", first[sample], "sample", size " bytes of " shown(sample))
        carried += lanes[sample]
        bytes += size + (number > 1 ? length(join) : 2)
        if (!beyond && (carried > most_rows || bytes > most_bytes)) beyond = first[sample]
      }
      finish()
      if (beyond) {
        report("longSheet", beyond, "sample", rows " lines and " bytes " bytes")
        finish()
      }
      for (number = 1; number <= samples; number++) {
        printf "%s%s", (number > 1 ? join : "["), json[order[number]] >ENVIRON["OUT_SAMPLES"]
        printf "%s%s", (number > 1 ? join : "["), quoted(order[number]) >ENVIRON["OUT_SAMPLE_NAMES"]
      }
      print "]" >ENVIRON["OUT_SAMPLES"]
      print "]" >ENVIRON["OUT_SAMPLE_NAMES"]
      print rows " lines, " samples " samples"
    }
  '
}
