# shellcheck shell=sh
# results: 2
# Sample sheets, read when the workflow runs: tables whose lines are lanes of samples. Uses table.sh.

# check_sheet SHEET SAMPLES NAMES RULES: reads the sheet from standard input, prints all that is wrong and ends with 65,
# or writes SAMPLES and NAMES as one submission has them. Messages call the sheet SHEET. RULES is what awk.ts makes of
# its rules.
check_sheet() {
  SHEET_FILE="$1" SHEET_SAMPLES="$2" SHEET_NAMES="$3" read_sheet "$4"'
    # What the rules call: columns in which the lines of a sample agree, and the fields of items. A field that is not
    # always there is there where the sheet has its column.
    function shared(name) {
      shared_by[++shares] = name
    }
    function field(of, name, always) {
      field_of[of, ++fields[of]] = name
      is_always[of, name] = always
    }

    function is_good(line, name) {
      return value_of[line, name] != "" && !((line, name) in faulty)
    }
    function given_lane(line) {
      return value_of[line, "lane"] == "" ? value_of[line, "run_accession"] : value_of[line, "lane"]
    }
    function each_row(line,    sample) {
      if (!is_good(line, "sample")) return
      sample = value_of[line, "sample"]
      if (given_lane(line) != "") named[sample]++
      if (lanes[sample]++) return
      first[sample] = line
      order[++samples] = sample
    }

    # What the lines of a sheet must be to each other.
    function must_be_of_a_file(line, name) {
      if (value_of[line, name] != "") report("noFile", line, name, shown(value_of[line, name]))
    }
    function must_be_new(line, name,    key) {
      if (!is_good(line, name)) return
      key = plain(value_of[line, name])
      if (key in files) report("sameFastq", line, name, shown(value_of[line, name]), files[key])
      else files[key] = name " of line " line
    }
    function layout(line) {
      return value_of[line, "fastq_2"] == "" ? "single" : "paired"
    }
    function id(line) {
      return value_of[line, "sample"] "_" lane_of[line]
    }
    function must_be_own_lane(line, sample) {
      lane_of[line] = given_lane(line)
      if (!named[sample]) lane_of[line] = ++numbered[sample]
      if (lane_of[line] == "") {
        report("missingLane", line, "lane", shown(sample))
      } else if (!((line, value_of[line, "lane"] == "" ? "run_accession" : "lane") in faulty)) {
        if (id(line) in ids) report("sameLane", line, "lane", shown(id(line)), "line " ids[id(line)])
        else ids[id(line)] = line
      }
    }
    function must_agree(line, other, name) {
      if (((line, name) in faulty) || ((other, name) in faulty)) return
      if (meant(line, name) "" == meant(other, name) "") return
      report("differs", line, name, shown(meant(line, name)), "line " other " has " shown(meant(other, name)))
    }
    function across(line,    sample, other, number) {
      if (value_of[line, "fastq_2"] == "") {
        must_be_of_a_file(line, "fastq_2_md5")
        must_be_of_a_file(line, "fastq_2_sha256")
      }
      must_be_new(line, "fastq_1")
      must_be_new(line, "fastq_2")
      if (!is_good(line, "sample")) return
      sample = value_of[line, "sample"]
      other = first[sample]
      must_be_own_lane(line, sample)
      if (layout(line) != layout(other))
        report("mixed", line, "fastq_2", layout(line) " reads of " shown(sample), "line " other " is " layout(other))
      for (number = 1; number <= shares; number++) must_agree(line, other, shared_by[number])
    }

    # The lists that a workflow maps over.
    function platform(line) {
      if (value_of[line, "platform"] != "") return value_of[line, "platform"]
      if (value_of[line, "seq_platform"] != "") return value_of[line, "seq_platform"]
      if (value_of[line, "instrument_platform"] != "") return platform_of[value_of[line, "instrument_platform"]]
      return default_platform
    }
    function checksum(line, mate,    sha256) {
      sha256 = value_of[line, "fastq_" mate "_sha256"]
      return tolower(sha256 == "" ? value_of[line, "fastq_" mate "_md5"] : sha256)
    }
    function said(line, name) {
      if (name == "layout") return layout(line)
      if (name == "id") return id(line)
      if (name == "lane") return lane_of[line]
      if (name == "platform") return platform(line)
      if (name ~ /^checksum[12]$/) return checksum(line, substr(name, 9))
      if (name == "extra" && extra == "keep") return extra_of(line)
      if (meant(line, name) != "") return meant(line, name)
      if (name == "library") return value_of[line, "sample"]
      return name == "platform_unit" ? id(line) : ""
    }
    function item(of, line,    number, name, json) {
      for (number = 1; number <= fields[of]; number++) {
        name = field_of[of, number]
        if (!is_always[of, name] && !(name in place)) continue
        json = json (json == "" ? "" : ",") quoted(name) ":" quoted(said(line, name))
      }
      return json
    }
    function write(    number, sample, json, size, carried, bytes, beyond, whole, all_names) {
      for (number = 1; number <= rows; number++) {
        sample = value_of[row[number], "sample"]
        elements[sample] = elements[sample] (elements[sample] == "" ? "" : ",") "{" item("lane", row[number]) "}"
      }
      for (number = 1; number <= samples; number++) {
        sample = order[number]
        json = "{" item("sample", first[sample]) ",\"lanes\":[" elements[sample] "]}"
        size = length(json)
        if (size > most_row_bytes) report("longSample", first[sample], "sample", size " bytes of " shown(sample))
        carried += lanes[sample]
        bytes += size + (number > 1 ? length(join) : 2)
        if (!beyond && (carried > most_rows || bytes > most_bytes)) beyond = first[sample]
        whole = whole (number > 1 ? join : "") json
        all_names = all_names (number > 1 ? join : "") quoted(sample)
      }
      finish()
      if (beyond) report("longSheet", beyond, "sample", rows " lines and " bytes " bytes")
      finish()
      print "[" whole "]" >ENVIRON["SHEET_SAMPLES"]
      print "[" all_names "]" >ENVIRON["SHEET_NAMES"]
      print rows " lines, " samples " samples"
    }
  '
}
