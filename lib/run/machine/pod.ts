import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { processOf } from '../process';
import { ArgoError } from '../substitute';
import type { Invocation, Parameters } from '../template';
import { folderSize } from './folder-size';
import { hostPath, inOrder, layArtifacts, type Mount, mountsOf, scratchFolder, type Volumes } from './mounts';
import type { Pod, Runtime, Started } from './runtime';

/** Where pods of a run find what they mount, and what starts them. */
export interface Place extends Volumes {
  readonly runtime: Runtime;
}

/** What a container left behind. */
export interface ContainerEnd {
  readonly status: number;
  /** Why it failed, as Kubernetes says it. */
  readonly reason: string;
  /** Why it was ended before its time, where it took more than it may. */
  readonly evicted: string | undefined;
  readonly texts: Parameters;
  /** Undefined where this machine cannot tell. */
  readonly cpuSeconds: number | undefined;
  /** The most that was seen of it, twice a second; undefined where it ended before. */
  readonly memory: number | undefined;
  /** The end of what it said. */
  readonly log: string;
  readonly logFile: string;
}

export interface RunningPod {
  readonly ended: Promise<ContainerEnd>;
  /** Has everything in it end. */
  readonly stop: () => void;
}

const LONGEST_LOG = 64 * 1024;
const LOOK = 500;
/** The kubelet looks at what lies in scratch every ten seconds. */
const LOOKS_A_SIZE = 20;

/** Starts a container on this machine. */
export function startPod(invocation: Invocation, retries: number, place: Place): RunningPod {
  const { runtime } = place;
  const own = mkdtempSync(join(place.folder, 'pod-'));
  const asked = processOf(invocation, place.objects);
  const declared = mountsOf(invocation, asked, own, place);
  const seen = runtime.hasImage ? declared : withTmp(declared, own);
  const artifacts = layArtifacts(invocation.files, seen, own);
  const [outside] = artifacts;
  if (outside !== undefined && !runtime.hasImage) {
    throw new ArgoError(`the artifact ${outside.path} lies outside of what the container mounts`);
  }
  const mounts = inOrder([...seen, ...artifacts]);
  const outputs = invocation.outputs.map((path, at) => {
    const inside = hostPath(mounts, path);
    return { path, file: inside ?? join(own, 'outputs', `${at}`), isLoose: inside === undefined };
  });
  const loose = Object.fromEntries(outputs.filter(({ isLoose }) => isLoose).map(({ path, file }) => [path, file]));
  mkdirSync(join(own, 'outputs'));
  const pod: Pod = { name: nameOf(invocation), invocation, process: asked, mounts, loose, folder: own };
  const started = runtime.start(pod);
  const logFile = join(place.folder, 'logs', `${invocation.task || invocation.template}-${retries}.log`);
  const ended = followed(started, mounts, logFile).then((end) => {
    const texts = outputs.flatMap(({ path, file }) =>
      existsSync(file) ? [[path, readFileSync(file, 'utf8')] as const] : [],
    );
    remove(own);
    return { ...end, logFile, texts: Object.fromEntries(texts) };
  });
  return { ended, stop: started.stop };
}

/** Of a template's name, as Argo's pods. */
function nameOf({ template }: Invocation): string {
  const slug = template
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  return `${slug.slice(0, 40) || 'pod'}-${randomBytes(6).toString('hex')}`;
}

/** Where a container sees this machine, its /tmp is its own in any case. */
function withTmp(mounts: readonly Mount[], own: string): readonly Mount[] {
  if (mounts.some(({ path }) => path === '/tmp')) return mounts;
  return inOrder([...mounts, { mode: 'rw', folder: scratchFolder(join(own, 'volumes', '.tmp')), path: '/tmp' }]);
}

/** What belongs to another user of this machine stays, in the folder of temporary files. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

type Followed = Omit<ContainerEnd, 'texts' | 'logFile'>;

/** Keeps what a container says, and looks at what it has, until it has ended. */
function followed(started: Started, mounts: readonly Mount[], logFile: string): Promise<Followed> {
  const { child } = started;
  mkdirSync(dirname(logFile), { recursive: true });
  const file = createWriteStream(logFile);
  let tail = '';
  const keep = (data: Buffer): void => {
    file.write(data);
    tail = `${tail}${data}`.slice(-LONGEST_LOG);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  let memory: number | undefined;
  let cost: number | undefined;
  let evicted: string | undefined;
  let looks = 0;
  const look = setInterval(() => {
    const usage = started.usage();
    if (usage !== undefined) {
      memory = Math.max(memory ?? 0, usage.memory);
      cost = Math.max(cost ?? 0, usage.cpuSeconds);
    }
    looks += 1;
    if (evicted !== undefined || looks % LOOKS_A_SIZE !== 0) return;
    evicted = tooFull(mounts);
    if (evicted !== undefined) started.stop();
  }, LOOK);
  return closed(child)
    .finally(() => clearInterval(look))
    .then(
      (code) =>
        new Promise((resolve, reject) => {
          file.end(() => {
            started
              .end(code, tail)
              .then(({ cpuSeconds = cost, reason = 'Error', ...end }) =>
                resolve({ ...end, reason, evicted, memory, cpuSeconds }),
              )
              .catch(reject);
          });
        }),
    );
}

function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** What the kubelet says of scratch that holds more than it may. */
function tooFull(mounts: readonly Mount[]): string | undefined {
  for (const { folder, scratch } of mounts) {
    if (scratch?.limit === undefined || folderSize(folder) <= scratch.limit) continue;
    return `Usage of EmptyDir volume "${scratch.volume}" exceeds the limit "${scratch.sizeLimit}". `;
  }
  return undefined;
}
