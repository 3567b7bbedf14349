import type { IConstruct } from 'constructs';
import type { Owner } from '../argo/model';
import { GenomicsError } from '../errors';

/**
 * The uid and gid of the pods that we emit, where nothing says otherwise: the first ordinary user of most images and
 * systems.
 */
export const DEFAULT_OWNER: Owner = { uid: 1000, gid: 1000 };

/**
 * How the node reads the bucket. `ossfs` is near POSIX; `ossfs2` is for sequential reads and writes, which is all that
 * stages do.
 */
export type OssClient = 'ossfs' | 'ossfs2';

/**
 * Who the mount is to OSS: keys in a Secret that exists (`akId`, `akSecret`), or a RAM role (RRSA), which needs no
 * keys.
 */
export type OssCredentials =
  | { readonly secretName: string }
  | { readonly roleName: string }
  | { readonly roleArn: string; readonly oidcProviderArn: string };

/**
 * `allow_other`, `uid`, `gid` and `umask` let the pods' user write; ossfs 1 otherwise shows all files as root's. What a
 * node remembers of a file is a second old at most: without any memory each look costs requests for every folder above
 * (docs/benchmarks.md), and with the default of 900 s a node would not see that another run has replaced a published
 * file.
 */
export function mountOptions(client: OssClient, owner: Owner, more: string | undefined): string {
  const { uid, gid } = owner === 'root' ? { uid: 0, gid: 0 } : owner;
  const options =
    client === 'ossfs'
      ? `-o allow_other -o uid=${uid} -o gid=${gid} -o umask=022 -o stat_cache_expire=1`
      : `-o allow_other -o uid=${uid} -o gid=${gid} -o file_mode=0644 -o dir_mode=0755 -o attr_timeout=0`;
  return more === undefined ? options : `${options} ${more}`;
}

/** What the driver needs beside the bucket, by kind of credentials. */
export function credentialAttributes(credentials: OssCredentials): Readonly<Record<string, string>> {
  if ('secretName' in credentials) return {};
  return { authType: 'rrsa', ...credentials };
}

/** The driver wants the endpoint, not the bucket's own domain, and refuses the mount otherwise, at the first pod. */
export function checkBucket(where: IConstruct, bucket: string, endpoint: string, path: string): void {
  const refuse = (what: string, got: string, expected: string, fix: string): never => {
    throw new GenomicsError('invalid-value', where, { what, got: `'${got}'`, expected, fix });
  };
  if (!/^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/.test(bucket)) {
    refuse(
      'the bucket name is not one that OSS allows',
      bucket,
      '3 to 63 lower-case letters, digits and hyphens',
      'set the bucket',
    );
  }
  const host = endpoint.replace(/^https?:\/\//, '');
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?$/.test(host) || host.startsWith(`${bucket}.`)) {
    refuse(
      'the endpoint is not usable',
      endpoint,
      'a region host such as oss-cn-beijing-internal.aliyuncs.com',
      'leave out bucket and path',
    );
  }
  if (!/^\/([^/]+(\/[^/]+)*\/?)?$/.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)) {
    refuse(
      'the path in the bucket is not usable',
      path,
      "a path that starts with '/', without '//' and '..'",
      'set the path, / for all',
    );
  }
}
