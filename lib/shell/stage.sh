#!/bin/sh
# Runs one stage inside its pod: refuses bad values, finds and checks what the stage reads, skips work that is done,
# runs the stage's script in a folder of its own, and names that folder last. docs/protocol.md tells the whole story.
#
#   sh /stage/stage.sh OPTION… --script TEXT
#
#   --stage=NAME             the stage, for messages
#   --image=NAME             the image without its registry's host: it enters the work key
#   --cache-key=WORD         enters the work key in place of script, shell files and image, which then stands in the
#                            record alone
#   --scratch-mib=N          MiB that the scratch folder must have free before work
#   --retries=N              how often Argo tries again
#   --removable              clean.sh runs when the run ends: who has written a record looks whether it came too late
#   --volume=MOUNT,WORK      a mount, and the folder on it where attempts lie; other files are refused
#   --use=FILE               a file beside this one, whose functions script, identify and versions may call
#   --file=NAME              a file beside this one that script, identify or versions name; its SHA-256 enters the work
#                            key
#   --mount=PATH,KIND/NAME   a claim, ConfigMap or Secret that is mounted beside the volumes; the last two must be
#                            there, the first two enter the work key by their names
#   --secret=NAME,SECRET/KEY a variable with a key of a Secret, which must be there; no key and no log has it
#   --value=IN_X             a text
#   --integer=IN_X           a text with which a script computes, which must be a whole number
#   --url=IN_X               a source, which enters the work key by what --identify prints of it, or the path of a given
#                            file from the root of the first volume; with --optional-url=IN_X it may be empty
#   --given=IN_X,.bai        a file that no stage made, with its secondary files; ^.dict is one in place of its format
#   --input=IN_X,.bai        a file that a stage made: <path of that call's first output>/<name of the output>; behind
#                            `given:` the path of a file that no stage made
#   --optional=IN_X,.bai     the same, or nothing
#   --inputs=IN_X,.bai       several of those, one a line of the file that IN_X names, each $ as the character 1
#   --settled=IN_X,.bai      the same of some that may have failed: <the file>//<the item's name>; the stage then ends
#                            red
#   --succeeded=IN_X,.bai    the same, but the stage goes on with the others, of which there must be one
#   --output=OUT_X,.bai      a file that the script makes, for later stages
#   --publish=OUT_X,.bai     a file that the script makes, which also appears under its own path, for people
#   --text=OUT_X             one of these outputs, whose text Argo reads, in $TMPDIR/texts
#   --output=OUT_X,/         a folder that the script fills; `,/` says the same of what is published, given and read
#   --identify TEXT          shell that prints a line for each URL: what the server holds now
#   --versions TEXT          shell that prints `tool=version` lines, for the record: `versions_of samtools`
#   --stub TEXT              shell that stands for the work where somebody tries the pipeline without its tools; an
#                            empty text is the script itself. Here it is never run
#   --script TEXT            the work, in POSIX shell
#
# Environment: RUN, this run's id; NODE, the same for all tries of one item; RETRY, which try this is, counted from 0;
# IN_… and OUT_…; TMPDIR, the scratch folder (/tmp where it is not set); variables of the stage's own.
# Exits: 0 done, 65 bad data, 69 refused, 73 no space left, 75 try again, 137 and 143 killed, else the script's own
# status. Where a volume is gone it is 75 whatever happened. Argo tries -1, 75, 137 and 143 again.
#
# Words: a call is a stage with its values, as one item of a map; an attempt is one pod that works for it; `asked` is
# what the stage was asked to do, before anybody looked at a file; a product is a file that a stage made; a settled set
# has members that may have failed.
#
# Where things lie, below a volume's work folder:
#
#   S1.bam-<digest>/                               one call of a stage, by the path of its first output
#   S1.bam-<digest>/<attempt>/S1.bam               what one attempt made; nobody else ever writes there
#   S1.bam-<digest>/<key>.<attempt>.record         its work key, sizes and facts; below an empty line the log
#   S1.bam-<digest>/<run>.<asked>.<attempt>.run    this run uses that attempt
#   S1.bam-<digest>.note                           for a published file: whose it is, its sizes and times
#
# An attempt is called <run>-<16 hexadecimal digits>. They are written in this order: files, record, note, published
# files, .run.
# The record is what makes the work done: an attempt without one never happened, and its work is done again. What is
# missing behind a record is written by the next attempt, which skips the work. One exception: where members of a
# settled set failed, what there is is published without a record, and the stage ends red.
#
# Two attempts never write into one folder, so nobody waits for anybody. Two runs of other data in one folder of the
# volume each read their own attempts; only a published name is shared, and it belongs to the last run that published
# it. Runs share work that is done. Nothing here removes an attempt's folder. A rule of the bucket or a person does,
# when no run that uses it goes on, and clean.sh does where there is no record.
#
# Work is done again when the stage's script, `identify`, image or inputs are others, and when the number below is
# raised, or that of another shell file which the stage uses. With a cache key it is when that word or an input is
# another, and for nothing else. A number is raised when a stage would make something else, never for an edit alone: an
# upgrade of the library redoes nothing by itself.
#
# results: 1

# --- Messages, and the end of a stage.

say() { # MESSAGE…
  printf '[%s] %s\n' "$stage" "$*" >&2
}

# Where a volume is gone, the work may succeed on another node, whatever the caller saw of it.
fail() { # STATUS MESSAGE…
  code=$1
  shift
  say "$*"
  for volume in ${volumes-}; do
    if [ ! -d "${volume%%,*}" ]; then
      say "${volume%%,*} is gone"
      exit 75
    fi
  done
  exit "$code"
}

# Tells a program's message about a mount that does not answer (EIO) from "there is no such file". It is never taken for
# an answer: the attempt ends with 75 and is tried again.
mount_failed() { # MESSAGE
  case $1 in
    *'Input/output error'* | *'I/O error'*) return 0 ;;
    *'Transport endpoint is not connected'* | *'Stale file handle'*) return 0 ;;
  esac
  return 1
}

# --- Small tools.

put() { # FILE: writes what it reads in one opening, which a bucket takes as one upload
  tee -- "$1" >/dev/null
}

is_full() { # MESSAGE
  case $1 in
    *'No space left on device'* | *'Disk quota exceeded'*) ;;
    *) return 1 ;;
  esac
}

cannot_write() { # FILE MESSAGE
  if is_full "$2"; then fail 73 "$1 cannot be written: $2"; fi
  fail 75 "$1 cannot be written: $2"
}

put_text() { # FILE TEXT
  said=$(printf '%s\n' "$2" | put "$1" 2>&1) || cannot_write "$1" "$said"
}

digest() { # TEXT: prints its SHA-256
  sum=$(printf %s "$1" | sha256sum) || fail 69 "the image has no sha256sum"
  printf %s "${sum%% *}"
}

text_of() { # VARIABLE: prints its value
  eval "printf %s \"\${$1}\""
}

# The last such line counts: above it may stand what a stage's own `identify` prints.
line_of() { # TEXT START: prints the rest of the last line that begins with START, or nothing
  rest=$newline$1$newline
  case $rest in
    *"$newline$2"*) ;;
    *) return 0 ;;
  esac
  rest=${rest##*"$newline$2"}
  printf %s "${rest%%"$newline"*}"
}

