import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import type { WorkflowTemplate } from '../imports/argoproj.io';
import { differs, GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, tableOf, Value } from '../lib';
import { invocations } from '../lib/run/invocations';
import { processOf } from '../lib/run/process';
import { isLost } from '../lib/run/substitute';
import { ENGINES, type Engine } from '../lib/run/template';
import { HOSTILE, hostileText } from './support/hostile';
import { committedPipeline, workflowTemplate } from './support/manifests';
import { SEED_VOLUME } from './support/volumes';
import { YAML_TEXTS } from './support/yaml-corpus';
import { makes } from './synth';

// An item of a list reaches the tool as it was given, by every engine: Argo escapes it on its way
// (test/support/argo.ts).

const volume = SEED_VOLUME;

type Scope = ConstructorParameters<typeof GenomicsStage>[0];

/** A map of each kind over texts, alone in a template or with a second stage, which makes a DAG of its body. */
function mapsOver(texts: readonly string[], deep: boolean): WorkflowTemplate {
  const chart = new Chart(Testing.app(), 'items', { namespace: 'argo' });
  const parameters = { folder: '/f', texts: '[]', rows: '[]', nested: '[]' };
  const workflow = new GenomicsWorkflow(chart, 'items', { image: 'tools:1', parameters });
  const run = volume.folder(workflow.parameters.folder);
  const stage = (scope: Scope, id: string, at: Value, text: Value) => {
    const inputs = { text, joined: Value.of('<', text, '>') };
    const one = new GenomicsStage(scope, id, {
      inputs,
      // No text holds '.output/', so that no output is the folder of another.
      outputs: { x: run.intermediate(id, '-', at, '.output') },
      when: differs(text, 'no text'),
      script: makes,
    });
    if (deep)
      new GenomicsStage(scope, `${id}-2`, {
        inputs,
        outputs: { y: run.intermediate(id, '-2-', at, '.output') },
        script: makes,
      });
    return { outputs: {}, one };
  };
  const rows = texts.map((text, at) => ({ at: `${at}`, text }));
  new ParallelMapStage(workflow, 'list', { over: texts, each: (scope, text) => stage(scope, 'list-s', text, text) });
  new ParallelMapStage(workflow, 'rows', {
    over: rows,
    each: (scope, { at, text }) => stage(scope, 'rows-s', at, text),
  });
  new ParallelMapStage(workflow, 'later', {
    over: listOf(workflow.parameters.texts),
    each: (scope, text) => stage(scope, 'later-s', text, text),
  });
  new ParallelMapStage(workflow, 'table', {
    over: tableOf(workflow.parameters.rows, ['at', 'text']),
    each: (scope, { at, text }) => stage(scope, 'table-s', at, text),
  });
  new ParallelMapStage(workflow, 'outer', {
    over: tableOf(workflow.parameters.nested, ['at', 'texts', 'rows']),
    each: (outer, { at, texts: inner, rows: more }) => {
      new ParallelMapStage(outer, 'inner', {
        over: listOf(inner),
        each: (scope, text) => stage(scope, 'inner-s', Value.of(at, '-', text), text),
      });
      new ParallelMapStage(outer, 'inner-table', {
        over: tableOf(more, ['at', 'text']),
        each: (scope, one) => stage(scope, 'more-s', Value.of(at, '-', one.at), one.text),
      });
      return { outputs: {} };
    },
  });
  return workflowTemplate(Testing.synth(chart));
}

/** What each stage gets, by its template. */
function arrived(texts: readonly string[], engine: Engine, deep: boolean): Readonly<Record<string, readonly string[]>> {
  const rows = texts.map((text, at) => ({ at: `${at}`, text }));
  const nested = [{ at: 'a', texts, rows }];
  const given = { texts: JSON.stringify(texts), rows: JSON.stringify(rows), nested: JSON.stringify(nested) };
  const all: Record<string, string[]> = {};
  for (const one of invocations(mapsOver(texts, deep), given, {}, engine)) {
    const { env } = processOf(one);
    expect(env['IN_JOINED']).toBe(`<${env['IN_TEXT']}>`);
    all[one.template] = [...(all[one.template] ?? []), env['IN_TEXT'] ?? ''];
  }
  return all;
}

const STAGES = ['list-s', 'rows-s', 'later-s', 'table-s', 'inner-s', 'more-s'];

/**
 * A tag of Argo's in a text is refused. Go's quoting loses these characters, and `\u003c` in a text is half undone by
 * Argo.
 */
const isCarried = (text: string): boolean => !/\{\{|\\u00(?:3c|3e|26)/.test(text) && !isLost(text);

const TEXTS = [...new Set([...HOSTILE, ...YAML_TEXTS])].filter(
  (text) => isCarried(text) && !/\p{Surrogate}/u.test(text),
);

describe.each(ENGINES)('on Argo %s', (engine) => {
  test.each([
    ['alone in its template', false],
    ['in a DAG of its own', true],
  ])('every text reaches a stage %s as it was given', (_, deep) => {
    const ids = deep ? STAGES.flatMap((id) => [id, `${id}-2`]) : STAGES;
    expect(arrived(TEXTS, engine, deep)).toEqual(Object.fromEntries(ids.map((id) => [id, TEXTS])));
  });

  test('any texts arrive as they were given', () => {
    const texts = fc.uniqueArray(hostileText.filter(isCarried), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(texts, fc.boolean(), (some, deep) => {
        const all = arrived(some, engine, deep);
        for (const id of STAGES) expect(all[id]).toEqual(some);
      }),
      { numRuns: 25 },
    );
  });

  test('a folder with quotes and blanks reaches every container of the committed pipeline', () => {
    const folder = '/my runs/α & "β"';
    const all = invocations(committedPipeline(), { fastqFolder: folder }, {}, engine).map((one) => processOf(one).env);
    expect(all).toHaveLength(4);
    for (const env of all) {
      const paths = Object.values(env).filter((value) => value.startsWith('/bwa'));
      expect(paths.length).toBeGreaterThan(1);
      for (const path of paths) expect(path.startsWith(`/bwa${folder}/`)).toBe(true);
    }
  });

  test('a text that Argo half undoes ends the workflow, and is not changed in silence', () => {
    const given = { rows: JSON.stringify([{ at: 'a', text: '\\u003c' }]) };
    expect(() => invocations(mapsOver(['a'], false), given, {}, engine)).toThrow('failed to resolve');
  });
});

test.each(['\\u003c', 'a\\u0026b'])('an item of %j is refused where it is known, as Argo half undoes it', (text) => {
  expect(() => mapsOver([text], false)).toThrow(expect.objectContaining({ code: 'invalid-value' }));
});

test('an item with a character that no tag carries is refused where the body is a DAG', () => {
  expect(() => mapsOver(['\u0007'], true)).toThrow(expect.objectContaining({ code: 'invalid-value' }));
});

test('an item that nothing would change is written as before', () => {
  const { templates = [] } = mapsOver(['S1', 'α & <β>'], false).spec;
  const task = templates.flatMap(({ dag }) => dag?.tasks ?? []).find(({ name }) => name === 'list');
  expect(task?.withItems).toEqual(['S1', 'α & <β>']);
  expect(task?.arguments?.parameters?.map(({ value }) => value)).toContain('{{item}}');
});
