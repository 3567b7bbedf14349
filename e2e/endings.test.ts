import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  APART,
  apartManifests,
  type Ending,
  type Gather,
  GONE_ON,
  gatherManifests,
  goesOnManifests,
  interruptedManifests,
  LISTS,
  NESTED_LISTS,
  nestedManifests,
  samplesOf,
} from '../test/support/gathers';
import { workflowTemplate } from '../test/support/manifests';
import { textOf } from '../test/support/tree';
import { attempts, products } from './attempts';
import {
  apply,
  argo,
  begin,
  bucketFolder,
  EVERY_ACCOUNT,
  finish,
  kubectl,
  logsOf,
  look,
  podOf,
  type State,
  until,
} from './cluster';
import { signal } from './processes';

jest.setTimeout(900_000);

const WAYS: readonly Gather[] = ['strict', 'settled'];
const bucket = bucketFolder();

/** What a run of a few pods may take where the machine has other work; whoever takes longer hangs. */
const SECONDS = 480;
const end = (workflow: string): Promise<State> => finish(workflow, SECONDS);

// Tests that run side by side begin before `beforeAll` does.
let applied: Promise<void> | undefined;

async function start(name: string, folder: string, samples: string): Promise<string> {
  applied ??= applyAll();
  await applied;
  return begin(name, { folder, samples });
}

async function applyAll(): Promise<void> {
  mkdirSync(join(bucket, 'in'), { recursive: true });
  for (const text of ['good', 'bad', 'other']) put(`/in/${text}`, text);
  const manifests = [
    ...WAYS.flatMap((way) => [...gatherManifests(way), ...nestedManifests(way)]),
    ...apartManifests(),
    ...goesOnManifests(),
    ...interruptedManifests(),
  ];
  for (const object of manifests) await apply(small(object));
  for (const way of WAYS) await apply(small(byAccount(way)));
  await apply(EVERY_ACCOUNT);
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
  return { phase, told: `${messages}\n${await logsOf(workflow)}`, table: textIfAny(`${folder}/table.tsv`) };
}

function textIfAny(path: string): string | undefined {
  return existsSync(join(bucket, path)) ? textOf(bucket, path) : undefined;
}

function expected({ phase, told = '', table }: Ending): object {
  return { phase, told: expect.stringContaining(told), table };
}

/** The pod of an item's, or a task's, first attempt, once the engine has seen it run. */
async function podAtWork(workflow: string, node: string): Promise<string> {
  const isAtWork = async (): Promise<boolean> => {
    const { nodes } = await look(workflow);
    return Object.entries(nodes).some(([name, phase]) => name.endsWith(`${node}(0)`) && phase === 'Running');
  };
  await until(`the engine to see ${node} run`, isAtWork, SECONDS);
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
    const state = await end(await start(template, folder, list.samples));
    expect(await endingOf(state, folder)).toEqual(expected(list[way]));
  },
);

test.concurrent.each(Object.entries(GONE_ON))(
  'a run that goes on where %s ends right, or red with a message, and what goes on has run',
  async (name, list) => {
    const folder = `/goes on, ${name}`;
    const state = await end(await start('goes-on', folder, list.samples));
    expect(await endingOf(state, folder)).toEqual(expected(list));
    expect(textIfAny(`${folder}/copy.txt`)).toBe(list.copy);
  },
);

test.concurrent('a list that nobody gathers and that has a name twice, with other data, ends red', async () => {
  const state = await end(await start('gather-apart', '/apart/differ', APART.differ.samples));
  expect(await endingOf(state, '/apart/differ')).toEqual(expected(APART.differ));
});

test.concurrent('a list that nobody gathers and that has an item twice ends red', async () => {
  const state = await end(await start('gather-apart', '/apart/same', APART.same.samples));
  expect(await endingOf(state, '/apart/same')).toEqual(expected(APART.same));
});

/** Accounts of the items' names: an item has none at first, and is mended by it. */
const account = (name: string): object => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });

/**
 * Each item's pod runs as an account of the item's name. Where there is none the pod is refused: its node is in Error.
 */
function byAccount(way: Gather): object {
  const { metadata, spec, ...template } = workflowTemplate(gatherManifests(way));
  const templates = (spec.templates ?? []).map((one) =>
    one.name === 'row' ? { ...one, serviceAccountName: '{{inputs.parameters.sample}}' } : one,
  );
  return { ...template, metadata: { ...metadata, name: `account-${way}` }, spec: { ...spec, templates } };
}

const LOST: Readonly<Record<Gather, (name: string, other: string) => Ending>> = {
  strict: () => ({ phase: 'Error', told: 'error looking up service account' }),
  settled: (done, other) => ({
    phase: 'Failed',
    told: `1 failed, 1 did not; see the pods of those that failed: ${other}\n`,
    table: `sample\n${done}\tgood\n${other}\tfailed\n`,
  }),
};

