import { list, object } from '../json';
import { templateOf } from '../model/target';
import type { Task } from '../model/task';
import type { Template } from '../model/template';
import { type Judgment, meant, type Scope, type Style, unknown } from './scope';

const plain = new Set(['id', 'startedAt', 'finishedAt', 'hostNodeName', 'status', 'ip']);
const withResult = new Set(['container', 'script', 'data', 'http', 'plugin', 'containerSet']);

/** `tasks.<name>.…` and `steps.<name>.…` */
export function judgeNode(path: readonly string[], root: Task['scope'], scope: Scope, style: Style): Judgment | undefined {
  const { flow, task } = scope;
  const template =
    scope.template?.inlineOf === undefined
      ? scope.template
      : flow.templates.find((outer) => task !== undefined && outer.tasks.includes(task));
  const [, name] = path;
  if (template === undefined || name === undefined || (name === 'name' && path.length === 2)) return undefined;
  const kind = root === 'tasks' ? 'dag' : 'steps';
  if (template.body !== undefined && template.body !== kind) {
    const hint = template.isLeaf ? 'pass the value to it as an argument' : `write ${root === 'tasks' ? 'steps' : 'tasks'}.${name}`;
    return unknown(path, `${root} are known inside a ${kind} template only, and ${template.name} has a ${template.body}; ${hint}`);
  }
  const node = template.tasks.find((candidate) => candidate.name === name);
  if (node === undefined)
    return unknown(
      path,
      `${template.name} has no ${root === 'tasks' ? 'task' : 'step'} ${name}; ${meant(
        name,
        template.tasks.map((other) => other.name),
      )}`,
    );
  return judgeOrder(path, node, scope) ?? judgeField(path, node, scope, style);
}

function judgeOrder(path: readonly string[], node: Task, { task, before, place }: Scope): Judgment | undefined {
  if (task === undefined || before === undefined || before.has(node.name)) return undefined;
  if (node.name === task.name) {
    if (place === 'hook') return undefined;
    return {
      code: 'not-an-ancestor',
      message: `${task.name} reads its own ${path.join('.')} before it has run; read another's, or do it in a hook.`,
    };
  }
  const fix = task.scope === 'tasks' ? `add ${node.name} to its depends` : 'move it to a later group of steps';
  return {
    code: 'not-an-ancestor',
    message: `${task.name} reads ${path.join('.')}, and ${node.name} need not be over when it starts; ${fix}.`,
  };
}

function judgeField(path: readonly string[], node: Task, { flow, world }: Scope, style: Style): Judgment | undefined {
  const [, , field, section, ...rest] = path;
  if (field === undefined)
    return style === 'name'
      ? unknown(path, `it is a whole ${node.scope.slice(0, -1)}; add .outputs.parameters.<name> or another field`)
      : undefined;
  if (plain.has(field)) return undefined;
  if (field !== 'outputs' && field !== 'exitCode')
    return unknown(path, `there is no ${field}; ${meant(field, [...plain, 'exitCode', 'outputs'])}`);
  const target = templateOf(node, flow, world);
  if (target === undefined || target.body === undefined) return undefined;
  if (field === 'exitCode' || section === 'result' || section === 'exitCode') return judgeResult(path, target);
  if (section === 'parameters') return judgeParameters(path, node, target, style === 'name' ? rest.join('.') : rest[0], style);
  if (section === 'artifacts') {
    const name = style === 'name' ? rest.join('.') : rest[0];
    // Archived logs are an artifact that nobody declares.
    if (name === undefined || target.outputArtifacts.has(name) || name.endsWith('-logs')) return undefined;
    return unknown(path, `template ${target.name} has no output artifact ${name}; ${meant(name, target.outputArtifacts.keys())}`);
  }
  return section === undefined ? undefined : unknown(path, 'outputs has result, parameters and artifacts');
}

function judgeResult(path: readonly string[], target: Template): Judgment | undefined {
  const mains = list(object(target.json['containerSet'])['containers']).map((container) => object(container)['name']);
  const fits = withResult.has(target.body ?? '') && (target.body !== 'containerSet' || mains.includes('main'));
  return fits
    ? undefined
    : unknown(path, `template ${target.name} is a ${target.body}, which has none; declare an output parameter and read that`);
}

function judgeParameters(
  path: readonly string[],
  node: Task,
  target: Template,
  name: string | undefined,
  style: Style,
): Judgment | undefined {
  if (!name) {
    if (node.loop !== undefined || style === 'expression') return undefined;
    return unknown(path, `all outputs at once exist for a loop only; name one: ${meant('', target.outputs.keys())}`);
  }
  if (target.outputs.has(name)) return undefined;
  return unknown(path, `template ${target.name} has no output parameter ${name}; ${meant(name, target.outputs.keys())}`);
}
