import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BRANCHES, branchManifests, resultsOf } from '../test/support/branches';
import { textOf } from '../test/support/tree';
import { apply, bucketFolder, submit } from './cluster';

jest.setTimeout(900_000);

const bucket = bucketFolder();

/** Several pods at once on two CPUs, as a site's patch would have them. */
const small = (object: object): object =>
  JSON.parse(JSON.stringify(object).replaceAll('"requests":{"cpu":"1"', '"requests":{"cpu":"50m"'));

test.each(Object.entries(BRANCHES))('whichever of two branches ran is read, where %s', async (name, one) => {
  for (const object of branchManifests()) await apply(small(object));
  const folder = `/branches/${name}`;
  const { phase, nodes } = await submit('branches', { folder, mode: one.mode, bad: one.bad ?? '-' }, 480);
  expect([phase, nodes]).toEqual([one.phase, expect.objectContaining(one.tasks)]);
  for (const file of resultsOf(one)) {
    const made = existsSync(join(bucket, folder, file)) ? textOf(bucket, `${folder}/${file}`) : undefined;
    expect([file, made]).toEqual([file, one.made[file]]);
  }
});
