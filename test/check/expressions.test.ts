import { parseDepends } from '../../lib/check/expression/depends';
import { namesIn } from '../../lib/check/expression/names';
import { parseExpression } from '../../lib/check/expression/parser';
import { tagsIn } from '../../lib/check/expression/tags';
import { parseWhen } from '../../lib/check/expression/when';

describe('an expression', () => {
  it.each([
    "inputs.parameters.mode == 'mem'",
    "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75, 137, 143]",
    'sprig.join("\\n", map(sprig.fromJson(inputs.parameters.samples), {#.a + "x"}))',
    'filter(fromJSON(inputs.parameters.x), {.size > 3 and not (.name startsWith "a")})',
    "tasks['a-b']?.outputs.parameters.x ?? 'none'",
    '(sprig.int(retries) + 1) * 8',
    "inputs.parameters.a matches '^x' ? 1 : 2.5e3",
    'let x = 1; x + 2',
    'if a > 1 { "many" } else { "few" }',
    '[1, 2, 3][1:]',
    '{"a": 1, b: [2], (c): 3,}',
    'x not in ["a", `b`]',
    'toJSON(workflow.parameters) | trim()',
    '-1 ** 2 .. 4',
    'a /* why */ || b // because',
    'reduce([1, 2], #acc + #, 0)',
    '1_000 + 0xff',
    'count(x, # > 1)',
  ])('%s parses', (source) => {
    expect(parseExpression(source)).toMatchObject({ ok: true });
  });

  it.each([
    ['a ==', 'expected a value at column 5, found the end'],
    ['a == == b', 'expected a value'],
    ['f(a', 'expected , or )'],
    ["'open", 'is not closed'],
    ['a b', 'expected an operator or the end'],
    ['a = b', 'expected an operator or the end'],
    ['{"a" 1}', 'expected :'],
    ['a ?? b + c', 'parentheses around ??'],
    ['a @ b', 'unexpected character'],
    ['', 'expected a value'],
    ['a ? b', 'expected :'],
  ])('%s does not parse', (source, reason) => {
    const parsed = parseExpression(source);
    expect(parsed.ok ? 'parsed' : parsed.message).toContain(reason);
  });

  it('knows the names that it reads and the functions that it calls', () => {
    const parsed = parseExpression("sprig.trim(inputs.parameters['a-b']) + let1 + map(x, {#.y}) + (tasks?.z ?? 1)");
    const { names, functions } = namesIn(parsed.ok ? parsed.value : { type: 'literal', value: undefined });
    expect(names.map(({ path, guarded }) => [path.join('.'), guarded])).toEqual([
      ['inputs.parameters.a-b', false],
      ['let1', false],
      ['x', false],
      ['tasks.z', true],
    ]);
    expect(functions).toEqual([['sprig', 'trim'], ['map']]);
  });
});

describe('when', () => {
  it.each([
    "'{{inputs.parameters.x}}' == 'y'",
    '{{steps.flip.outputs.result}} == heads',
    '{{a}} == true && ({{b}} > 3 || !({{c}} =~ "x"))',
    "{{=inputs.parameters.mode == 'mem'}}",
    '{{x}}',
    'true',
    "'a' in ('a', 'b')",
    '1 + 2 * -3 < 4',
    '{{a}}-{{b}} == 1-2',
    '"it\\"s" != \'x\'',
    '[my-var] == 1',
    'a.B == 1 ? true : false',
  ])('%s parses', (source) => {
    expect(parseWhen(source)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    "'a' = 'b'",
    "'a' === 'b'",
    "'a' == 'b' and true",
    "('a' == 'b'",
    "'a' == 'b')",
    "'a == b",
    "'a' ==",
    '&& true',
    "'a' <> 'b'",
    "{{x}} = 'b'",
  ])('%s does not parse', (source) => {
    expect(parseWhen(source).ok).toBe(false);
  });
});

describe('depends', () => {
  it('names its tasks and their statuses', () => {
    const parsed = parseDepends('a && (b-1.Succeeded || !c.Failed)');
    expect(parsed).toEqual({
      ok: true,
      value: [
        { task: 'a', status: undefined },
        { task: 'b-1', status: 'Succeeded' },
        { task: 'c', status: 'Failed' },
      ],
    });
  });

  it.each(['a &&', 'a b', '(a', 'a)', 'a & b', 'a, b', '!', 'a and b', '&& a'])('%s does not parse', (source) => {
    expect(parseDepends(source).ok).toBe(false);
  });
});

describe('tags', () => {
  it('end at the first braces, and the inner one of two is the one that is read', () => {
    expect(tagsIn('a {{ x }} {{=f({{"a": 1}})}} {{inputs.parameters.{{item}}}} {{open')).toEqual([
      { kind: 'name', source: 'x' },
      { kind: 'expression', source: 'f({{"a": 1' },
      { kind: 'name', source: 'item' },
      { kind: 'open', source: 'open' },
    ]);
  });
});