# A mount may remember for minutes that a name was not there. Listing the folder passes that.
list_folder() { # FOLDER: prints its names, one a line; nothing where there is no such folder
  if names=$(ls -a -- "$1" 2>&1); then
    printf '%s\n' "$names"
    return
  fi
  case $names in
    *'No such file or directory'*) return ;;
  esac
  fail 75 "$names"
}

# Prints the path of a file's secondary file: `.bai` stands behind its name, `^.dict` in place of its format, as in CWL.
secondary() { # FILE SUFFIX
  case $2 in
    ^*)
      stem=${1##*/}
      printf '%s/%s%s' "${1%/*}" "${stem%.*}" "${2#^}"
      ;;
    *) printf '%s' "$1$2" ;;
  esac
}

# Sets `sizes` and `times`: of a file and its secondary files, with commas between, or of a folder. A time has what the
# volume keeps of it: nanoseconds, or whole seconds.
inspect() { # FILE SUFFIX…
  inspected=$1
  sizes=''
  times=''
  shift
  if [ "${1-}" = / ]; then
    inspect_folder
    return
  fi
  for part in '' "$@"; do
    part=$(secondary "$inspected" "$part")
    state=$(TZ=UTC0 stat -L -c '%F,%s,%y' -- "$part" 2>&1) || true
    case $state in
      'regular file,'*) ;;
      *)
        if mount_failed "$state"; then fail 75 "$state"; fi
        case $state in
          'directory,'*) fail 65 "$part is a directory, which is declared by a slash at the end of its name" ;;
        esac
        fail 65 "$part is missing or empty"
        ;;
    esac
    state=${state#*,}
    sizes=$sizes${sizes:+,}${state%%,*}
    times=$times${times:+,}${state#*,}
  done
}

# Sets `part` to the path of a file's secondary file, or the folder itself, and `sizes` and `times` as inspect does.
inspect_part() { # FILE SUFFIX
  case $2 in
    /)
      inspect "$1" /
      part=$1
      ;;
    *) inspect "$(secondary "$1" "$2")" ;;
  esac
}

# A folder's sizes are the number of its files, their bytes, and a digest of their names and sizes; its times are the
# newest of its files and a digest of all.
inspect_folder() {
  list_files "$inspected"
  if [ ! -s "$listing" ]; then fail 65 "$inspected is missing or empty"; fi
  sum=$(cut -d , -f 1,3- -- "$listing" | sha256sum) || exit
  sizes=$(awk -F , '{ bytes += $1 } END { printf "%d:%.0f", NR, bytes }' "$listing"):$(printf %.16s "$sum") || exit
  times=$(cut -d , -f 2 -- "$listing" | LC_ALL=C sort | tail -n 1) || exit
  sum=$(sha256sum <"$listing") || exit
  times=$times:$(printf %.16s "$sum")
}

# Writes a line `<bytes>,<time>,<path below it>` for each file of a folder, by path, to the file that `listing` names.
list_files() { # FOLDER
  listing=$TMPDIR/.listing
  true >"$listing" || fail 73 "$listing cannot be written"
  odd=$(cd -- "$1" 2>/dev/null && find -L . -name '*[[:cntrl:]]*')
  if [ "$odd" ]; then fail 65 "$1 holds a file whose name has a control character; rename it"; fi
  said=$(
    { cd -- "$1" && TZ=UTC0 find -L . -type f -exec stat -L -c '%s,%y,%n' -- {} + >"$listing.all"; } 2>&1
  ) || said=${said:-$1 cannot be listed}
  if mount_failed "$said"; then fail 75 "$said"; fi
  if is_full "$said"; then fail 73 "$said"; fi
  if [ "$said" ]; then fail 65 "$1 is missing or cannot be listed: $said"; fi
  LC_ALL=C sort -t , -k 3 -- "$listing.all" >"$listing" || fail 73 "$listing cannot be written"
}

free_mib() { # FOLDER
  df -P -k -- "$1" | awk 'NR == 2 { print int($4 / 1024) }'
}

# --- For scripts: the statuses of a pipe's members.
#
# A POSIX shell keeps the status of a pipe's last member only. Here each member leaves its own in the scratch folder,
# and the pipe ends with the one that tells most. A script writes, with numbers that no other member of it has:
#
#   {
#     set +e
#     (member 1 && samtools view -u "$IN_BAM") |
#       (member 2 && put "$OUT_BAM")
#     joined 1 2
#   }
#
# `pipes` tells two pipes apart that run side by side.

# The note says 137 until the member ends by itself: who is killed writes nothing.
member() { # NUMBER
  echo 137 >"$TMPDIR/.member${pipes-}$1" || exit 73
  # shellcheck disable=SC2064 # the number is this member's, now
  trap "printf '%-3s' \$? 1<>'$TMPDIR/.member${pipes-}$1'" EXIT
  set -e
}

# A kill counts most: it is tried again. Then a failure. A member that wrote to one that had ended (141) counts least. A
# note that is there and empty means that the scratch folder is full.
joined() { # NUMBER…
  worst=0
  joined_before=''
  stopped_member=''
  for number; do
    note=$TMPDIR/.member${pipes-}$number
    if ! { read -r status <"$note"; } 2>/dev/null; then
      status=137
      if [ -e "$note" ]; then status=73; fi
    fi
    rm -f "$note"
    case $status:$worst in
      0:* | *:137 | *:143) ;;
      137:* | 143:* | *:0 | *:141) worst=$status ;;
    esac
    case $joined_before in
      *:141) stopped_member=${joined_before%:*} early_member=$number ;;
    esac
    joined_before=$number:$status
  done
  if [ "$worst" = 141 ] && [ "$stopped_member" ]; then tell_early "$stopped_member" "$early_member"; fi
  set -e
  return "$worst"
}

# Says which member of a pipe stopped the one before it, where the script shows that it read from that one.
tell_early() { # NUMBER NUMBER
  early_word=$(member_of "$2") || return 0
  say "$(member_of "$1") was stopped by $early_word, which ended before it had read all: let it read to the end, as" \
    "awk 'NR <= 1000' or sed -n '1,1000p' do where head does not, and grep -c … >/dev/null where grep -q does not"
}

member_of() { # NUMBER: prints the first word of a pipe's member in the script; fails with 1 where it reads from no pipe
  text=${script-}
  rest=${text#*"member $1"[!0-9]}
  if [ "$rest" = "$text" ]; then return 1; fi
  rest=${rest#"&& "}
  while :; do
    rest=${rest#"${rest%%[![:space:]]*}"}
    case $rest in
      '#'*) rest=${rest#*"$newline"} ;;
      *) break ;;
    esac
  done
  printf %s "${rest%%[[:space:])]*}"
  text=${text%%"member $1"[!0-9]*}
  text=${text%"${text##*[![:space:]]}"}
  text=${text%"("}
  text=${text%"${text##*[![:space:]]}"}
  [ "${text%"|"}" != "$text" ]
}

# --- For scripts: the members of a set as arguments.

# Runs a command. An argument that is `@` and the path of a list of a set becomes the lines of the list, each an
# argument as it is. In a subshell: words are split at line breaks alone here, and nowhere else.
spread() ( # COMMAND ARGUMENT…
  set -f
  for argument; do
    shift
    case $argument in
      "@$TMPDIR/inputs/IN_"*.list)
        members=$(cat -- "${argument#@}") || fail 75 "${argument#@} cannot be read"
        IFS=$newline
        # shellcheck disable=SC2086 # a word for each line
        set -- "$@" $members
        unset IFS
        ;;
      *) set -- "$@" "$argument" ;;
    esac
  done
  set +f
  "$@"
)

