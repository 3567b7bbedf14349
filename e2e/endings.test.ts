import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  APART,
  apartManifests,
  type Ending,
  type Gather,
  gatherManifests,
  interruptedManifests,
  LISTS,
  NESTED_LISTS,
  nestedManifests,
  samplesOf,
} from '../test/support/gathers';
import { textOf } from '../test/support/tree';
import { attempts, products } from './attempts';
import { apply, argo, begin, bucketFolder, finish, kubectl, logsOf, look, podOf, type State, until } from './cluster';

jest.setTimeout(900_000);

const WAYS: readonly Gather[] = ['strict', 'settled'];
const bucket = bucketFolder();

// Tests that run side by side begin before `beforeAll` does.
let applied: Promise<void> | undefined;

async function start(name: string, folder: string, samples: string): Promise<string> {
  applied ??= applyAll();
  await applied;
  return begin(name, { folder, samples });
}

async function applyAll(): Promise<void> {
  mkdirSync(join(bucket, 'in'), { recursive: true });
  for (const text of ['good', 'bad', 'other', 'wait']) put(`/in/${text}`, text);
  const manifests = [
    ...WAYS.flatMap((way) => [...gatherManifests(way), ...nestedManifests(way)]),
    ...apartManifests(),
    ...interruptedManifests(),
  ];
  for (const object of manifests) await apply(small(object));
}

/** Several pods at once on two CPUs, as a site's patch would have them. */
function small(object: object): object {
  return JSON.parse(JSON.stringify(object).replaceAll('"requests":{"cpu":"1"', '"requests":{"cpu":"50m"'));
}

/** Puts a file on the volume. */
function put(path: string, text: string): void {
  mkdirSync(join(bucket, path, '..'), { recursive: true });
  writeFileSync(join(bucket, path), `${text}\n`);
}

/** How a run ended, in the form of what is expected of it: what pods and nodes told, and the table of its folder. */
async function endingOf({ workflow, phase, messages }: State, folder: string): Promise<object> {
  const path = `${folder}/table.tsv`;
  const table = existsSync(join(bucket, path)) ? textOf(bucket, path) : undefined;
  return { phase, told: `${messages}\n${await logsOf(workflow)}`, table };
}

function expected({ phase, told = '', table }: Ending): object {
  return { phase, told: expect.stringContaining(told), table };
}

/** The pod of an item's, or a task's, first attempt, once the engine has seen it run. */
async function podAtWork(workflow: string, node: string): Promise<string> {
  await until(`the engine to see ${node} run`, async () => {
    const { nodes } = await look(workflow);
    return Object.entries(nodes).some(([name, phase]) => name.endsWith(`${node}(0)`) && phase === 'Running');
  });
  return podOf(workflow, `${node}(0)`);
}

/** The attempts that worked for a sample's row. */
function workedFor(sample: string): number {
  return attempts(bucket).filter((path) => path.includes(`/${sample}.tsv-`)).length;
}

const LIST_CASES = WAYS.flatMap((way) => [
  ...Object.entries(LISTS).map(([name, list]) => ({ way, name, list, template: `gather-${way}` })),
  ...Object.entries(NESTED_LISTS).map(([name, list]) => ({ way, name, list, template: `gather-nested-${way}` })),
]);

test.concurrent.each(LIST_CASES)(
  'a $way gather where $name ends right, or red with a message',
  async ({ way, name, list, template }) => {
    const folder = `/lists/${way}, ${name}`;
    const state = await finish(await start(template, folder, list.samples));
    expect(await endingOf(state, folder)).toEqual(expected(list[way]));
  },
);

test.concurrent('a list that nobody gathers and that has a name twice, with other data, ends red', async () => {
  const state = await finish(await start('gather-apart', '/apart/differ', APART.differ.samples));
  expect(await endingOf(state, '/apart/differ')).toEqual(expected(APART.differ));
});

test.concurrent('a list that nobody gathers and that has an item twice ends red', async () => {
  const state = await finish(await start('gather-apart', '/apart/same', APART.same.samples));
  expect(await endingOf(state, '/apart/same')).toEqual(expected(APART.same));
});

/** An item that a deleted pod ended, which is not tried again, and what its run is then. */
async function loseItem(way: Gather, folder: string, samples: string, sample: string): Promise<State> {
  const workflow = await start(`gather-${way}`, folder, samples);
  const pod = await podAtWork(workflow, `sample:${sample})`);
  await kubectl(['delete', 'pod', pod, '--grace-period=0', '--force', '--wait=false']);
  return finish(workflow);
}

const LOST: Readonly<Record<Gather, Ending>> = {
  strict: { phase: 'Failed', told: 'pod deleted' },
  settled: {
    phase: 'Failed',
    told: '1 failed, 1 did not; see the pods of those that failed: b ',
    table: 'sample\na\tgood\nb\tfailed\n',
  },
};

test.concurrent.each(WAYS)('a %s gather where an item is in Error ends red with a message', async (way) => {
  const folder = `/lists/${way}, lost`;
  const state = await loseItem(way, folder, samplesOf({ a: 'good', b: 'wait' }), 'b');
  expect(await endingOf(state, folder)).toEqual(expected(LOST[way]));
  expect(Object.entries(state.nodes)).toContainEqual([expect.stringContaining('sample:b)'), 'Error']);
});

