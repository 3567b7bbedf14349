#!/bin/sh
# Removes, at the end of a run, the folders of its attempts that have no record: files of work that failed or was
# killed, which nobody reads.
#
#   sh clean.sh --volume=MOUNT,WORK…
#
# Environment: RUN, the run's id, with which its attempts' names begin. Exits: always 0, so that no run is called failed
# for it; what cannot be removed now stays for a rule of the bucket.
#
# An attempt whose node was lost may still work. So `<attempt>.removed` is written first, for good: a record that comes
# after it does not count, for readers and for the attempt itself (must_not_be_removed of stage.sh).
#
# results: 1

# Called without arguments, so that stage.sh only brings its functions.
load_stage() {
  # shellcheck source=/dev/null # it is checked by itself
  . "$files/stage.sh"
}

# shellcheck disable=SC2154 # look_into of stage.sh has set `place` and `names`
remove_attempt() { # ATTEMPT
  if has_record "$1"; then return; fi
  put_text "$place/$1.removed" "by the end of run $RUN"
  look_into "$place"
  if has_record "$1"; then
    rm -f -- "$place/$1.removed"
    return
  fi
  rm -r -f -- "${place:?}/$1" && say "removed $place/$1"
}

clean_call() { # CALL_FOLDER
  look_into "$1"
  # shellcheck disable=SC2154 # it has set `names`
  for attempt in $names; do
    case $attempt in
      "$RUN"-????????????????) remove_attempt "$attempt" ;;
    esac
  done
}

clean_volume() { # WORK_FOLDER
  list_folder "$1" | while IFS= read -r name; do
    case $name in
      *-????????????????) clean_call "$1/$name" ;;
    esac
  done
}

clean() {
  if [ "$#" = 0 ]; then return; fi # a test reads this file for its functions
  # shellcheck disable=SC2034 # `say` of stage.sh prints it
  stage=clean
  files=${0%/*}
  load_stage
  set_up
  for option; do
    (clean_volume "${option#*,}") || say "${option#*,} is not clean"
  done
  exit 0
}

clean "$@"
