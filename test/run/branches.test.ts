import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../lib/check';
import { runWorkflow } from '../support/argo-run';
import { BRANCHES, branchManifests, resultsOf } from '../support/branches';
import { workflowTemplate } from '../support/manifests';
import { newVolume, removeVolume, textOf } from '../support/tree';

jest.setTimeout(300_000);

const manifests = branchManifests();

test('nothing is wrong with what is emitted', () => {
  expect(check(manifests)).toEqual([]);
});

test.each(Object.entries(BRANCHES))('whichever of two branches ran is read, where %s', async (_, one) => {
  const volume = newVolume({ uid: 1000, gid: 1000 });
  const given = { mode: one.mode, bad: one.bad ?? '-' };
  const { phase } = await runWorkflow(workflowTemplate(manifests), { volume, shell: 'dash' }, given);
  expect(phase).toBe(one.phase);
  const texts = resultsOf(one).map((name) => {
    const path = `/branches/${name}`;
    return [name, existsSync(join(volume, path)) ? textOf(volume, path) : undefined] as const;
  });
  expect(Object.fromEntries(texts.filter(([, text]) => text !== undefined))).toEqual(one.made);
  removeVolume(volume);
});
