import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../imports/argoproj.io';
import { runWorkflow } from '../support/argo-run';
import { settledWorkflow } from '../support/settled';
import { newVolume, removeVolume, textOf, tree } from '../support/tree';

jest.setTimeout(120_000);

/** A name that a careless shell would run, split or expand. */
const B = "b $(id) *'s";
const OWNER = { uid: 1000, gid: 1000 };

/** A volume with a file for each sample. */
function volumeOf(contents: Readonly<Record<string, string>>): string {
  const volume = newVolume(OWNER);
  mkdirSync(join(volume, 'in'));
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(volume, 'in', name), text);
  chownSync(join(volume, 'in'), OWNER.uid, OWNER.gid);
  return volume;
}

const listOf = (...names: readonly string[]): string =>
  JSON.stringify(names.map((sample) => ({ sample, file: `/in/${sample}` })));

describe.each(['dash', 'bash', 'busybox', 'applets'] as const)('where sh is %s', (shell) => {
  test('a gather over items of which one failed publishes what there is, names the failed, and ends red', async () => {
    const volume = volumeOf({ a: 'one', [B]: 'bad', c: 'three' });
    const machine = { volume, shell };
    const given = { samples: listOf('a', B, 'c') };
    const first = await runWorkflow(settledWorkflow(), machine, given, 'run-1');
    expect(first.ended.map(({ task, status }) => [task, status])).toEqual([
      ['samples(0).work', 0],
      ['samples(0).row', 0],
      ['samples(1).work', 65],
      ['samples(2).work', 0],
      ['samples(2).row', 0],
      ['table', 65],
    ]);
    expect(first.phase).toBe('Failed');
    expect(first.ended.at(-1)?.log).toContain(`[table] 1 failed, 2 did not; see the pods of those that failed: ${B}\n`);
    expect(textOf(volume, '/set/table.tsv')).toBe(`sample\na\tone\nc\tthree\n${B}\tfailed\n`);

    // The mended sample is the only one whose work is done again; the table is made again and is green.
    writeFileSync(join(volume, 'in', B), 'two');
    const second = await runWorkflow(settledWorkflow(), machine, given, 'run-2');
    expect([second.phase, second.ended.map(({ task, log }) => [task, /\] done before: /.test(log)])]).toEqual([
      'Succeeded',
      [
        ['samples(0).work', true],
        ['samples(0).row', true],
        ['samples(1).work', false],
        ['samples(1).row', false],
        ['samples(2).work', true],
        ['samples(2).row', true],
        ['table', false],
      ],
    ]);
    expect(textOf(volume, '/set/table.tsv')).toBe(`sample\na\tone\n${B}\ttwo\nc\tthree\n`);

    // Nothing changed: nothing but the run's own rows is written.
    const before = tree(volume);
    const third = await runWorkflow(settledWorkflow(), machine, given, 'run-3');
    expect([third.phase, third.ended.at(-1)?.log]).toEqual([
      'Succeeded',
      expect.stringMatching(/\[table\] done before: /),
    ]);
    expect(
      [...tree(volume)].filter(
        ([path, what]) => before.get(path) !== what && !path.includes('/run-3') && what !== 'folder',
      ),
    ).toEqual([]);
    removeVolume(volume);
  });
});

test('a result of a former run does not pass for this run’s: a sample that fails before its work began has failed', async () => {
  const volume = volumeOf({ a: 'one', b: 'two' });
  const machine = { volume, shell: 'dash' } as const;
  await runWorkflow(settledWorkflow(), machine, { samples: listOf('a', 'b') }, 'run-1');
  const gone = JSON.stringify([
    { sample: 'a', file: '/in/a' },
    { sample: 'b', file: '/in/no-such-file' },
  ]);
  const { phase, ended } = await runWorkflow(settledWorkflow(1), machine, { samples: gone }, 'run-2');
  expect([phase, ended.at(-1)?.log]).toEqual([
    'Failed',
    expect.stringContaining('1 failed, 1 did not; see the pods of those that failed: b\n'),
  ]);
  expect(textOf(volume, '/set/table.tsv')).toBe('sample\na\tone\nb\tfailed\n');
  removeVolume(volume);
});

test.each([
  ['no item', '[]', 'Succeeded', undefined],
  ['a name twice', listOf('a', 'a'), 'Failed', "/row/a.tsv/row' twice"],
])('a settled set of %s', async (_, samples, phase, message) => {
  const volume = volumeOf({ a: 'one' });
  const { spec, ...template } = settledWorkflow();
  // The items' own stages are beside the point, and many.
  const alone = {
    ...spec,
    templates: (spec.templates ?? []).map((one) =>
      one.name === 'samples-each' ? { ...one, dag: { tasks: [] } } : one,
    ),
  };
  const outcome = await runWorkflow({ ...template, spec: alone }, { volume, shell: 'dash' }, { samples });
  const last = outcome.ended.at(-1)?.log ?? '';
  expect([outcome.phase, message === undefined || last.includes(message) ? '' : last]).toEqual([phase, '']);
  removeVolume(volume);
});

test('a list that holds a name twice, with other values, is red where nobody gathers what its items make', async () => {
  const volume = volumeOf({ a: 'one', b: 'two' });
  const { spec, ...template } = settledWorkflow();
  const templates = (spec.templates ?? []).map(withoutTable);
  const twice = JSON.stringify([
    { sample: 'a', file: '/in/a' },
    { sample: 'a', file: '/in/b' },
  ]);
  const machine = { volume, shell: 'dash' } as const;
  const { phase, ended } = await runWorkflow({ ...template, spec: { ...spec, templates } }, machine, {
    samples: twice,
  });
  expect([phase, ended.map(({ task, status }) => [task, status])]).toEqual([
    'Failed',
    [
      ['samples(0).work', 0],
      ['samples(0).row', 0],
      ['samples(1).work', 69],
    ],
  ]);
  expect(ended.at(-1)?.log).toContain('two items of this run have one name');
  expect(textOf(volume, '/set/a.txt')).toBe('one');
  removeVolume(volume);
});

function withoutTable(one: Template): Template {
  const tasks = one.dag?.tasks.filter(({ name }) => name !== 'table');
  return tasks === undefined ? one : { ...one, dag: { ...one.dag, tasks } };
}
