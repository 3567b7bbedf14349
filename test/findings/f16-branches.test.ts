/** The finding: firstOf's refusals did not see what guards a reader, and missed twins of a condition. */
import {
  type Condition,
  differs,
  equals,
  firstOf,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  type StageInputs,
  type Value,
} from '../../lib';
import { makes, newChart, template } from '../synth';
import { messageOf } from './count';

/** A workflow in which flye or uni makes an assembly; with raven, nobody does. */
function assembling() {
  const { chart, volume } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'a:1',
    parameters: {
      by: { value: 'flye', enum: ['flye', 'uni', 'raven'] },
      mode: { value: 'rna', enum: ['rna', 'dna'] },
    },
  });
  const { by, mode } = workflow.parameters;
  const run = volume.folder('/run');
  const make = (id: string, when?: Condition, inputs: StageInputs = {}) =>
    new GenomicsStage(workflow, id, {
      ...(when && { when }),
      inputs,
      outputs: { x: run.intermediate(id) },
      script: makes,
    });
  return { chart, workflow, by, mode, run, make, synth: () => template(chart) };
}

type Assembling = ReturnType<typeof assembling>;

/** The assembly of whichever ran, of these words alone. */
const assembly = ({ make, by }: Assembling) =>
  firstOf(make('flye', equals(by, 'flye')).outputs.x, make('uni', equals(by, 'uni')).outputs.x);

describe('a reader that is left out with a word says so', () => {
  test.each<[string, (by: Value, mode: Value) => Condition]>([
    ['by a condition with or', (by) => equals(by, 'flye').or(equals(by, 'uni'))],
    ['by one that is turned around', (by) => differs('raven', by)],
    ['by one of several', (by, mode) => equals(mode, 'rna').and(differs(by, 'raven'))],
  ])('%s', (_, when) => {
    const all = assembling();
    all.make('polish', when(all.by, all.mode), { x: assembly(all) });
    expect(all.synth).not.toThrow();
  });

  test('by a stage that it reads', () => {
    const all = assembling();
    const guarded = all.make('guarded', differs(all.by, 'raven'));
    all.make('polish', undefined, { x: assembly(all), y: guarded.outputs.x });
    expect(all.synth).not.toThrow();
  });

  test.each(['its map', 'a stage of its map that it does not read'])('by %s', (by) => {
    const all = assembling();
    const x = assembly(all);
    const said = differs(all.by, 'raven');
    const guarded = all.make('guarded', said);
    new ParallelMapStage(all.workflow, 'each', {
      over: ['a', 'b'],
      ...(by === 'its map' ? { when: said } : {}),
      each: (scope, item) => {
        const stage = (id: string, inputs: StageInputs) =>
          new GenomicsStage(scope, id, {
            inputs,
            outputs: { x: all.run.result(item, id) },
            script: makes,
          });
        const polish = stage('polish', { x });
        if (by !== 'its map') stage('other', { y: guarded.outputs.x });
        return polish;
      },
    });
    expect(all.synth).not.toThrow();
  });

  test('or does so with all that a word of another parameter leaves out', () => {
    const all = assembling();
    const { by, mode } = all;
    const rna = equals(mode, 'rna');
    const branches = ['flye', 'uni', 'raven'].map((word) => all.make(word, rna.and(equals(by, word))).outputs.x);
    const [one, two, three] = branches;
    if (one === undefined || two === undefined || three === undefined) throw new Error('no branches');
    all.make('polish', undefined, { x: firstOf(one, two, three) });
    expect(all.synth).not.toThrow();
  });

  test('but not by a condition on something else', () => {
    const all = assembling();
    all.make('polish', equals(all.mode, 'rna'), { x: assembly(all) });
    expect(messageOf(all.synth)).toContain("[c/w/polish] with parameter 'by' 'raven' none of the branches runs");
  });

  test('nor in a map without one', () => {
    const all = assembling();
    const x = assembly(all);
    new ParallelMapStage(all.workflow, 'each', {
      over: ['a', 'b'],
      each: (scope, item) =>
        new GenomicsStage(scope, 'polish', { inputs: { x }, outputs: { x: all.run.result(item) }, script: makes }),
    });
    expect(messageOf(all.synth)).toMatch(/\[c\/w\/each\/polish\].*of the stage or its map/);
  });
});

describe('branches of one condition are told', () => {
  test('where its sides are the other way round', () => {
    const { make, by } = assembling();
    const [one, two] = [make('one', equals(by, 'flye')), make('two', equals('flye', by))];
    const last = make('last');
    expect(messageOf(() => firstOf(one.outputs.x, two.outputs.x, last.outputs.x))).toContain(
      "'c/w/one' and 'c/w/two' under one condition",
    );
  });

  test('where the second is the last', () => {
    const { make, by } = assembling();
    const [one, two] = [make('one', equals(by, 'flye')), make('two', equals(by, 'flye'))];
    expect(messageOf(() => firstOf(one.outputs.x, two.outputs.x))).toContain("'c/w/one' and 'c/w/two' under one");
  });

  test('and others are not', () => {
    const { make, by, mode } = assembling();
    const one = make('one', equals(by, 'flye').or(equals(mode, 'dna')));
    const two = make('two', equals(by, 'flye').and(equals(mode, 'dna')));
    expect(() => firstOf(one.outputs.x, two.outputs.x)).not.toThrow();
  });
});
