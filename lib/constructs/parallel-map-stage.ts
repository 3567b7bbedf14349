import { Construct, type IConstruct } from 'constructs';
import type { Condition } from '../argo/condition';
import type { PathSet } from '../argo/gather';
import { canBeUndone, passesTags } from '../argo/items';
import type { Loop } from '../argo/loop';
import { type DagTask, nestedDag, tasksOf } from '../argo/lower';
import { templateName } from '../argo/names';
import { type Producer, STEP } from '../argo/producer';
import {
  DAG_SCOPE,
  type DagScope,
  dagOf,
  isStep,
  mustSee,
  type Step,
  siblingIn,
  stepsOf,
  type TaskCall,
} from '../argo/step';
import { producersOf } from '../argo/text';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { DataFile, FileSet } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { GenomicsWorkflow } from './genomics-workflow';
import { itemsOf, type MapItem, type MapOver } from './map-items';
import { type MapScope, mapTag, mustBeCollected, mustBeInScope } from './scope';

/** What a body hands out: files, or the sets of a map within it. */
export type BodyOutputs = Readonly<Record<string, DataFile | FileSet>>;

/** @see ParallelMapStage */
export interface ParallelMapStageProps<T extends MapOver, O extends BodyOutputs> {
  /** Texts, rows of texts, files, or a list that is known at run time ({@link listOf}, {@link tableOf}). */
  readonly over: T;
  /** Makes the body once, for any item: one stage, several, or another map. What it returns is gathered. */
  readonly each: (scope: Construct, item: MapItem<T>) => { readonly outputs: O };
  /** Items worked on at once. @default all */
  readonly maxConcurrency?: number;
  /** Run only if this holds. */
  readonly when?: Condition;
}

/**
 * Runs its body once for each item, side by side. An item's stages wait for each other only, never for another item's.
 * Outputs are gathered: `map.outputs.x` is the set of `x` of all items, `settled(map.outputs.x)` that of the items that
 * did not fail.
 */
