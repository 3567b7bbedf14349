import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import type { ArgoVersion } from '../lib';
import type { Invocation } from '../lib/run/template';
import type { Ended } from '../test/support/run';

const NAMESPACE = 'argo';

/** Where pods reach a server of this machine. */
export const HOST = '10.88.0.1';

/** The bucket, as this machine has it mounted. */
export function bucketFolder(): string {
  const { E2E_FOLDER: folder } = process.env;
  if (folder === undefined) throw new Error('E2E_FOLDER is not set; start e2e/pods.sh');
  return folder;
}

/** Never synchronous: the server that pods download from lives in this process. */
export function run(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)),
    );
    child.stdin?.end(input);
  });
}

export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return run('kubectl', ['-n', NAMESPACE, ...args], input);
}

export async function apply(object: object): Promise<void> {
  await kubectl(['apply', '-f', '-'], JSON.stringify(object));
}

/** Argo's executor reports as the pod's account. */
export const EVERY_ACCOUNT = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'every-account' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bwa-oss' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:serviceaccounts:argo' }],
};

/** The engine's own client, which needs no server of Argo's for what it does here. */
export function argo(...args: readonly string[]): Promise<string> {
  const { ARGO_BIN: bin = '' } = process.env;
  return run(join(bin, 'argo'), [...args, '-n', NAMESPACE]);
}

const VERSIONS: readonly ArgoVersion[] = ['3.4', '3.5', '3.6', '3.7', '4.0', '4.1'];

/** The version of the engine that runs, as its own client tells it. */
export async function engineVersion(): Promise<ArgoVersion> {
  const told = await argo('version', '--short');
  const version = VERSIONS.find((known) => told.includes(`v${known}.`));
  if (version === undefined) throw new Error(`expected Argo ${VERSIONS.join(', ')}, got ${told}`);
  return version;
}

interface ArgoNode {
  readonly displayName: string;
  readonly phase: string;
  readonly message?: string;
}

/** How a workflow stands, or ended. */
export interface State {
  readonly workflow: string;
  readonly phase: string;
  /** Phases by the nodes' display names. */
  readonly nodes: Readonly<Record<string, string>>;
  /** What Argo tells of its nodes and of the whole, a line each. */
  readonly messages: string;
}

/** Submits to Argo as the README says, and gives the workflow's name. */
export async function begin(name: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const passed = Object.entries(parameters).flatMap(([key, value]) => ['-p', `${key}=${value}`]);
  return (await argo('submit', '--from', `workflowtemplate/${name}`, ...passed, '-o', 'name')).trim();
}

/** Waits for a workflow's end. */
export async function finish(workflow: string, seconds = 300): Promise<State> {
  await kubectl(['wait', '--for', 'condition=Completed', `workflow/${workflow}`, `--timeout=${seconds}s`]);
  return look(workflow);
}

/** Where a workflow is now. */
export async function look(workflow: string): Promise<State> {
  const { status } = JSON.parse(await kubectl(['get', 'workflow', workflow, '-o', 'json']));
  const nodes = Object.values<ArgoNode>(status?.nodes ?? {});
  const phases = Object.fromEntries(nodes.map(({ displayName, phase }) => [displayName, phase]));
  const told = [status, ...nodes].flatMap((one) => one?.message ?? []);
  return { workflow, phase: status?.phase ?? '', nodes: phases, messages: told.join('\n') };
}

export async function submit(
  name: string,
  parameters: Readonly<Record<string, string>>,
  seconds?: number,
): Promise<State> {
  return finish(await begin(name, parameters), seconds);
}

/** The names of a workflow's pods that are there. */
export async function podsOf(workflow: string): Promise<readonly string[]> {
  const names = await kubectl(['get', 'pods', '-l', `workflows.argoproj.io/workflow=${workflow}`, '-o', 'name']);
  return names.split('\n').filter((name) => name !== '');
}

/** What the pods of a workflow that are still there said: those that failed. */
export async function logsOf(workflow: string): Promise<string> {
  const logs = (await podsOf(workflow)).map((pod) => kubectl(['logs', pod, '-c', 'main']).catch(gone));
  return (await Promise.all(logs)).join('');
}

/** Argo removes pods that succeeded whenever it likes. */
function gone(error: Error): string {
  if (/not found/i.test(error.message)) return '';
  throw error;
}

/** The pod of the node whose whole name, `<workflow>.<task>(<item>)(<attempt>)`, ends so. */
export async function podOf(workflow: string, node: string): Promise<string> {
  const nodeName = '.metadata.annotations.workflows\\.argoproj\\.io/node-name';
  const columns = `custom-columns=:metadata.name,:${nodeName}`;
  const rows = await kubectl(['get', 'pods', '-l', `workflows.argoproj.io/workflow=${workflow}`, '-o', columns]);
  const row = rows.split('\n').find((one) => one.trimEnd().endsWith(node));
  if (row === undefined) throw new Error(`expected a pod of ${node}, got\n${rows}`);
  return row.split(' ')[0] ?? '';
}

/** Waits for a minute at most, or as long as is said. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

let pods = 0;

/**
 * Starts one container as a pod of its own, and gives its name: its template's volumes and security context, its own
 * resources and environment, no account. Argo's init container writes raw artifacts; here a ConfigMap has them.
 */
export async function startAsPod(invocation: Invocation, restartPolicy = 'Never'): Promise<string> {
  const { template, container, files, volumes, securityContext } = invocation;
  pods += 1;
  const name = `${template}-${process.pid}-${pods}`;
  const texts = Object.entries(files).map(([path, text]) => ({ path, key: basename(path), text }));
  const data = Object.fromEntries(texts.map(({ key, text }) => [key, text]));
  await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  const mounts = texts.map(({ path, key }) => ({ name: 'files', mountPath: path, subPath: key }));
  const main = { name: 'main', ...container, volumeMounts: [...(container.volumeMounts ?? []), ...mounts] };
  const spec = {
    automountServiceAccountToken: false,
    restartPolicy,
    securityContext,
    volumes: [...volumes, { name: 'files', configMap: { name } }],
    containers: [main],
  };
  await apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
  return name;
}

export async function runAsPod(invocation: Invocation): Promise<Ended> {
  const name = await startAsPod(invocation);
  const ended = '{.status.containerStatuses[0].state.terminated}';
  await kubectl(['wait', '--for', `jsonpath=${ended}`, `pod/${name}`, '--timeout=120s']);
  const status = Number(await kubectl(['get', 'pod', name, '-o', `jsonpath=${ended.replace('}', '.exitCode}')}`]));
  const log = await kubectl(['logs', name]);
  await kubectl(['delete', 'pod', name, '--wait=false', '--now']);
  return { task: invocation.task, status, log };
}

export async function runAsPods(all: readonly Invocation[]): Promise<readonly Ended[]> {
  const done: Ended[] = [];
  for (const invocation of all) {
    const one = await runAsPod(invocation);
    done.push(one);
    if (one.status !== 0) break;
  }
  return done;
}
