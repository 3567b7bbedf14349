import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  type Condition,
  type DataFile,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  sh,
  TemplateRefStage,
  type Value,
} from '../../lib';
import { check } from '../../lib/check';
import { named, newWorkflow, refusal, template } from '../synth';

type Setting = ReturnType<typeof newWorkflow>;

interface Props {
  readonly when?: Condition;
  readonly name?: string | Value;
  readonly inputs?: Readonly<Record<string, DataFile>>;
}

const stage = (scope: Construct, { run }: Setting, id: string, { name = id, ...props }: Props = {}) =>
  new GenomicsStage(scope, id, {
    ...props,
    outputs: { made: run.intermediate(name) },
    script: ({ outputs }) => sh`: > ${outputs.made}`,
  });

const dependsIn = ({ chart }: Setting, dag = 'w') =>
  Object.fromEntries(
    (named(template(chart).spec.templates, dag).dag?.tasks ?? []).map(({ name, depends }) => [name, depends]),
  );

const mapOf = (all: Setting, id: string, body: (scope: Construct, item: Value) => void = () => undefined) =>
  new ParallelMapStage(all.workflow, id, {
    over: ['x', 'y'],
    each: (scope, item) => {
      body(scope, item);
      return new GenomicsStage(scope, `${id}-one`, {
        inputs: { item },
        outputs: { made: all.run.intermediate(id, item) },
        script: ({ outputs }) => sh`: > ${outputs.made}`,
      });
    },
  });

