import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Invocation } from '../test/support/argo';
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

/** How a workflow ended. */
export interface Finished {
  readonly phase: string;
  /** Phases by the nodes' display names. */
  readonly nodes: Readonly<Record<string, string>>;
}

/** Submits to Argo as the README says, and waits for the end. */
export async function submit(
  name: string,
  parameters: Readonly<Record<string, string>>,
  seconds = 150,
): Promise<Finished> {
  const { ARGO_BIN: bin = '' } = process.env;
  const passed = Object.entries(parameters).flatMap(([key, value]) => ['-p', `${key}=${value}`]);
  const argo = (...args: readonly string[]): Promise<string> => run(join(bin, 'argo'), [...args, '-n', 'argo']);
  const workflow = (await argo('submit', '--from', `workflowtemplate/${name}`, ...passed, '-o', 'name')).trim();
  await kubectl(['wait', '--for', 'condition=Completed', `workflow/${workflow}`, `--timeout=${seconds}s`]);
  const { status } = JSON.parse(await kubectl(['get', 'workflow', workflow, '-o', 'json']));
  const nodes = Object.values<{ readonly displayName: string; readonly phase: string }>(status.nodes ?? {});
  return {
    phase: status.phase,
    nodes: Object.fromEntries(nodes.map(({ displayName, phase }) => [displayName, phase])),
  };
}

let pods = 0;

/** Runs one container as a pod of its own: its template's volumes and security context, its own resources and environment, no account. */
export async function runAsPod(invocation: Invocation): Promise<Ended> {
  const { task, template, container, volumes, securityContext } = invocation;
  pods += 1;
  const name = `${template}-${process.pid}-${pods}`;
  const spec = { automountServiceAccountToken: false, restartPolicy: 'Never', securityContext, volumes };
  await apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { ...spec, containers: [{ name: 'main', ...container }] },
  });
  const ended = '{.status.containerStatuses[0].state.terminated}';
  await kubectl(['wait', '--for', `jsonpath=${ended}`, `pod/${name}`, '--timeout=120s']);
  const status = Number(await kubectl(['get', 'pod', name, '-o', `jsonpath=${ended.replace('}', '.exitCode}')}`]));
  const log = await kubectl(['logs', name]);
  await kubectl(['delete', 'pod', name, '--wait=false', '--now']);
  return { task, status, log };
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
