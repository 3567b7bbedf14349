/** The finding: scripts and map bodies that do what they should were refused. */
import type { Construct } from 'constructs';
import {
  type BodyOutputs,
  equals,
  firstOf,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  type StageInputs,
  sh,
} from '../../lib';
import { complaint } from '../support/scanned';
import { makes, newChart, template } from '../synth';
import { messageOf } from './count';

describe('a command leaves with the status of what failed', () => {
  test.each(['tool || exit $?', 'tool || exit "$?"', 'f() { tool || return $?; }', 'f() { tool || return "$?"; }'])(
    '%s',
    (script) => expect(complaint(script)).toBeUndefined(),
  );

  test.each(['tool || { echo no; exit $?; }', 'tool || exit "$x"', 'tool || exit "$?$x"', 'tool || exit $? 1'])(
    'but not by %s',
    (script) => expect(complaint(script)?.problem.got).toContain("'||' in a list"),
  );
});

describe('a function may have several commands in a condition where each leaves it that fails', () => {
  test.each([
    'f() {\n  tool || return\n  other || return 3\n  last\n}\nif f; then echo; fi',
    'f() { tool || fail 65 no; last; }\nf || fail 65 no',
    'f() ( tool || exit "$?"; last )\nwhile f; do echo; done',
  ])('%s', (script) => expect(complaint(script)).toBeUndefined());

  test.each([
    'f() { tool || return; other; last; }\nif f; then echo; fi',
    'f() { tool || return; for x in a b; do other; done; }\nif f; then echo; fi',
    'g() { tool; other; }\nf() { g || return; last; }\nif f; then echo; fi',
  ])('but not %s', (script) => expect(complaint(script)?.problem.got).toContain('a function of several commands'));
});

/** A workflow whose stages may have conditions. */
function conditional() {
  const { chart, volume } = newChart();
  const parameters = { by: { value: 'a', enum: ['a', 'b'] } };
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters });
  const run = volume.folder('/run');
  const make = (scope: Construct, id: string, by?: string, inputs: StageInputs = {}) =>
    new GenomicsStage(scope, id, {
      ...(by === undefined ? {} : { when: equals(workflow.parameters.by, by) }),
      inputs,
      outputs: { x: run.result(id) },
      script: makes,
    });
  return { chart, workflow, run, make };
}

test('a whole number of the stage may be a part of a program', () => {
  const { chart, workflow, run } = conditional();
  new GenomicsStage(workflow, 's', {
    outputs: { x: run.result('x') },
    script: ({ outputs, threads, memory }) => sh`
      sed -n "1,${threads}p" x >${outputs.x}
      awk "NR <= ${memory}" x >>${outputs.x}`,
  });
  expect(() => template(chart)).not.toThrow();
});

describe('a body may return what an item can be without, where nobody reads the set:', () => {
  type Body = (all: ReturnType<typeof conditional>, scope: Construct) => { readonly outputs: BodyOutputs };
  const bodies: Readonly<Record<string, Body>> = {
    'of a stage with a condition': ({ make }, scope) => make(scope, 's', 'a'),
    'the first of several': ({ make }, scope) => {
      const [one, two] = [make(scope, 's', 'a'), make(scope, 't', 'b')];
      return { outputs: { x: firstOf(one.outputs.x, two.outputs.x) } };
    },
    'of a map within it': ({ make }, scope) =>
      new ParallelMapStage(scope, 'inner', { over: ['c'], each: (inner) => make(inner, 's', 'a') }),
  };

  test.each(Object.entries(bodies))('%s', (_, body) => {
    const all = conditional();
    const map = new ParallelMapStage(all.workflow, 'm', { over: ['x'], each: (scope) => body(all, scope) });
    expect(() => template(all.chart)).not.toThrow();
    expect(Object.keys(map.outputs)).toEqual([]);
    expect(messageOf(() => map.outputs['x'])).toMatch(/\[c\/w\/m(\/inner)?\] a map returns the .*\{ outputs: \{\} \}/);
  });
});
