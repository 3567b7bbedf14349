# shellcheck shell=sh
# results: 1
# Tables (CSV or TSV), read when the workflow runs: the rules of `parseTable`, and its messages. For POSIX awk: gawk,
# mawk and busybox alike. Texts are bytes here (LC_ALL=C), as for the reader in TypeScript.

# check_table TABLE ROWS RULES: reads the table from standard input, prints all that is wrong and ends with 65, or
# writes its rows to ROWS as one JSON list. Messages call the table TABLE. RULES is what awk.ts makes of a table's
# rules.
check_table() {
  SHEET_FILE="$1" SHEET_ROWS="$2" read_sheet "$3"'
    function each_row(line) {
    }
    function across(line) {
      must_be_alone(line)
    }
    function write(    number, size, bytes, beyond, json, whole) {
      for (number = 1; number <= rows; number++) {
        json = "{" fields_of(row[number]) "}"
        size = length(json)
        if (size > most_row_bytes) report("longRow", row[number], "", size " bytes")
        bytes += size + (number > 1 ? length(join) : 2)
        if (!beyond && (number > most_rows || bytes > most_bytes)) beyond = row[number]
        whole = whole (number > 1 ? join : "") json
      }
      finish()
      if (beyond) report("longTable", beyond, "", rows " lines and " bytes " bytes")
      finish()
      print "[" whole "]" >ENVIRON["SHEET_ROWS"]
      print rows " rows"
    }
    function fields_of(line,    number, name, value, json) {
      for (number = 1; number <= columns; number++) {
        name = column_of[number]
        json = json (number > 1 ? "," : "") quoted(name) ":" quoted(meant(line, name))
      }
      return extra == "keep" ? json "," quoted("extra") ":" quoted(extra_of(line)) : json
    }
  '
}