# --- Values that are refused before any work.

must_have_no_braces() { # VARIABLE TEXT
  case $2 in
    *'{''{'*)
      fail 69 "$1 holds two braces, which Argo did not fill in: a list that is no JSON, an item without such a" \
        "column, or a value with braces of its own; mend the list or the value"
      ;;
  esac
}

must_be_plain() { # VARIABLE: sets `text` to its value, to the last line break
  text=''
  eval "text=\${$1}"
  must_have_no_braces "$1" "$text"
  case $text in
    *"$newline"*) fail 69 "$1 holds a line break; give a plain value in one line" ;;
  esac
}

# What is more than a number is code to a shell that computes with it; 08 is octal, or none.
must_be_integer() { # VARIABLE TEXT
  case ${2#-} in
    '' | *[!0-9]* | 0?* | ???????????????????*) ;;
    *) return ;;
  esac
  fail 69 "$1 is '$2', expected a whole number of at most 18 digits, without zeros before them"
}

# A pod whose Secret is missing would wait for ever and say nothing: it starts without, and says so here.
must_be_there() { # VARIABLE SECRET/KEY
  if eval "[ \"\${$1+given}\" ]"; then return; fi
  fail 69 "Secret ${2%%/*} of this namespace has no key ${2#*/}"
}

# What is missing is mounted as a folder without a key; the kubelet's own names in it begin with two dots.
must_be_mounted() { # PATH KIND/NAME
  case $2 in
    claim/*) return ;;
  esac
  keys=$(ls -A -- "$1")
  for name in $keys; do
    case $name in
      ..*) ;;
      *) return ;;
    esac
  done
  fail 69 "${2%%/*} ${2#*/}, mounted at $1, is not there, or has no key"
}

has_long_name() { # PATH
  remaining=$1/
  while [ "$remaining" ]; do
    part=${remaining%%/*}
    if [ "${#part}" -gt 200 ]; then return; fi
    remaining=${remaining#*/}
  done
  return 1
}

# Sets `work` to the work folder of the volume that a path lies on, and `volume` to what is known of it; fails with 1
# where it lies on none, or no file may lie there.
is_inside() { # PATH
  for volume in $volumes; do
    work=${volume#*,}
    case $1/ in
      *//* | */../* | */./* | *[[:cntrl:]]* | "$work"/*) ;;
      "${volume%%,*}"/?*) if ! has_long_name "$1"; then return; fi ;;
    esac
  done
  return 1
}

# A slash that is not there is told of only where it is all that is missing: one mount's name may begin another's.
must_be_inside() { # VARIABLE PATH
  if is_inside "$2"; then return; fi
  path=$2
  for volume in $volumes; do
    mount=${volume%%,*}
    rest=${2#"$mount"}
    case $2/ in
      "$mount"/*)
        path=$2
        break
        ;;
      "$mount"*) if [ "${#rest}" -lt "${#path}" ] && is_inside "$mount/$rest"; then path=$rest; fi ;;
    esac
  done
  set -- "$1" "${2%%\?*}" "${path%%\?*}"
  [ "$2" = "$3" ] || fail 69 "$1 is '$2': the path on the volume is '$3', expected '/$3'"
  fail 69 "$1 is '$2', expected a path below${volumes%%,*}/, without '//', '..', a slash at its end" \
    "and control characters, each name at most 200 bytes long"
}

# What a run makes lies in a folder of its own: a folder that is empty was not given.
must_be_in_a_folder() { # VARIABLE PATH
  must_be_inside "$@"
  if [ "${2%/*}" = "${volume%%,*}" ]; then fail 69 "$1 is '$2', expected a path in a folder below ${volume%%,*}/"; fi
}

# The folder where the volume is mounted on which the stage's first output lies: a path from its root may stand in
# place of a URL.
first_mount() {
  first=${volumes# }
  printf %s "${first%%,*}"
}

must_be_source() { # VARIABLE URL
  case $2 in
    '') fail 69 "$1 is empty, and this source must be there" ;;
    /*)
      must_be_inside "$1" "$(first_mount)$2"
      return
      ;;
  esac
  authority=${2#*://}
  case ${authority%%[/?#]*} in
    '' | *@*) ;;
    *)
      case $2 in
        oss://*/../* | s3://*/../*) ;;
        http://?* | https://?* | oss://?* | s3://?*) return ;;
      esac
      ;;
  esac
  fail 69 "$1 is '${2%%[:?#]*}:…', expected a path on the volume that starts with '/', or an http, https, oss or s3" \
    "URL without a password and '..'"
}

# --- Calls, attempts and records.

place_of() { # PATH: prints where the call lies whose first output this is; must_be_inside has set `work`
  path_digest=$(digest "$1") || exit
  printf '%s/%s-%.16s' "$work" "${1##*/}" "$path_digest"
}

# Sets `content` to what stands in a file above its first empty line; fails with 1 where there is no such file.
read_head() { # FILE
  if content=$(sed '/^$/q' -- "$1" 2>&1); then return; fi
  case $content in
    *'No such file or directory'*) return 1 ;;
  esac
  fail 75 "$content"
}

# Sets `place` to a call's folder and `names` to what lies in it, an entry a line.
look_into() { # CALL_FOLDER
  place=$1
  names=$(list_folder "$place") || exit
}

# Sets `record` to the path of the record of an attempt that is listed in `names`; fails with 1 where there is none.
has_record() { # ATTEMPT
  for name in $names; do
    case $name in
      *."$1.record")
        record=$place/$name
        return
        ;;
    esac
  done
  return 1
}

# Whether clean.sh removes the files of an attempt that is listed in `names`, or did.
is_removed() { # ATTEMPT
  case $newline$names$newline in
    *"$newline$1.removed$newline"*) ;;
    *) return 1 ;;
  esac
}

# Does as has_record, for a record that counts: one that came after the attempt was removed does not.
record_of() { # ATTEMPT
  has_record "$1" && ! is_removed "$1"
}

# Sets `attempt` to the one that this run uses, of those listed in `names`, and `rival` to another that named itself at
# the same moment; fails with 1 where the run uses none yet. Two that were asked for the same are equally right, and
# everybody takes the first by name.
attempt_of_run() {
  attempt=''
  rival=''
  for name in $names; do
    case $name in
      "$RUN".*.run)
        if [ ! "$attempt" ]; then
          attempt=${name%.run}
          attempt=${attempt##*.}
          asked_by=${name%.*.run}
        else
          rival=$name
          if [ "${name%.*.run}" != "$asked_by" ]; then fail 69 "two items of this run have one name: see $place"; fi
        fi
        ;;
    esac
  done
  [ "$attempt" ]
}

# A mount that remembers that the folder itself was missing learns otherwise when the folder is made again.
attempt_of_input() { # CALL_FOLDER
  look_into "$1"
  if attempt_of_run; then return; fi
  if ! said=$(mkdir -p -- "$1" 2>&1) && mount_failed "$said"; then fail 75 "$said"; fi
  look_into "$1"
  attempt_of_run
}

