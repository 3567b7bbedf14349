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
import { apply, argo, begin, bucketFolder, finish, kubectl, logsOf, look, podsOf, type State, until } from './cluster';

jest.setTimeout(900_000);

const WAYS: readonly Gather[] = ['strict', 'settled'];
const bucket = bucketFolder();

// Tests that run side by side begin before `beforeAll`.
let deployed: Promise<void> | undefined;
function deploy(): Promise<void> {
  deployed ??= applyAll();
  return deployed;
}

async function applyAll(): Promise<void> {
  mkdirSync(join(bucket, 'in'), { recursive: true });
  for (const text of ['good', 'bad', 'other', 'wait']) say(`/in/${text}`, text);
  const manifests = [
    ...WAYS.flatMap((way) => [...gatherManifests(way), ...nestedManifests(way)]),
    ...apartManifests(),
    ...interruptedManifests(),
  ];
  for (const object of manifests) await apply(small(object));
  for (const object of gatherManifests('strict')) await apply(refused(object));
}

/** Many small pods at once on two CPUs, as a site's patch would have them. */
function small(object: object): object {
  const text = JSON.stringify(object).replaceAll(/"requests":\{"cpu":"1"/g, '"requests":{"cpu":"50m"');
  return JSON.parse(text, (key, value) => (key === 'serviceAccountName' ? 'bwa-oss' : value));
}

/** Puts a file on the volume, in one opening. */
function say(path: string, text: string): void {
  writeFileSync(join(bucket, path), `${text}\n`);
}