# read_sheet PROGRAM: the reader. PROGRAM calls `rule`, `test`, `column` and `unique` in its BEGIN, and says what is
# done with each row, with all of them in turn (`across`), and in the end (`write`).
read_sheet() {
  LC_ALL=C awk "$1"'
    # What the rules call.
    function rule(key, text, range, advice) {
      what[key] = text
      expected[key] = range
      fix[key] = advice
    }
    function test(kind, how, by, key,    number) {
      number = ++tests[kind]
      how_of[kind, number] = how
      by_of[kind, number] = by
      rule_of[kind, number] = key
      if (how == "address") is_address[kind] = 1
    }
    function column(name, kind, meaning, otherwise) {
      column_of[++columns] = name
      known = known (columns > 1 ? ", " : "") name
      kind_of[name] = kind
      meaning_of[name] = meaning
      otherwise_of[name] = otherwise
      if (meaning != "") required = required (required == "" ? "" : ", ") name
    }
    function unique(names) {
      group[++groups] = names
    }

    # Messages, by line.
    function report(key, line, place, got, filled,    text, mark) {
      text = expected[key]
      mark = index(text, "%s")
      if (mark) text = substr(text, 1, mark - 1) filled substr(text, mark + 2)
      found[line] = found[line] "[" file ":" line (place == "" ? "" : ":" place) "] " what[key]
      found[line] = found[line] ", got " got ", expected " text "; " fix[key] "\n"
      if (line > last) last = line
    }
    function finish(    line) {
      for (line = 1; line <= last; line++) printf "%s", found[line]
      if (!last) return
      over = 1
      exit 65
    }

    # Characters. The bytes of the first one of a text, 0 if they are no UTF-8; `point` is its number.
    function character(text,    lead, size, number, low) {
      lead = byte[substr(text, 1, 1)]
      point = lead
      if (lead < 128) return 1
      size = lead < 194 ? 0 : lead < 224 ? 2 : lead < 240 ? 3 : lead < 245 ? 4 : 0
      point = lead % (size == 2 ? 32 : size == 3 ? 16 : 8)
      for (number = 2; number <= size; number++) {
        low = byte[substr(text, number, 1)]
        if (low < 128 || low > 191) return 0
        point = point * 64 + low % 64
      }
      if (size == 3 && (point < 2048 || point >= 55296 && point <= 57343)) return 0
      if (size == 4 && (point < 65536 || point > 1114111)) return 0
      return size
    }
    function is_unseen(    number) {
      for (number = 1; number < bounds; number += 2) if (point >= bound[number] && point <= bound[number + 1]) return 1
      return 0
    }
    function is_plain(text) {
      gsub(/[ -~]/, "", text)
      return text == ""
    }
    function odd(text,    size) {
      if (is_plain(text)) return ""
      while (text != "") {
        size = character(text)
        if (!size) return "encoding"
        if (is_unseen()) return "invisible"
        text = substr(text, size + 1)
      }
      return ""
    }
    function shown(text,    mark, size, named) {
      mark = index(text, "?")
      if (mark) text = substr(text, 1, mark) "…"
      if (is_plain(text)) return "\047" text "\047"
      while (text != "") {
        size = character(text)
        if (substr(text, 1, 1) == "\377") named = named "<NUL>"
        else if (!size) named = named sprintf("<0x%02X>", byte[substr(text, 1, 1)])
        else if (is_unseen()) named = named sprintf("<U+%04X>", point)
        else named = named substr(text, 1, size)
        text = substr(text, size ? size + 1 : 2)
      }
      return "\047" named "\047"
    }
    function quoted(text,    head, mark) {
      while (match(text, /["\\]/)) {
        head = head substr(text, 1, RSTART - 1) "\\" substr(text, RSTART, 1)
        text = substr(text, RSTART + 1)
      }
      return "\"" head text "\""
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
    function plain(value) {
      sub(/[?#].*/, "", value)
      return value
    }
    function holds(value, how, by) {
      if (how == "like") return value ~ by
      if (how == "unlike") return value !~ by
      if (how == "address") return plain(value) ~ by
      if (how == "among") return index("\t" by "\t", "\t" value "\t") > 0
      if (how == "longest") return length(value) <= by + 0
      if (how == "length") return length(value) == by + 0
      if (how == "least") return value + 0 >= by + 0
      return value + 0 <= by + 0
    }
    function check_value(line, name,    value, kind, number, key) {
      value = value_of[line, name]
      kind = kind_of[name]
      if (value == "") {
        if (meaning_of[name] != "" && (name in place)) report("missing", line, name, "\047\047", meaning_of[name])
        return
      }
      key = odd(value)
      for (number = 1; key == "" && number <= tests[kind]; number++)
        if (!holds(value, how_of[kind, number], by_of[kind, number])) key = rule_of[kind, number]
      if (key == "") return
      faulty[line, name] = 1
      report(key, line, name, shown(value))
    }
    function must_be_alone(line,    number, size, at, part, name, value, key, values) {
      for (number = 1; number <= groups; number++) {
        size = split(group[number], part, " ")
        key = group[number]
        values = ""
        for (at = 1; at <= size; at++) {
          name = part[at]
          value = value_of[line, name]
          if (value == "" || ((line, name) in faulty)) break
          values = values (at > 1 ? " with " : "") shown(value)
          key = key "\t" ((kind_of[name] in is_address) ? plain(value) : value)
        }
        if (at <= size) continue
        name = group[number]
        gsub(" ", "+", name)
        if (key in taken) report("twice", line, name, values, "line " taken[key])
        else taken[key] = line
      }
    }

    # What a row says: its value, or the default; and what it has in other columns, as JSON.
    function meant(line, name) {
      return value_of[line, name] == "" ? otherwise_of[name] : value_of[line, name]
    }
    function extra_of(line,    number, json) {
      for (number = 1; number <= extras; number++)
        json = json (number > 1 ? "," : "") quoted(extra_name[number]) ":" quoted(extra_value[line, number])
      return "{" json "}"
    }

    # The column that was probably meant, of those that the sheet does not have: letters to add, drop, change or swap,
    # by thirds of the name, whatever their capitals.
    function nearest(name,    number, least, steps, best) {
      least = int(length(name) / 3)
      least = (least > 1 ? least : 1) + 1
      for (number = 1; number <= columns; number++) {
        if (column_of[number] in given) continue
        steps = distance(tolower(name), tolower(column_of[number]), least)
        if (steps >= least) continue
        best = column_of[number]
        least = steps
      }
      return best
    }
    function distance(one, other, limit,    at, by, change, step) {
      if (length(one) - length(other) >= limit || length(other) - length(one) >= limit) return limit
      for (at = 0; at <= length(one); at++) {
        for (by = 0; by <= length(other); by++) {
          step[at, by] = at + by
          if (!at || !by) continue
          change = step[at - 1, by - 1] + (substr(one, at, 1) != substr(other, by, 1))
          step[at, by] = smaller(change, smaller(step[at - 1, by], step[at, by - 1]) + 1)
          if (at < 2 || by < 2 || substr(one, at, 1) != substr(other, by - 1, 1)) continue
          if (substr(one, at - 1, 1) == substr(other, by, 1))
            step[at, by] = smaller(step[at, by], step[at - 2, by - 2] + 1)
        }
      }
      return step[length(one), length(other)]
    }
    function smaller(one, other) {
      return one < other ? one : other
    }

    function header(raw,    number, name, alike) {
      head = NR
      separator = index(raw, "\t") ? "\t" : ","
      if (index(raw, "\377")) report("binary", NR, "", "bytes of UTF-16, or of no text")
      else if (index(raw, "\r")) report("returns", NR, "", "one within the first line")
      else if (raw ~ /^"?sep=."?$/) report("separatorLine", NR, "", shown(raw))
      else if (index(raw, ";") && !index(raw, ",") && separator == ",") report("semicolons", NR, "", shown(raw))
      finish()
      width = record(raw)
      if (width < 0) report("quotes", NR, -width, "value " (-width) " of the header")
      finish()
      for (number = 1; number <= width; number++) given[cell[number]] = 1
      for (number = 1; number <= width; number++) {
        name = cell[number]
        if (!(name in kind_of) && extra == "ignore") continue
        if (name == "") report("nameless", NR, number, shown(name))
        else if (name in place) report("repeatedColumn", NR, number, shown(name))
        else if (name in kind_of) place[name] = number
        else if (odd(name) != "") report(odd(name), NR, number, shown(name))
        else if (extra == "keep") {
          place[name] = number
          extra_name[++extras] = name
        } else if ((alike = nearest(name)) != "") report("misspeltColumn", NR, number, shown(name), alike)
        else report("unknownColumn", NR, number, shown(name), known)
      }
      for (number = 1; number <= columns; number++) {
        name = column_of[number]
        if (meaning_of[name] != "" && !(name in place)) report("missingColumn", NR, name, "none", required)
      }
    }

    BEGIN {
      file = ENVIRON["SHEET_FILE"]
      bounds = split(invisible, bound, " ")
      for (number = 1; number < 256; number++) byte[sprintf("%c", number)] = number
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
      filled = ""
      for (number = 1; number <= count; number++) filled = filled cell[number]
      if (filled == "") {
        report("blank", NR, "", shown(raw))
        next
      }
      if (count != width) {
        report("fields", NR, "", count, width)
        next
      }
      row[++rows] = NR
      for (number = 1; number <= columns; number++) {
        name = column_of[number]
        value_of[NR, name] = name in place ? cell[place[name]] : ""
        check_value(NR, name)
      }
      for (number = 1; number <= extras; number++) {
        value = cell[place[extra_name[number]]]
        extra_value[NR, number] = value
        if (odd(value) != "") report(odd(value), NR, place[extra_name[number]], shown(value))
      }
      each_row(NR)
    }
    END {
      if (over) exit 65
      if (!head) report("empty", 1, "", "nothing")
      else if (!body) report("empty", head, "", "column names alone")
      for (number = 1; number <= rows; number++) across(row[number])
      finish()
      write()
    }
  '
}
