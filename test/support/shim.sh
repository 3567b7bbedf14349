#!/bin/sh
# Stands before a program in PATH, and lets something happen when it is called: support/shims.ts says when and what.
#   FAULT_AT     a pattern of the program's name and arguments
#   FAULT_FROM   the first call of those that it happens at; FAULT_TO the last
#   FAULT_DO     kill: after it, everything in its group; stop: after it, until somebody lets it go on; fail: in its place
#   FAULT_SAYS   what it says when it fails
#   FAULT_COUNT  a file that has a line for each call so far
#   SHORT_SLEEP  how long a wait of two seconds lasts
#   NO_LINKS     yes: the volume has no hard links
program=${0##*/}
PATH=${PATH#*:}
case "${NO_LINKS-} $program $*" in
  'yes ln -- '*)
    echo "ln: failed to create hard link: Operation not supported" >&2
    exit 1
    ;;
  *' ln -s '*) exec "$program" "$@" ;; # in the scratch folder
  *' sleep 2') set -- "$SHORT_SLEEP" ;;
esac
case "$program $*" in
  $FAULT_AT) ;;
  *) exec "$program" "$@" ;;
esac
echo "$program $*" >>"$FAULT_COUNT"
number=$(grep -c '' "$FAULT_COUNT")
if [ "$number" -lt "$FAULT_FROM" ] || [ "$number" -gt "$FAULT_TO" ]; then exec "$program" "$@"; fi
case $FAULT_DO in
  fail)
    echo "$program: $FAULT_SAYS" >&2
    exit 1
    ;;
esac
"$program" "$@"
status=$?
case $FAULT_DO in
  kill) kill -KILL 0 ;;
  stop) kill -STOP 0 ;;
esac
exit "$status"
