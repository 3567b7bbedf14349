import { evaluate } from '../lib/run/expression';
import { invocations } from '../lib/run/invocations';
import { processOf } from '../lib/run/process';
import { substitute } from '../lib/run/substitute';
import { committedPipeline } from './support/manifests';
import { mapsWorkflow } from './support/maps';

// What the interpreter of the tests computes was compared with Argo 4.1.2 by e2e/argo.test.ts.

test.each<[string, unknown]>([
  ["sprig.regexReplaceAll('^.*/', x, '')", 'c.fq.gz'],
  ["sprig.replace('$', '$$', 'a$b$')", 'a$$b$$'],
  ["sprig.join('\\n', map(sprig.fromJson(list), {'/bwa/' + #.name + '.txt'}))", '/bwa/p.txt\n/bwa/q.txt'],
  ["x == 'no' || list != ''", true],
  ["sprig.int(retries) > 0 && exit == '137' ? sprig.min(1024 * (sprig.int(retries) + 1), 2500) : 1024", 2500],
  ['asInt(exit) in [-1, 75, 137, 143]', true],
])('%s is %j', (expression, value) => {
  expect(
    evaluate(expression, { x: '/a/b/c.fq.gz', list: '[{"name":"p"},{"name":"q"}]', retries: '2', exit: '137' }),
  ).toBe(value);
});

test('what is not known stays in place, to be known in a later pass', () => {
  expect(substitute(['{{item.path}}', '{{=item.path + x}}', '{{x}}'], { x: 'known' })).toEqual([
    '{{item.path}}',
    '{{=item.path + x}}',
    'known',
  ]);
});

test('two opening braces in one field take the next expression of another along: none may stand in a script', () => {
  const container = { args: ['case $x in *{{*) exit 69 ;; esac'], env: [{ value: '{{=x}}' }, { value: '{{=x}}' }] };
  expect(substitute(container, { x: 'known' }).env).toEqual([{ value: '{{=x}}' }, { value: 'known' }]);
  const texts = JSON.stringify(invocations(committedPipeline()).map(({ container: { args, env } }) => ({ args, env })));
  expect(texts).not.toContain('{{');
});

test('a DAG runs in the order of its edges, a loop for each item, a skipped task not at all', () => {
  expect(invocations(committedPipeline()).map(({ task }) => task)).toEqual([
    'bwaprepare',
    'bwamap(0)',
    'bwamap(1)',
    'bwaindex',
  ]);
  const tasks = invocations(mapsWorkflow(), { mode: 'other', names: '[]' }).map(({ task }) =>
    task.replace(/^.*[.]/, ''),
  );
  expect(tasks).toEqual(['first', 'second', 'first', 'second', 'slow', 'report']);
});

test('limits reach the container as the downward API gives them', () => {
  const [, , , index] = invocations(committedPipeline());
  expect(index && processOf(index).env).toMatchObject({ THREADS: '2', MEMORY: '4096' });
});
