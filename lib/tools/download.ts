import { lines, sh } from '../stages/sh';
import { type Shell, type ShellVariable, shellQuote } from '../stages/shell';
import type { Volume } from '../storage/volume';

/**
 * Shell functions for sources. `fetch URL FILE` leaves a whole file, or ends the stage: 65 where the server refuses (a
 * 4xx answer does not change by asking again), 75 where the network fails five times in a pod, with 1, 4, 9 and 16 s
 * between. What broke off is resumed; a resume that was answered and brought nothing starts the file over: the server
 * has no ranges, or another object by now. By curl, or wget where there is none; a connection that is silent for 60 s
 * is broken. wget's timeout stands in its own file: not every busybox has the option, and one crashes of it. `oss://`
 * is read through the mount. `show FILE`, for a pipe, prints the first two bytes and then all; `unpack [URL]` after it
 * prints the text, gzip or not; 65 where the gzip is cut. No message holds a URL's query.
 */
export function fetchFunctions(volume: Volume): Shell {
  const ofBucket = bucketCase(
    volume,
    (path) => `cat ${path('$1')} > "$2" || fail 75 "\${1%%[?#]*} cannot be read through the mount"; return`,
  );
  return sh.raw(`echo 'timeout = 60' >/tmp/.wgetrc; get() { if command -v curl >/dev/null; then h=$(exec curl -gfsSL -C - --connect-timeout 60 -y 60 -Y 1 -o "$2" -w '%{http_code}' "$1" 2>"$2.get"); else
  wget -q -S -c -t 1 -O "$2" "$1" >"$2.get" 2>&1; set -- "$?" "$2"; h=$(awk '$1 ~ /^HTTP/ { h = $2 } END { print h }' "$2.get"); return "$1"; fi; }
fetch() { # URL FILE: the whole file, resumed where it broke off; 65 when the server says no, 75 when the network does
  case $1 in ${ofBucket}oss://*) fail 69 "\${1%%[?#]*} is not in the bucket of this volume" ;; esac
  n=1 z=0; : >"$2"; until get "$1" "$2" && { [ "$z" = 0 ] || [ "$(stat -c %s "$2")" -gt "$z" ]; }; do s=$?; case $s:$h in 127:*) fail 69 "the image has neither curl nor wget" ;; 3:000) fail 69 "\${1%%[?#]*} is no URL" ;; 3:*|23:*) fail 73 "/tmp is full" ;; *:408|*:416|*:429) ;;
    *:4??) fail 65 "\${1%%[?#]*} was refused, HTTP $h; check the address" ;; esac; [ "$n" -lt 5 ] || fail 75 "\${1%%[?#]*} could not be downloaded, status $s, HTTP '$h'"
    set -- "$1" "$2" "$z"; z=$(stat -c %s "$2"); case $h in 2??|416) [ "$z" -gt "$3" ] || { [ "$z" = 0 ] || [ -z "\${piped-}" ] || fail 75 "\${1%%[?#]*} cannot be resumed"; : >"$2"; z=0; } ;; esac; sleep "$((n * n))"; n=$((n + 1)); done; }
${UNPACK}`);
}

/** `unpack` looks at the two bytes. gzip's own 1 and 2 mean that the data are bad; a kill stays a kill. */
const UNPACK = `show() { head -c 2 "$1"; cat "$1"; }; unpack() { set -- "\${1-a download}"; case $(dd bs=1 count=2 2>/dev/null | od -An -tx1) in ' 1f 8b') gzip -dc || case $? in 1|2) fail 65 "\${1%%[?#]*} cannot be unpacked: it is cut, or something follows it" ;; *) return $? ;; esac ;; *) cat ;; esac; }`;

/**
 * A shell function `verified FILE URL CHECKSUM`: passes only if the file has the SHA-256 or MD5, told apart by their
 * length; an empty one is not checked.
 */
