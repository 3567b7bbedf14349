import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWorkflow } from '../support/argo-run';
import {
  APART,
  apartManifests,
  type Gather,
  GONE_ON,
  gatherManifests,
  goesOnManifests,
  LISTS,
  NESTED_LISTS,
  nestedManifests,
} from '../support/gathers';
import { workflowTemplate } from '../support/manifests';
import { newVolume, removeVolume, textOf } from '../support/tree';

jest.setTimeout(120_000);

const OWNER = { uid: 1000, gid: 1000 };
const WAYS: readonly Gather[] = ['strict', 'settled'];

function newVolumeWithItems(): string {
  const volume = newVolume(OWNER);
  mkdirSync(join(volume, 'in'));
  for (const text of ['good', 'bad', 'other']) writeFileSync(join(volume, 'in', text), `${text}\n`);
  chownSync(join(volume, 'in'), OWNER.uid, OWNER.gid);
  return volume;
}

const CASES = WAYS.flatMap((way) => [
  ...Object.entries(LISTS).map(([name, list]) => ({ way, name, list, manifests: gatherManifests })),
  ...Object.entries(NESTED_LISTS).map(([name, list]) => ({ way, name, list, manifests: nestedManifests })),
]);

test.each(CASES)('a $way gather where $name ends right, or red with a message', async ({ way, list, manifests }) => {
  const volume = newVolumeWithItems();
  const { samples } = list;
  const { phase, told, table } = list[way];
  const ended = await runWorkflow(workflowTemplate(manifests(way)), { volume, shell: 'dash' }, { samples });
  const log = ended.ended.map((one) => one.log).join('');
  expect([ended.phase, told === undefined || log.includes(told) ? told : log]).toEqual([phase, told]);
  const at = '/gathers/table.tsv';
  expect(existsSync(join(volume, at)) ? textOf(volume, at) : undefined).toBe(table);
  removeVolume(volume);
});

test.each(Object.entries(GONE_ON))(
  'a stage that goes on where %s has what there is, and the run is red where an item is missing',
  async (_, { samples, phase, told, table, copy }) => {
    const volume = newVolumeWithItems();
    const ended = await runWorkflow(workflowTemplate(goesOnManifests()), { volume, shell: 'dash' }, { samples });
    const log = ended.ended.map((one) => one.log).join('');
    expect([ended.phase, told === undefined || log.includes(told) ? told : log]).toEqual([phase, told]);
    const [made, copied] = ['/gathers/table.tsv', '/gathers/copy.txt'].map((at) =>
      existsSync(join(volume, at)) ? textOf(volume, at) : undefined,
    );
    expect([made, copied]).toEqual([table, copy]);
    removeVolume(volume);
  },
);

async function endApart({ samples, phase, told = '' }: (typeof APART)['differ']): Promise<void> {
  const volume = newVolumeWithItems();
  const ended = await runWorkflow(workflowTemplate(apartManifests()), { volume, shell: 'dash' }, { samples });
  const log = ended.ended.map((one) => one.log).join('');
  expect([ended.phase, log.includes(told) ? told : log]).toEqual([phase, told]);
  removeVolume(volume);
}

test('a list that nobody gathers and that has a name twice, with other data, ends red', () => endApart(APART.differ));

// The second item finds what the first did and takes it for its own.
test('a list that nobody gathers and that has an item twice ends red', () => endApart(APART.same));
