import { join } from 'node:path';
import type { Invocation } from '../../support/argo';
import { faultData } from '../../support/fault-data';
import { holdAt } from '../../support/fault-hold';
import { changesOf } from '../../support/fault-kill';
import { isBucket, isSampled, newPlace, type Place } from '../../support/fault-place';
import { startPod } from '../../support/fault-pod';
import { type Run, retriedBy, runStages, withReader } from '../../support/fault-run';
import { type FaultServer, serveFaults } from '../../support/fault-server';
import { publish, sourcesOf } from '../../support/fault-sources';
import { tinyStage, wrongTexts } from '../../support/fault-tiny';
import { checkedPipeline, forgetReference } from '../../support/fault-together';
import { finished, lies } from '../../support/fault-verdict';
import { committedPipeline } from '../../support/manifests';

jest.setTimeout(240_000);

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
/** The kernel believes what it knows of a mounted file for a second. */
const settled = (): Promise<void> => new Promise((next) => setTimeout(next, isBucket ? 1100 : 0));
const onSecond = (): Place => ({ ...place, volume: place.second, second: place.volume });
const logOf = ({ ended }: Run): readonly string[] => ended.map(({ log }) => log);
const model = (): Invocation => {
  const reader = stagesOf('model').at(-1);
  if (reader === undefined) throw new Error('no reader');
  return reader;
};

// Whoever holds still is on the first mount; the other run comes and goes on the second.
test.each([
  ['the same work', 'a text', 'a text', [0, 75]],
  ['other work', 'a text', 'another text', [0, 69, 75]],
] as const)(
  'a stage that stands still at any of its changes while %s is done leaves nothing wrong',
  async (_, text, otherText, allowed) => {
    const stage = tinyStage(model(), place, text);
    const other = tinyStage(model(), place, otherText);
    // Over what was made before there are more of them than in an empty folder.
    await startPod(tinyStage(model(), place, 'before'), place.volume).ended;
    const changes = await changesOf(stage, place);
    const seen: (readonly unknown[])[] = [];
    const step = isSampled ? 5 : 1;
    for (let at = 1; at <= changes.length; at += step) {
      await startPod(tinyStage(model(), place, `before ${at}`), place.volume).ended;
      const held = await holdAt(stage, place.volume, at);
      const between = await startPod(other, place.second).ended;
      const end = await held.go();
      await settled();
      const wrong = [place.volume, place.second].flatMap((volume) => wrongTexts({ ...place, volume }));
      const last = await startPod(other, place.second).ended;
      await settled();
      seen.push([
        at,
        changes[at - 1],
        end.status,
        between.status,
        wrong,
        last.status,
        wrongTexts(onSecond()),
        finished(join(place.second, place.folder)).length,
      ]);
    }
    const statuses = seen.map(([, , status]) => status);
    expect(seen).toEqual(seen.map(([at, change, status]) => [at, change, status, 0, [], 0, [], 2]));
    expect(allowed).toEqual(expect.arrayContaining([...new Set(statuses)]));
    expect(statuses).toContain(allowed[1]);
  },
);

test('two runs of the same data at once, tried again as Argo does, both end with the right BAM', async () => {
  const stages = stagesOf('same');
  const tries = 4;
  const runs = await Promise.all([
    runStages(stages, place, retriedBy(pipeline), { tries }),
    runStages(stages, onSecond(), retriedBy(pipeline), { tries }),
  ]);
  const [reader] = stages.slice(-1);
  expect(reader !== undefined && (await lies(place, reader, [ONE.records]))).toEqual([]);
  const again = await runStages(stages, place, retriedBy(pipeline), { tries });
  expect([again.last.task, again.last.status]).toEqual(['reader', 0]);
  expect(
    runs.map(({ last: { task, status, log } }) => [task, status, [0, 65, 75].includes(status) ? '' : log]),
  ).toEqual([
    [expect.any(String), expect.any(Number), ''],
    [expect.any(String), expect.any(Number), ''],
  ]);
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
  expect(both.map(({ last: { task, status, log } }) => [task, status, status === 0 ? '' : log])).toEqual([
    ['reader', 0, ''],
    ['reader', 0, ''],
  ]);
  for (const on of places) {
    const [reader] = withReader(checked, { ...sources, fastqFolder: on.folder }, on).slice(-1);
    expect(reader !== undefined && (await lies(on, reader, [ONE.records]))).toEqual([]);
  }
  forgetReference({ checksums: ['reference'] }, ONE, place);
});

test('two runs of other data in one folder at once: whatever a consumer is given is whole and of one of them', async () => {
  const [stages, others] = [stagesOf('one'), stagesOf('other', OTHER)];
  const both = await Promise.all([
    runStages(stages, place, retriedBy(pipeline), { tries: 4 }),
    runStages(others, onSecond(), retriedBy(pipeline), { tries: 4 }),
  ]);
  const [reader] = stages.slice(-1);
  expect(reader !== undefined && (await lies(place, reader, [ONE.records, OTHER.records]))).toEqual([]);
  const again = await runStages(stages, place, retriedBy(pipeline));
  expect([again.last.task, again.last.status, again.isDone ? '' : [...both, again].map(logOf)]).toEqual([
    'reader',
    0,
    '',
  ]);
  expect(reader !== undefined && (await lies(place, reader, [ONE.records]))).toEqual([]);
});

test('a run whose inputs are replaced by another run after it has verified them does not end as if they were its own', async () => {
  const stages = stagesOf('late');
  const isTried = retriedBy(pipeline);
  await runStages(stages.slice(0, 3), place, isTried);
  const [maker, reader] = stages.slice(3);
  if (maker === undefined || reader === undefined) throw new Error('no such stages');
  const held = await holdAt(maker, place.volume, 1);
  await runStages(stagesOf('other', OTHER).slice(0, 3), onSecond(), isTried);
  const end = await held.go();
  expect([held.isHeld, end.status === 0 ? await lies(place, reader, [ONE.records]) : []]).toEqual([true, []]);
});

test.each(isSampled ? [8] : [3, 4, 5, 6, 8, 9, 10, 12])(
  'a late writer after %d changes, still at work while another run was finished, is refused and marks nothing',
  async (change) => {
    const stages = stagesOf('late');
    const isTried = retriedBy(pipeline);
    await runStages(stages.slice(0, 3), place, isTried);
    const [maker, reader] = stages.slice(3);
    if (maker === undefined || reader === undefined) throw new Error('no such stages');
    const held = await holdAt(maker, place.volume, change);
    const others = await runStages(stagesOf('other', OTHER), onSecond(), isTried);
    expect([held.isHeld, others.last.status]).toEqual([true, 0]);
    const end = await held.go();
    expect([end.status, end.log]).toEqual([
      expect.any(Number),
      expect.stringMatching(/another (run writes here|attempt took this work over)|failed with status/),
    ]);
    expect(await lies(place, reader, [ONE.records, OTHER.records])).toEqual([]);
  },
);
