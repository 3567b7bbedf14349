import { kubernetesExpand } from '../lib/argo/kubernetes-expand';
import type { Container, Parameter } from '../lib/run/manifest';
import {
  askedOf,
  inOrder,
  inTaskOrder,
  NAME,
  type Recorded,
  type RecordedPod,
  UID,
} from '../test/engine/corpus/recorded';
import { argo, kubectl } from './cluster';

interface ArgoNode {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly type: string;
  readonly phase: string;
  readonly message?: string;
  readonly boundaryID?: string;
  readonly children?: readonly string[];
  readonly templateName?: string;
  readonly templateRef?: { readonly template: string };
  readonly outputs?: { readonly exitCode?: string; readonly parameters?: readonly Parameter[] };
}

interface Pod {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly (Container & { readonly name: string })[];
    readonly initContainers?: readonly Container[];
  };
}

/** What Argo made of a workflow that ended, in the form in which it is compared. */
export async function recordingOf(workflow: string): Promise<Recorded> {
  const whole = JSON.parse(await kubectl(['get', 'workflow', workflow, '-o', 'json']));
  const selector = `workflows.argoproj.io/workflow=${workflow}`;
  const { items: pods } = JSON.parse(await kubectl(['get', 'pods', '-l', selector, '-o', 'json']));
  const version = /v(\d+\.\d+\.\d+)/.exec(await argo('version', '--short'))?.[1] ?? '';
  const { uid, name } = whole.metadata;
  // Texts of the run's own, wherever they stand.
  const same = (text: string): string => text.replaceAll(uid, UID).replaceAll(name, NAME);
  const { phase, nodes } = whole.status;
  return JSON.parse(same(JSON.stringify({ argo: version, phase, ...told(nodes, pods, name) })));
}

function told(
  nodes: Readonly<Record<string, ArgoNode>>,
  pods: readonly Pod[],
  workflow: string,
): Pick<Recorded, 'nodes' | 'pods'> {
  const all = Object.values(nodes);
  const retried = new Set(all.filter(({ type }) => type === 'Retry').flatMap(({ children = [] }) => children));
  const isTask = ({ id, type, name }: ArgoNode): boolean =>
    type !== 'TaskGroup' && !retried.has(id) && name !== workflow && name !== `${workflow}.onExit`;
  const tasks = all.filter(isTask).map((node) => [pathOf(node, nodes, workflow), node.phase] as const);
  const started = all
    .filter(({ type }) => type === 'Pod')
    .map((node) => podOf(node, nodes, pods, workflow, retried.has(node.id)));
  return { nodes: inOrder(tasks), pods: inTaskOrder(started) };
}

/** A task's path with the indices of items: Argo writes the item beside its index, and the attempt behind all. */
function pathOf(node: ArgoNode, nodes: Readonly<Record<string, ArgoNode>>, workflow: string): string {
  const { displayName, boundaryID = '', name } = node;
  const own = displayName === `${workflow}.onExit` ? 'onExit' : displayName;
  const task = own.replace(/\(.*/s, '');
  const at = /^[^(]*\((\d+):/.exec(own)?.[1];
  const outer = nodes[boundaryID];
  const path = outer === undefined || outer.name === workflow ? '' : `${pathOf(outer, nodes, workflow)}.`;
  const isExit = name.startsWith(`${workflow}.onExit`) && path === '' && own !== 'onExit';
  return `${isExit ? 'onExit' : `${path}${task}`}${at === undefined ? '' : `(${at})`}`;
}

function podOf(
  node: ArgoNode,
  nodes: Readonly<Record<string, ArgoNode>>,
  pods: readonly Pod[],
  workflow: string,
  isRetried: boolean,
): RecordedPod {
  const { name, phase, message, outputs, templateName, templateRef } = node;
  const found = pods.find(({ metadata }) => metadata.annotations['workflows.argoproj.io/node-name'] === name);
  if (found === undefined) throw new Error(`the pod of ${name} is gone`);
  const { containers, initContainers = [] } = found.spec;
  const container = containers.find((one) => one.name === 'main');
  if (container === undefined) throw new Error(`the pod of ${name} has no main container`);
  const attempt = isRetried ? Number(/\((\d+)\)$/.exec(name)?.[1]) : 0;
  const template = templateRef?.template ?? templateName ?? '';
  const { exitCode, parameters = [] } = outputs ?? {};
  const of = { task: pathOf(node, nodes, workflow), attempt, template };
  return {
    ...askedOf(of, { container, files: filesOf(initContainers) }, isRetried ? name.replace(/\(\d+\)$/, '') : name),
    phase,
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    ...(message === undefined ? {} : { message }),
    texts: inOrder(parameters.map((one) => [one.name, `${one.value}`])),
  };
}

/** The raw artifacts, as the executor finds them in the template that is handed to it. */
function filesOf(initContainers: readonly Container[]): Readonly<Record<string, string>> {
  const variables = initContainers.flatMap(({ env = [] }) => env);
  const template = variables.find(({ name }) => name === 'ARGO_TEMPLATE')?.value;
  if (template === undefined) return {};
  const { inputs } = JSON.parse(kubernetesExpand(template, () => undefined));
  const artifacts: readonly { readonly path: string; readonly raw?: { readonly data: string } }[] =
    inputs?.artifacts ?? [];
  return Object.fromEntries(artifacts.map(({ path, raw }) => [path, raw?.data ?? '']));
}
