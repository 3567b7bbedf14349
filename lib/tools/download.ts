import { lines, sh } from '../stages/sh';
import { type Shell, type ShellVariable, shellQuote } from '../stages/shell';
import type { Volume } from '../storage/volume';

/**
 * Shell functions for sources. `fetch URL FILE` leaves a whole file, or ends the stage: 65 where the server refuses (a 4xx answer does
 * not change by asking again), 75 where the network fails after five tries, which GNU wget resumes. `oss://` is read through the mount.
 * The timeout stands in GNU wget's own file: not every busybox has the option, and one crashes of it.
 * `unpack FILE` prints a file's text, gzip or not; 65 where the gzip is cut or none. No message holds a URL's query.
 */
export function fetchFunctions(volume: Volume): Shell {
  return sh`
    fetch() { # URL FILE: the whole file, or 65 when the server says no and 75 when the network does
      case $1 in ${bucketCase(volume, (path) => `cat ${path('$1')} > "$2" || fail 75 "$1 cannot be read through the mount"`)} oss://*) fail 69 "$1 is not in the bucket of this volume" ;; esac
      echo 'timeout = 60' >/tmp/.wgetrc; if wget -q -S -t 5 -O "$2" "$1" 2>/tmp/.wget; then return; else s=$?; fi
      h=$(awk '$1 ~ /^HTTP/ { h = $2 } END { print h }' /tmp/.wget); case $s:$h in 127:*) fail 69 "the image has no wget" ;; 3:*) fail 73 "/tmp is full" ;;
        *:408|*:429) ;; *:4??) fail 65 "\${1%%[?#]*} was refused, HTTP $h; check the address" ;; esac; fail 75 "\${1%%[?#]*} could not be downloaded, wget $s, HTTP '$h'"; }
    ${sh.raw(UNPACK)}`;
}

/** gzip's own 1 and 2 mean that the data are bad; a kill stays a kill. */
const UNPACK = `unpack() { case $(od -An -tx1 -N2 "$1") in *'1f 8b'*) gzip -dc "$1" || case $? in 1|2) fail 65 "a download cannot be unpacked: it is cut" ;; *) return $? ;; esac ;; *) cat "$1" ;; esac; }`;

/**
 * Prints what is behind each URL now: its address without query, length and ETag; of a file of the bucket, its size and time. A source
 * that does not tell is an error. Asked by a GET of one byte: a presigned URL allows no HEAD.
 */
export function identifySources(volume: Volume, ...urls: readonly ShellVariable[]): Shell {
  const ofFile = (path: (url: string) => string): string => `s=$(stat -Lc '%s %Y' -- ${path('$2')}); echo "$1=$2 $s"`;
  const ask = sh.raw(`identity() { case $2 in ${bucketCase(volume, ofFile).text} esac
  echo 'timeout = 60' >/tmp/.wgetrc; wget -q -S -t 1 -O - --header 'Range: bytes=0-0' "$2" 2>/tmp/.head | head -c 1 >/dev/null; NAME="$1=\${2%%[?#]*}" awk '
  tolower($1) ~ /^etag:/ { e = $2 } tolower($1) ~ /^content-range:/ { split($3, n, "/") } END { if (!n[2] || !e) exit 1; print ENVIRON["NAME"], n[2], e }' /tmp/.head; }`);
  return lines(ask, sh.raw(urls.map(({ name }) => `identity ${name} "$${name}"`).join('; ')));
}

/** A case for the keys of the bucket that is mounted; `command` is given how to write such a URL's path below the mount. */
function bucketCase({ bucket, bucketPath, mountPath }: Volume, command: (path: (url: string) => string) => string): Shell {
  if (bucket === undefined) return sh.raw('');
  const prefix = shellQuote(`oss://${bucket}${bucketPath.replace(/\/$/, '')}/`);
  const path = (url: string): string => `${mountPath}/"\${${url.slice(1)}#${prefix}}"`;
  return sh.raw(`${prefix}*) ${command(path)}; return ;;`);
}
