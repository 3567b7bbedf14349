# shellcheck shell=sh
# The statuses of a pipe's members. A POSIX shell keeps the last one's only; here each member leaves its own in the
# scratch folder, and the pipe ends with the one that tells most.
#
# A script writes, with numbers that no other member of the script has:
#
#   {
#     set +e
#     (member 1 && samtools view -u "$IN_BAM") |
#       (member 2 && put "$OUT_BAM")
#     joined 1 2
#   }
#
# `pipes` tells two scripts apart that run side by side in one scratch folder.
#
# results: 1

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
  done
  set -e
  return "$worst"
}
