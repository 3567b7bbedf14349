import { lines, sh } from '../stages/sh';
import { type Shell, type ShellVariable, shellQuote } from '../stages/shell';
import type { Volume } from '../storage/volume';

/**
 * Shell functions for sources. `fetch URL FILE` leaves a whole file, or ends the stage: 65 where the server refuses (a 4xx answer does
 * not change by asking again), 75 where the network fails. GNU wget resumes within one call, up to 20 times; busybox's does not.
 * `oss://` is read through the mount. `unpack FILE` prints a file's text, gzip or not. No message holds a URL's query.
 */
export function sources(volume: Volume): Shell {
  return sh`
    fetch() { # URL FILE: the whole file, or 65 when the server says no and 75 when the network does
      case $1 in ${bucketCase(volume)} oss://*) fail 69 "$1 is not in the bucket of this volume" ;; esac
      if wget -q -S -T 60 -O "$2" "$1" 2>/tmp/.wget; then return; fi; http=$(awk '$1 ~ /^HTTP/ { s = $2 } END { print s }' /tmp/.wget)
      case $http in 408|429) ;; 4??) fail 65 "\${1%%[?#]*} was refused, HTTP $http; check the address" ;; esac; fail 75 "\${1%%[?#]*}: HTTP '$http'"; }
    unpack() { case $(od -An -tx1 -N2 "$1") in *'1f 8b'*) gzip -dc "$1" ;; *) cat "$1" ;; esac; }`;
}

/** Prints what is behind each URL now: its address without query, length and ETag. A server that does not tell is an error. */
export function identifySources(...urls: readonly ShellVariable[]): Shell {
  // A GET: a presigned URL allows no HEAD.
  const ask = sh.raw(`identity() { wget -q -S -T 60 -O /dev/null --header 'Range: bytes=0-0' "$2" 2>&1 | NAME="$1=\${2%%[?#]*}" awk '
  tolower($1) ~ /^etag:/ { e = $2 } tolower($1) ~ /^content-range:/ { split($3, n, "/") } END { if (!n[2] || !e) exit 1; print ENVIRON["NAME"], n[2], e }'; }`);
  return lines(ask, sh.raw(urls.map(({ name }) => `identity ${name} "$${name}"`).join('; ')));
}

/** The keys of the bucket that is mounted, as a pattern of a case. */
function bucketCase({ bucket, bucketPath, mountPath }: Volume): Shell {
  if (bucket === undefined) return sh.raw('');
  const prefix = shellQuote(`oss://${bucket}${bucketPath.replace(/\/$/, '')}/`);
  return sh.raw(`${prefix}*) cat ${mountPath}/"\${1#${prefix}}" > "$2"; return ;;`);
}