test.concurrent.each([
  { tool: 'hears TERM', text: 'wait', grace: [], status: 143 },
  { tool: 'does not hear TERM and is killed', text: 'stubborn', grace: ['--grace-period=3'], status: 137 },
])('a preempted pod whose tool $tool is tried again, and the result is right', async ({ text, grace, status }) => {
  const folder = `/preempted/${text}`;
  put(`${folder}/in.txt`, text);
  const workflow = await start('interrupted', folder, '[]');
  const half = (): number => products(bucket).filter(([, made]) => made === `half of ${text}\n`).length;
  const pod = await podAtWork(workflow, 'make');
  await until('half of its output', () => half() === 1);
  put(`${folder}/in.txt`, 'good');
  const exit = '{.status.containerStatuses[?(@.name=="main")].state.terminated.exitCode}';
  const watch = kubectl(['wait', `pod/${pod}`, `--for=jsonpath=${exit}`, '--timeout=60s', '-o', `jsonpath=${exit}`]);
  await kubectl(['delete', 'pod', pod, ...grace, '--wait=false']);
  const { phase, nodes } = await finish(workflow);
  expect([phase, textOf(bucket, `${folder}/made.txt`), textOf(bucket, `${folder}/copy.txt`)]).toEqual([
    'Succeeded',
    'good\n',
    'good\n',
  ]);
  expect(nodes).toMatchObject({ 'make(0)': expect.stringMatching(/Failed|Error/), 'make(1)': 'Succeeded' });
  expect([half(), await watch]).toEqual([1, `${status}`]);
});

/** A sample that is done at once, and one that is not until its file says `good`. */
function newSamples(prefix: string, text: string) {
  const [done, other] = [`${prefix}-done`, `${prefix}-other`];
  put(`/in/${other}`, text);
  return {
    done,
    other,
    samples: samplesOf({ [done]: 'good', [other]: other }),
    mend: () => put(`/in/${other}`, 'good'),
    right: { phase: 'Succeeded', table: `sample\n${done}\tgood\n${other}\tgood\n` } as const,
  };
}

test.concurrent.each(WAYS)(
  'argo retry of a run with a %s gather, its cause mended, goes on and ends right',
  async (way) => {
    const folder = `/retry/${way}`;
    const { done, other, samples, mend, right } = newSamples(`retry-${way}`, 'bad');
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await finish(workflow)).phase).toBe('Failed');
    mend();
    await argo('retry', workflow);
    expect(await endingOf(await finish(workflow), folder)).toEqual(expected(right));
    expect([workedFor(done), workedFor(other)]).toEqual([1, 2]);
  },
);

test.concurrent.each(WAYS)(
  'argo retry of a run with a %s gather, of which an item was in Error, ends right',
  async (way) => {
    const folder = `/retry-lost/${way}`;
    const { done, other, samples, mend, right } = newSamples(`retry-lost-${way}`, 'wait');
    const { workflow, phase } = await loseItem(way, folder, samples, other);
    expect(phase).toBe('Failed');
    mend();
    await argo('retry', workflow);
    expect(await endingOf(await finish(workflow), folder)).toEqual(expected(right));
    expect([workedFor(done), workedFor(other)]).toEqual([1, 2]);
  },
);

async function resubmit(workflow: string, ...options: readonly string[]): Promise<State> {
  return finish((await argo('resubmit', workflow, ...options, '-o', 'name')).trim());
}

test.concurrent.each(WAYS)(
  'argo resubmit of a run with a %s gather skips what is done, once its cause is mended and again',
  async (way) => {
    const folder = `/resubmit/${way}`;
    const { done, other, samples, mend, right } = newSamples(`resubmit-${way}`, 'bad');
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await finish(workflow)).phase).toBe('Failed');
    mend();
    for (const _ of ['all is done now', 'nothing is left to do']) {
      expect(await endingOf(await resubmit(workflow), folder)).toEqual(expected(right));
      expect([workedFor(done), workedFor(other)]).toEqual([1, 2]);
    }
  },
);

const SUBMIT_AGAIN = 'a run that was resubmitted with --memoized never does: submit it again instead';

test.concurrent.each(WAYS)(
  'argo resubmit --memoized of a run with a %s gather, of which an item had failed, ends red and says what to do',
  async (way) => {
    const folder = `/memoized/${way}`;
    const { samples, mend, right } = newSamples(`memoized-${way}`, 'bad');
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await finish(workflow)).phase).toBe('Failed');
    mend();
    const { phase, told } = expected({ phase: 'Failed', told: SUBMIT_AGAIN }) as Ending;
    expect(await endingOf(await resubmit(workflow, '--memoized'), folder)).toMatchObject({ phase, told });
    expect(await endingOf(await resubmit(workflow), folder)).toEqual(expected(right));
  },
);

test.concurrent.each(WAYS)(
  'argo resubmit --memoized of a run with a %s gather, of which the table alone had failed, ends red and says what to do',
  async (way) => {
    const folder = `/memoized-table/${way}`;
    const { samples, right } = newSamples(`memoized-table-${way}`, 'good');
    const blocked = join(bucket, folder, 'table.tsv');
    mkdirSync(blocked, { recursive: true });
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await finish(workflow)).phase).toBe('Failed');
    rmdirSync(blocked);
    const { phase, told } = expected({ phase: 'Failed', told: SUBMIT_AGAIN }) as Ending;
    expect(await endingOf(await resubmit(workflow, '--memoized'), folder)).toMatchObject({ phase, told });
    const again = await resubmit(workflow);
    expect(await endingOf(again, folder)).toEqual(expected(right));
    await expect(resubmit(again.workflow, '--memoized')).rejects.toThrow('must be Failed/Error');
  },
);
