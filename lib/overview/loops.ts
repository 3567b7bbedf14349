import { type Entry, type Json, object, scalar, text } from '../check/json';
import type { TaskView, TemplateView } from '../check/model/template';
import type { WorkflowView } from '../check/model/workflow-view';
import { type Amount, once } from './amount';
import { parameterIn, readable } from './expression-text';

/** What a template's parameters are, in the words of the workflow's own: a list keeps its name on its way down. */
export type Passed = ReadonlyMap<string, string>;

/** How often a task runs for one run of the DAG that it stands in. */
export function loopAmount(task: TaskView, passed: Passed): Amount {
  if (task.loop === 'withItems') return { times: task.items.length, lists: [] };
  if (task.loop === 'withParam') {
    const list = resolved(text(task.json['withParam']) ?? '', passed);
    return { times: 1, lists: [readable(list)] };
  }
  if (task.loop === undefined) return once;
  const { count, start = 0, end } = object(task.json['withSequence']);
  const times = count === undefined ? Math.abs(number(end) - number(start)) + 1 : number(count);
  return Number.isInteger(times) ? { times, lists: [] } : { times: 1, lists: ['a sequence'] };
}

/** Argo takes numbers as texts too; what only the run knows is not a number. */
function number(value: Json | undefined): number {
  return Number(scalar(value) ?? Number.NaN);
}

export function passedTo(template: TemplateView, given: ReadonlyMap<string, Entry>, passed: Passed): Passed {
  return new Map(
    [...template.parameters].map(([name, { json }]) => {
      const value = given.get(name)?.json['value'] ?? json['value'] ?? json['default'];
      return [name, resolved(scalar(value) ?? '', passed)];
    }),
  );
}

function resolved(value: string, passed: Passed): string {
  const parameter = parameterIn(value);
  return (parameter === undefined ? undefined : passed.get(parameter)) ?? value;
}

/** Lengths of the lists that are parameters of the workflow with a JSON list as their value. */
export function knownLengths(flow: WorkflowView): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...flow.parameters].flatMap(([name, { json }]) => {
      const length = lengthOf(text(json['value']) ?? '');
      return length === undefined ? [] : [[name, length] as const];
    }),
  );
}

function lengthOf(value: string): number | undefined {
  if (!value.trimStart().startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.length : undefined;
  } catch {
    return undefined;
  }
}
