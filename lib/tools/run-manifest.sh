# shellcheck shell=sh
# results: 1
# What a run was given, used and made, as one JSON file. Calls functions of the stage protocol: `look_into`,
# `attempt_of_run`, `record_of`, `read_head`, `list_files`, `secondary` and others.
#
# Lines that one function leaves for another have tabs between their fields. No path on a volume holds one.

# files_in VARIABLE [SUFFIX…]: prints the name and the path of each file of a set, of what belongs to it, and of each
# file of a directory. What a stage made is called by its name alone: where its attempt lies is nothing that stays.
files_in() {
  files_list=$(text_of "$1")
  shift
  while IFS= read -r file; do
    case $file in
      "$TMPDIR/inputs/"*) file_name=${file##*/} ;;
      *) file_name=$file ;;
    esac
    if [ "${1-}" = / ]; then
      list_files "$file"
      # shellcheck disable=SC2154 # it has set `listing`
      NAME=$file_name FOLDER=$file awk '
        sub(/^[^,]*,[^,]*,[.]\//, "") { print ENVIRON["NAME"] "/" $0 "\t" ENVIRON["FOLDER"] "/" $0 }
      ' "$listing"
      continue
    fi
    for suffix in '' "$@"; do
      printf '%s\t%s\n' "$(secondary "$file_name" "$suffix")" "$(secondary "$file" "$suffix")"
    done
  done <"$files_list"
}

# failed_in VARIABLE: prints the names of the items that a set lacks, for they failed.
failed_in() {
  cat -- "$(text_of "FAILED_$1")" || fail 75 "the list of what failed cannot be read"
}

# sums_in VARIABLE: prints the files of a set, which `sha256sum` wrote.
sums_in() {
  while IFS= read -r file; do
    cat -- "$file" || fail 75 "$file cannot be read"
  done <"$(text_of "$1")"
}

# hashed FILES SUMS: prints the name of each of FILES, which files_in printed, its SHA-256 and its bytes. The sum is
# that of SUMS, if it has one for the name, and FILES have the name once; else the file is read.
hashed() {
  awk -F '\t' -v OFS='\t' '
    !pass {
      sum = substr($0, 1, 64)
      name = substr($0, 67)
      if (sum ~ /[^0-9a-f]/ || substr($0, 65, 2) !~ /^ [ *]$/ || name == "") next
      sums[name] = name in sums && sums[name] != sum ? "-" : sum
    }
    pass == 1 { paths[$1] = $1 in paths && paths[$1] != $2 ? "" : $2 }
    pass == 2 { print ($1 in sums && paths[$1] != "" ? sums[$1] : "-"), $0 }
  ' "$2" pass=1 "$1" pass=2 "$1" >"$TMPDIR/to-hash"
  tab=$(printf '\t')
  while IFS=$tab read -r sum name path; do
    if [ "$sum" = - ]; then
      sum=$(sha256sum <"$path") || fail 75 "$path cannot be read"
    fi
    bytes=$(stat -L -c %s -- "$path") || fail 75 "$path cannot be read"
    printf '%s\t%s\t%s\n' "$name" "${sum%% *}" "$bytes"
  done <"$TMPDIR/to-hash" >"$TMPDIR/hashed"
  sort -u "$TMPDIR/hashed"
}

# calls: prints a JSON object for each call that this run uses so far, one a line, by stage, file and work key. It
# looks, as clean.sh does, into the folder of every call on the stage's volumes.
calls() (
  set -f
  true >"$TMPDIR/calls"
  # shellcheck disable=SC2154 # the stage protocol has set `volumes`
  for volume in $volumes; do
    list_folder "${volume#*,}" >"$TMPDIR/work"
    while IFS= read -r folder; do
      case $folder in
        *-????????????????) call_in "${volume#*,}/$folder" >>"$TMPDIR/calls" ;;
      esac
    done <"$TMPDIR/work"
  done
  sort "$TMPDIR/calls" | cut -f 4-
)

