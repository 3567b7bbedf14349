import { Construct, type IConstruct } from 'constructs';
import { choicesOf } from '../argo/choice';
import type { Condition } from '../argo/condition';
import { conditionOf } from '../argo/depends';
import type { PathSet } from '../argo/gather';
import { canBeUndone, passesTags } from '../argo/items';
import type { Loop } from '../argo/loop';
import { type DagTask, nestedDag, tasksOf } from '../argo/lower';
import { templateName } from '../argo/names';
import { isWithin } from '../argo/order';
import { type Producer, STEP } from '../argo/producer';
import { RunTimeList } from '../argo/run-time-list';
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
import { type Choice, Value } from '../argo/value';
import { GenomicsError, within } from '../errors';
import { ANYTHING, either, FUNCTION, mustBe, placeOf, recordOf, shape, spelt } from '../kinds';
import { DataFile, FileSet } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { mustBeAbleToRun } from './exclusive';
import { GenomicsWorkflow } from './genomics-workflow';
import { FILE, SET, WHEN } from './kinds';
import { mustFitList } from './known-lists';
import { itemsOf, type MapItem, type MapOver } from './map-items';
import { type MapScope, mapTag, mustBeCollected, mustBeInScope } from './scope';

/** What a body hands out: files, or the sets of a map within it. */
export type BodyOutputs = Readonly<Record<string, DataFile | FileSet>>;

/** @see ParallelMapStage */
export interface ParallelMapStageProps<T extends MapOver, O extends BodyOutputs> {
  /** Texts, rows of texts, files, or a list that is known at run time ({@link listOf}, {@link tableOf}). */
  readonly over: T;
  /**
   * Makes the body once, for any item: one stage, several, or another map. What it returns is gathered; what an item
   * may be without, of a stage with a condition or of `firstOf`, is refused where its set is read.
   */
  readonly each: (scope: Construct, item: MapItem<T>) => { readonly outputs: O };
  /** Items worked on at once. @default all */
  readonly maxConcurrency?: number;
  /** Run only if this holds. */
  readonly when?: Condition;
}

// What is wrong with the others is told by what reads them.
const MAP = spelt({ over: ANYTHING, each: FUNCTION, maxConcurrency: ANYTHING, when: WHEN });

