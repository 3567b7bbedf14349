import { didYouMean, nearest } from '../../values/nearest';
import type { TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { judgeItem, judgeNode } from './node';
import { type Judgment, type Scope, type Style, unknown } from './scope';
import { judgeWorkflow } from './workflow';

const metricNames = new Set(['status', 'duration', 'exitCode', 'resourcesDuration']);
const roots = [
  'inputs',
  'outputs',
  'workflow',
  'tasks',
  'steps',
  'item',
  'pod',
  'node',
  'retries',
  'lastRetry',
  'cronworkflow',
];

/** What is wrong with reading `path` at this place, if it can be told for sure. */
export function judgeName(path: readonly string[], scope: Scope, style: Style): Judgment | undefined {
  const [root = ''] = path;
  switch (root) {
    case 'inputs':
      return judgeInputs(path, scope, style);
    case 'outputs':
      return judgeOutputs(path, scope);
    case 'workflow':
      return judgeWorkflow(path, scope, style);
    case 'tasks':
    case 'steps':
      return judgeNode(path, root, scope, style);
    case 'item':
      return judgeItem(path, scope, style);
    case 'pod':
    case 'node':
      return path.length > 1 && path[1] !== 'name' ? unknown(path, `only ${root}.name exists`) : undefined;
    case 'retries':
    case 'lastRetry':
      return judgeRetries(path, scope, style);
    default:
      return judgeRoot(path, scope, style);
  }
}

function judgeInputs(path: readonly string[], { template, task, flow }: Scope, style: Style): Judgment | undefined {
  const [, section, ...rest] = path;
  if (template === undefined || section === undefined || flow.defaults['inputs'] !== undefined) return undefined;
  // An inline template sees its task's surroundings too.
  const outer =
    template.inlineOf === undefined
      ? undefined
      : flow.templates.find((candidate) => task && candidate.tasks.includes(task));
  if (section === 'parameters') {
    const name = style === 'name' ? rest.join('.') : rest[0];
    const names = [...template.parameters.keys(), ...(outer?.parameters.keys() ?? [])];
    if (!name || names.includes(name)) return undefined;
    return unknown(
      path,
      `template ${template.name} has no input parameter ${name}; ${didYouMean(name, names)} Declare it ` +
        'under inputs.parameters or correct the name',
    );
  }
  if (section === 'artifacts') {
    const [name] = rest;
    const names = [...template.artifacts.keys(), ...(outer?.artifacts.keys() ?? [])];
    if (name === undefined || names.includes(name)) return undefined;
    return unknown(
      path,
      `template ${template.name} has no input artifact ${name}; ${didYouMean(name, names)} Declare it ` +
        'under inputs.artifacts or correct the name',
    );
  }
  return unknown(path, 'inputs has parameters and artifacts only');
}

function judgeOutputs(path: readonly string[], { template, place }: Scope): Judgment | undefined {
  const [, section, name] = path;
  if (template === undefined || name === undefined || place === 'hook' || place === 'task') return undefined;
  const declared =
    section === 'parameters' ? template.outputs : section === 'artifacts' ? template.outputArtifacts : undefined;
  if (declared === undefined || declared.has(name)) return undefined;
  return unknown(
    path,
    `template ${template.name} has no such output; ${didYouMean(name, declared.keys())} Declare it under ` +
      `outputs.${section} or correct the name`,
  );
}

function judgeRetries(path: readonly string[], { template, flow, place }: Scope, style: Style): Judgment | undefined {
  const fields = ['exitCode', 'status', 'duration', 'message'];
  const [root, field] = path;
  if (root === 'lastRetry' && field !== undefined && !fields.includes(field))
    return unknown(path, `lastRetry has ${fields.join(', ')}`);
  if (template === undefined || place === 'metrics' || retriesIn(template, flow)) return undefined;
  // As a tag it stays as it is, and another program may know it.
  const severity = style === 'name' ? 'warning' : 'error';
  return {
    ...unknown(
      path,
      `${root} is known only to a template that has a retryStrategy; give ${template.name} one or drop the variable`,
    ),
    severity,
  };
}

function judgeRoot(path: readonly string[], { place }: Scope, style: Style): Judgment | undefined {
  const [root = ''] = path;
  if (['cronworkflow', 'request', 'response'].includes(root)) return undefined;
  if (metricNames.has(root) && (place === 'metrics' || style === 'name')) return undefined;
  if (style === 'expression') return unknown(path, `an expression knows ${roots.join(', ')}; quote it if it is a text`);
  // Any other `{{…}}` is left as it is: it may be meant for the program (Jinja, Go templates). A slip of the pen is
  // not.
  const close = nearest(root, roots);
  if (close === undefined || path.length < 2) return undefined;
  return {
    code: 'unknown-prefix',
    severity: 'warning',
    message: `{{${path.join('.')}}} begins with ${root}, which Argo leaves as it is; did you mean ${close}?`,
  };
}

function retriesIn(template: TemplateView | undefined, flow: WorkflowView): boolean {
  return [template?.json, flow.defaults, flow.spec].some((holder) => holder?.['retryStrategy'] !== undefined);
}
