import { Chart, Testing } from 'cdk8s';
import { GenomicsError } from '../errors';
import { ANYTHING, either, type Fields, instanceOf, listOfKind, mustBe, shape, TEXT } from '../kinds';
import { dependenciesOf } from '../run/depends';
import { type Reached, reached } from '../run/reach';
import { selectWorkflow } from '../run/select';
import { argumentsOf } from '../run/stub';
import { isNamed } from './faults';

/** A stage as its manifest has it. */
export interface StageView {
  readonly name: string;
  /** Its script, as the manifest has it; empty where another team's container has none. */
  readonly script: string;
  /** The stages that it waits for, through others too. */
  readonly dependsOn: readonly string[];
}

/** What a pipeline may be given as. */
export const CHART_OR_MANIFESTS = either('a chart or manifests', instanceOf('a chart', Chart), listOfKind(ANYTHING));

const STAGE = shape({ name: TEXT, script: TEXT, dependsOn: listOfKind(TEXT) } satisfies Fields<StageView>);

/** A stage of a chart, or of manifests, by its path, the end of it, or its template. */
export function stageOf(given: Chart | readonly unknown[], name: string): StageView {
  mustBe('stageOf', given, CHART_OR_MANIFESTS, 'given');
  mustBe('stageOf', name, TEXT, 'name');
  const manifests: readonly unknown[] = Chart.isChart(given) ? Testing.synth(given) : given;
  const all = reached(selectWorkflow(manifests, undefined)).filter(({ task }) => task !== undefined);
  const one = all.find(({ stage, found }) => isNamed(name, stage, found?.template.name ?? ''));
  if (one === undefined) {
    throw new GenomicsError('invalid-value', 'stageOf', {
      what: 'the workflow has no such stage',
      got: `'${name}'`,
      expected: all.map(({ stage }) => stage).join(', '),
      fix: 'name one of those',
    });
  }
  const script = argumentsOf(one.found?.template.container?.args ?? []).texts.get('--script') ?? '';
  return { name: one.stage, script, dependsOn: [...before(one, new Map(all.map((each) => [each.stage, each])))] };
}

/** What a stage waits for, and what the map that it lies in waits for. */
function before(one: Reached, all: ReadonlyMap<string, Reached>, seen: Set<string> = new Set()): ReadonlySet<string> {
  const [, above = ''] = /^(.*)[.][^.]*$/.exec(one.stage) ?? [];
  const names = dependenciesOf(one.task ?? {}).map((name) => (above === '' ? name : `${above}.${name}`));
  const outer = all.get(above);
  if (outer !== undefined) before(outer, all, seen);
  for (const name of names) {
    const next = all.get(name);
    if (next === undefined || seen.has(name)) continue;
    seen.add(name);
    before(next, all, seen);
  }
  return seen;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

function verdict(pass: boolean, { name }: StageView, does: string, is: string): Verdict {
  return { pass, message: () => `expected stage '${name}' ${pass ? 'not ' : ''}to ${does}; ${is}` };
}

/** For `expect.extend({ toDependOn })`: `expect(stageOf(chart, 'join')).toDependOn('split')`, through others too. */
export function toDependOn(received: StageView, name: string): Verdict {
  mustBe('toDependOn', received, STAGE, 'what is expected');
  mustBe('toDependOn', name, TEXT, 'stage');
  const pass = received.dependsOn.some((one) => isNamed(name, one, one));
  return verdict(pass, received, `depend on '${name}'`, `it depends on ${received.dependsOn.join(', ') || 'nothing'}`);
}

/** For `expect.extend({ toRunScript })`: `expect(stageOf(chart, 'sort')).toRunScript(/samtools sort/)`. */
export function toRunScript(received: StageView, part: string | RegExp): Verdict {
  mustBe('toRunScript', received, STAGE, 'what is expected');
  mustBe('toRunScript', part, either('a text or a RegExp', TEXT, instanceOf('a RegExp', RegExp)), 'part');
  const pass = typeof part === 'string' ? received.script.includes(part) : part.test(received.script);
  return verdict(pass, received, `run a script with ${part}`, `it runs:\n${received.script}`);
}

declare global {
  namespace jest {
    interface Matchers<R> {
      toDependOn(stage: string): R;
      toRunScript(part: string | RegExp): R;
    }
  }
}
