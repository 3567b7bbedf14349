import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { invocations } from '../lib/run/invocations';
import { processOf } from '../lib/run/process';
import { isLost, substituteText } from '../lib/run/substitute';
import type { Invocation } from '../lib/run/template';
import { echoWorkflow } from './support/echo';
import { HOSTILE, hostileText } from './support/hostile';
import { runPlain } from './support/run';
import { files, textOf, tree } from './support/tree';
import { badRefusal, strays } from './support/verdict';
import { volumeAt } from './support/volumes';

jest.setTimeout(120_000);

const home = mkdtempSync('/var/tmp/hostile-');
const workflow = echoWorkflow(volumeAt(join(home, 'bwa')));
afterAll(() => rmSync(home, { recursive: true }));

/** Runs both stages in an empty folder; what they leave behind outside of the volume is in it too. */
async function run(parameters: Readonly<Record<string, string>>, all = invocations(workflow, parameters)) {
  rmSync(home, { recursive: true });
  mkdirSync(join(home, 'bwa'), { recursive: true });
  const [said, copied] = all as readonly [Invocation, Invocation];
  const first = await runPlain(said, home);
  return { first, second: first.status === 0 ? await runPlain(copied, home) : undefined };
}

function outside(run: string): readonly string[] {
  return strays(
    [...tree(home).keys()].filter((path) => path !== '/bwa' && !/^\/bwa\/\.work(\/|$)/.test(path)),
    `/bwa${run}`,
  );
}

const isRefused = (text: string): boolean => /\{\{|\n/.test(text);

/** Argo itself ends a workflow with an error whose parameter holds such a character: no tag can carry it. */
function isEndedByArgo(parameters: Readonly<Record<string, string>>): boolean {
  if (!Object.values(parameters).some(isLost)) return false;
  expect(() => invocations(workflow, parameters)).toThrow('invalid JSON');
  return true;
}

test('Kubernetes hands over any value byte for byte, whatever it would expand', () => {
  fc.assert(
    fc.property(
      hostileText.filter((text) => !text.includes('{{') && !isLost(text)),
      (text) => {
        const [said] = invocations(workflow, { text });
        expect(said && processOf(said).env['IN_TEXT']).toBe(text);
      },
    ),
    { numRuns: 500 },
  );
});

test.each(HOSTILE)('a text of %j reaches the tool byte for byte, or is refused before any work', async (text) => {
  if (isEndedByArgo({ text })) return;
  const { first, second } = await run({ text });
  expect(outside('/run')).toEqual([]);
  if (isRefused(text)) {
    expect([first.status, badRefusal(first), files(join(home, 'bwa'))]).toEqual([69, undefined, []]);
    return;
  }
  expect([first.status, second?.status]).toEqual([0, 0]);
  expect(textOf(home, '/bwa/run/out.copy')).toBe(`<${text}>`);
});

test.each(HOSTILE)(
  'a folder or a name of %j is used as it is or refused, and nothing appears elsewhere',
  async (text) => {
    for (const parameters of [
      { folder: text },
      { folder: `/${text}` },
      { name: text },
      { folder: `/r/${text}`, name: `a${text}` },
    ]) {
      if (isEndedByArgo(parameters as Readonly<Record<string, string>>)) continue;
      const { first, second } = await run(parameters);
      const { folder: runFolder = '/run', name = 'out' } = parameters as Readonly<Record<string, string>>;
      expect(outside(runFolder)).toEqual([]);
      if (first.status === 0)
        expect([second?.status, textOf(home, `/bwa${runFolder}/${name}.copy`)]).toEqual([0, '<a text>']);
      else expect([badRefusal(first), files(join(home, 'bwa'))]).toEqual([undefined, []]);
    }
  },
);

test('any joined values reach the tool byte for byte, or are refused before any work', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, async (text, place, name) => {
      const parameters = { text, folder: `/${place}`, name };
      if (isEndedByArgo(parameters)) return;
      const { first, second } = await run(parameters);
      expect(outside(parameters.folder)).toEqual([]);
      if (first.status === 0) {
        expect([isRefused(text + place + name), second?.status]).toEqual([false, 0]);
        expect(textOf(home, `/bwa/${place}/${name}.copy`)).toBe(`<${text}>`);
      } else expect([badRefusal(first), files(join(home, 'bwa'))]).toEqual([undefined, []]);
    }),
    { numRuns: 60 },
  );
});

test('a value of many thousand characters arrives whole', async () => {
  const text = '$(x)'.repeat(5_000);
  const { first } = await run({ text });
  expect(first.log).toMatch(/^\[say\] done: \S+\/bwa\/\.work\/out\.txt-[0-9a-f]{16}\/\S+-[0-9a-f]{16}\n$/);
  expect(textOf(home, '/bwa/run/out.txt')).toBe(`<${text}>`);
});

// Parameter values that hold {{=…}} are evaluated by Argo before anything of ours sees them; the result is a value like
// any other.
test.each([
  ['{{=1+1}}', '2'],
  ["{{='$(touch pwned)'}}", '$(touch pwned)'],
  ['{{workflow.parameters.name}}', 'out'],
])('of the text %s there is left what Argo makes of it: %s', async (text, result) => {
  expect(substituteText(text, { 'workflow.parameters.name': 'out' })).toBe(result);
  const { second } = await run({ text });
  expect([second?.status, textOf(home, '/bwa/run/out.copy')]).toEqual([0, `<${result}>`]);
});
