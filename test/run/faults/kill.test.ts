import { join } from 'node:path';
import type { Invocation } from '../../support/argo';
import { faultData } from '../../support/fault-data';
import { again, changesOf, killAtEach } from '../../support/fault-kill';
import { isSampled, newPlace, type Place } from '../../support/fault-place';
import { startPod } from '../../support/fault-pod';
import { retriedBy, runStages, withReader } from '../../support/fault-run';
import { type FaultServer, serveFaults } from '../../support/fault-server';
import { publish, sourcesOf } from '../../support/fault-sources';
import { tinyStage, wrongTexts } from '../../support/fault-tiny';
import { finished, lies } from '../../support/fault-verdict';
import { committedPipeline } from '../../support/manifests';

jest.setTimeout(240_000);

const pipeline = committedPipeline();
const DATA = faultData(13, 20_000, 60);
let server: FaultServer;
let place: Place;
let stages: readonly Invocation[];

beforeAll(async () => {
  server = await serveFaults();
  place = newPlace();
  stages = withReader(pipeline, publish(server, 'kill', sourcesOf(DATA)), place);
  const { last } = await runStages(stages, place, retriedBy(pipeline));
  if (last.status !== 0) throw new Error(last.log);
});
afterAll(async () => {
  place.close();
  await server.close();
});

const stage = (task: string): Invocation => {
  const found = stages.find((one) => one.task === task);
  if (found === undefined) throw new Error(`no ${task}`);
  return found;
};

// On a bucket each change takes so much longer that only some of them are tried.
test.each([
  ['bwaprepare', isSampled ? 15 : 1],
  ['bwamap(0)', isSampled ? 4 : 1],
  ['bwaindex', isSampled ? 6 : 1],
] as const)(
  '%s killed after every %d. change of the volume leaves nothing wrong under a marker, and is done again',
  async (task, step) => {
    const { killed, wrong } = await killAtEach(stage(task), place, step);
    expect(wrong).toEqual([]);
    expect(killed).toBeGreaterThan(isSampled ? 1 : 4);
    await startPod(stage(task), place.volume).ended;
    const { last } = await runStages(stages, place, retriedBy(pipeline));
    expect([last.task, last.status, await lies(place, stage('reader'), [DATA.records])]).toEqual(['reader', 0, []]);
  },
);

test('the protocol of a stage without work, killed after each of its changes, never marks another text', async () => {
  const own = newPlace();
  const work = (text: string): Invocation => tinyStage(stage('reader'), own, text);
  await startPod(work('first'), own.volume).ended;
  const changes = await changesOf(work('and a second'), own);
  expect(changes.length).toBeGreaterThan(12);
  for (const [at, change] of changes.entries()) {
    if (isSampled && at % 3 !== 0) continue;
    const text = `text ${at} ${'x'.repeat(at % 3)}`;
    const { status } = await startPod(work(text), own.volume, { trace: ['kill', `${at + 1}`] }).ended;
    expect([change, status, wrongTexts(own)]).toEqual([change, 137, []]);
    const retried = await startPod(again(work(text), 0), own.volume).ended;
    expect([change, retried.status, wrongTexts(own)]).toEqual([change, 0, []]);
    expect(finished(join(own.volume, own.folder))).toHaveLength(2);
  }
  own.close();
});