fact() { # FILE NAME: prints what the stage that made an input wrote as `NAME=…` into $TMPDIR/facts
  read_head "${1%/*}.record" || fail 65 "$1 has no record"
  line_of "$content" "fact $2="
}

# For scripts and what they call: a line of the record. It stays, whatever a script writes into $TMPDIR/facts.
add_fact() { # NAME VALUE
  append "$TMPDIR/.facts" "$1=$2"
}

# Prints `program=version` for each, by the first line that it prints for `--version`, or by what it says aside where it
# prints none: warnings stand there, too. Java names the options there that it picked up. One that refuses the option,
# as bwa does, has a line `Version: …` in its usage. They speak into a file: who waits for the end of a pipe waits for a
# child, too, that a program leaves behind.
versions_of() { # PROGRAM…
  for program; do
    told=''
    if "$program" --version >"$TMPDIR/.version" 2>"$TMPDIR/.aside"; then
      told=$(awk 'NF && !/Picked up .*:/ { print; exit }' "$TMPDIR/.version" "$TMPDIR/.aside")
    else
      "$program" >"$TMPDIR/.version" 2>&1 || :
      told=$(line_of "$(cat "$TMPDIR/.version")" 'Version: ')
    fi
    if [ "$told" ]; then printf '%s=%s\n' "$program" "$(version_in "$told")"; fi
  done
}

# The first word with a number, a dot and a number, for some name a date behind it; else the last word.
version_in() { # TEXT
  for word in $1; do
    case $word in
      *[0-9].[0-9]*) break ;;
    esac
  done
  echo "$word"
}

# --- What the stage reads. Each line of the work key names an input and what it is.

add_to_key() { # LINE
  key=$key$newline$1
}

# Sets `maker` to the folder of the attempt that this run uses for a file's call, `record` to its record's path and
# `vouched` to what that says; fails with 1 where this run has not made the file. Several outputs of one call that stand
# one after the other cost one look, and are of one attempt.
find_product() { # VARIABLE FILE
  must_be_inside "$1" "${2%/*}"
  wanted_call=$(place_of "${2%/*}") || exit
  if [ "$wanted_call" = "${found_call-}" ]; then return; fi
  found_call=''
  attempt_of_input "$wanted_call" || return
  maker=$place/$attempt
  record_of "$attempt" || fail 69 "$maker has no record: was it removed? Submit again"
  read_head "$record" || fail 69 "$record is gone: submit again"
  vouched=$content
  found_call=$place
}

# A product must be what its record says. The script finds it under a path that is the same in every attempt: tools
# write their arguments into what they make, and the same work makes the same bytes. find_product has found it.
# Sets `taken` to that path, and `product` to what enters the work key: who could have made it so, and which of its
# outputs it is, under which name.
take_product() { # LINK FILE SUFFIX…
  link=$1
  wanted=$2
  shift 2
  described=$(line_of "$vouched" "output ${wanted##*/} ")
  product="$(line_of "$vouched" key=) ${wanted##*/} $described"
  if [ ! "$described" ]; then fail 69 "${wanted%/*} has no output '${wanted##*/}'"; fi
  inspect "$maker/${described#* }" "$@"
  if [ "$sizes" != "${described%% *}" ]; then
    fail 65 "$inspected has $sizes bytes, its record says ${described%% *}: remove $record and submit again"
  fi
  taken=$link/${described#* }
  mkdir -p -- "${link%/*}"
  ln -s -f -n -- "$maker" "$link" || fail 73 "$link cannot be made"
  printf '%s\n' "$vouched" >"$link.record" || fail 73 "$link.record cannot be written"
}

# Sets `taken` and `product` as take_product does, of a file that a stage made or one behind `given:`.
take_member() { # LINK FILE SUFFIX…
  case $2 in
    given:*)
      taken=${2#given:}
      shift 2
      look_at_given "$reading" "$taken" "$@"
      ;;
    *)
      must_be_made "$reading" "$2"
      take_product "$@"
      ;;
  esac
}

must_be_made() { # VARIABLE FILE
  if find_product "$@"; then return; fi
  status=75
  if [ "${RETRY-}" = "$retries" ]; then status=69; fi
  fail "$status" "$1: this run has not made ${2%/*}; a run that was resubmitted with --memoized never does:" \
    "submit it again instead"
}

read_input() { # VARIABLE SUFFIX…
  reading=$1
  shift
  take_member "$TMPDIR/inputs/$reading" "$(text_of "$reading")" "$@"
  say "$reading is $inspected"
  export "$reading=$taken"
  add_to_key "$reading=$product"
}

read_optional() { # VARIABLE SUFFIX…
  if [ "$(text_of "$1")" ]; then read_input "$@"; else add_to_key "$1="; fi
}

# Sets `reading` to the variable, `list` to an empty file for the paths that the script gets, and `number` to 0. Beside
# the list lies `asked_for`, the members as they were given, one a line; one that is there twice is refused.
start_list() { # VARIABLE
  reading=$1
  list=$TMPDIR/inputs/$reading.list
  asked_for=$list.asked
  number=0
  mkdir -p -- "${list%/*}"
  # One after the other: the status of a pipe's first member would be lost, and a shorter list look whole.
  tr '\001' '$' <"$(text_of "$reading")" >"$asked_for.all" || fail 73 "$asked_for cannot be written"
  awk 'length($0)' "$asked_for.all" >"$asked_for" || fail 73 "$asked_for cannot be written"
  twice=$(sed 's|//.*||' "$asked_for" | sort | uniq -d)
  if [ "$twice" ]; then fail 65 "$reading lists '${twice#given:}' twice"; fi
  true >"$list" || fail 73 "$list cannot be written" # `:` would end dash by itself
}

append() { # LIST LINE
  printf '%s\n' "$2" >>"$1" || fail 73 "$1 cannot be written"
}

# The script gets a file that lists the members, one a line.
read_inputs() { # VARIABLE SUFFIX…
  start_list "$1"
  shift
  while IFS= read -r member; do
    number=$((number + 1))
    take_member "$TMPDIR/inputs/$reading/$number" "$member" "$@"
    append "$list" "$taken"
    add_to_key "$reading=$product"
  done <"$asked_for"
  export "$reading=$list"
}

