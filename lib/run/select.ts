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

/** Of the workflows among manifests, each of its file, the one of a name, or the only one that no other calls. */
export function selectWorkflow(
  manifests: readonly unknown[],
  name: string | undefined,
  files: readonly string[] = [],
): Selected {
  const all = flattened(manifests).filter(isWorkflow);
  const called = new Set(all.flatMap(calledBy));
  const free = all.filter((one) => !called.has(nameOf(one)));
  const found = name === undefined ? (all.length === 1 ? all : free) : all.filter((one) => nameOf(one) === name);
  const [workflow] = found;
  if (workflow === undefined) throw notOne(all, name);
  if (found.length > 1) {
    const isIn = (manifest: unknown): boolean =>
      flattened([manifest]).some((one) => found.some((same) => same === one));
    throw new Set(found.map(nameOf)).size > 1
      ? notOne(found, name)
      : oneName(found, [...new Set(files.filter((_, at) => isIn(manifests[at])))]);
  }
  return { workflow: whole(workflow, all), others: all.filter((one) => one !== workflow) };
}

/** @throws GenomicsError where it is one, and has fields of wrong kinds */
function isWorkflow(manifest: unknown): manifest is Workflow {
  const { kind, metadata } = object(manifest);
  if (!KINDS.includes(text(kind) ?? '')) return false;
  mustBe(`${kind} ${text(object(metadata)['name']) ?? ''}`, manifest, WORKFLOW, '');
  return true;
}

function nameOf({ metadata }: Workflow): string {
  return metadata?.name ?? '';
}

function calledBy({ spec }: Workflow): readonly string[] {
  const tasks = list(spec.templates).flatMap((one) => list(object(object(one)['dag'])['tasks']));
  const references = [...tasks.map((one) => object(one)['templateRef']), referenceOf(spec)];
  return references.flatMap((one) => text(object(one)['name']) ?? []);
}

function referenceOf(spec: WorkflowSpec): unknown {
  return object(spec)['workflowTemplateRef'];
}

/** A Workflow that names a WorkflowTemplate is that one, with arguments of its own. */
function whole(workflow: Workflow, all: readonly Workflow[]): Workflow {
  const reference = text(object(referenceOf(workflow.spec))['name']);
  if (reference === undefined) return workflow;
  const template = all.find((one) => one !== workflow && nameOf(one) === reference);
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

function notOne(found: readonly Workflow[], name: string | undefined): GenomicsError {
  const names = [...new Set(found.map((one) => `'${nameOf(one)}'`))].join(', ');
  return new GenomicsError('invalid-value', 'run', {
    what: name === undefined ? 'it is not plain which workflow is to run' : `there is no workflow '${name}'`,
    got: names === '' ? 'manifests without a WorkflowTemplate or Workflow' : `workflows ${names}`,
    expected: 'one that no other calls',
    fix: names === '' ? 'name the file that has it' : 'choose one with --workflow',
  });
}

function oneName(found: readonly Workflow[], files: readonly string[]): GenomicsError {
  const names = [...new Set(found.map((one) => `'${nameOf(one)}'`))].join(', ');
  return new GenomicsError('invalid-value', 'run', {
    what: `${found.length} workflows have one name`,
    got: files.length === 0 ? names : `${names} in ${files.join(', ')}`,
    expected: 'one: applied to one namespace, the last replaces the others',
    fix: 'name the file of one alone, or give one another name',
  });
}
