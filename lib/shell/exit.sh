#!/bin/sh
# Runs a workflow's exit handler: gives each value back as it was, then runs the script that tells somebody.
#
#   sh exit.sh OPTION… --script TEXT
#
#   --value=RUN_NAME                        a text
#   --failures=RUN_FAILURES                 what has failed, as a JSON list
#   --secret=SECRET_CHAT_TOKEN,chat/token   a key of a Secret, which must be there
#
# Each `{` of a value arrives as the character 1: Argo evaluates what stands between two of them, and nothing in a run's
# values may be. Exits: 69 refused; all else is tried again.
#
# results: 1

# Argo hands over a JSON list as Go writes a string of it, cut after 32 KiB. Each escape begins with a backslash, so
# pairs of them are set aside (as the character 2) before the others are undone; `\U` and eight digits, which JSON does
# not have, become a pair of surrogates. A list that was cut ends behind its last whole entry: `,{"displayName":` with
# its quotes can stand between two entries only.
undo_failures() { # TEXT: sets `undone`
  case $1 in
    '"null"')
      undone='[]'
      return
      ;;
    *']"') cut='' ;;
    *) cut=yes ;;
  esac
  aside=$(printf '\002')
  undone=$(printf '%s\n' "$1" | sed "s/^\"//; s/\\\\\\\\/$aside/g; s/\([^\\\\]\)\"\$/\1/; s/\\\\\"/\"/g")
  case $cut$undone in
    yes*',{"displayName":'*) undone=${undone%',{"displayName":'*}] ;;
    yes*) undone='[]' ;;
  esac
  while :; do
    case $undone in
      *'\U'*) ;;
      *) break ;;
    esac
    tail=${undone#*'\U'}
    after=${tail#????????}
    number=$((0x${tail%"$after"} - 65536))
    pair=$(printf '\\u%04x\\u%04x' $((55296 + number / 1024)) $((56320 + number % 1024)))
    undone=${undone%%'\U'*}$pair$after
  done
  undone=$(printf '%s\n' "$undone" | sed "s/\\\\x\(..\)/\\\\u00\1/g; s/$aside/\\\\/g")
}

# A dot at the end keeps line breaks there, which a substitution would cut.
undo_braces() { # TEXT: sets `undone`
  undone=$(printf '%s.' "$1" | tr '\001' '{')
  undone=${undone%.}
}

give_back() { # OPTION…
  for option; do
    declared=${option#*=}
    variable=${declared%%,*}
    case $option in
      --secret=*)
        must_be_there "$variable" "${declared#*,}"
        continue
        ;;
      --value=* | --failures=*) ;;
      *) continue ;;
    esac
    eval "undo_braces \"\${$variable}\""
    case $option in
      --failures=*) undo_failures "$undone" ;;
    esac
    export "$variable=$undone"
  done
}

# Called without arguments, so that stage.sh only brings its functions: `set_up`, `must_be_there`, `put`, `member`,
# `joined`.
load_stage() {
  # shellcheck source=/dev/null # it is checked by itself
  . "$files/stage.sh"
}

tell() {
  if [ "$#" = 0 ]; then return; fi # a test reads this file for its functions
  # shellcheck disable=SC2034 # `say` of stage.sh prints it
  stage='exit handler'
  files=${0%/*}
  load_stage
  set_up
  give_back "$@"
  while [ "$#" -gt 1 ]; do shift; done
  script=$1
  set -eu +f
  eval "$script"
}

tell "$@"
