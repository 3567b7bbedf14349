# shellcheck shell=sh
# results: 1
# Sources: what lies behind a URL is downloaded, unpacked, compared with a checksum, or only asked for its identity.
#
# BUCKET is the mounted bucket as the start of a URL (oss://bucket/path/), BUCKET_AT the folder where it is mounted;
# both may be unset. An oss:// or s3:// URL is read through the mount. A path, which begins with a slash, may stand
# wherever a URL does. No message holds a URL's query, which may hold a signature. Calls `fail` and `add_fact` of the
# stage protocol. No function relies on `set -e`.

# mounted URL: prints where a path, or a file of the mounted bucket, lies; fails with 1 for what lies elsewhere.
mounted() {
  case ${BUCKET:+$1} in
    '') ;;
    "$BUCKET"*) printf %s "$BUCKET_AT/${1#"$BUCKET"}" && return ;;
    "s3${BUCKET#oss}"*) printf %s "$BUCKET_AT/${1#"s3${BUCKET#oss}"}" && return ;;
  esac
  case $1 in
    /*) printf %s "$1" ;;
    *) return 1 ;;
  esac
}

# get URL FILE: one attempt to download, from where FILE ends. Leaves the last HTTP status in `http`. By curl, or by
# wget where there is none. A connection that is silent for 60 s is broken; wget's timeout stands in a file of its
# own, for not every busybox knows the option, and one crashes of it.
get() {
  if command -v curl >/dev/null; then
    # `exec`: a kill of the stage reaches curl itself.
    http=$(exec curl -gfsSL -C - --connect-timeout 60 -y 60 -Y 1 -o "$2" -w '%{http_code}' "$1" 2>"$2.get")
  else
    echo 'timeout = 60' >"$2.wgetrc"
    WGETRC="$2.wgetrc" wget -q -S -c -t 1 -O "$2" "$1" >"$2.get" 2>&1
    set -- "$?" "$2"
    http=$(awk '$1 ~ /^HTTP/ { http = $2 } END { print http }' "$2.get")
    return "$1"
  fi
}

# fetch URL FILE: the whole file, or the end of the stage: 65 where the server refuses (a 4xx answer does not change
# by asking again), 75 where the network fails five times, with 1, 4, 9 and 16 s between. What broke off is resumed. A
# resume that was answered and brought nothing starts the file over: the server has no ranges, or another object by
# now. Where `piped` is set, somebody reads the file already, and that is 75.
fetch() {
  if fetch_path=$(mounted "$1"); then
    cat -- "$fetch_path" >"$2" || fail 75 "${1%%[?#]*} cannot be read through the mount"
    return
  fi
  case $1 in
    oss://* | s3://*) fail 69 "${1%%[?#]*} is not in the bucket of this volume" ;;
  esac
  fetch_attempt=1
  fetch_size=0
  : >"$2"
  until get "$1" "$2" && { [ "$fetch_size" = 0 ] || [ "$(stat -c %s "$2")" -gt "$fetch_size" ]; }; do
    fetch_status=$?
    case $fetch_status:$http in
      127:*) fail 69 "the image has neither curl nor wget" ;;
      3:000) fail 69 "${1%%[?#]*} is no URL" ;;
      3:* | 23:*) fail 73 "$TMPDIR is full" ;;
      *:408 | *:416 | *:429) ;; # these may change
      *:4??) fail 65 "${1%%[?#]*} was refused, HTTP $http; check the address" ;;
    esac
    if [ "$fetch_attempt" -ge 5 ]; then
      fail 75 "${1%%[?#]*} could not be downloaded, status $fetch_status, HTTP '$http'"
    fi
    fetch_before=$fetch_size
    fetch_size=$(stat -c %s "$2")
    case $http in
      2?? | 416)
        if [ "$fetch_size" -le "$fetch_before" ]; then
          if [ "$fetch_size" != 0 ] && [ -n "${piped-}" ]; then fail 75 "${1%%[?#]*} cannot be resumed"; fi
          : >"$2"
          fetch_size=0
        fi
        ;;
    esac
    sleep "$((fetch_attempt * fetch_attempt))"
    fetch_attempt=$((fetch_attempt + 1))
  done
}

# show FILE: prints the first two bytes and then all, for `unpack` behind it in a pipe.
show() {
  head -c 2 "$1" || return
  cat "$1"
}

# stream URL FILE: `show` of a file while it is fetched into FILE, where the download can be resumed. A reader that
# goes away ends the download. It looks ten times a second, or each second where `sleep` takes whole ones only. What
# lies under a path is read there, and FILE is a link to it.
stream() {
  case $1 in
    '') return 0 ;;
    /*)
      ln -s -f -- "$1" "$2" && show "$1"
      return
      ;;
  esac
  : >"$2"
  (
    # shellcheck disable=SC2034 # `fetch` reads it
    piped=yes
    fetch "$1" "$2"
  ) >/dev/null &
  stream_fetch=$!
  exec 3<"$2"
  until [ "$(stat -c %s "$2")" -ge 2 ] || ! kill -0 "$stream_fetch" 2>/dev/null; do
    nap
  done
  head -c 2 "$2"
  while kill -0 "$stream_fetch" 2>/dev/null; do
    cat <&3 || {
      kill "$stream_fetch"
      return 141 # as of SIGPIPE: the reader's own status counts
    }
    nap
  done
  wait "$stream_fetch" || return
  cat <&3
}

nap() {
  sleep 0.1 2>/dev/null || sleep 1
}

# unpack [URL]: a filter behind `show`: the text, gzip or not; 65 where the gzip is cut.
# gzip's own 1 and 2 mean that the data are bad; a kill stays a kill.
unpack() {
  case $(dd bs=1 count=2 2>/dev/null | od -An -tx1) in
    ' 1f 8b') ;;
    '') return 0 ;; # nothing: busybox's cat would write to whoever is there no longer
    *)
      cat
      return
      ;;
  esac
  gzip -dc && return
  set -- "$?" "${1-a download}"
  case $1 in
    1 | 2) fail 65 "${2%%[?#]*} cannot be unpacked: it is cut, or something follows it" ;;
  esac
  return "$1"
}

# verified FILE URL CHECKSUM: passes only if FILE has the SHA-256 or MD5, told apart by their length; an empty one is
# not checked. The SHA-256 of what came from a source is a fact, `source=<SHA-256> <URL without its query>`; what a
# stage made has a record of its own. A link leads to the volume, where one more pass is not free.
verified() {
  case ${#3}:$3 in
    0:) checksum='' ;;
    *[!0-9a-f:]*) bad_checksum "$3" ;;
    64:*) checksum=$(sha256sum <"$1") || return ;;
    32:*) checksum=$(md5sum <"$1") || return ;;
    *) bad_checksum "$3" ;;
  esac
  checksum=${checksum%% *}
  [ "$checksum" = "$3" ] || fail 65 "${2%%[?#]*} has the checksum $checksum, expected $3"
  case ${#checksum}:$2 in
    *: | *:"$TMPDIR/inputs/"*) return ;;
    64:*) ;;
    *)
      if [ -L "$1" ]; then return; fi
      checksum=$(sha256sum <"$1") || return
      ;;
  esac
  add_fact source "${checksum%% *} ${2%%[?#]*}"
}

bad_checksum() {
  fail 69 "a checksum is '$1', expected the 64 or 32 hexadecimal digits of SHA-256 or MD5, in lower case"
}

# must_name_file URL FILE SUFFIX: 69 unless the URL's last part gave FILE a name before SUFFIX.
# A backslash in it could add fields to a read group, which is named by it.
must_name_file() {
  case ${2##*/}:$1 in
    "$3:"* | *\\*) fail 69 "${1%%[?#]*} has no file's name at its end, or a backslash" ;;
  esac
}

