import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CASES, type Case, FILES, OBJECTS } from '../test/engine/corpus/cases';
import { answered } from '../test/engine/corpus/ours';
import { askedIn, type Recorded, recordOf, recordPath } from '../test/engine/corpus/recorded';
import { apply, argo, begin, bucketFolder, EVERY_ACCOUNT, finish, kubectl } from './cluster';
import { recordingOf } from './recording';

jest.setTimeout(1_800_000);

const { CORPUS_RECORD: record } = process.env;
const SECONDS = 900;

// Tests that run side by side begin before `beforeAll` does.
let prepared: Promise<void> | undefined;

async function prepare(): Promise<void> {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(bucketFolder(), path)), { recursive: true });
    writeFileSync(join(bucketFolder(), path), text);
  }
  for (const object of OBJECTS) await apply(object);
  await apply(EVERY_ACCOUNT);
  const manifests = new Map(CASES.flatMap((one) => one.manifests).map((object) => [JSON.stringify(object), object]));
  for (const object of manifests.values()) await apply(object);
}

/** Argo's answer, now. */
async function asked({ workflow, parameters }: Case): Promise<Recorded> {
  prepared ??= prepare();
  await prepared;
  const { workflow: name } = await finish(await begin(workflow, parameters), SECONDS);
  const recording = await recordingOf(name);
  await argo('delete', name);
  await kubectl(['wait', '--for=delete', 'pod', '-l', `workflows.argoproj.io/workflow=${name}`, '--timeout=120s']);
  return recording;
}

/** How a run ended, without what another run may end otherwise. */
function endOf({ raced }: Case, recorded: Recorded | undefined): object {
  const { phase, nodes = {} } = recorded ?? {};
  return { phase, nodes: Object.fromEntries(Object.entries(nodes).filter(([task]) => !raced?.test(task))) };
}

test.concurrent.each(CASES.map((one) => [one.name, one] as const))('as this Argo does: %s', async (name, one) => {
  const recording = await asked(one);
  if (record === 'write') {
    mkdirSync(dirname(recordPath(name)), { recursive: true });
    writeFileSync(recordPath(name), `${JSON.stringify(recording, undefined, 1)}\n`);
  }
  expect(answered(one, recording)).toEqual(askedIn(recording));
  expect(endOf(one, recordOf(name))).toEqual(endOf(one, recording));
});