# call_in FOLDER: prints what `calls` sorts by, and the object. Of a call whose record is gone little is known.
call_in() {
  look_into "$1"
  if ! attempt_of_run; then return; fi
  content=''
  # shellcheck disable=SC2154 # functions of the stage protocol have set `attempt` and `record`
  if ! record_of "$attempt" || ! read_head "$record"; then say "$1/$attempt has no record: it was removed"; fi
  printf '%s\n' "$content" >"$TMPDIR/head"
  folder_name=${1##*/}
  FILE=${folder_name%-*} BY=${attempt%-*} awk "$(json_awk)"'
    BEGIN {
      file = ENVIRON["FILE"]
      run = ENVIRON["BY"]
    }
    /^image=/ { image = substr($0, 7) }
    # Above the last key stands whatever `identify` printed.
    sub(/^key=/, "") {
      key = $0
      programs = 0
      sources = made = outputs = ""
      split("", fact)
      split("", version)
    }
    sub(/^run=/, "") { run = $0 }
    sub(/^output [^ ]* [^ ]* /, "") && !outputs++ { file = $0 }
    sub(/^fact /, "") {
      equals = index($0, "=")
      name = substr($0, 1, equals - 1)
      value = substr($0, equals + 1)
      fact[name] = value
      if (name == "source") sources = sources (sources == "" ? "" : ", ") summed("source", value)
      if (name == "made") made = made (made == "" ? "" : ", ") summed("file", value)
      if (sub(/^version_/, "", name)) {
        if (!(name in version)) program[++programs] = name
        version[name] = value
      }
    }
    # Of a SHA-256, a space and a name.
    function summed(field, text,    space) {
      space = index(text, " ")
      return "{\"" field "\": " quoted(substr(text, space + 1)) ", \"sha256\": " quoted(substr(text, 1, space - 1)) "}"
    }
    END {
      for (one = 1; one <= programs; one++)
        versions = versions (one > 1 ? ", " : "") quoted(program[one]) ": " quoted(version[program[one]])
      if ("image" in fact) image = fact["image"]
      printf "%s\t%s\t%s\t", fact["stage"], file, key
      printf "{\"stage\": %s, \"file\": %s, \"key\": %s, ", known(fact["stage"]), quoted(file), known(key)
      printf "\"run\": %s, \"image\": %s, ", quoted(run), known(image)
      printf "\"versions\": {%s}, \"sources\": [%s], \"made\": [%s], ", versions, sources, made
      printf "\"seconds\": %s, \"cpu_seconds\": %s, ", number(fact["wall_seconds"]), number(fact["cpu_seconds"])
      printf "\"memory_bytes\": %s}\n", number(fact["memory_bytes"])
    }
  ' "$TMPDIR/head"
}

# json_awk: functions of awk that write JSON: a text, a text or null, and a number or null.
json_awk() {
  printf '%s\n' '
    BEGIN { for (code = 1; code < 32; code++) codes[sprintf("%c", code)] = sprintf("\\u%04x", code) }
    function quoted(text,    head, mark) {
      while (match(text, /["\\\001-\037]/)) {
        mark = substr(text, RSTART, 1)
        head = head substr(text, 1, RSTART - 1) (mark in codes ? codes[mark] : "\\" mark)
        text = substr(text, RSTART + 1)
      }
      return "\"" head text "\""
    }
    function known(text) {
      return text == "" ? "null" : quoted(text)
    }
    function number(text) {
      return text ~ /^[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?$/ ? text : "null"
    }
  '
}

# manifest WORKFLOW [VARIABLE]…: prints the manifest. Each variable of the environment, for no command line holds them
# all, has a parameter as `name=value`. $TMPDIR/files.results and, where there are some, $TMPDIR/files.inputs are what
# files_in printed, $TMPDIR/failed what failed_in did, $TMPDIR/sums what sums_in did.
manifest() {
  true >>"$TMPDIR/files.inputs"
  true >>"$TMPDIR/sums"
  true >>"$TMPDIR/failed"
  sort -u "$TMPDIR/failed" >"$TMPDIR/failed-items"
  hashed "$TMPDIR/files.results" "$TMPDIR/sums" >"$TMPDIR/results"
  hashed "$TMPDIR/files.inputs" "$TMPDIR/sums" >"$TMPDIR/given-files"
  calls >"$TMPDIR/stages"
  awk "$(json_awk)"'
    function begin(name, bracket) {
      printf "  \"%s\": %s", name, bracket
      items = 0
    }
    function put(item) {
      printf "%s\n    %s", items++ ? "," : "", item
    }
    function end(bracket) {
      print (items ? "\n  " : "") bracket
    }
    function put_parameter(text,    equals) {
      equals = index(text, "=")
      put(quoted(substr(text, 1, equals - 1)) ": " quoted(without_queries(substr(text, equals + 1))))
    }
    # A query may hold a signature. It is cut as in a log, in each text of a list or an object.
    function without_queries(text) {
      if (text ~ /^[ \t]*[[{]/) gsub(/[?]([^"\\]|\\.)*=([^"\\]|\\.)*/, "?[redacted]", text)
      else sub(/[?].*=.*/, "?[redacted]", text)
      return text
    }
    function put_files(path,    line, field) {
      while ((getline line <path) > 0) {
        split(line, field, "\t")
        put("{\"file\": " quoted(field[1]) ", \"sha256\": " quoted(field[2]) ", \"bytes\": " field[3] "}")
      }
    }
    BEGIN {
      scratch = ENVIRON["TMPDIR"]
      print "{"
      print "  \"run\": " quoted(ENVIRON["RUN"]) ","
      print "  \"workflow\": " quoted(ARGV[1]) ","
      begin("parameters", "{")
      for (at = 2; at < ARGC; at++) put_parameter(ENVIRON[ARGV[at]])
      end("},")
      begin("results", "[")
      put_files(scratch "/results")
      end("],")
      begin("inputs", "[")
      put_files(scratch "/given-files")
      end("],")
      begin("failed", "[")
      while ((getline line <(scratch "/failed-items")) > 0) put(quoted(line))
      end("],")
      begin("stages", "[")
      while ((getline line <(scratch "/stages")) > 0) put(line)
      end("]")
      print "}"
    }
  ' "$@"
}
