import { either, instanceOf, mustBe, optional, shape, TEXT } from '../kinds';
import { FETCH } from '../shell/files';
import { lines, sh } from '../shell/sh';
import { type Shell, ShellVariable } from '../shell/shell';
import type { IVolume } from '../storage/file';

/**
 * Tells the functions of {@link FETCH} which bucket is mounted, and where: shell that stands before the first `fetch`.
 * What is on that bucket is read through the mount; other `oss://` URLs are refused.
 */
export function mountedBucket(volume: IVolume): Shell {
  mustBe('mountedBucket', volume, BUCKET, 'volume');
  const { bucket, bucketPath, mountPath } = volume;
  if (bucket === undefined) return sh`BUCKET=''`;
  return sh`BUCKET=${`oss://${bucket}${bucketPath.replace(/\/$/, '')}/`} BUCKET_AT=${mountPath}`;
}

/** A source to be identified, and its checksum where one may be given. */
export interface Source {
  readonly url: ShellVariable;
  readonly checksum?: ShellVariable | undefined;
}

const BUCKET = shape({ bucket: optional(TEXT), bucketPath: TEXT, mountPath: TEXT });
const VARIABLE = instanceOf('a reference that `script` receives', ShellVariable);
/** A source. */
const SOURCE = either(
  'a reference that `script` receives',
  VARIABLE,
  shape({ url: VARIABLE, checksum: optional(VARIABLE) }),
);

/**
 * An `identify` that prints what is behind each URL now: its checksum where that is given, else its address without
 * query, its length, and its ETag or, where there is none, its Last-Modified; of a file of the bucket, its size and
 * time; nothing for an empty URL. A source that does not tell is an error. Uses {@link FETCH}.
 */
export function identifySources(volume: IVolume, ...sources: readonly (ShellVariable | Source)[]): Shell {
  for (const source of sources) mustBe('identifySources', source, SOURCE, 'source');
  const all = sources.map((source): Source => ('url' in source ? source : { url: source }));
  return lines(
    mountedBucket(volume),
    ...all.map(({ url, checksum }) =>
      checksum === undefined ? sh`identity ${url.name} ${url}` : sh`identity ${url.name} ${url} ${checksum}`,
    ),
  ).needing([{ uses: FETCH }]);
}