export function checksumFunction(): Shell {
  return sh.raw(`verified() { case \${#3}:$3 in 0:) return ;; *[!0-9a-f:]*) c= ;; 64:*) c=$(sha256sum <"$1") ;; 32:*) c=$(md5sum <"$1") ;; *) c= ;; esac # FILE URL CHECKSUM
  [ -n "$c" ] || fail 69 "a checksum is '$3', expected the 64 or 32 hexadecimal digits of SHA-256 or MD5, in lower case"; [ "\${c%% *}" = "$3" ] || fail 65 "\${2%%[?#]*} has the checksum \${c%% *}, expected $3"; }`);
}

/** A source to be identified, and its checksum where one may be given. */
export interface Source {
  readonly url: ShellVariable;
  readonly checksum?: ShellVariable | undefined;
  /** Whether the URL may be empty. */
  readonly optional?: boolean;
}

/**
 * Prints what of the last answer's headers, those after all redirects, tells one object from another: its length, and
 * its ETag or else its time of change. A length of a part of an answer (chunked) is none, and two headers that
 * contradict each other tell nothing.
 */
const HEADERS = String.raw`/^[ \t]*HTTP\// {
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
  print ENVIRON["NAME"], size, tag
}`;

/**
 * Prints what is behind each URL now: its checksum where that is given, else its address without query, its length, and
 * its ETag or, where there is none, its Last-Modified; of a file of the bucket, its size and time. A source that does
 * not tell is an error. Asked once, by a GET of one byte: a presigned URL allows no HEAD, and of a server that ignores
 * ranges no more is read than has come with its headers. busybox's wget takes a part for an error, and ends after the
 * headers where it shall only look.
 */
export function identifySources(volume: Volume, ...sources: readonly (ShellVariable | Source)[]): Shell {
  const all = sources.map((source): Source => ('url' in source ? source : { url: source }));
  const ofFile = (path: (url: string) => string): string =>
    `s=$(stat -Lc '%s %Y' -- ${path('$2')}); printf '%s\\n' "$1=$2 $s"; return`;
  const known = all.some(({ checksum }) => checksum !== undefined)
    ? '  [ -z "${3-}" ] || { echo "$1=$3"; return; }\n'
    : '';
  const empty = all.some(({ optional }) => optional === true) ? '  [ -n "$2" ] || { echo "$1="; return; }\n' : '';
  const ask = sh.raw(`ask() { # URL: its headers go to /tmp/.head
  : >/tmp/.head
  if command -v curl >/dev/null; then
    curl -gsSL -r 0-0 -m 60 -D /tmp/.head "$1"
    return
  fi
  echo 'timeout = 60' >/tmp/.wgetrc
  case $(wget --help 2>&1) in
    *BusyBox*) wget -q -S --spider "$1" 2>/tmp/.head ;;
    *) wget -q -S -t 1 -O - --header 'Range: bytes=0-0' "$1" 2>/tmp/.head ;;
  esac
}
identity() { # NAME URL [CHECKSUM]
${empty}${known}  case $2 in ${bucketCase(volume, ofFile)}esac
  ask "$2" | head -c 1 >/dev/null
  NAME="$1=\${2%%[?#]*}" awk '${HEADERS}' /tmp/.head
}`);
  const calls = all.map(
    ({ url: { name }, checksum }) =>
      `identity ${name} "$${name}"${checksum === undefined ? '' : ` "$${checksum.name}"`}`,
  );
  return lines(ask, sh.raw(calls.join('\n')));
}

/**
 * A case for the keys of the bucket that is mounted; `command` is given how to write such a URL's path below the mount.
 */
function bucketCase(
  { bucket, bucketPath, mountPath }: Volume,
  command: (path: (url: string) => string) => string,
): string {
  if (bucket === undefined) return '';
  const prefix = shellQuote(`oss://${bucket}${bucketPath.replace(/\/$/, '')}/`);
  const path = (url: string): string => `${mountPath}/"\${${url.slice(1)}#${prefix}}"`;
  return `${prefix}*) ${command(path)} ;; `;
}