test.concurrent.each(WAYS)(
  'a %s gather where an item is in Error ends red with a message, and right after argo retry where that is mended',
  async (way) => {
    const folder = `/error/${way}`;
    const { done, other, samples, right } = newSamples(`error-${way}`, 'good');
    await apply(account(done));
    const state = await end(await start(`account-${way}`, folder, samples));
    expect(await endingOf(state, folder)).toEqual(expected(LOST[way](done, other)));
    expect(Object.entries(state.nodes)).toContainEqual([expect.stringContaining(`sample:${other})`), 'Error']);
    await apply(account(other));
    await argo('retry', state.workflow);
    expect(await endingOf(await end(state.workflow), folder)).toEqual(expected(right));
    expect([workedFor(done), workedFor(other)]).toEqual([1, 1]);
  },
);

/** Whether the tool hears TERM or not, the runner ends at once; who is frozen hears nothing until KILL. */
test.concurrent.each([
  { how: 'whose tool ends at TERM', text: 'wait', status: 143 },
  { how: 'whose tool does not hear TERM', text: 'stubborn', status: 143 },
  { how: 'that is killed after TERM', text: 'wait, frozen', status: 137 },
])('a preempted pod $how is tried again, and the result is right', async ({ text, status }) => {
  const folder = `/preempted/${text}`;
  put(`${folder}/in.txt`, text);
  const workflow = await start('interrupted', folder, '[]');
  const pod = await podAtWork(workflow, 'make');
  const begun = (): number => products(bucket).filter(([, made]) => made === `half of ${text}\n`).length;
  await until('half of its output', () => begun() === 1, SECONDS);
  put(`${folder}/in.txt`, 'good');
  const exit = '{.status.containerStatuses[?(@.name=="main")].state.terminated.exitCode}';
  const watch = kubectl(['wait', `pod/${pod}`, `--for=jsonpath=${exit}`, '--timeout=60s', '-o', `jsonpath=${exit}`]);
  if (status === 137) signal(pod, 'SIGSTOP', 'ARGO_CONTAINER_NAME=main');
  await kubectl(['delete', 'pod', pod, ...(status === 137 ? ['--grace-period=3'] : []), '--wait=false']);
  const { phase } = await end(workflow);
  const made = ['made', 'copy'].map((name) => textOf(bucket, `${folder}/${name}.txt`));
  expect([phase, made, begun(), await watch]).toEqual(['Succeeded', ['good\n', 'good\n'], 1, `${status}`]);
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
    expect((await end(workflow)).phase).toBe('Failed');
    mend();
    await argo('retry', workflow);
    expect(await endingOf(await end(workflow), folder)).toEqual(expected(right));
    expect([workedFor(done), workedFor(other)]).toEqual([1, 2]);
  },
);

async function resubmit(workflow: string, ...options: readonly string[]): Promise<State> {
  return end((await argo('resubmit', workflow, ...options, '-o', 'name')).trim());
}

test.concurrent.each(WAYS)(
  'argo resubmit of a run with a %s gather skips what is done, once its cause is mended and again',
  async (way) => {
    const folder = `/resubmit/${way}`;
    const { done, other, samples, mend, right } = newSamples(`resubmit-${way}`, 'bad');
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await end(workflow)).phase).toBe('Failed');
    mend();
    for (const _ of ['all is done now', 'nothing is left to do']) {
      expect(await endingOf(await resubmit(workflow), folder)).toEqual(expected(right));
      expect([workedFor(done), workedFor(other)]).toEqual([1, 2]);
    }
  },
);

/**
 * Argo may begin the reader before the items that it does again, or instead of them: the reader finds nothing of this
 * run. Where it finds all, the result is right.
 */
async function resubmitMemoized(workflow: string, folder: string, right: Ending): Promise<void> {
  const state = await resubmit(workflow, '--memoized');
  const ending = await endingOf(state, folder);
  const { phase } = state;
  if (phase === 'Succeeded') expect(ending).toEqual(expected(right));
  else expect(ending).toMatchObject({ phase: 'Failed', told: expect.stringMatching(SUBMIT_AGAIN) });
}

const SUBMIT_AGAIN =
  /with --memoized never does: submit it again instead|[1-9] failed, \d did not; see the pods of those/;

test.concurrent.each(WAYS)(
  'argo resubmit --memoized of a run with a %s gather, of which an item had failed, ends right, or red with a message',
  async (way) => {
    const folder = `/memoized/${way}`;
    const { samples, mend, right } = newSamples(`memoized-${way}`, 'bad');
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await end(workflow)).phase).toBe('Failed');
    mend();
    await resubmitMemoized(workflow, folder, right);
    expect(await endingOf(await resubmit(workflow), folder)).toEqual(expected(right));
  },
);

test.concurrent.each(WAYS)(
  'argo resubmit --memoized of a run with a %s gather, whose table alone failed, ends right, or red with a message',
  async (way) => {
    const folder = `/memoized-table/${way}`;
    const { samples, right } = newSamples(`memoized-table-${way}`, 'good');
    const blocked = join(bucket, folder, 'table.tsv');
    mkdirSync(blocked, { recursive: true });
    const workflow = await start(`gather-${way}`, folder, samples);
    expect((await end(workflow)).phase).toBe('Failed');
    rmdirSync(blocked);
    await resubmitMemoized(workflow, folder, right);
    const again = await resubmit(workflow);
    expect(await endingOf(again, folder)).toEqual(expected(right));
    await expect(resubmit(again.workflow, '--memoized')).rejects.toThrow('must be Failed/Error');
  },
);
