import { didYouMean } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { isObject, list, object } from '../json';
import { templateOf } from '../model/target';
import type { TaskView, TemplateView } from '../model/template';
import { type Judgment, type Scope, type Style, unknown } from './scope';

export function judgeItem(path: readonly string[], scope: Scope, style: Style): Judgment | undefined {
  const { task, template, place } = scope;
  const shown = style === 'name' ? `{{${path.join('.')}}}` : path.join('.');
  if (task === undefined) {
    if (template === undefined || place === 'metrics') return undefined;
    const fix =
      `pass it from the task that loops: give ${template.name} an input parameter ` +
      `and set it to "{{${path.join('.')}}}" there`;
    return {
      code: 'item-without-loop',
      severity: 'warning',
      message: `${shown} is replaced in a task or step only, never in a template's body; ${fix}.`,
    };
  }
  if (task.loop === undefined) {
    const fix = 'give it withItems, withParam or withSequence, or drop the variable';
    const message = `${shown} stands in ${task.name}, which has no loop; ${fix}.`;
    // Argo refuses a field of no item; the item alone, and an expression, arrive in the template as they are written.
    if (scope.argument === undefined || (style === 'name' && path.length > 1))
      return { code: 'item-without-loop', message };
    return isDropped(scope, task) ? undefined : { code: 'item-without-loop', message, severity: 'warning' };
  }
  const key = style === 'name' ? path.slice(1).join('.') : path[1];
  return key === undefined || key === '' ? undefined : judgeKey(key, shown, task);
}

/** Argo drops an argument that the template does not take, and what is in it. */
function isDropped({ argument, flow, world }: Scope, task: TaskView): boolean {
  const target = templateOf(task, flow, world);
  if (argument === undefined || target === undefined) return false;
  const inputs = argument.kind === 'parameters' ? target.parameters : target.artifacts;
  return !inputs.has(argument.name);
}

function judgeKey(key: string, shown: string, task: TaskView): Judgment | undefined {
  if (task.loop === 'withParam') return undefined;
  if (task.loop === 'withSequence')
    return {
      code: 'item-shape',
      message: `${shown} asks for a field, and the items of withSequence are numbers; write {{item}}.`,
    };
  for (const [index, item] of task.items.entries()) {
    if (typeof item === 'string' && hasTag(item)) return undefined;
    const keys = Array.isArray(item)
      ? item.map((_, position) => `[${position}]`)
      : isObject(item)
        ? Object.keys(item)
        : undefined;
    if (keys === undefined)
      return {
        code: 'item-shape',
        message:
          `${shown} asks for a field, and item ${index} is ${JSON.stringify(item)}; write {{item}} or make ` +
          'every item a map.',
      };
    if (!keys.includes(key)) {
      const fix = `add it there, since every item needs it; ${didYouMean(key, keys)}`;
      return { code: 'item-shape', message: `${shown}: item ${index} has no ${key}; ${fix}` };
    }
  }
  return undefined;
}

const plain = new Set(['id', 'startedAt', 'finishedAt', 'hostNodeName', 'status', 'ip']);
const withResult = new Set(['container', 'script', 'data', 'http', 'plugin', 'containerSet']);

/** `tasks.<name>.…` and `steps.<name>.…` */
export function judgeNode(
  path: readonly string[],
  root: TaskView['scope'],
  scope: Scope,
  style: Style,
): Judgment | undefined {
  const { flow, task } = scope;
  const template =
    scope.template?.inlineOf === undefined
      ? scope.template
      : flow.templates.find((outer) => task !== undefined && outer.tasks.includes(task));
  const [, name] = path;
  if (template === undefined || name === undefined || (name === 'name' && path.length === 2)) return undefined;
  const kind = root === 'tasks' ? 'dag' : 'steps';
  if (template.body !== undefined && template.body !== kind) {
    const hint = template.isLeaf
      ? 'pass the value to it as an argument'
      : `write ${root === 'tasks' ? 'steps' : 'tasks'}.${name}`;
    return unknown(
      path,
      `${root} are known inside a ${kind} template only, and ${template.name} has a ${template.body}; ${hint}`,
    );
  }
  const node = template.tasks.find((candidate) => candidate.name === name);
  if (node === undefined)
    return unknown(
      path,
      `${template.name} has no ${root === 'tasks' ? 'task' : 'step'} ${name}; ${didYouMean(
        name,
        template.tasks.map((other) => other.name),
      )}`,
    );
  return judgeOrder(path, node, scope) ?? judgeField(path, node, scope, style);
}

function judgeOrder(path: readonly string[], node: TaskView, { task, before, place }: Scope): Judgment | undefined {
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

function judgeField(
  path: readonly string[],
  node: TaskView,
  { flow, world }: Scope,
  style: Style,
): Judgment | undefined {
  const [, , field, section, ...rest] = path;
  if (field === undefined)
    return style === 'name'
      ? unknown(path, `it is a whole ${node.scope.slice(0, -1)}; add .outputs.parameters.<name> or another field`)
      : undefined;
  if (plain.has(field)) return undefined;
  if (field !== 'outputs' && field !== 'exitCode')
    return unknown(path, `there is no ${field}; ${didYouMean(field, [...plain, 'exitCode', 'outputs'])}`);
  const target = templateOf(node, flow, world);
  if (target === undefined || target.body === undefined) return undefined;
  if (field === 'exitCode' || section === 'result' || section === 'exitCode') return judgeResult(path, target);
  if (section === 'parameters')
    return judgeParameters(path, node, target, style === 'name' ? rest.join('.') : rest[0], style);
  if (section === 'artifacts') {
    const name = style === 'name' ? rest.join('.') : rest[0];
    // Archived logs are an artifact that nobody declares.
    if (name === undefined || target.outputArtifacts.has(name) || name.endsWith('-logs')) return undefined;
    return unknown(
      path,
      `template ${target.name} has no output artifact ${name}; ${didYouMean(name, target.outputArtifacts.keys())}`,
    );
  }
  return section === undefined ? undefined : unknown(path, 'outputs has result, parameters and artifacts');
}

function judgeResult(path: readonly string[], target: TemplateView): Judgment | undefined {
  const mains = list(object(target.json['containerSet'])['containers']).map((container) => object(container)['name']);
  const fits = withResult.has(target.body ?? '') && (target.body !== 'containerSet' || mains.includes('main'));
  return fits
    ? undefined
    : unknown(
        path,
        `template ${target.name} is a ${target.body}, which has none; declare an output parameter and read that`,
      );
}

function judgeParameters(
  path: readonly string[],
  node: TaskView,
  target: TemplateView,
  name: string | undefined,
  style: Style,
): Judgment | undefined {
  if (!name) {
    if (node.loop !== undefined || style === 'expression') return undefined;
    return unknown(
      path,
      `all outputs at once exist for a loop only; name one: ${didYouMean('', target.outputs.keys())}`,
    );
  }
  if (target.outputs.has(name)) return undefined;
  return unknown(
    path,
    `template ${target.name} has no output parameter ${name}; ${didYouMean(name, target.outputs.keys())}`,
  );
}
