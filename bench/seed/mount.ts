import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { documents } from '../../test/support/manifests';

const { CLUSTER = '../shared/cluster', CLUSTER_HOME = join(homedir(), '.cache/cluster') } = process.env;
const BUCKET = 'bench-seed';
const STATE = join(CLUSTER_HOME, 'state');

/** Never synchronous: a mount may ask a relay in this process. */
const run = promisify(execFile);
/** The bucket's files as the S3 server keeps them: what is asked here asks no server. */
export const STORED = join(STATE, 'buckets', BUCKET);

/** What keeps this machine from mounting a bucket, or nothing. */
export function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'root is needed';
  if (!existsSync(join(CLUSTER, 'bucket')))
    return `there is no ${CLUSTER}/bucket; set CLUSTER to the folder of its scripts`;
  if (!existsSync(join(CLUSTER_HOME, 'bin/versitygw')))
    return `there is no S3 server in ${CLUSTER_HOME}/bin; run ${CLUSTER}/build`;
  const tools = ['s3fs', 'bwa', 'samtools', 'wget', '/usr/bin/time', 'unshare', 'setpriv'];
  const absent = tools.filter((tool) => {
    try {
      execFileSync('sh', ['-c', 'command -v "$1"', 'sh', tool]);
      return false;
    } catch {
      return true;
    }
  });
  return absent.length === 0 ? undefined : `missing: ${absent.join(', ')}`;
}

/** The mount options of our PersistentVolume, as s3fs takes them. */
export function volumeOptions(): string {
  const volume = documents('dist/bwa-oss-storage.k8s.yaml').find(({ kind }) => kind === 'PersistentVolume');
  const spec = volume?.['spec'] as { readonly csi: { readonly volumeAttributes: { readonly otherOpts: string } } };
  return spec.csi.volumeAttributes.otherOpts.replace(/^-o /, '').replaceAll(' -o ', ',');
}

/** Our volume's own, s3fs's default, which remembers the attributes of files for 900 s, and none of that memory. */
export function mounts(): readonly string[] {
  const own = volumeOptions();
  const plain = own
    .split(',')
    .filter((option) => !/^(max_stat_cache_size|stat_cache_expire)=/.test(option))
    .join(',');
  return [own, plain, `${plain},max_stat_cache_size=0`];
}

/** Mounts the benchmark's bucket and gives the folder. The bucket's script passes options on to s3fs, whose last `url` counts. */
export async function mount(options: string, folder: string): Promise<string> {
  mkdirSync(STORED, { recursive: true });
  return (await run(join(CLUSTER, 'bucket'), [BUCKET, options, `${BUCKET}-${folder}`])).stdout.trim();
}

export async function unmount(folder: string): Promise<void> {
  await run('umount', [folder]);
}

/** Empties a folder of the bucket without a request. */
export function forget(folder: string): void {
  rmSync(join(STORED, folder), { recursive: true, force: true });
}