/** What `each` returns. */
const BODY = shape({ outputs: recordOf(either("a stage's or a map's output", FILE, SET)) });

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
  readonly tells: readonly Producer[];
  readonly choices: readonly Choice[];
  readonly when: Condition | undefined;
  readonly call: () => TaskCall;
  #complete = false;

  constructor(scope: Construct, id: string, props: ParallelMapStageProps<T, O>) {
    super(...placeOf(scope, id));
    mustBe(this, props, MAP);
    const { over, each, maxConcurrency, when } = props;
    mustBeWhole(this, 'maxConcurrency', maxConcurrency, 1);
    mustBeCollected(this);
    const workflow = GenomicsWorkflow.of(this);
    workflow.names.task(this);
    const { loop, item, producers: makers } = within(this, 'over', () => itemsOf(this, templateName(this, id), over));
    const values = [...loopValues(loop), ...(when?.operands ?? [])];
    const producers = [...makers, ...producersOf(values)];
    const choices = values.flatMap(choicesOf);
    for (const producer of [...producers, ...choices.flatMap(({ of }) => of)]) mustSee(this, producer);
    for (const value of values) mustBeInScope(this, value);
    if (over instanceof RunTimeList) within(this, 'over', () => mustFitList(this, over));
    this[mapTag] = { loop, isComplete: () => this.#complete };
    const made = within(this, 'each', () => each(this, item as MapItem<T>));
    mustBe(this, made, BODY, 'each');
    const { outputs } = made;
    this.#complete = true;
    const body = stepsOf(this);
    const [only] = body;
    if (only === undefined) throw emptyBody(this);
    this.when = when;
    const spared = sparedBy(this, body);
    this.dependsOn = [
      ...producers,
      ...body.flatMap(({ dependsOn }) => dependsOn.filter((one) => !spared.some((step) => step === one))),
    ];
    mustBeAbleToRun(this, when, this.dependsOn);
    this.waitsFor = body.flatMap(({ waitsFor = [] }) => waitsFor);
    this.tells = body.flatMap(({ tells = [] }) => tells);
    this.choices = [
      ...choices,
      ...body.flatMap((step) => step.choices ?? []),
      ...spared.map((one) => ({ of: [one], isSure: true })),
    ];
    this.outputs = this.gatherAll(loop, outputs);

    // A throttled map needs a DAG of its own: Argo's `parallelism` counts every child of a template. So does one with a
    // condition: Argo asks it for each item, skips each, and takes the loop for one that succeeded.
    const inline = body.length === 1 && only.when === undefined && !(DAG_SCOPE in only);
    mustArrive(this, loop, inline);
    const eachName = inline ? '' : workflow.names.template(this, templateName(this, `${id}-each`));
    const isWhole = maxConcurrency === undefined && when === undefined;
    const mapName = isWhole ? '' : workflow.names.template(this, templateName(this, `${id}-map`));
    this.call = () => {
      const call = inline ? only.call() : callOf(nestedDag(this, eachName, tasksOf(this)));
      const looped: TaskCall = { ...call, loop: { over: loop, map: this } };
      if (isWhole) return looped;
      const task: DagTask = { name: inline ? only.node.id : 'each', call: looped, depends: '' };
      return callOf(nestedDag(this, mapName, [task], maxConcurrency));
    };
  }

  /** What no set can be is refused where it is read, also through a map around this one. */
  private gatherAll(loop: Loop, outputs: O): { readonly [K in keyof O]: FileSet } {
    const given: Readonly<Record<string, PropertyDescriptor>> = Object.getOwnPropertyDescriptors(outputs);
    const all = Object.entries(given).map(([key, { value, get }]) => [key, get ? { get } : this.gathered(loop, value)]);
    return Object.freeze(Object.defineProperties({}, Object.fromEntries(all))) as { readonly [K in keyof O]: FileSet };
  }

  private gathered(loop: Loop, output: DataFile | FileSet): PropertyDescriptor {
    const refusal = whyNoSet(this, output);
    if (refusal === undefined) return { value: this.gather(loop, output), enumerable: true };
    return {
      get: () => {
        throw refusal;
      },
    };
  }

  private gather(over: Loop, output: DataFile | FileSet): FileSet {
    const { producer } = output;
    if (producer === undefined || siblingIn(this, producer) === undefined) throw notMadeHere(this, producer);
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

/** Which branch ran is known within the body alone. */
function isAChoice(map: Construct): GenomicsError {
  return new GenomicsError('invalid-value', map, {
    what: 'a map returns the first of several files, and which it is only an item’s own stages know',
    got: 'firstOf(…)',
    expected: 'outputs of one stage',
    fix: 'let a stage of the body read it and make the output that is gathered, or return { outputs: {} }',
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

/** Why what an item makes is no member of a set, where a body may return it all the same. */
function whyNoSet(map: DagScope, output: DataFile | FileSet): GenomicsError | undefined {
  const isChosen = output instanceof FileSet ? output.paths.kind === 'choice' : output.candidates.length > 0;
  if (isChosen) return isAChoice(map);
  const conditional = output.producer === undefined ? undefined : leftOut(map, output.producer);
  return conditional && conditionalInSet(map, conditional);
}

/** A set lists what every item makes; a stage that may be left out would leave names without files. */
function leftOut(map: DagScope, producer: Step, seen = new Set<Step>()): Step | undefined {
  for (let at: Step | undefined = producer; at !== undefined && at.node.scope !== undefined; ) {
    if (seen.has(at)) return undefined;
    seen.add(at);
    if (at.when !== undefined) return at;
    const owner = dagOf(at);
    // What it reads within the body is left out together with it.
    for (const read of at.dependsOn) {
      const beside = isWithin(read, map) ? siblingIn(owner, read) : undefined;
      const found = beside !== undefined && beside !== at ? leftOut(map, beside, seen) : undefined;
      if (found !== undefined) return found;
    }
    if (owner === map || !isStep(owner)) return undefined;
    at = owner;
  }
  return undefined;
}

function conditionalInSet(map: IConstruct, step: Step): GenomicsError {
  return new GenomicsError('invalid-value', map, {
    what: 'a map returns the output of a stage that may be left out',
    got: `'${step.node.path}', which has a condition`,
    expected: 'outputs that every item has',
    fix: 'put the condition on the map, have a stage that always runs make the output, or return { outputs: {} }',
  });
}

/**
 * Stages outside of a map that may be left out and that only stages with a condition read: one stage of the body may be
 * left out with them, the map is not.
 */
function sparedBy(map: DagScope, body: readonly Step[]): readonly Step[] {
  const outside = (step: Step): readonly Step[] =>
    step.dependsOn.filter(isStep).filter((one) => !isWithin(one, map) && conditionOf(one) !== undefined);
  const needed = body.filter(({ when }) => when === undefined).flatMap(({ dependsOn }) => dependsOn);
  const read = body.filter(({ when }) => when !== undefined).flatMap(outside);
  return [...new Set(read)].filter((one) => !needed.some((step) => step === one));
}

function emptyBody(map: Construct): GenomicsError {
  return new GenomicsError('empty-workflow', map, {
    what: 'a map has no stage',
    got: 'an empty body',
    expected: 'at least one stage made in the scope that `each` receives',
    fix: 'pass that scope as the first argument of the stages',
  });
}