describe('node.addDependency', () => {
  test('between stages is an edge, also where it is said when both are made', () => {
    const all = newWorkflow();
    const [first, second] = [stage(all.workflow, all, 'first'), stage(all.workflow, all, 'second')];
    first.node.addDependency(second);
    expect(dependsIn(all)).toEqual({ first: 'second', second: undefined });
    expect(check(Testing.synth(all.chart))).toEqual([]);
  });

  test('between maps, groups and called templates', () => {
    const all = newWorkflow();
    const [before, after] = [new Construct(all.workflow, 'before'), new Construct(all.workflow, 'after')];
    const [a, b] = [stage(before, all, 'a'), stage(before, all, 'b')];
    const called = new TemplateRefStage(after, 'c', {
      stage: a,
      inputs: {},
      outputs: { made: all.run.result('c') },
    });
    const map = mapOf(all, 'm');
    after.node.addDependency(before);
    map.node.addDependency(called);
    b.node.addDependency(a);
    expect(dependsIn(all)).toEqual({ a: undefined, b: 'a', c: 'a && b', m: 'c' });
  });

  test('of a stage in a map on one outside, or the other way round, is the map’s', () => {
    const all = newWorkflow();
    const [first, last] = [stage(all.workflow, all, 'first'), stage(all.workflow, all, 'last')];
    const inner: Construct[] = [];
    mapOf(all, 'm', (scope, name) => {
      inner.push(stage(scope, all, 'other', { name }));
    });
    const [other] = inner;
    other?.node.addDependency(first);
    if (other !== undefined) last.node.addDependency(other);
    expect(dependsIn(all)).toEqual({ first: undefined, last: 'm', m: 'first' });
  });

  test('within a body is the body’s', () => {
    const all = newWorkflow();
    mapOf(all, 'm', (scope, name) => {
      const [a, b] = [stage(scope, all, 'a', { name }), stage(scope, all, 'b', { name })];
      a.node.addDependency(b);
    });
    expect(dependsIn(all, 'm-each')).toMatchObject({ a: 'b', b: undefined });
  });

  test('goes on where the first is left out, and not where that, or what it reads, failed', () => {
    const all = newWorkflow();
    const { mode } = all.workflow.parameters;
    const skipped = stage(all.workflow, all, 'skipped', { when: equals(mode, 'x') });
    const reads = stage(all.workflow, all, 'reads', { inputs: { x: skipped.outputs.made } });
    stage(all.workflow, all, 'one').node.addDependency(skipped);
    stage(all.workflow, all, 'two').node.addDependency(reads);
    expect(dependsIn(all)).toMatchObject({ one: 'skipped', two: '(reads || reads.Omitted) && skipped' });
  });

  test('adds nothing to what is read anyway', () => {
    const all = newWorkflow();
    const first = stage(all.workflow, all, 'first', { when: equals(all.workflow.parameters.mode, 'x') });
    const second = stage(all.workflow, all, 'second', { inputs: { x: first.outputs.made } });
    second.node.addDependency(first);
    expect(dependsIn(all)).toMatchObject({ second: 'first.Succeeded' });
  });

  test.each([
    [
      'a circle',
      (all: Setting) => {
        const [a, b] = [stage(all.workflow, all, 'a'), stage(all.workflow, all, 'b')];
        a.node.addDependency(b);
        b.node.addDependency(a);
      },
      'stages wait for each other, got a after b after a',
    ],
    [
      'a circle with what is read',
      (all: Setting) => {
        const a = stage(all.workflow, all, 'a');
        const b = stage(all.workflow, all, 'b', { inputs: { x: a.outputs.made } });
        a.node.addDependency(b);
      },
      'stages wait for each other, got a after b after a',
    ],
    [
      'a stage of another workflow',
      (all: Setting) => {
        const other = new GenomicsWorkflow(all.chart, 'other', { image: 'tools:1' });
        const foreign = stage(other, { ...all, run: all.volume.folder('/other') }, 'a');
        stage(all.workflow, all, 'b').node.addDependency(foreign);
      },
      '[c/w/b] a stage is to come after a stage of another workflow',
    ],
    [
      'an object of the manifest',
      (all: Setting) => {
        const map = new ApiObject(all.chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
        stage(all.workflow, all, 'b').node.addDependency(map);
      },
      '[c/w/b] a dependency has nothing to wait for',
    ],
    [
      'a workflow on a stage',
      (all: Setting) => {
        all.workflow.node.addDependency(stage(all.workflow, all, 'b'));
      },
      '[c/w] a dependency has nothing to wait for',
    ],
    [
      'a stage on itself',
      (all: Setting) => {
        const a = stage(all.workflow, all, 'a');
        a.node.addDependency(a);
      },
      "[c/w/a] a dependency has nothing to wait for, got node.addDependency('c/w/a')",
    ],
    [
      'a stage on its own workflow',
      (all: Setting) => {
        stage(all.workflow, all, 'a').node.addDependency(all.workflow);
      },
      '[c/w/a] a dependency has nothing to wait for',
    ],
    [
      'a stage on the chart of its workflow',
      (all: Setting) => {
        stage(all.workflow, all, 'a').node.addDependency(all.chart);
      },
      '[c/w/a] a dependency has nothing to wait for',
    ],
    [
      'a stage of a map on its map',
      (all: Setting) => {
        const inner: Construct[] = [];
        const map = mapOf(all, 'm', (scope, name) => {
          inner.push(stage(scope, all, 'other', { name }));
        });
        for (const one of inner) one.node.addDependency(map);
      },
      '[c/w/m/other] a dependency has nothing to wait for',
    ],
    [
      'a map on a stage of its own',
      (all: Setting) => {
        const inner: Construct[] = [];
        const map = mapOf(all, 'm', (scope, name) => {
          inner.push(stage(scope, all, 'other', { name }));
        });
        map.node.addDependency(...inner);
      },
      '[c/w/m] a dependency has nothing to wait for',
    ],
    [
      'a group on a stage of its own',
      (all: Setting) => {
        const group = new Construct(all.workflow, 'group');
        group.node.addDependency(stage(group, all, 'a'));
      },
      '[c/w/group] a dependency has nothing to wait for',
    ],
  ] as const)('is refused for %s', (_, say, message) => {
    const all = newWorkflow();
    say(all);
    expect(refusal(() => template(all.chart)).message).toContain(message);
  });

  test('between charts, and between objects, stays cdk8s’s', () => {
    const app = new App();
    const storage = new Chart(app, 'storage');
    const claim = new ApiObject(storage, 'claim', { apiVersion: 'v1', kind: 'ConfigMap' });
    const all = newWorkflow();
    stage(all.workflow, all, 'a');
    const map = new ApiObject(all.chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
    all.workflow.node.addDependency(map);
    storage.addDependency(claim);
    const kinds = Testing.synth(all.chart).map(({ kind }) => kind);
    expect(kinds.indexOf('ConfigMap')).toBeLessThan(kinds.indexOf('WorkflowTemplate'));
    expect(dependsIn(all)).toEqual({ a: undefined });
  });
});

describe('conditions that exclude each other', () => {
  const { workflow: sample } = newWorkflow();
  const mode = sample.parameters.mode;
  test.each([
    ['two texts for one value', equals(mode, 'a'), equals(mode, 'b'), true],
    [
      'a text, and anything but that',
      equals(mode, 'a').and(equals(mode, 'a')),
      equals('x', 'x').and(equals('a', mode)),
      false,
    ],
    ['one among several', equals(mode, 'a').or(equals(mode, 'b')), equals(mode, 'c'), false],
  ])('%s', (_, one, other, expected) => {
    expect(one.excludes(other)).toBe(expected);
  });

  test('are refused where one stage needs both, and not where it takes whichever ran', () => {
    const all = newWorkflow();
    const { mode } = all.workflow.parameters;
    const star = stage(all.workflow, all, 'star', { when: equals(mode, 'star') });
    const next = stage(all.workflow, all, 'next', { inputs: { x: star.outputs.made } });
    const call = () =>
      stage(all.workflow, all, 'count', { when: equals(mode, 'hisat'), inputs: { x: next.outputs.made } });
    expect(refusal(call).problem).toMatchObject({
      got: "'c/w/count' and 'c/w/star'",
      fix: expect.stringContaining('firstOf('),
    });
  });
});

test('a chain of ten thousand stages is built: no step walks back through all that come before it', () => {
  const { workflow, run, volume } = newWorkflow();
  let before: DataFile = volume.file('/start');
  for (let at = 0; at < 10_000; at++) {
    before = new GenomicsStage(workflow, `s${at}`, {
      inputs: { before },
      outputs: { out: run.result(`s${at}`) },
      script: ({ inputs, outputs }) => sh`tool ${inputs.before} > ${outputs.out}`,
    }).outputs.out;
  }
  expect(workflow.node.children.filter((one) => one instanceof GenomicsStage)).toHaveLength(10_000);
});