# A member that this run has no pointer to did not succeed. The script gets a list of those that did, and in
# FAILED_<variable> one of the others' names.
read_ended() { # VARIABLE SUFFIX…
  start_list "$1"
  shift
  true >"$list.failed" || fail 73 "$list.failed cannot be written"
  while IFS= read -r line; do
    number=$((number + 1))
    member=${line%%//*}
    item=${line#*//}
    if find_product "$reading" "$member"; then
      take_product "$TMPDIR/inputs/$reading/$number" "$member" "$@"
      append "$list" "$taken"
      add_to_key "$reading=$item $product"
    else
      append "$list.failed" "$item"
      add_to_key "$reading=$item failed"
    fi
  done <"$asked_for"
  export "$reading=$list" "FAILED_$reading=$list.failed"
}

# After the script the stage ends red where members failed.
read_settled() { # VARIABLE SUFFIX…
  read_ended "$@"
  settled="$settled $list"
}

read_succeeded() { # VARIABLE SUFFIX…
  read_ended "$@"
  if [ ! -s "$list" ]; then fail 65 "$reading has no member: none of its items succeeded"; fi
}

# Whether a file lies in an attempt whose record stands. A stage may hand on where its inputs lie, so that pods of a map
# read one each; nothing in an attempt changes once its record is there.
is_of_attempt() { # PATH
  for volume in $volumes; do
    work=${volume#*,}
    case $1/ in
      *//* | */../* | */./* | *[[:cntrl:]]* | "$work"/*/*/*/*/) ;;
      "$work"/*/*/*/)
        found_call=''
        handed=${1%/*}
        look_into "${handed%/*}"
        record_of "${handed##*/}"
        return
        ;;
    esac
  done
  return 1
}

# A file that no stage made, or that an attempt made which another stage names. Sets `product` to what enters the work
# key.
look_at_given() { # VARIABLE FILE SUFFIX…
  reading=$1
  shift
  if is_of_attempt "$1"; then
    inspect "$@"
    product="$1 $sizes $times"
  else
    must_be_inside "$reading" "$1"
    inspect "$@"
    product="$1 $sizes $times"
    must_agree_with_note "$@"
  fi
  printf '%s\n' "$product" "$@" '' >>"$TMPDIR/given" || fail 73 "$TMPDIR/given cannot be written"
}

# Where a stage of another run published a file, the note beside it must agree.
must_agree_with_note() { # FILE SUFFIX…
  if ! read_note "$1"; then return; fi
  given=$1
  shift
  if [ "${1-}" != / ]; then set -- '' "$@"; fi
  for suffix; do
    inspect_part "$given" "$suffix"
    noted=$(line_of "$note" "is ${part##*/} ")
    case $noted in
      '' | "$sizes $times") ;;
      *) fail 65 "$part is not what was published there: it is $sizes $times, the note says $noted" ;;
    esac
  done
}

read_given() { # VARIABLE FILE SUFFIX…
  look_at_given "$@"
  export "$1=$2"
  add_to_key "$1=$product"
}

# The path of a given file may stand in place of a URL.
read_source() { # VARIABLE
  case $(text_of "$1") in
    /*) read_given "$1" "$(first_mount)$(text_of "$1")" ;;
  esac
}

# Whatever changed while the script ran may have been read half old, half new. The file has, for each given file, its
# line of the work key, its path and its suffixes, and an empty line.
look_at_given_again() {
  if [ ! -f "$TMPDIR/given" ]; then return; fi
  while IFS= read -r product; do
    set --
    while IFS= read -r line && [ "$line" ]; do
      set -- "$@" "$line"
    done
    inspect "$@"
    if [ "$1 $sizes $times" != "$product" ]; then fail 75 "$1 was changed while the stage read it"; fi
  done <"$TMPDIR/given"
}

# --- What the stage is asked to do, before anybody looks at a file or a server.

# Sets variables of its own name for each option. Options that declare inputs and outputs are kept in order.
read_options() { # OPTION…
  cache_key='' declared='' identify='' image='' mounts='' named_files='' outputs='' published='' removable=''
  retries=unknown scratch_mib=0 script='' secrets='' stage='' texts='' uses='' versions='' volumes=''
  while [ "$#" -gt 0 ]; do
    case $1 in
      --stage=*) stage=${1#*=} ;;
      --image=*) image=${1#*=} ;;
      --cache-key=*) cache_key=${1#*=} ;;
      --scratch-mib=*) scratch_mib=${1#*=} ;;
      --retries=*) retries=${1#*=} ;;
      --removable) removable=yes ;;
      --volume=*) volumes="$volumes ${1#*=}" ;;
      --use=*) uses="$uses ${1#*=}" ;;
      --file=*) named_files="$named_files ${1#*=}" ;;
      --mount=*) mounts="$mounts ${1#*=}" ;;
      --secret=*) secrets="$secrets ${1#*=}" ;;
      --text=*) texts="$texts ${1#*=}" ;;
      --output=*) outputs="$outputs ${1#*=}" ;;
      --publish=*) outputs="$outputs ${1#*=}" published="$published ${1#*=}" ;;
      --*=*) declared="$declared $1" ;;
      --identify) identify=$2 && shift ;;
      --versions) versions=$2 && shift ;;
      --stub) shift ;;
      --script) script=$2 && shift ;;
    esac
    shift
  done
}

# Refuses a text that nobody should compute with, and prints what it asks for.
check_text() { # OPTION
  variable=${1#*=}
  variable=${variable%%,*}
  case $1 in
    --inputs=* | --settled=* | --succeeded=*)
      text=$(cat -- "$(text_of "$variable")") || fail 69 "$variable is '$(text_of "$variable")', expected a file"
      must_have_no_braces "$variable" "$text"
      ;;
    *) must_be_plain "$variable" ;;
  esac
  case $1:$text in
    --integer=*) must_be_integer "$variable" "$text" ;;
    --optional-url=*:) ;;
    --url=* | --optional-url=*) must_be_source "$variable" "$text" ;;
  esac
  printf '%s=%s\n' "$variable" "$text"
}

number_of() { # FILE: prints the number of its line `# results: N`, which is raised when what it makes can change
  found=$(sed -n 's/^# results: \([0-9]*\)$/\1/p' "$files/$1") || found=''
  if [ ! "$found" ]; then fail 69 "$files/$1 has no line '# results: N'"; fi
  printf %s "$found"
}

# Sets `key` to how the work is done, `asked` to a digest of what the stage is asked to do, `call` to where it lies.
read_request() {
  key=protocol=2
  if [ "$cache_key" ]; then
    add_to_key "cache=$cache_key"
  else
    script_digest=$(digest "$script$newline$identify") || exit
    add_to_key "script=sha256:$script_digest"
    for file in stage.sh $uses; do
      number=$(number_of "$file") || exit
      add_to_key "$file=$number"
    done
    for file in $named_files; do
      sum=$(sha256sum <"$files/$file") || fail 69 "$files/$file cannot be read: apply the ConfigMap with the workflow"
      add_to_key "$file=sha256:${sum%% *}"
    done
    add_to_key "image=$image"
  fi
  for secret in $secrets; do
    must_be_there "${secret%%,*}" "${secret#*,}"
  done
  for mount in $mounts; do
    must_be_mounted "${mount%%,*}" "${mount#*,}"
    case $mount in
      *,Secret/*) ;;
      *) add_to_key "${mount%%,*}=${mount#*,}" ;;
    esac
  done
  request=$key
  for option in $declared; do
    request=$request$newline$(check_text "$option") || exit
  done
  call=''
  names=/
  for output in $outputs; do
    split_option "=$output"
    must_be_plain "$variable"
    path=$text
    must_be_in_a_folder "$variable" "$path"
    if [ ! "$call" ]; then call=$(place_of "$path") || exit; fi
    for suffix in '' $suffixes; do
      case $names in
        *"/${path##*/}$suffix/"*) fail 69 "two of its files have the name ${path##*/}$suffix; rename one" ;;
      esac
      names=$names${path##*/}$suffix/
    done
    request="$request$newline$variable=$path"
  done
  # An item that is in a list twice is two that ask for the same. What has a cache key is shared: many may ask for it.
  if [ ! "$cache_key" ]; then request=$request$newline${NODE-}; fi
  asked=$(digest "$request") || exit
  asked=$(printf %.16s "$asked")
}

read_all() {
  settled=''
  for option in $declared; do
    split_option "$option"
    # shellcheck disable=SC2086 # suffixes are words
    case $option in
      --value=* | --integer=*) add_to_key "$variable=$(text_of "$variable")" ;;
      --url=* | --optional-url=*) read_source "$variable" ;;
      --given=*) read_given "$variable" "$(text_of "$variable")" $suffixes ;;
      --input=*) read_input "$variable" $suffixes ;;
      --optional=*) read_optional "$variable" $suffixes ;;
      --inputs=*) read_inputs "$variable" $suffixes ;;
      --settled=*) read_settled "$variable" $suffixes ;;
      --succeeded=*) read_succeeded "$variable" $suffixes ;;
    esac
  done
}

