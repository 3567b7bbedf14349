import { list, object, text } from '../check/json';
import { GenomicsError } from '../errors';
import { mustBe } from '../kinds';
import type { Parameter, Workflow, WorkflowSpec } from './manifest';
import { WORKFLOW } from './manifest-shape';
import { flattened } from './objects';

const KINDS = ['WorkflowTemplate', 'ClusterWorkflowTemplate', 'Workflow'];

/** The workflow that is to run, and those that it may call. */
export interface Selected {
  readonly workflow: Workflow;
  readonly others: readonly Workflow[];
}

/**
 * Of the workflows among manifests, each of its file, the one of a name, or the only one that no other calls. Where a
 * name is not enough, its namespace or kind stands before it: `staging/phylogeny`, `Workflow/phylogeny`.
 */
export function selectWorkflow(
  manifests: readonly unknown[],
  name: string | undefined,
  files: readonly string[] = [],
): Selected {
  const all = flattened(manifests).filter(isWorkflow);
  const found = candidates(all, name);
  const [workflow, ...more] = found;
  if (workflow === undefined) throw notOne(all, all, name);
  if (more.length > 0) {
    if (new Set(found.map(wholeName)).size > 1) throw notOne(found, all);
    const isIn = (manifest: unknown): boolean =>
      flattened([manifest]).some((one) => found.some((same) => same === one));
    throw oneName(workflow, found.length, [...new Set(files.filter((_, at) => isIn(manifests[at])))]);
  }
  const others = all.filter((one) => one !== workflow && mayCall(workflow, one));
  return { workflow: whole(workflow, others), others };
}

/** Those of a name, if one is given, but for those that another of them calls. */
function candidates(all: readonly Workflow[], name: string | undefined): readonly Workflow[] {
  const meant = name === undefined ? all : all.filter((one) => isNamed(one, name));
  const free = meant.filter((one) => !meant.some((other) => other !== one && calls(other, one)));
  return free.length === 0 ? meant : free;
}

/** @throws GenomicsError where it is one, and has fields of wrong kinds */
function isWorkflow(manifest: unknown): manifest is Workflow {
  const { kind, metadata } = object(manifest);
  if (!KINDS.includes(text(kind) ?? '')) return false;
  mustBe(`${kind} ${text(object(metadata)['name']) ?? ''}`, manifest, WORKFLOW, '');
  return true;
}

/** What comes before the random end of a name counts as one. */
function nameOf({ metadata }: Workflow): string {
  return metadata?.name ?? metadata?.generateName ?? '';
}

function namespaceOf({ kind, metadata }: Workflow): string {
  return kind === 'ClusterWorkflowTemplate' ? '' : (metadata?.namespace ?? '');
}

/** What tells one workflow of a cluster from all others. */
function wholeName(one: Workflow): string {
  return `${one.kind}/${namespaceOf(one)}/${nameOf(one)}`;
}

function isNamed(one: Workflow, asked: string): boolean {
  const parts = asked.split('/');
  const before = parts.slice(0, -1);
  return parts.at(-1) === nameOf(one) && before.every((part) => part === one.kind || part === namespaceOf(one));
}

/** The shortest name by which it alone is chosen. */
function shortName(one: Workflow, all: readonly Workflow[]): string {
  const [name, namespace] = [nameOf(one), namespaceOf(one)];
  const short = [name, `${namespace}/${name}`, `${one.kind}/${name}`];
  return (
    short.find((asked) => candidates(all, asked).every((same) => wholeName(same) === wholeName(one))) ?? wholeName(one)
  );
}

/** A Workflow is called by none, a template by those of its namespace; manifests without one go to any. */
function mayCall(caller: Workflow, callee: Workflow): boolean {
  const namespaces = new Set([namespaceOf(caller), namespaceOf(callee)]);
  return callee.kind !== 'Workflow' && (namespaces.size === 1 || namespaces.has(''));
}

function calls(caller: Workflow, callee: Workflow): boolean {
  if (!mayCall(caller, callee)) return false;
  const tasks = list(caller.spec.templates).flatMap((one) => list(object(object(one)['dag'])['tasks']));
  const references = [...tasks.map((one) => object(one)['templateRef']), referenceOf(caller.spec)];
  return references.some((one) => text(object(one)['name']) === nameOf(callee));
}

function referenceOf(spec: WorkflowSpec): unknown {
  return object(spec)['workflowTemplateRef'];
}

/** A Workflow that names a WorkflowTemplate is that one, with arguments of its own. */
function whole(workflow: Workflow, others: readonly Workflow[]): Workflow {
  const reference = text(object(referenceOf(workflow.spec))['name']);
  if (reference === undefined) return workflow;
  const template = others.findLast((one) => nameOf(one) === reference);
  if (template === undefined) {
    throw new GenomicsError('invalid-value', nameOf(workflow), {
      what: 'the WorkflowTemplate that a Workflow names is not among the manifests',
      got: `'${reference}'`,
      expected: 'the manifest of each that is called',
      fix: 'name its file too',
    });
  }
  const { workflowTemplateRef: _, ...own } = workflow.spec as WorkflowSpec & { readonly workflowTemplateRef?: unknown };
  const given = new Map((own.arguments?.parameters ?? []).map((one) => [one.name, one]));
  const parameters = (template.spec.arguments?.parameters ?? []).map(
    (one): Parameter => ({ ...one, ...given.get(one.name) }),
  );
  return { ...workflow, spec: { ...template.spec, ...own, arguments: { parameters } } };
}

function notOne(found: readonly Workflow[], all: readonly Workflow[], absent?: string): GenomicsError {
  const names = [...new Set(found.map((one) => shortName(one, all)))];
  const [first] = names;
  return new GenomicsError('invalid-value', 'run', {
    what: absent === undefined ? 'it is not plain which workflow is to run' : `there is no workflow '${absent}'`,
    got: first === undefined ? 'manifests without a WorkflowTemplate or Workflow' : `workflows '${names.join("', '")}'`,
    expected: 'one that no other calls',
    fix: first === undefined ? 'name the file that has it' : `choose one, as with --workflow ${first}`,
  });
}

function oneName(one: Workflow, number: number, files: readonly string[]): GenomicsError {
  return new GenomicsError('invalid-value', 'run', {
    what: `${number} workflows have one name`,
    got: files.length === 0 ? `'${nameOf(one)}'` : `'${nameOf(one)}' in ${files.join(', ')}`,
    expected:
      one.metadata?.name === undefined
        ? 'a name for each'
        : 'one: applied to one namespace, the last replaces the others',
    fix: 'name the file of one alone, or give one another name',
  });
}
