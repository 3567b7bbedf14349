# shellcheck shell=sh
# results: 1
# A set of which some members may have failed: the stage finds out by their markers who succeeded.
# Calls `at` and `sizes` of the stage protocol.

# settled VARIABLE [SUFFIX…]: lists the members in files, and prints a line for each, with the checksum of its work
# key, so that the reader's work is the same where all its members' is, though each run writes them anew.
#
# The variable holds a member's path with tabs where its name stands; VARIABLE_NAMES the names, each behind `=`, with
# tabs between.
#   $TMPDIR/VARIABLE         the members that are finished and of the size that their marker says
#   $TMPDIR/VARIABLE.failed  the names of the others
#   $TMPDIR/VARIABLE.wrong   what is wrong with the names, if anything; see `must_be_settled`
# It is a subshell, which a mount that errs ends with 75, without the first of these files.
settled() (
  variable=$1
  shift
  eval "pattern=\$$variable names=\$${variable}_NAMES"
  listed=$TMPDIR/$variable
  tab=$(printf '\t')
  seen=''
  rm -f "$listed"
  : >"$listed.part"
  : >"$listed.failed"
  : >"$listed.wrong"
  # What a gather over a cohort gets from Argo besides: 20 KiB of names.
  if [ "${#names}" -gt 20480 ]; then
    echo "the names of $variable take ${#names} bytes, expected at most 20480; map over fewer items" >"$listed.wrong"
  fi
  IFS=$tab
  # shellcheck disable=SC2154 # set by eval
  for name in $names; do
    unset IFS
    name=${name#=}
    case $seen$tab in
      *"$tab$name$tab"*) echo "'$name' is listed twice" >"$listed.wrong" ;;
    esac
    seen=$seen$tab$name
    # shellcheck disable=SC2154 # set by eval
    path=$(settled_path "$pattern" "$name")
    work=$(settled_work "$path" "$@") || exit
    if [ -n "$work" ]; then
      printf '%s\n' "$path" >>"$listed.part"
      printf '%s %s %s\n' "$variable" "$name" "$work"
    else
      printf '%s\n' "$name" >>"$listed.failed"
      printf '%s %s failed\n' "$variable" "$name"
    fi
  done
  mv "$listed.part" "$listed"
  echo "$variable ends"
)

# settled_path PATTERN NAME: the pattern with NAME in the place of each tab.
settled_path() (
  tab=$(printf '\t')
  path=$1
  while :; do
    case $path in
      *"$tab"*) path=${path%%"$tab"*}$2${path#*"$tab"} ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$path"
)

# settled_work PATH [SUFFIX…]: the checksum of a member's work key and sizes, and nothing where it did not succeed. 75
# where the mount errs.
settled_work() (
  case $1/ in
    *//* | */../* | */./* | *[[:cntrl:]]*) return ;;
  esac
  at "$1"
  # shellcheck disable=SC2154 # set by `at`: the marker's path
  marker=$m
  [ -f "$marker" ] || return 0
  found=$(sizes "$@" 2>/dev/null) || {
    [ "$?" != 75 ] || exit 75
    found=''
  }
  found=${found% *} # without the times
  key=''
  state=key
  while IFS= read -r line; do
    [ -n "$line" ] || break # the log follows
    case $state:$line in
      key:made=*) state=made ;;
      key:*) key="$key|$line" ;;
      "made:size ${1##*/}=$found") state=whole ;;
    esac
  done <"$marker"
  [ "$state" != whole ] || printf '%s' "$key$found" | cksum
)

# must_be_settled LIST: ends the stage where `settled` could not read the markers, or where the names are wrong.
must_be_settled() {
  [ -f "$1" ] || fail 75 "a set of markers could not be read"
  [ ! -s "$1.wrong" ] || fail 65 "$(cat "$1.wrong")"
}

# must_be_complete LIST: ends the stage with 65 where a member failed, and names those that did.
must_be_complete() {
  [ -s "$1.failed" ] || return 0
  failed=$(wc -l <"$1.failed")
  good=$(wc -l <"$1")
  names=$(tr '\n' ' ' <"$1.failed")
  fail 65 "$((failed)) failed, $((good)) did not; see the pods of those that failed: $names"
}
