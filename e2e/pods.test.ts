import { statSync } from 'node:fs';
import { join } from 'node:path';
import { invocations } from '../lib/run/invocations';
import { readBam } from '../test/support/bam';
import { echoManifests, echoWorkflow } from '../test/support/echo';
import { committedPipeline } from '../test/support/manifests';
import { runAll } from '../test/support/run';
import type { FileServer } from '../test/support/serve';
import { newVolume, removeVolume, textOf, tree } from '../test/support/tree';
import { badRefusal, strays } from '../test/support/verdict';
import { apply, bucketFolder, runAsPods } from './cluster';
import { DATA, serveData } from './data';

jest.setTimeout(600_000);

const RESULT = 'gene/SRR1976948.untrimmed.sam.bam.sorted.bam';
const pipeline = committedPipeline();
const bucket = bucketFolder();
let server: FileServer;
let given: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ server, given } = await serveData());
  for (const object of echoManifests()) if (object.kind === 'ConfigMap') await apply(object);
});
afterAll(() => server.close());

test('as pods of their own security context, on the bucket, containers give the records of a local run', async () => {
  const ended = await runAsPods(invocations(pipeline, given));
  expect(ended.map(({ task, status, log }) => [task, status, status === 0 ? '' : log])).toEqual(
    ['bwaprepare', 'bwamap(0)', 'bwamap(1)', 'bwaindex'].map((task) => [task, 0, '']),
  );
  const volume = newVolume({ uid: 1000, gid: 1000 });
  await runAll(invocations(pipeline, given), { volume, shell: 'dash' });
  const bam = readBam(join(bucket, RESULT));
  expect(bam.primary).toBe(2 * DATA.pairs);
  expect(bam.records).toEqual(readBam(join(volume, RESULT)).records);
  removeVolume(volume);
});

test('the files belong to the pods’ user, and nobody else may write to them', () => {
  const { uid, gid, mode } = statSync(join(bucket, RESULT));
  expect([uid, gid, mode & 0o022]).toEqual([1000, 1000, 0]);
});

test('a second run finds everything done on the bucket', async () => {
  const ended = await runAsPods(invocations(pipeline, given));
  expect(ended.map(({ log }) => log)).toEqual(
    Array.from({ length: 4 }, () => expect.stringContaining('done before: ')),
  );
});

test.each([
  ['it\'s $(touch /bwa/pwned) `id` $$ $(IN_B) $(PATH) $$(HOSTNAME) \\ "x" -- -rf; {a,b} αβγ 基因', true],
  ['{{x}}', false],
  ['two\nlines', false],
])('the text %j reaches the tool of a pod byte for byte, or is refused: %s', async (text, isTaken) => {
  const folder = `/$(hostile) '${isTaken}' ${text.length}`;
  const before = new Set(tree(bucket).keys());
  const ended = await runAsPods(invocations(echoWorkflow(), { text, folder }));
  const made = [...tree(bucket).keys()].filter((path) => !before.has(path));
  if (isTaken) {
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    expect(textOf(bucket, `${folder}/out.copy`)).toBe(`<${text}>`);
    expect(strays(made, folder)).toEqual([]);
  } else expect([ended.map(badRefusal), made]).toEqual([[undefined], []]);
});

test.each(['/inj; touch /bwa/pwned', "/a'b$(touch /bwa/pwned)"])(
  'the folder %j is a folder of that name to the pipeline',
  async (fastqFolder) => {
    const before = new Set(tree(bucket).keys());
    const ended = await runAsPods(invocations(pipeline, { ...given, fastqFolder, maxReads: '100' }));
    expect(ended.map(({ status, log }) => [status, status === 0 ? '' : log])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    );
    expect(readBam(join(bucket, fastqFolder, RESULT.replace('gene/', ''))).primary).toBe(200);
    expect(
      strays(
        [...tree(bucket).keys()].filter((path) => !before.has(path)),
        fastqFolder,
      ),
    ).toEqual([]);
  },
);
