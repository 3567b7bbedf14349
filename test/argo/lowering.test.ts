import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import type { Template } from '../../imports/argoproj.io';
import {
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  listOf,
  ParallelMapStage,
  sh,
  TemplateRefStage,
  tableOf,
  Value,
} from '../../lib';
import { makes, manifests, named, newChart, newWorkflow, refusal, template } from '../synth';

type Fixture = ReturnType<typeof newWorkflow>;

/** A stage that makes one file and reads those given. */
function stage(
  scope: Fixture['workflow'] | ConstructorParameters<typeof GenomicsStage>[0],
  id: string,
  run: Fixture['run'],
  inputs = {},
  name: string | Value = id,
) {
  return new GenomicsStage(scope, id, {
    inputs,
    outputs: { made: run.intermediate(name) },
    script: ({ outputs }) => sh`: > ${outputs.made}`,
  });
}

function dag(fixture: Fixture, name = 'w'): NonNullable<Template['dag']> {
  const found = named(template(fixture.chart).spec.templates, name).dag;
  if (found === undefined) throw new Error(`${name} is no DAG`);
  return found;
}

describe('edges come from data', () => {
  test('a stage depends on the stages whose outputs it takes, and on no other', () => {
    const fixture = newWorkflow();
    const { workflow, run } = fixture;
    const a = stage(workflow, 'a', run);
    stage(workflow, 'b', run);
    const c = stage(workflow, 'c', run, { a: a.outputs.made });
    stage(workflow, 'd', run, { a: a.outputs.made, c: c.outputs.made });
    expect(dag(fixture).tasks?.map(({ name, depends }) => [name, depends])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', 'a'],
      ['d', 'a && c'],
    ]);
  });

  test('whatever stages read, every task depends on earlier tasks only, is given what its template declares, and no more', () => {
    const graphs = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(graphs, (graph) => {
        const fixture = newWorkflow();
        const made: GenomicsStage<Record<string, never>, never>['outputs'][] = [];
        graph.forEach((reads, at) => {
          const inputs = Object.fromEntries(
            reads.filter((read) => read < at).map((read) => [`in${read}`, made[read]?.['made' as never]]),
          );
          made.push(stage(fixture.workflow, `s${at}`, fixture.run, inputs).outputs as never);
        });
        const seen = new Set<string>();
        for (const task of dag(fixture).tasks ?? []) {
          for (const dependency of task.depends?.split(' && ') ?? []) expect(seen).toContain(dependency);
          seen.add(task.name ?? '');
          const declared = named(template(fixture.chart).spec.templates, task.template ?? '').inputs?.parameters?.map(
            ({ name }) => name,
          );
          expect(task.arguments?.parameters?.map(({ name }) => name)).toEqual(declared);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('maps', () => {
  const each = (run: Fixture['run']) => (scope: ConstructorParameters<typeof GenomicsStage>[0], item: Value) =>
    stage(scope, 'one', run, { item }, Value.of(item, '.txt'));

  test('over a run-time list, throttled: a DAG of its own that receives what it uses', () => {
    const fixture = newWorkflow();
    const { workflow, run } = fixture;
    const map = new ParallelMapStage(workflow, 'map', {
      over: listOf(workflow.parameters.samples),
      maxConcurrency: 2,
      each: each(run),
    });
    new GenomicsStage(workflow, 'all', {
      inputs: { set: map.outputs.made },
      outputs: { list: run.result('list') },
      script: ({ inputs, outputs }) => sh`cat ${inputs.set.list} > ${outputs.list}`,
    });
    const inner = named(template(fixture.chart).spec.templates, 'map-map');
    expect(inner.parallelism).toBe(2);
    expect(inner.inputs?.parameters).toEqual([{ name: 'samples' }, { name: 'folder' }]);
    expect(inner.dag?.tasks?.[0]).toMatchObject({
      name: 'one',
      template: 'one',
      withParam: "{{=toJson(map(sprig.fromJson(inputs.parameters.samples), {sprig.dict('text', #)}))}}",
    });
    expect(named(dag(fixture).tasks?.[1]?.arguments?.parameters, 'set').value).toBe(
      "{{=sprig.join('\\n', map(sprig.fromJson(workflow.parameters.samples), {'/bwa' + workflow.parameters.folder + '/one/' + # + '.txt/made'}))}}",
    );
  });

  test('several stages a row, an outer output captured, a map within: each DAG declares what it uses', () => {
    const fixture = newWorkflow();
    const { workflow, run } = fixture;
    const index = stage(workflow, 'index', run);
    const map = new ParallelMapStage(workflow, 'map', {
      over: tableOf(workflow.parameters.samples, ['sample', 'fastq_1']),
      each: (scope, row) => {
        const lanes = new ParallelMapStage(scope, 'lanes', {
          over: ['l1', 'l2'],
          each: (lane, name) =>
            stage(lane, 'align', run, { index: index.outputs.made, reads: row.fastq_1 }, Value.of(row.sample, name)),
        });
        return new GenomicsStage(scope, 'merge', {
          inputs: { lanes: lanes.outputs.made },
          outputs: { bam: run.result(row.sample, '.bam') },
          script: ({ inputs, outputs }) => sh`cat ${inputs.lanes.list} > ${outputs.bam}`,
        });
      },
    });
    expect(map.dependsOn.map(({ node }) => node.id)).toContain('index');
    const body = named(template(fixture.chart).spec.templates, 'map-each');
    expect(body.inputs?.parameters?.map(({ name }) => name)).toEqual(['folder', 'mapFastq_1', 'mapSample']);
    expect(body.dag?.tasks?.map(({ name, depends }) => [name, depends])).toEqual([
      ['lanes', undefined],
      ['merge', 'lanes'],
    ]);
    expect(named(body.dag?.tasks?.[1]?.arguments?.parameters, 'lanes').value?.split('\n')).toHaveLength(2);
    const outer = named(dag(fixture).tasks, 'map');
    expect(outer).toMatchObject({
      depends: 'index',
      template: 'map-each',
      withParam: '{{workflow.parameters.samples}}',
    });
    expect(named(outer.arguments?.parameters, 'mapSample').value).toBe(
      `{{=(sprig.regexMatch('[[{,]"', item.sample) ? item.sample : sprig.fromJson('"' + item.sample + '"'))}}`,
    );
  });
});

describe('what Argo has and we do not model', () => {
  test('is reached through the manifest', () => {
    const { chart, workflow, run } = newWorkflow();
    stage(workflow, 'a', run);
    workflow.resource.addJsonPatch(
      JsonPatch.add('/spec/priority', 5),
      JsonPatch.add('/spec/templates/1/memoize', { key: 'k', maxAge: '1h', cache: { configMap: { name: 'done' } } }),
    );
    expect(ApiObject.of(workflow.resource).kind).toBe('WorkflowTemplate');
    expect(template(chart).spec).toMatchObject({ priority: 5, templates: [{}, { memoize: { key: 'k' } }] });
  });
});

describe('refused at synth', () => {
  test('two stages of one name', () => {
    const { workflow, run } = newWorkflow();
    new ParallelMapStage(workflow, 'm', { over: ['x'], each: (scope) => stage(scope, 'a', run) });
    expect(refusal(() => stage(workflow, 'a', run, {}, 'other')).code).toBe('duplicate-name');
  });

  test('two stages that write one file', () => {
    const { workflow, run } = newWorkflow();
    const make = (id: string) =>
      new GenomicsStage(workflow, id, {
        outputs: { x: run.result('x') },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      });
    make('a');
    expect(refusal(() => make('b')).message).toMatch(
      /^\[c\/w\/b\] an output is written by another stage too, got .*x, which 'c\/w\/a' makes, expected/,
    );
  });

  test('a path that a stage makes, typed again', () => {
    const { workflow, run, volume } = newWorkflow();
    new GenomicsStage(workflow, 'a', { outputs: { made: run.result('a') }, script: makes });
    const again = volume.file(workflow.parameters.folder, '/a');
    expect(refusal(() => stage(workflow, 'b', run, { again })).code).toBe('unlinked-path');
  });

  test('an output, an item or a parameter of another scope', () => {
    const { workflow, run } = newWorkflow();
    const other = newWorkflow();
    const leaked: { item?: Value; inner?: ReturnType<typeof stage> } = {};
    new ParallelMapStage(workflow, 'm', {
      over: ['x'],
      each: (scope, item) => {
        leaked.item = item;
        leaked.inner = stage(scope, 'a', run);
        return leaked.inner;
      },
    });
    for (const [at, inputs] of [
      { x: leaked.inner?.outputs.made },
      { x: leaked.item },
      { x: other.workflow.parameters.folder },
      { x: stage(other.workflow, 'o', other.run).outputs.made },
    ].entries()) {
      expect(refusal(() => stage(workflow, `b${at}`, run, inputs)).code).toBe('foreign-scope');
    }
  });

  test('a set of a run-time list within a run-time list', () => {
    const { workflow, run } = newWorkflow();
    const list = () => listOf(workflow.parameters.samples);
    const map = new ParallelMapStage(workflow, 'm', {
      over: list(),
      each: (scope, x) =>
        new ParallelMapStage(scope, 'n', {
          over: list(),
          each: (inner, y) => stage(inner, 'a', run, {}, Value.of(x, y)),
        }),
    });
    expect(refusal(() => stage(workflow, 'b', run, { set: map.outputs.made })).code).toBe('nested-set');
  });

  test('a workflow without a stage', () => {
    const { chart } = newChart();
    new GenomicsWorkflow(chart, 'w');
    expect(() => manifests(chart)).toThrow('the workflow has no stage');
  });
});

describe('templateRef', () => {
  function twoWorkflows() {
    const fixture = newWorkflow();
    const { chart, workflow, run, volume } = fixture;
    const up = stage(workflow, 'up', run);
    const shared = stage(workflow, 'shared', run, { file: up.outputs.made, text: 'a' });
    const other = new GenomicsWorkflow(chart, 'other', { image: 'tools:1', parameters: { folder: '/r' } });
    const folder = volume.folder(other.parameters.folder);
    return { ...fixture, shared, other, folder, first: stage(other, 'first', folder) };
  }

  test('a stage of another workflow is called with this workflow’s values and edges', () => {
    const { chart, shared, other, folder, first } = twoWorkflows();
    new TemplateRefStage(other, 'again', {
      stage: shared,
      inputs: { file: first.outputs.made, text: 'b' },
      outputs: { made: folder.intermediate('x') },
    });
    const [, task] = manifests(chart)
      .filter(({ kind }) => kind === 'WorkflowTemplate')
      .map((one) => one as unknown as ReturnType<typeof template>)
      .map(({ spec }) => named(spec.templates, spec.entrypoint ?? '').dag?.tasks?.[1]);
    expect(task).toMatchObject({ name: 'again', depends: 'first', templateRef: { name: 'w', template: 'shared' } });
    expect(task?.arguments?.parameters).toEqual([
      { name: 'file', value: '/bwa{{workflow.parameters.folder}}/first/first/made' },
      { name: 'made', value: '/bwa{{workflow.parameters.folder}}/again/x' },
      { name: 'text', value: 'b' },
    ]);
  });

  test('a file that no stage makes, where the stage verifies one that a stage made, is refused', () => {
    const { shared, other, folder, volume } = twoWorkflows();
    const call = () =>
      new TemplateRefStage(other, 'again', {
        stage: shared,
        inputs: { file: volume.file('/x'), text: 'b' },
        outputs: { made: folder.intermediate('x') },
      });
    expect(refusal(call)).toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining("'--input=IN_FILE' among them"),
    });
  });
});

describe('outputs of a map', () => {
  const make =
    (over: Parameters<typeof itemsLike>[0], name: (item: Readonly<Record<string, Value>>) => Value) => () => {
      const { workflow, run } = newWorkflow();
      new ParallelMapStage(workflow, 'm', {
        over,
        each: (scope, row) => stage(scope, 'a', run, {}, name(row as never)),
      });
    };
  const itemsLike = (rows: readonly Readonly<Record<string, string>>[]) => rows;
  const rows = [
    { sample: 's', lane: '1' },
    { sample: 's', lane: '2' },
  ];

  test('that are the same file for two items are refused', () => {
    for (const name of [
      () => Value.of('same'),
      (row: Readonly<Record<string, Value>>) => Value.of(row['sample'] ?? ''),
    ]) {
      expect(refusal(make(rows, name))).toMatchObject({
        code: 'duplicate-output',
        message: expect.stringContaining('put what differs between the items into the name'),
      });
    }
  });

  test('that differ for all items are not', () => {
    expect(make(rows, (row) => Value.of(row['sample'] ?? '', row['lane'] ?? ''))).not.toThrow();
  });

  test('that do not mention the item of a run-time list are refused', () => {
    const { workflow, run } = newWorkflow();
    const each = (scope: Fixture['workflow']) => stage(scope, 'a', run, {}, 'same');
    expect(
      refusal(
        () => new ParallelMapStage(workflow, 'm', { over: listOf(workflow.parameters.samples), each: each as never }),
      ).code,
    ).toBe('duplicate-output');
  });

  test('that the body does not make are refused', () => {
    const { workflow, run } = newWorkflow();
    const outer = stage(workflow, 'outer', run);
    const map = () =>
      new ParallelMapStage(workflow, 'm', {
        over: ['x'],
        each: (scope) => {
          stage(scope, 'a', run);
          return outer;
        },
      });
    expect(refusal(map).code).toBe('foreign-scope');
  });
});

test('two values that would reach a DAG under one name are refused, not merged', () => {
  const fixture = newWorkflow();
  const { workflow, run } = fixture;
  new ParallelMapStage(workflow, 'sample', {
    over: tableOf(workflow.parameters.samples, ['laneId']),
    each: (outer, row) =>
      new ParallelMapStage(outer, 'sample-lane', {
        over: tableOf(workflow.parameters.samples, ['id']),
        each: (scope, lane) => {
          const first = stage(scope, 'a', run, {}, Value.of(row.laneId, '-', lane.id));
          return stage(scope, 'b', run, { first: first.outputs.made }, Value.of(row.laneId, '-', lane.id));
        },
      }),
  });
  expect(() => template(fixture.chart)).toThrow('under one parameter name');
});

test('two maps of one id in one DAG are refused, also where constructs group them', () => {
  const { workflow, run } = newWorkflow();
  const make = (group: string, id: string) =>
    new ParallelMapStage(new Construct(workflow, group), 'm', {
      over: ['x'],
      each: (scope, item) => stage(scope, id, run, { item }, Value.of(item, id)),
    });
  make('g1', 'a');
  expect(refusal(() => make('g2', 'b')).code).toBe('duplicate-name');
});

test('a set of a stage that may be left out is refused', () => {
  const { workflow, run } = newWorkflow();
  const map = () =>
    new ParallelMapStage(workflow, 'm', {
      over: ['x', 'y'],
      each: (scope, item) =>
        new GenomicsStage(scope, 'a', {
          when: equals(item, 'x'),
          outputs: { f: run.intermediate(item) },
          script: ({ outputs }) => sh`: > ${outputs.f}`,
        }),
    });
  const { outputs } = map();
  expect(refusal(() => outputs.f)).toMatchObject({
    code: 'invalid-value',
    message: expect.stringContaining('may be left out'),
  });
});

test('a secondary file that another stage makes is a collision', () => {
  const { workflow, run } = newWorkflow();
  const make = (id: string, output: ReturnType<Fixture['run']['result']>) =>
    new GenomicsStage(workflow, id, { outputs: { x: output }, script: ({ outputs }) => sh`: > ${outputs.x}` });
  make('a', run.result('x').with('.bai'));
  expect(refusal(() => make('b', run.result('x.bai'))).code).toBe('duplicate-output');
});
