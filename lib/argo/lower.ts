import { GenomicsError } from '../errors';
import type { Condition } from './condition';
import { dependsOf } from './depends';
import { passedOver } from './failures';
import { type Argument, argumentReferences, argumentText } from './gather';
import { locateItem, withItemsOf, withParamOf } from './items';
import type { LoopItem } from './loop';
import type { DagTemplate, Task, Template } from './model';
import { type DagScope, dagOf, stepsOf, type TaskCall } from './step';
import { hoistedText, isSameReference, type Reference, type Resolver, referenceName, referencesIn } from './text';
import { Value } from './value';

/** One task before its values are written for the DAG that it stands in. */
export interface DagTask {
  readonly name: string;
  readonly call: TaskCall;
  readonly depends: string;
  readonly when?: Condition;
  /** Whether it runs although another task failed. */
  readonly goesOn?: boolean;
}

/** A lowered DAG: how it is called from outside, its own template first. */
export interface LoweredDag {
  readonly template: DagTemplate;
  readonly templates: readonly Template[];
  /** What the DAG needs from the scope around it. */
  readonly arguments: Readonly<Record<string, Argument>>;
}

/** The steps of a scope as DAG nodes, with edges derived from what they read. */
export function tasksOf(scope: DagScope): readonly DagTask[] {
  return stepsOf(scope).map((step) => ({
    name: step.node.id,
    call: step.call(),
    depends: dependsOf(scope, step),
    ...(step.when === undefined ? {} : { when: step.when }),
    goesOn: passedOver(step).length > 0,
  }));
}

/** The entrypoint alone reads the workflow's parameters; it computes each name that depends on one, once. */
export function entrypointDag(where: DagScope, name: string, nodes: readonly DagTask[]): LoweredDag {
  const resolver: Resolver = (reference) => {
    if (reference.kind === 'run') return 'workflow.uid';
    return reference.kind === 'parameter'
      ? `workflow.parameters.${reference.name}`
      : `inputs.parameters.${referenceName(reference)}`;
  };
  const needed = distinct(where, nodes.flatMap(taskReferences));
  const inputs = needed.flatMap((reference) =>
    reference.kind === 'apply' ? [{ name: referenceName(reference), value: hoistedText(reference, resolver) }] : [],
  );
  return assemble(name, nodes, besides(where, resolver), inputs, {}, undefined);
}

/** A DAG below the entrypoint receives everything that it uses as its own parameters. */
export function nestedDag(where: DagScope, name: string, nodes: readonly DagTask[], parallelism?: number): LoweredDag {
  const needed = distinct(where, nodes.flatMap(taskReferences)).filter((reference) => !isMadeIn(where, reference));
  const passed = Object.fromEntries(needed.map((reference) => [referenceName(reference), Value.part(reference)]));
  const inputs = needed.map((reference) => ({ name: referenceName(reference) }));
  const resolver = besides(where, (reference) => `inputs.parameters.${referenceName(reference)}`);
  return assemble(name, nodes, resolver, inputs, passed, parallelism);
}

/** The text of a task's output is found beside its readers, where both are tasks of one DAG. */
function besides(where: DagScope, resolver: Resolver): Resolver {
  return (reference) =>
    isMadeIn(where, reference)
      ? `tasks.${reference.step.node.id}.outputs.parameters.${reference.key}`
      : resolver(reference);
}

function isMadeIn(where: DagScope, reference: Reference): reference is Extract<Reference, { kind: 'output' }> {
  return reference.kind === 'output' && dagOf(reference.step) === where;
}

function assemble(
  name: string,
  nodes: readonly DagTask[],
  resolver: Resolver,
  inputs: DagTemplate['inputs'],
  passed: LoweredDag['arguments'],
  parallelism: number | undefined,
): LoweredDag {
  const template: DagTemplate = {
    kind: 'dag',
    name,
    inputs,
    tasks: nodes.map((node) => taskOf(node, resolver)),
    ...(nodes.some(({ goesOn = false }) => goesOn) ? { failFast: false } : {}),
    ...(parallelism === undefined ? {} : { parallelism }),
  };
  return { template, templates: [template, ...nodes.flatMap((node) => node.call.templates)], arguments: passed };
}

function taskOf({ name, call, depends, when }: DagTask, outer: Resolver): Task {
  const { loop } = call;
  const resolver: Resolver = (reference) => {
    if (reference.kind !== 'item' || reference.map !== loop?.map) return outer(reference);
    return locateItem(loop.over, reference.key);
  };
  return {
    name,
    callee: call.callee,
    arguments: Object.entries(call.arguments).map(([key, value]) => ({
      name: key,
      value: argumentText(value, resolver),
    })),
    ...(depends === '' ? {} : { depends }),
    ...(when === undefined ? {} : { when: `{{=${when.toExpression(resolver)}}}` }),
    ...(loop === undefined ? {} : loopOf(loop, usedColumns({ call, when }), outer)),
  };
}

function loopOf(
  { over }: NonNullable<TaskCall['loop']>,
  used: ReadonlySet<string>,
  resolver: Resolver,
): Pick<Task, 'withItems' | 'withParam'> {
  if (over.kind === 'list') return { withParam: withParamOf(over.list, over.isTable, resolver) };
  return { withItems: withItemsOf(over.items, (row) => columnsOf(row, used), resolver) };
}

/** Columns that nothing reads would only lengthen the manifest; a row keeps one at least, for Argo to loop over. */
function columnsOf(
  row: Readonly<Record<string, Value>>,
  used: ReadonlySet<string>,
): readonly (readonly [string, Value])[] {
  const all = Object.entries(row);
  const kept = all.filter(([key]) => used.has(key));
  return kept.length === 0 ? all.slice(0, 1) : kept;
}

function usedColumns({
  call,
  when,
}: Pick<DagTask, 'call'> & { readonly when: Condition | undefined }): ReadonlySet<string> {
  const map = call.loop?.map;
  return new Set(
    innerReferences(call, when).flatMap((reference) =>
      reference.kind === 'item' && reference.map === map ? (reference.key ?? []) : [],
    ),
  );
}

function innerReferences(call: TaskCall, when: Condition | undefined): readonly Reference[] {
  return [
    ...Object.values(call.arguments).flatMap(argumentReferences),
    ...(when?.operands ?? []).flatMap(referencesIn),
  ];
}

function taskReferences({ call, when }: DagTask): readonly Reference[] {
  const { loop } = call;
  const inside = innerReferences(call, when);
  if (loop === undefined) return inside;
  const { over } = loop;
  const used = usedColumns({ call, when });
  const cells = (item: LoopItem): readonly Value[] =>
    item instanceof Value ? [item] : columnsOf(item, used).map(([, value]) => value);
  const listed = over.kind === 'list' ? [over.list] : over.items.flatMap(cells);
  return [
    ...listed.flatMap(referencesIn),
    ...inside.filter((reference) => !(reference.kind === 'item' && reference.map === loop.map)),
  ];
}

function distinct(where: DagScope, all: readonly Reference[]): readonly Reference[] {
  const named = new Map<string, Reference>();
  for (const reference of all) {
    const name = referenceName(reference);
    const known = named.get(name);
    if (known !== undefined && !isSameReference(known, reference)) {
      throw new GenomicsError('duplicate-name', where, {
        what: 'two values would reach a DAG under one parameter name',
        got: `'${name}' twice`,
        expected: 'different names',
        fix: 'rename the parameter, the map or its column',
      });
    }
    named.set(name, known ?? reference);
  }
  return [...named.values()];
}
