import fc from 'fast-check';
import { namePart } from '../../lib/argo/value';
import { invocations } from '../../lib/run/invocations';
import { ArgoError } from '../../lib/run/substitute';
import { simulate } from '../../lib/testing/genome';
import { HOSTILE, hostileText } from '../support/hostile';
import { committedPipeline } from '../support/manifests';
import { type Ended, type PodShell, runAll } from '../support/run';
import { decoded, type FileServer, serve } from '../support/serve';
import { files, newVolume, removeVolume, tree } from '../support/tree';
import { badRefusal, strays } from '../support/verdict';

jest.setTimeout(300_000);

const DATA = simulate({ seed: 3, contigs: [20_000], pairs: 20 });
const pipeline = committedPipeline();
const SHELLS: readonly PodShell[] = ['dash', 'bash', 'busybox'];
let server: FileServer;
let given: Readonly<Record<'reference' | 'fastq1' | 'fastq2', string>>;
let volume: string;

beforeAll(async () => {
  server = await serve(
    new Map([
      ['/ref.fa.gz', DATA.fasta],
      ['/s_1.fastq.gz', DATA.fastq1],
      ['/s_2.fastq.gz', DATA.fastq2],
      ['*', DATA.fastq1],
    ]),
  );
  given = {
    reference: `${server.url}/ref.fa.gz`,
    fastq1: `${server.url}/s_1.fastq.gz`,
    fastq2: `${server.url}/s_2.fastq.gz`,
  };
});
beforeEach(() => {
  volume = newVolume({ uid: 1000, gid: 1000 });
});
afterEach(() => removeVolume(volume));
afterAll(() => server.close());

/** How the last pod ended; none where Argo itself refuses the values. */
interface Outcome {
  readonly last?: Ended;
  readonly done: boolean;
}

/** Runs the pipeline; all that appears must lie in the run's folder. Each value meets another shell. */
async function run(parameters: Readonly<Record<string, string>>, at: number): Promise<Outcome> {
  const pods = podsOf(parameters);
  if (pods === undefined) return { done: false };
  const ended = await runAll(pods, { volume, shell: SHELLS[at % SHELLS.length] ?? 'dash' });
  expect(strays(tree(volume).keys(), parameters['fastqFolder'] ?? '/gene')).toEqual([]);
  const last = ended.at(-1);
  if (last === undefined) throw new Error('nothing ran');
  return { last, done: ended.length === 4 && last.status === 0 };
}

function podsOf(parameters: Readonly<Record<string, string>>) {
  try {
    return invocations(pipeline, { ...given, ...parameters });
  } catch (error) {
    if (error instanceof ArgoError) return undefined;
    throw error;
  }
}

/** What is wrong with how the values were refused, or nothing. */
const badEnd = ({ last }: Outcome): string | undefined => last && badRefusal(last);

/** 69 from a pod; Argo's own refusal has no status. */
const NO_USE = [undefined, 69];

const cases = HOSTILE.map((text, at) => [text, at] as const);

test.each(cases)('a folder that holds %j is the run’s folder, or is refused before any work', async (text, at) => {
  for (const fastqFolder of [text, `/a${text}`]) {
    const end = await run({ fastqFolder }, at);
    if (!end.done) expect([badEnd(end), files(volume)]).toEqual([undefined, []]);
    else expect(files(volume)).toContain(`${fastqFolder}/s.untrimmed.sam.bam.sorted.bam`);
    removeVolume(volume);
    volume = newVolume({ uid: 1000, gid: 1000 });
  }
});

test.each(cases)('a number of reads of %j is refused before any work', async (text, at) => {
  const asked = server.asked.length;
  const end = await run({ maxReads: text }, at);
  expect(NO_USE).toContain(end.last?.status);
  expect([
    badEnd(end),
    server.asked.slice(asked).filter((url) => url !== '/ref.fa.gz' && !url.startsWith('/s_')),
  ]).toEqual([undefined, []]);
  // The attempt's folder is there; no work counts as done.
  expect(files(volume).filter((path) => /[.](record|run|note)$/.test(path))).toEqual([]);
});

test.each(cases)('a URL of %j is refused before any work', async (text, at) => {
  for (const name of ['reference', 'fastq1', 'fastq2']) {
    const end = await run({ [name]: text }, at);
    expect(NO_USE).toContain(end.last?.status);
    expect([badEnd(end), files(volume)]).toEqual([undefined, []]);
  }
});

test.each(cases)(
  'a URL with %j in its query reaches the server as it is, and no message shows it',
  async (text, at) => {
    const asked = server.asked.length;
    const end = await run({ fastq2: `${given.fastq2}?signature=${text}` }, at);
    expect(end.last?.log ?? '').not.toContain('signature=');
    if (!end.done) {
      expect([badEnd(end), files(volume).filter((path) => path.endsWith('.bam'))]).toEqual([undefined, []]);
      return;
    }
    const queries = server.asked.slice(asked).filter((url) => url.startsWith('/s_2') && url.includes('?'));
    const expected = text.replace(/#.*/s, '');
    expect(new Set(queries.map((url) => decoded(url)))).toEqual(
      new Set([`/s_2.fastq.gz?signature=${decoded(expected)}`]),
    );
  },
);

test.each(cases)('a file called %j gives its name to the result, or is refused', async (text, at) => {
  const fastq1 = `${server.url}/d/${text}_1.fq`;
  const end = await run({ fastq1 }, at);
  if (!end.done) expect([badEnd(end), files(volume).filter((path) => path.endsWith('.bam'))]).toEqual([undefined, []]);
  else expect(files(volume)).toContain(`/gene/${namePart('sample', fastq1)}.untrimmed.sam.bam.sorted.bam`);
});

test('any joined values in all parameters leave nothing outside of the run’s folder', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileText, fc.nat(2), async (a, b, c, at) => {
      const parameters = {
        fastqFolder: `/${a}`,
        reference: `${given.reference}?${b}`,
        fastq1: `${given.fastq1}?${c}`,
        maxReads: '5',
      };
      const end = await run(parameters, at);
      if (!end.done) expect(badEnd(end)).toBeUndefined();
      removeVolume(volume);
      volume = newVolume({ uid: 1000, gid: 1000 });
    }),
    // A run of pods is slow: the first counterexample is told as it is.
    { numRuns: 30, endOnFailure: true },
  );
});
