import { GenomicsError } from '../errors';
import type { Condition } from './condition';
import { type Argument, argumentAtoms, argumentText } from './gather';
import { placeOf, withItemsOf, withParamOf } from './items';
import type { LoopItem } from './loop';
import type { DagTemplate, Task, Template } from './model';
import type { Producer } from './producer';
import { type Call, type DagScope, dagOf, type Step, siblingIn, stepsOf } from './step';
import { type Atom, atomName, atoms, hoistedText, isSameAtom, type Places } from './text';
import { Value } from './value';

/** One task before its values are written for the DAG that it stands in. */
export interface DagNode {
  readonly name: string;
  readonly call: Call;
  readonly depends: string;
  readonly when?: Condition;
}

/** A lowered DAG: how it is called from outside, its own template first. */
export interface LoweredDag {
  readonly template: DagTemplate;
  readonly templates: readonly Template[];
  /** What the DAG needs from the scope around it. */
  readonly arguments: Readonly<Record<string, Argument>>;
}

/** The steps of a scope as DAG nodes, with edges derived from what they read. */
export function nodesOf(scope: DagScope): readonly DagNode[] {
  return stepsOf(scope).map((step) => ({
    name: step.node.id,
    call: step.call(),
    depends: dependsOf(scope, step),
    ...(step.when === undefined ? {} : { when: step.when }),
  }));
}

/** The entrypoint alone reads the workflow's parameters; it computes each name that depends on one, once. */
export function entrypointDag(where: DagScope, name: string, nodes: readonly DagNode[]): LoweredDag {
  const places: Places = (atom) => {
    if (atom.kind === 'run') return 'workflow.uid';
    return atom.kind === 'parameter' ? `workflow.parameters.${atom.name}` : `inputs.parameters.${atomName(atom)}`;
  };
  const needed = distinct(where, nodes.flatMap(nodeAtoms));
  const inputs = needed.flatMap((atom) =>
    atom.kind === 'apply' ? [{ name: atomName(atom), value: hoistedText(atom, places) }] : [],
  );
  return assemble(name, nodes, besides(where, places), inputs, {}, undefined);
}

/** A DAG below the entrypoint receives everything that it uses as its own parameters. */
export function nestedDag(where: DagScope, name: string, nodes: readonly DagNode[], parallelism?: number): LoweredDag {
  const needed = distinct(where, nodes.flatMap(nodeAtoms)).filter((atom) => !isMadeIn(where, atom));
  const passed = Object.fromEntries(needed.map((atom) => [atomName(atom), Value.part(atom)]));
  const inputs = needed.map((atom) => ({ name: atomName(atom) }));
  const places = besides(where, (atom) => `inputs.parameters.${atomName(atom)}`);
  return assemble(name, nodes, places, inputs, passed, parallelism);
}

/** The text of a task's output is found beside its readers, where both are tasks of one DAG. */
function besides(where: DagScope, places: Places): Places {
  return (atom) => (isMadeIn(where, atom) ? `tasks.${atom.step.node.id}.outputs.parameters.${atom.key}` : places(atom));
}

function isMadeIn(where: DagScope, atom: Atom): atom is Extract<Atom, { kind: 'output' }> {
  return atom.kind === 'output' && dagOf(atom.step) === where;
}

function assemble(
  name: string,
  nodes: readonly DagNode[],
  places: Places,
  inputs: DagTemplate['inputs'],
  passed: LoweredDag['arguments'],
  parallelism: number | undefined,
): LoweredDag {
  const template: DagTemplate = {
    kind: 'dag',
    name,
    inputs,
    tasks: nodes.map((node) => taskOf(node, places)),
    ...(parallelism === undefined ? {} : { parallelism }),
  };
  return { template, templates: [template, ...nodes.flatMap((node) => node.call.templates)], arguments: passed };
}

function taskOf({ name, call, depends, when }: DagNode, outer: Places): Task {
  const { loop } = call;
  const places: Places = (atom) => {
    if (atom.kind !== 'item' || atom.map !== loop?.map) return outer(atom);
    return placeOf(loop.over, atom.key);
  };
  return {
    name,
    callee: call.callee,
    arguments: Object.entries(call.arguments).map(([key, value]) => ({
      name: key,
      value: argumentText(value, places),
    })),
    ...(depends === '' ? {} : { depends }),
    ...(when === undefined ? {} : { when: `{{=${when.toExpression(places)}}}` }),
    ...(loop === undefined ? {} : loopOf(loop, usedColumns({ call, when }), outer)),
  };
}

function loopOf(
  { over }: NonNullable<Call['loop']>,
  used: ReadonlySet<string>,
  places: Places,
): Pick<Task, 'withItems' | 'withParam'> {
  if (over.kind === 'list') return { withParam: withParamOf(over.list, over.isTable, places) };
  return { withItems: withItemsOf(over.items, (row) => columnsOf(row, used), places) };
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
}: Pick<DagNode, 'call'> & { readonly when: Condition | undefined }): ReadonlySet<string> {
  const map = call.loop?.map;
  return new Set(
    insideAtoms(call, when).flatMap((atom) => (atom.kind === 'item' && atom.map === map ? (atom.key ?? []) : [])),
  );
}

function insideAtoms(call: Call, when: Condition | undefined): readonly Atom[] {
  return [...Object.values(call.arguments).flatMap(argumentAtoms), ...(when?.operands ?? []).flatMap(atoms)];
}

function nodeAtoms({ call, when }: DagNode): readonly Atom[] {
  const { loop } = call;
  const inside = insideAtoms(call, when);
  if (loop === undefined) return inside;
  const { over } = loop;
  const used = usedColumns({ call, when });
  const cells = (item: LoopItem): readonly Value[] =>
    item instanceof Value ? [item] : columnsOf(item, used).map(([, value]) => value);
  const listed = over.kind === 'list' ? [over.list] : over.items.flatMap(cells);
  return [...listed.flatMap(atoms), ...inside.filter((atom) => !(atom.kind === 'item' && atom.map === loop.map))];
}

/**
 * A step that may be skipped must have succeeded for its readers to run: they would find no file. What settles may have
 * failed.
 */
function dependsOf(scope: DagScope, step: Step): string {
  const beside = (read: Producer): readonly Step[] => {
    const sibling = siblingIn(scope, read);
    return sibling === undefined || sibling === step ? [] : [sibling];
  };
  const producers = new Set(step.reads.flatMap(beside));
  const settled = new Set((step.settles ?? []).flatMap(beside).filter((one) => !producers.has(one)));
  const ran = ({ node, when }: Step): string => (when === undefined ? node.id : `${node.id}.Succeeded`);
  const ended = (one: Step): string => `(${ran(one)} || ${one.node.id}.Failed || ${one.node.id}.Errored)`;
  return [...[...producers].map(ran), ...[...settled].map(ended)].join(' && ');
}

function distinct(where: DagScope, all: readonly Atom[]): readonly Atom[] {
  const named = new Map<string, Atom>();
  for (const atom of all) {
    const name = atomName(atom);
    const known = named.get(name);
    if (known !== undefined && !isSameAtom(known, atom)) {
      throw new GenomicsError('duplicate-name', where, {
        what: 'two values would reach a DAG under one parameter name',
        got: `'${name}' twice`,
        expected: 'different names',
        fix: 'rename the parameter, the map or its column',
      });
    }
    named.set(name, known ?? atom);
  }
  return [...named.values()];
}