split_option() { # OPTION=VARIABLE,SUFFIX…: sets `variable` and `suffixes`
  suffixes=${1#*=}
  variable=${suffixes%%,*}
  suffixes=$(printf %s "${suffixes#"$variable"}" | tr , ' ')
}

# Whether all sources are given files, of which the work key has what there is to know.
has_paths_alone() {
  sources=''
  for option in $declared; do
    split_option "$option"
    case $option in
      --url=* | --optional-url=*) sources=yes ;;
      *) continue ;;
    esac
    case $(text_of "$variable") in
      [!/]*) return 1 ;;
    esac
  done
  [ "$sources" ]
}

# Where a server tells nothing the key is another in each attempt: what may have changed is never skipped.
ask_sources() {
  if [ ! "$identify" ] || has_paths_alone; then return; fi
  answers=$(
    set -eu
    cd "$TMPDIR"
    load_files
    eval "$identify" 2>/dev/null
  )
  case $?$newline$answers$newline in
    [!0]* | *"$newline$newline"*)
      answers=unknown=$(random_name) || exit
      say 'a source is not there, or does not tell what it holds: the work is done again each time'
      ;;
  esac
  add_to_key "$answers"
}

load_files() {
  for file in $uses; do
    # shellcheck source=/dev/null # each file is checked by itself
    . "$files/$file"
  done
}

random_name() {
  name=$(od -An -N8 -tx8 /dev/urandom) || name=''
  case ${name##* } in
    ????????????????) printf %s "${name##* }" ;;
    *) fail 69 "the image has no random number: od -An -N8 -tx8 /dev/urandom gives '$name'" ;;
  esac
}

# --- What was done before.

# Fails with 1 where this run uses no attempt for this call yet. An item of another kind under the same name is refused.
find_run() {
  look_into "$call"
  attempt_of_run || return
  if [ "$asked_by" != "$RUN.$asked" ]; then fail 69 "two items of this run have one name: see $call"; fi
}

# Whether this run uses an attempt already, all of which is there; key_digest is its key's then.
has_attempt() {
  find_run && is_whole "$attempt" || return
  key_digest=$(line_of "$content" key=)
}

# Sets `attempt` to one of any run whose work counts for this key, of those listed in `names`; fails with 1 without one.
find_done() {
  for name in $names; do
    case $name in
      "$key_digest".*.record)
        attempt=${name%.record}
        attempt=${attempt##*.}
        if is_whole "$attempt"; then return; fi
        ;;
    esac
  done
  return 1
}

# A link would lead into the scratch folder, which is gone with the pod.
must_be_no_links() { # FILE SUFFIX…
  linked=$1
  shift
  for part in '' "$@"; do
    case $part in
      /) part=$(find "$linked/" -type l 2>/dev/null | head -n 1) ;;
      *) part=$linked$part ;;
    esac
    if [ -L "$part" ]; then fail 65 "$part is a symbolic link; write the file itself"; fi
  done
}

describe_outputs() { # ATTEMPT_FOLDER: prints a line for each output, with its sizes; fails where one is missing
  for output in $outputs; do
    split_option "=$output"
    path=$(text_of "$variable")
    # shellcheck disable=SC2086 # suffixes are words
    must_be_no_links "$1/${path##*/}" $suffixes
    # shellcheck disable=SC2086 # suffixes are words
    inspect "$1/${path##*/}" $suffixes
    printf 'output %s %s %s\n' "$(output_name "$variable")" "$sizes" "${path##*/}"
  done
}

output_name() { # VARIABLE: as readers call it
  printf %s "${1#OUT_}" | tr '[:upper:]' '[:lower:]'
}

# Whether all that an attempt made is still as its record says, which `content` holds then.
is_whole() { # ATTEMPT
  record_of "$1" && read_head "$record" || return
  found=$(describe_outputs "$call/$1" 2>/dev/null)
  case $?:$newline$content$newline in
    75:*) fail 75 "$call/$1 cannot be read" ;;
    0:*"$newline$found$newline"*"${newline}whole=yes$newline"*) return ;;
  esac
  return 1
}

# --- The work.

make_folder() { # FOLDER [STATUS_WHERE_A_FILE_IS]
  if said=$(mkdir -p -- "$1" 2>&1); then return; fi
  if mount_failed "$said"; then fail 75 "$said"; fi
  if is_full "$said"; then fail 73 "$said"; fi
  case $said in
    *'File exists'* | *'Not a directory'*) fail "${2-69}" "$1 cannot be made: there is a file of that name" ;;
  esac
  fail 69 "user $(id -u) cannot write: $said; set the volume's owner, or mount it with uid=$(id -u)"
}

# Sets `line` to itself without what variables of Secrets hold.
without_secrets() {
  for secret in $secrets; do
    hidden=''
    eval "hidden=\${${secret%%,*}}"
    hidden=${hidden%"$newline"}
    case $hidden in
      '' | *"$newline"*) continue ;;
    esac
    seen=''
    while :; do
      case $line in
        *"$hidden"*) ;;
        *) break ;;
      esac
      seen="$seen${line%%"$hidden"*}[redacted]"
      line=${line#*"$hidden"}
    done
    line=$seen$line
  done
}

# Prints and keeps what the script says, without Secrets and queries of URLs, and ends with the script's status. Where
# the script failed, a line about an error of the mount or a full disk is the cause, whatever status the tool made of
# it. A script that ends well is believed; a kill stays a kill.
keep_log() {
  status=137
  cause=''
  while IFS= read -r line; do
    case $line in
      '') continue ;;
      "$attempt "*)
        status=${line#* }
        break
        ;;
    esac
    if is_full "$line"; then cause=73; fi
    if mount_failed "$line"; then cause=75; fi
    without_secrets
    case $line in
      *\?*=*) line="${line%%\?*}?[redacted]" ;;
    esac
    printf '%s\n' "$line" >&2
    printf '%s\n' "$line" >>"$TMPDIR/log"
  done
  case $status in
    0 | 137 | 143) exit "$status" ;;
  esac
  exit "${cause:-$status}"
}

run_script() {
  (
    (
      set -eu +f
      cd "$TMPDIR"
      for output in $outputs; do
        path=$(text_of "${output%%,*}")
        export "${output%%,*}=$TMPDIR/outputs/${path##*/}"
      done
      load_files
      # shellcheck source=/dev/null # it is checked by itself
      . "$TMPDIR/.script"
    )
    printf '\n%s %s\n' "$attempt" "$?"
  ) 2>&1 | keep_log
}

# On TERM (a preemption, a deadline) the children and this attempt end. The shell hears TERM only while it waits for
# what runs beside it, which is why the script does: then it is at once, and there is no record.
end_at_once() {
  trap '' TERM
  kill -TERM 0
  exit 143
}