# identity NAME URL [CHECKSUM]: prints what lies behind the URL now: nothing for an empty URL; the checksum where it is
# given; of a file of the bucket, its size and time; else the address without its query, the length, and the ETag or,
# where there is none, the Last-Modified. A server that does not tell is an error.
identity() {
  if [ -z "$2" ]; then
    echo "$1="
    return
  fi
  if [ -n "${3-}" ]; then
    echo "$1=$3"
    return
  fi
  if identity_path=$(mounted "$2"); then
    size_and_time=$(stat -Lc '%s %Y' -- "$identity_path") || return
    printf '%s\n' "$1=$2 $size_and_time"
    return
  fi
  # Of a server that ignores ranges no more is read than has come with its headers.
  ask "$2" | head -c 1 >/dev/null
  told=$(identity_of_headers <"$TMPDIR/.head") || return
  printf '%s\n' "$1=${2%%[?#]*} $told"
}

# ask URL: leaves the headers of the answers, behind all redirects, in $TMPDIR/.head. Asked once, by a GET of one
# byte: a presigned URL allows no HEAD. busybox's wget takes a part for an error, and ends after the headers where it
# shall only look.
ask() {
  : >"$TMPDIR/.head"
  if command -v curl >/dev/null; then
    curl -gsSL -r 0-0 -m 60 -D "$TMPDIR/.head" "$1"
    return
  fi
  echo 'timeout = 60' >"$TMPDIR/.wgetrc"
  case $(wget --help 2>&1) in
    *BusyBox*) wget -q -S --spider "$1" 2>"$TMPDIR/.head" ;;
    *) WGETRC="$TMPDIR/.wgetrc" wget -q -S -t 1 -O - --header 'Range: bytes=0-0' "$1" 2>"$TMPDIR/.head" ;;
  esac
}

# identity_of_headers: prints what of the last answer's headers tells one object from another: its length, and its
# ETag or else its time of change. A length of a part of an answer (chunked) is none, and two headers that contradict
# each other tell nothing.
identity_of_headers() {
  awk '
    /^[ \t]*HTTP\// {
      status = $2
      split("", value)
      clash = 0
      next
    }
    {
      sub(/[ \t\r]+$/, "")
      colon = index($0, ":")
      name = tolower(substr($0, 1, colon - 1))
      gsub(/[ \t]/, "", name)
      text = substr($0, colon + 1)
      sub(/^[ \t]+/, "", text)
    }
    name ~ /^(etag|last-modified|content-(length|range)|transfer-encoding)$/ {
      if (name in value && value[name] != text) clash = 1
      value[name] = text
    }
    END {
      size = status == 206 ? value["content-range"] : value["content-length"]
      if (status == 200 && ("transfer-encoding" in value)) size = ""
      sub(/.*\//, "", size)
      tag = value["etag"]
      if (tag ~ /^(W\/)?""$/) tag = ""
      if (tag == "") tag = value["last-modified"]
      if (clash || status !~ /^20[06]$/ || size !~ /^[0-9]+$/ || tag == "") exit 1
      print size, tag
    }
  '
}
