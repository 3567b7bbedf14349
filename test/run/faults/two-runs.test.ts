import { join } from 'node:path';
import { invocations } from '../../../lib/run/invocations';
import type { Invocation } from '../../../lib/run/template';
import { checkedPipeline, forgetReference } from '../../support/fault-checked';
import { faultData, recordsOf } from '../../support/fault-data';
import { caughtUp, isBucket, newPlace, type Place } from '../../support/fault-place';
import { bamOf, RESULT, type Run, retriedBy, runStages, withReader } from '../../support/fault-run';
import { type FaultServer, serveFaults } from '../../support/fault-server';
import { publish, sourcesOf } from '../../support/fault-sources';
import { lies } from '../../support/fault-verdict';
import { committedPipeline } from '../../support/manifests';

jest.setTimeout(isBucket ? 1_200_000 : 240_000);

const pipeline = committedPipeline();
const ONE = faultData(13, 20_000, 60);
const OTHER = faultData(14, 16_000, 90);
let server: FaultServer;
let place: Place;

beforeAll(async () => {
  server = await serveFaults();
});
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.close());
afterAll(() => server.close());

const stagesOf = (name: string, data = ONE): readonly Invocation[] =>
  withReader(pipeline, publish(server, name, sourcesOf(data)), place);
const onSecond = (): Place => ({ ...place, volume: place.second, second: place.volume });
const logOf = ({ ended }: Run): readonly string[] => ended.map(({ log }) => log);

test('two runs of the same data at once both end with the right BAM, and a third redoes nothing', async () => {
  const tries = 4;
  const runs = await Promise.all([
    runStages(stagesOf('same'), place, retriedBy(pipeline), { tries }),
    runStages(stagesOf('same'), onSecond(), retriedBy(pipeline), { tries }),
  ]);
  await caughtUp();
  for (const run of runs) {
    expect([run.last.task, run.last.status, run.isDone ? '' : logOf(run)]).toEqual(['reader', 0, '']);
    expect(await lies(place, run.reader, [ONE.records])).toEqual([]);
  }
  const third = await runStages(stagesOf('same'), place, retriedBy(pipeline), { tries });
  expect(logOf(third).filter((log) => !/\] done before: \S+\n$/.test(log))).toEqual([]);
});

test('two runs with one new reference checksum at once, in folders of their own, both end with the right BAM', async () => {
  const checked = checkedPipeline(ONE, ['reference']);
  const sources = publish(server, 'checked', sourcesOf(ONE));
  forgetReference({ checksums: ['reference'] }, ONE, place);
  const places = [place, { ...onSecond(), folder: `${place.folder}/second` }];
  const both = await Promise.all(
    places.map((on) =>
      runStages(withReader(checked, { ...sources, fastqFolder: on.folder }, on), on, retriedBy(checked), { tries: 4 }),
    ),
  );
  await caughtUp();
  expect(both.map(({ last: { task, status, log } }) => [task, status, status === 0 ? '' : log])).toEqual([
    ['reader', 0, ''],
    ['reader', 0, ''],
  ]);
  for (const on of places) {
    const run = await runStages(
      withReader(checked, { ...sources, fastqFolder: on.folder }, on),
      on,
      retriedBy(checked),
    );
    expect(await lies(on, run.reader, [ONE.records])).toEqual([]);
  }
  forgetReference({ checksums: ['reference'] }, ONE, place);
});

test('two runs of other data in one folder at once: each reader is right, and the name is one run’s whole', async () => {
  const both = await Promise.all([
    runStages(stagesOf('one'), place, retriedBy(pipeline), { tries: 4 }),
    runStages(stagesOf('other', OTHER), onSecond(), retriedBy(pipeline), { tries: 4 }),
  ]);
  await caughtUp();
  for (const [at, run] of both.entries()) {
    const isTaken = run.last.task === 'bwaindex' && run.last.status === 69;
    expect(isTaken || run.isDone ? '' : logOf(run)).toEqual('');
    if (isTaken) expect(run.last.log).toMatch(/published other work as \S+ while this run/);
    else expect(await lies(place, run.reader, [at === 0 ? ONE.records : OTHER.records, ...published()])).toEqual([]);
  }
  expect(both.some(({ isDone }) => isDone)).toBe(true);
  const again = await runStages(stagesOf('one'), place, retriedBy(pipeline));
  expect([again.last.task, again.last.status, again.isDone ? '' : [...both, again].map(logOf)]).toEqual([
    'reader',
    0,
    '',
  ]);
  expect(await lies(place, again.reader, [ONE.records])).toEqual([]);
});

test('two runs of other samples in one folder at once both end well, each with its own BAM', async () => {
  const { reference } = publish(server, 'sample', sourcesOf(OTHER));
  server.sources.set('/sample/S2_1.fastq.gz', { body: OTHER.fastq1 });
  server.sources.set('/sample/S2_2.fastq.gz', { body: OTHER.fastq2 });
  const [fastq1, fastq2] = [1, 2].map((mate) => `${server.url}/sample/S2_${mate}.fastq.gz`) as [string, string];
  const other = invocations(pipeline, { fastqFolder: place.folder, reference, fastq1, fastq2 });
  const both = await Promise.all([
    runStages(stagesOf('one'), place, retriedBy(pipeline), { tries: 4 }),
    runStages(other, onSecond(), retriedBy(pipeline), { tries: 4 }),
  ]);
  await caughtUp();
  expect(both.map((run) => (run.isDone ? '' : logOf(run)))).toEqual(['', '']);
  for (const volume of [place.volume, place.second]) {
    expect(bamOf(volume, place.folder)).toEqual(ONE.records);
    expect(recordsOf(join(volume, place.folder, RESULT.replace('SRR1976948', 'S2')))).toEqual(OTHER.records);
  }
});

/** What both runs are of: the published name may be the other's. */
const published = (): readonly (readonly string[])[] => [ONE.records, OTHER.records];