work() {
  free=$(free_mib "$TMPDIR")
  if [ "$free" -lt "$scratch_mib" ]; then
    fail 73 "$TMPDIR has $free MiB free, expected $scratch_mib (scratch)"
  fi
  attempt=$RUN-$(random_name) || exit
  fresh=$attempt
  make_folder "$call/$attempt"
  for output in $outputs; do
    split_option "=$output"
    path=$(text_of "$variable")
    if [ "$suffixes" = ' /' ]; then make_folder "$call/$attempt/${path##*/}"; fi
  done
  ln -s -f -n -- "$call/$attempt" "$TMPDIR/outputs" || fail 73 "$TMPDIR/outputs cannot be made"
  true >"$TMPDIR/log" || fail 73 "$TMPDIR/log cannot be written"
  # From a file: an error then names it and its line, and not this file.
  printf '%s\n' "$script" >"$TMPDIR/.script" || fail 73 "$TMPDIR/.script cannot be written"
  began=$(date +%s)
  run_script &
  wait "$!"
  status=$?
  ended=$(date +%s)
  times >"$TMPDIR/times"
  case $status in
    0 | 137 | 143) ;;
    *) if [ "$(free_mib "$TMPDIR")" = 0 ]; then fail 73 "$TMPDIR is full: raise the stage's scratch"; fi ;;
  esac
  if [ "$status" = 1 ] && [ ! -s "$TMPDIR/log" ]; then
    fail 1 "failed with status 1 and without a word, as grep ends where nothing matches and test where something does" \
      "not hold; where that is no error, write: if grep -q …; then …; fi"
  fi
  if [ "$status" != 0 ]; then fail "$status" "failed with status $status"; fi
  described=$(describe_outputs "$call/$attempt") || exit
  look_at_given_again
  must_be_complete
  write_record
  if [ "$removable" ]; then must_not_be_removed; fi
}

# The run may have ended long ago, and clean.sh have taken this attempt for dead. Each of both writes before it looks,
# so that one of them sees the other.
must_not_be_removed() {
  look_into "$call"
  if is_removed "$attempt"; then fail 75 "$call/$attempt was removed at the end of its run"; fi
}

# A writer that is killed may leave a part behind: the last line above the log says that all is there. A text may be a
# URL with a signature: as in the log, its query is cut.
write_record() {
  said=$(
    {
      printf '%s\n' "$key" | sed 's/?.*=.*/?[redacted]/'
      # shellcheck disable=SC3028 # the pod's name, which the kubelet sets
      printf '%s\n' "key=$key_digest" "run=$RUN" "made=${HOSTNAME-}" "$described"
      facts
      echo whole=yes
      echo
      cat "$TMPDIR/log"
    } | put "$call/$key_digest.$attempt.record" 2>&1
  ) || cannot_write "the record of $call/$attempt" "$said"
}

# What the attempt was, used and cost. The last line of a name counts: a script takes none of ours for its own. A
# cgroup's peak is the pod's container's, where the node shows it.
facts() {
  if [ "$versions" ]; then
    (
      load_files
      eval "$versions" 2>/dev/null
    ) >"$TMPDIR/.versions"
    if [ -f "$TMPDIR/.versions" ]; then sed 's/^/fact version_/' "$TMPDIR/.versions"; fi
  fi
  if [ -f "$TMPDIR/facts" ]; then sed 's/^/fact /' "$TMPDIR/facts"; fi
  if [ -f "$TMPDIR/.facts" ]; then sort "$TMPDIR/.facts" | sed 's/^/fact /'; fi
  printf 'fact stage=%s\n' "$stage"
  printf 'fact image=%s\n' "$image"
  printf 'fact wall_seconds=%s\n' "$((ended - began))"
  awk -F '[ms ]+' 'NR == 2 { print "fact cpu_seconds=" $1 * 60 + $2 + $3 * 60 + $4 }' "$TMPDIR/times"
  for peak in /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes; do
    if [ -r "$peak" ]; then
      printf 'fact memory_bytes=%s\n' "$(cat "$peak")"
      break
    fi
  done
}

# --- What people see, and what this run uses.

# Prints a line for each file of an output, and one for a folder, by which anybody can tell whether it is still so.
note_lines() { # FILE SUFFIX…
  noting=$1
  shift
  if [ "${1-}" != / ]; then set -- '' "$@"; fi
  for suffix; do
    inspect_part "$noting" "$suffix"
    printf 'is %s %s %s\n' "${part##*/}" "$sizes" "$times"
  done
}

# Sets `beside` to where what belongs to a published file lies, `note` to what is noted of it, and `noted` to the folder
# of the attempt that the note names; fails with 1 where there is none, or one that somebody is just writing.
read_note() { # PATH
  must_be_inside 'a published file' "$1"
  beside=$(place_of "$1") || exit
  note=''
  noted=''
  read_head "$beside.note" || return
  note=$content
  noted=$(line_of "$note" made=)
  [ "$noted" ]
}

# Whether what appears under a path is what its note says.
agrees_with_note() { # PATH SUFFIX…
  read_note "$1" || return
  lines=$(note_lines "$@" 2>/dev/null)
  case $?:$newline$note$newline in
    75:*) fail 75 "$1 cannot be read" ;;
    0:*"$newline$lines$newline"*) return 0 ;;
  esac
  return 1
}

is_published() { # PATH SUFFIX…
  agrees_with_note "$@" && [ "$noted" = "$call/$attempt" ]
}

is_link_to() { # FILE FILE: whether they are names of one file
  inode=$(stat -c %d:%i -- "$1" 2>/dev/null) && [ "$inode" = "$(stat -c %d:%i -- "$2" 2>/dev/null)" ]
}

# A name that is there may be a link to what another attempt made: it is replaced, never opened for writing. Where the
# volume has no links, as a bucket, the file is written once more, and its time is set to that of the attempt's: with
# -c, for else `touch` opens it for writing, and a bucket's mount uploads it again.
publish_file() { # FROM TO [STATUS_WHERE_A_FOLDER_IS]
  if links=$(stat -c %h -- "$2" 2>&1); then
    if is_link_to "$1" "$2"; then return; fi
    if [ -d "$2" ]; then fail "${3-69}" "$2 cannot be published: there is a folder of that name"; fi
  else
    if mount_failed "$links"; then fail 75 "$links"; fi
    links=0
  fi
  if link_file "$1" "$2"; then return; fi
  if [ "$links" -gt 1 ]; then rm -f -- "$2"; fi
  said=$(put "$2" 2>&1 <"$1") || cannot_write "$2" "$said"
  said=$(touch -c -r "$1" -- "$2" 2>&1) || cannot_write "$2" "$said"
}

# Fails with 1 where the volume has no links, and asks it once.
link_file() { # FROM TO
  if [ "${has_no_links-}" ]; then return 1; fi
  link=$beside.$(random_name) || exit
  if ! said=$(ln -- "$1" "$link" 2>&1); then
    case $said in
      *'ross-device link'*) ;; # between two volumes
      *'not supported'* | *'not permitted'* | *'not implemented'*) has_no_links=yes ;;
      *) cannot_write "$2" "$said" ;;
    esac
    return 1
  fi
  said=$(mv -f -- "$link" "$2" 2>&1)
  code=$?
  rm -f -- "$link"
  case $code$said in
    0* | *'are the same file'*) ;; # somebody else put this very file there
    *) if ! is_link_to "$1" "$2"; then cannot_write "$2" "$said"; fi ;;
  esac
}