export class ParallelMapStage<const T extends MapOver, O extends BodyOutputs>
  extends Construct
  implements Step, DagScope, MapScope
{
  readonly [STEP] = true as const;
  readonly [DAG_SCOPE] = true as const;
  readonly [mapTag]: MapScope[typeof mapTag];
  readonly outputs: { readonly [K in keyof O]: FileSet };
  readonly dependsOn: readonly Producer[];
  readonly waitsFor: readonly Producer[];
  readonly when: Condition | undefined;
  readonly call: () => TaskCall;
  #complete = false;

  constructor(scope: Construct, id: string, props: ParallelMapStageProps<T, O>) {
    super(scope, id);
    const { over, each, maxConcurrency, when } = props;
    mustBeWhole(this, 'maxConcurrency', maxConcurrency, 1);
    mustBeCollected(this);
    const workflow = GenomicsWorkflow.of(this);
    workflow.names.task(this);
    const { loop, item, producers: makers } = itemsOf(this, templateName(this, id), over);
    const values = [...loopValues(loop), ...(when?.operands ?? [])];
    const producers = [...makers, ...producersOf(values)];
    for (const producer of producers) mustSee(this, producer);
    for (const value of values) mustBeInScope(this, value);
    this[mapTag] = { loop, isComplete: () => this.#complete };
    const { outputs } = each(this, item as MapItem<T>);
    this.#complete = true;
    const body = stepsOf(this);
    const [only] = body;
    if (only === undefined) throw emptyBody(this);
    this.when = when;
    this.dependsOn = [...producers, ...body.flatMap(({ dependsOn }) => dependsOn)];
    this.waitsFor = body.flatMap(({ waitsFor = [] }) => waitsFor);
    this.outputs = Object.freeze(
      Object.fromEntries(
        Object.entries<DataFile | FileSet>(outputs).map(([key, output]) => [key, this.gather(loop, output)]),
      ),
    ) as { readonly [K in keyof O]: FileSet };

    // A throttled map needs a DAG of its own: Argo's `parallelism` counts every child of a template.
    const inline = body.length === 1 && only.when === undefined && !(DAG_SCOPE in only);
    mustArrive(this, loop, inline);
    const eachName = inline ? '' : workflow.names.template(this, templateName(this, `${id}-each`));
    const mapName = maxConcurrency === undefined ? '' : workflow.names.template(this, templateName(this, `${id}-map`));
    this.call = () => {
      const call = inline ? only.call() : callOf(nestedDag(this, eachName, tasksOf(this)));
      const looped: TaskCall = { ...call, loop: { over: loop, map: this } };
      if (maxConcurrency === undefined) return looped;
      const task: DagTask = { name: inline ? only.node.id : 'each', call: looped, depends: '' };
      return callOf(nestedDag(this, mapName, [task], maxConcurrency));
    };
  }

  private gather(over: Loop, output: DataFile | FileSet): FileSet {
    const { producer } = output;
    if (producer === undefined || siblingIn(this, producer) === undefined) throw notMadeHere(this, producer);
    mustAlwaysRun(this, producer);
    if (output instanceof DataFile && output.isGiven) throw notOurs(this, producer);
    const of: PathSet = output instanceof FileSet ? output.paths : { kind: 'path', path: output.path };
    return new FileSet(output.volume, { kind: 'each', over, map: this, of }, output.secondary, this, producer);
  }
}

function callOf({ template, templates, arguments: passed }: ReturnType<typeof nestedDag>): TaskCall {
  return { callee: { template: template.name }, templates, arguments: passed };
}

function loopValues(loop: Loop): readonly Value[] {
  return loop.kind === 'list'
    ? [loop.list]
    : loop.items.flatMap((item) => (item instanceof Value ? [item] : Object.values(item)));
}

/** A body of several stages is a DAG, which gets its item by a tag. */
function mustArrive(map: Construct, loop: Loop, inline: boolean): void {
  const texts = loopValues(loop).flatMap(({ parts }) => parts.filter((part) => typeof part === 'string'));
  const lost = texts.find((text) => !canBeUndone(text) || !(inline || passesTags(text)));
  if (lost === undefined) return;
  throw new GenomicsError('invalid-value', map, {
    what: 'an item holds what Argo cannot hand on as it is',
    got: JSON.stringify(lost),
    expected: "a text without control characters and without '\\u003c', '\\u003e' and '\\u0026'",
    fix: 'write the item in another way',
  });
}

function notMadeHere(map: Construct, producer: Step | undefined): GenomicsError {
  return new GenomicsError('foreign-scope', map, {
    what: 'a map returns a file that its body does not make',
    got: `a file of '${producer?.node.path ?? 'no stage'}'`,
    expected: 'outputs of stages made in the scope that `each` receives',
    fix: 'return those outputs only; use the other file where the set is read',
  });
}

/** The paths of a set are those of attempts, which only our stages make. */
function notOurs(map: Construct, producer: Step): GenomicsError {
  return new GenomicsError('foreign-scope', map, {
    what: 'a map returns a file that a template of somebody else makes',
    got: `a file of '${producer.node.path}'`,
    expected: 'outputs of stages of this library',
    fix: 'read the file in a stage of the body, and return what that makes',
  });
}

/** A set lists what every item makes; a stage that may be left out would leave names without files. */
function mustAlwaysRun(map: DagScope, producer: Step, seen = new Set<Step>()): void {
  for (let at: Step | undefined = producer; at !== undefined && at.node.scope !== undefined; ) {
    if (seen.has(at)) return;
    seen.add(at);
    if (at.when !== undefined) throw conditionalInSet(map, at);
    const owner = dagOf(at);
    // What it reads within the body is left out together with it.
    for (const read of at.dependsOn) {
      const beside = isWithin(map, read) ? siblingIn(owner, read) : undefined;
      if (beside !== undefined && beside !== at) mustAlwaysRun(map, beside, seen);
    }
    if (owner === map || !isStep(owner)) return;
    at = owner;
  }
}

function isWithin(map: DagScope, { node }: IConstruct): boolean {
  return node.scopes.slice(0, -1).some((scope) => scope === map);
}

function conditionalInSet(map: IConstruct, step: Step): GenomicsError {
  return new GenomicsError('invalid-value', map, {
    what: 'a map returns the output of a stage that may be left out',
    got: `'${step.node.path}', which has a condition`,
    expected: 'outputs that every item has',
    fix: 'put the condition on the map, or have a stage that always runs make the output',
  });
}

function emptyBody(map: Construct): GenomicsError {
  return new GenomicsError('empty-workflow', map, {
    what: 'a map has no stage',
    got: 'an empty body',
    expected: 'at least one stage made in the scope that `each` receives',
    fix: 'pass that scope as the first argument of the stages',
  });
}
