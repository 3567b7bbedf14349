import type { Invocation } from '../../../lib/run/template';
import { faultData } from '../../support/fault-data';
import { killAtEach } from '../../support/fault-kill';
import { isBucket, isSampled, newPlace, type Place } from '../../support/fault-place';
import { retriedBy, runStages, withReader } from '../../support/fault-run';
import { type FaultServer, serveFaults } from '../../support/fault-server';
import { publish, sourcesOf } from '../../support/fault-sources';
import { lies } from '../../support/fault-verdict';
import { committedPipeline } from '../../support/manifests';

jest.setTimeout(isBucket ? 3_600_000 : 240_000);

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
  '%s killed after every %d. change of the volume leaves nothing wrong with a record, and is done again',
  async (task, step) => {
    const { killed, wrong } = await killAtEach(stage(task), place, step);
    expect(wrong).toEqual([]);
    expect(killed).toBeGreaterThan(isSampled ? 1 : 4);
    const next = withReader(pipeline, publish(server, 'kill', sourcesOf(DATA)), place);
    const { last, reader } = await runStages(next, place, retriedBy(pipeline));
    expect([last.task, last.status, await lies(place, reader, [DATA.records])]).toEqual(['reader', 0, []]);
  },
);