# The last note decides what lies under a name: whoever wrote there looks at the note again, and where another attempt's
# stands there now puts that one's files in place. So it ends whole, in whatever order several publish at once.
follow_note() { # PATH SUFFIX…
  path=$1
  followed=''
  shift
  while read_note "$path" && [ "$noted" != "$followed" ]; do
    followed=$noted
    if [ "${1-}" = / ]; then
      publish_folder "$followed/${path##*/}" "$path"
      continue
    fi
    for suffix in '' "$@"; do
      publish_file "$followed/${path##*/}$suffix" "$path$suffix"
    done
  done
}

# What an earlier run published there and this one does not have goes first, with the folders that it leaves empty:
# whoever reads the folder finds one attempt's, and a name may have been a file's and be a folder's now. A file where a
# folder belongs, or the other way round, comes from a run that publishes there at this moment: the next try removes it.
publish_folder() { # FROM TO
  list_foreign "$1" "$2"
  while IFS= read -r member; do
    rm -f -- "$2/$member"
    if [ "${member%/*}" != . ]; then (cd -- "$2" && rmdir -p -- "${member%/*}") 2>/dev/null; fi
  done <"$TMPDIR/.foreign"
  make_folder "$2"
  while IFS= read -r member; do
    make_folder "$2/${member%/*}" 75
    if [ -d "$2/$member" ]; then remove_empty "$2/$member"; fi
    publish_file "$1/${member#./}" "$2/${member#./}" 75
  done <"$TMPDIR/.published"
}

remove_empty() { # FOLDER: with all in it that hold no file
  find "$1" -depth -type d -exec rmdir -- {} + 2>/dev/null || true
}

# Writes the paths below a folder that is published to $TMPDIR/.published, and to $TMPDIR/.foreign those of what else
# lies where it is published. A link there is never followed: what it leads to is somebody else's.
list_foreign() { # FROM TO
  list_files "$1"
  cut -d , -f 3- -- "$listing" >"$TMPDIR/.published" || fail 73 "$TMPDIR/.published cannot be written"
  (cd -- "$2" 2>/dev/null && find . ! -type d) |
    awk 'NR == FNR { ours[$0]; next } !($0 in ours)' "$TMPDIR/.published" - >"$TMPDIR/.foreign" ||
    fail 73 "$TMPDIR/.foreign cannot be written"
  (cd -- "$2" 2>/dev/null && find . -type l) >>"$TMPDIR/.foreign"
}

# What lies in a folder where no stage published is somebody's data.
must_be_free() { # FROM TO
  list_foreign "$@"
  if IFS= read -r member <"$TMPDIR/.foreign"; then
    fail 69 "$2 cannot be published: it holds ${member#./}, which no stage published there; use another folder, or" \
      "move that away"
  fi
}

publish() { # PATH SUFFIX…
  path=$1
  made=$call/$attempt
  shift
  make_folder "${path%/*}"
  if read_note "$path" && [ "$(line_of "$note" run=)" = "$RUN" ] && [ "${noted%/*}" != "$call" ]; then
    fail 69 "two stages or items of this run publish $path: the other is in $noted"
  fi
  if [ "${1-}" = / ] && [ ! "$noted" ]; then must_be_free "$made/${path##*/}" "$path"; fi
  lines=$(note_lines "$made/${path##*/}" "$@") || exit
  put_text "$beside.note" "made=$made${newline}run=$RUN${newline}key=$key_digest$newline$lines"
  follow_note "$path" "$@"
}

# What another run published under the name since then stays, and this run says so. The same work is as good as its own.
# A mount may show what was there up to 2 s before.
must_be_published() { # PATH SUFFIX…
  for _ in 1 2 3; do
    if is_published "$@"; then return; fi
    sleep 2
    if agrees_with_note "$@"; then
      if [ "$(line_of "$note" key=)" = "$key_digest" ]; then return; fi
      fail 69 "run $(line_of "$note" run=) published other work as $1 while this run, $RUN, did: all that this run" \
        "read is right, but that name is not its own; use another folder"
    fi
    follow_note "$@"
  done
  fail 75 "$1 does not become what its note says: others go on publishing there"
}

# What was made just now cannot be published yet: that first look is spared.
publish_all() {
  for output in $published; do
    split_option "=$output"
    path=$(text_of "$variable")
    # shellcheck disable=SC2086 # suffixes are words
    if [ "$attempt" = "$fresh" ] || ! is_published "$path" $suffixes; then publish "$path" $suffixes; fi
  done
  for output in $published; do
    split_option "=$output"
    # shellcheck disable=SC2086 # suffixes are words
    must_be_published "$(text_of "$variable")" $suffixes
  done
}

# Argo reads texts from the scratch folder: it does not follow a link to the volume.
copy_texts() {
  for variable in $texts; do
    path=$(text_of "$variable")
    mkdir -p -- "$TMPDIR/texts"
    said=$(cat -- "$call/$attempt/${path##*/}" 2>&1 >"$TMPDIR/texts/$variable") || cannot_write "$variable" "$said"
  done
}

deliver() {
  copy_texts
  publish_all
}

# From here on this run uses the attempt, unless another attempt of this run came first: what a run has once downloaded
# is what it uses. Whoever names an attempt looks again: of two items with one name the later sees both, and of two
# attempts that name themselves at once the later delivers the one that everybody takes.
name_attempt() {
  chosen=$attempt
  if has_attempt; then
    if [ "$attempt" != "$chosen" ]; then deliver; fi
    return
  fi
  attempt=$chosen
  put_text "$call/$RUN.$asked.$attempt.run" "$attempt"
  find_run
  if [ ! "$rival" ]; then return; fi
  has_attempt || fail 75 "$call/$attempt cannot be read"
  fresh=''
  deliver
}

finish() { # MESSAGE
  say "$1: $call/$attempt"
  exit 0
}

# Ends red, after what there is was published, where members of a settled set failed.
must_be_complete() {
  for list in $settled; do
    if [ -s "$list.failed" ]; then
      publish_all
      members=$(tr '\n' ' ' <"$list.failed")
      say "$(grep -c '' "$list.failed") failed, $(grep -c '' "$list") did not; see the pods of those that failed:" \
        "${members% }"
      fail 65 'what this run did not make counts as failed: after argo resubmit --memoized, submit again'
    fi
  done
}

set_up() {
  set -fu
  umask 022
  newline='
'
  files=${0%/*}
  TMPDIR=${TMPDIR:-/tmp}
  HOME=$TMPDIR
  LC_ALL=C
  export TMPDIR HOME LC_ALL
}

main() {
  if [ "$#" = 0 ]; then return; fi # a test reads this file for its functions
  set_up
  fresh=''
  trap end_at_once TERM
  read_options "$@"
  read_request
  make_folder "$call"
  if has_attempt; then
    deliver
    finish 'this run did it before'
  fi
  if [ "$attempt" ]; then # its files are gone: readers must not take it for the one to use
    rm -f -- "$call/$RUN.$asked.$attempt.run"
  fi
  known=$names
  read_all
  ask_sources
  key_digest=$(digest "$key") || exit
  place=$call
  names=$known
  done_how='done before'
  if ! find_done; then
    work
    done_how='done'
  fi
  deliver
  name_attempt
  finish "$done_how"
}

main "$@"
