import { didYouMean } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { object, text } from '../json';
import type { Manifests } from '../model/manifests';
import { libraryOf } from '../model/target';
import type { WorkflowView } from '../model/workflow-view';
import { type Judgment, type Scope, type Style, unknown } from './scope';

const plain = new Set([
  'name',
  'namespace',
  'uid',
  'mainEntrypoint',
  'serviceAccountName',
  'status',
  'failures',
  'duration',
  'priority',
]);
const sections = ['parameters', 'outputs', 'labels', 'annotations', 'creationTimestamp', 'scheduledTime'];

export function judgeWorkflow(path: readonly string[], scope: Scope, style: Style): Judgment | undefined {
  const [, section, ...rest] = path;
  if (section === 'failures') return judgeFailures(path, scope);
  if (section === undefined || plain.has(section)) return undefined;
  const name = style === 'name' ? rest.join('.') : rest[0];
  if (!sections.includes(section))
    return unknown(path, `a workflow has no ${section}; ${didYouMean(section, [...plain, ...sections])}`);
  if (!name) return undefined;
  if (section === 'parameters') return name === 'json' ? undefined : judgeParameter(name, path, scope);
  if (section === 'outputs') return judgeOutput(path, scope);
  // Expressions may ask whether a label exists; a plain tag fails when it does not.
  if (section === 'labels' || section === 'annotations')
    return style === 'name' && name !== 'json' ? judgeLabel(section, name, path, scope) : undefined;
  return undefined;
}

/**
 * Which templates an exit handler calls is not looked into: where there is one, or a hook, the failures may be known.
 */
function judgeFailures(path: readonly string[], { flow, world, reached }: Scope): Judgment | undefined {
  const exits =
    flow.spec['onExit'] !== undefined || flow.spec['hooks'] !== undefined || libraryOf(flow, world) !== undefined;
  if (exits || !reached) return undefined;
  return unknown(path, 'only an exit handler knows what has failed; name one in spec.onExit and read it there');
}

function judgeParameter(name: string, path: readonly string[], { flow, world, reached }: Scope): Judgment | undefined {
  const names = parametersOf(flow, world);
  // What is reached only from another workflow has that workflow's parameters.
  if (!reached || names === undefined || names.includes(name)) return undefined;
  const fix = `declare it under ${flow.path}.arguments.parameters or correct the name; ${didYouMean(name, names)}`;
  const message = `${path.join('.')} is no parameter of ${flow.document.name || 'this workflow'}; ${fix}`;
  return unlessSubmitted({ code: 'unknown-workflow-parameter', message }, `argo submit -p ${name}=…`, flow);
}

/** What whoever submits a workflow may bring is no error. */
function unlessSubmitted(judgment: Judgment, command: string, flow: WorkflowView): Judgment {
  if (flow.isScheduled) return judgment;
  return { ...judgment, severity: 'warning', message: `${judgment.message} Ignore this where ${command} gives it.` };
}

function parametersOf(flow: WorkflowView, world: Manifests): readonly string[] | undefined {
  const library = libraryOf(flow, world);
  if (library === 'elsewhere' || library === 'several') return undefined;
  return [...flow.parameters.keys(), ...(library?.parameters.keys() ?? [])];
}

function judgeOutput(path: readonly string[], { flow, world, reached }: Scope): Judgment | undefined {
  const [, , section, name] = path;
  if (name === undefined || !reached) return undefined;
  if (section !== 'parameters' && section !== 'artifacts')
    return unknown(path, 'workflow.outputs has parameters and artifacts');
  const globals: string[] = [];
  for (const other of world.flows)
    for (const template of other.all)
      for (const entry of (section === 'parameters' ? template.outputs : template.outputArtifacts).values()) {
        const global = text(entry.json['globalName']);
        if (global !== undefined && hasTag(global)) return undefined;
        if (global !== undefined) globals.push(global);
      }
  const refers = flow.all.some((template) => template.tasks.some((task) => task.json['templateRef'] !== undefined));
  if (globals.includes(name) || refers || libraryOf(flow, world) !== undefined) return undefined;
  return unknown(path, `no output has the globalName ${name}; ${didYouMean(name, globals)}`);
}

function judgeLabel(
  section: 'labels' | 'annotations',
  name: string,
  path: readonly string[],
  { flow, world, reached }: Scope,
): Judgment | undefined {
  const library = libraryOf(flow, world);
  if (!reached || library === 'elsewhere' || library === 'several') return undefined;
  const holders = [flow, ...(library === undefined ? [] : [library])].flatMap(({ document, spec }) => [
    object(document.manifest['metadata']),
    object(spec['workflowMetadata']),
    object(object(document.manifest['spec'])['workflowMetadata']),
    object(object(document.manifest['spec'])['workflowMeta']),
  ]);
  const names = holders.flatMap((holder) => [
    ...Object.keys(object(holder[section])),
    ...(section === 'labels' ? Object.keys(object(holder['labelsFrom'])) : []),
  ]);
  if (names.includes(name)) return undefined;
  const one = section.slice(0, -1);
  const fix = `${didYouMean(name, names)} Set it under ${flow.path}.workflowMetadata.${section}`;
  const command = section === 'labels' ? `argo submit -l ${name}=…` : 'argo submit or another client';
  return unlessSubmitted(unknown(path, `the workflow has no such ${one}; ${fix}`), command, flow);
}
