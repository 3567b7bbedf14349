import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../test/support/manifests';
import { ANCESTOR, GENOMES, matrixOf, someReads, splitsOf, TREE } from '../test/support/outbreak-data';
import { type FileServer, serve } from '../test/support/serve';
import { textOf } from '../test/support/tree';
import { fastaOf } from '../test/support/variants-data';
import { apply, bucketFolder, HOST, logsOf, type State, submit } from './cluster';
import { changedSince, done, kept, written } from './example';

jest.setTimeout(3_600_000);

const SECONDS = 3_000;
/** Of the tree of ten: enough for two inner branches, and few enough for a cluster of two CPUs. */
const ISOLATES = ['i01', 'i02', 'i04', 'i05', 'i06'] as const;
const NEW = 'i10';
const MIXED = 'h1';
const REFERENCE = Buffer.from(fastaOf(ANCESTOR));
/** Written in each run: it tells of that run. */
const MANIFEST = '/outbreak/pipeline_info/manifest.json';
const CUT = `reads/${NEW}_1.fastq`;
const bucket = bucketFolder();
let server: FileServer;

beforeAll(async () => {
  for (const name of ['reads', 'sheets']) mkdirSync(join(bucket, name), { recursive: true });
  for (const [at, name] of [...ISOLATES, NEW].entries()) layReads(name, someReads(GENOMES[name] ?? {}, at, 1));
  const [first, second] = [someReads(GENOMES['i01'] ?? {}, 20, 1), someReads(GENOMES['i06'] ?? {}, 21, 1 / 4)];
  layReads(MIXED, [first[0] + second[0], first[1] + second[1]]);
  server = await serve(new Map([['/genome.fa', REFERENCE]]), HOST);
  for (const object of documents('examples/outbreak/outbreak.k8s.yaml')) await apply(kept(object));
});
afterAll(() => server.close());

function layReads(name: string, mates: readonly [string, string]): void {
  for (const [at, reads] of mates.entries()) writeFileSync(join(bucket, `reads/${name}_${at + 1}.fastq`), reads);
}

async function run(isolates: readonly string[]): Promise<State> {
  const rows = isolates.map((name) => `${name},/reads/${name}_1.fastq,/reads/${name}_2.fastq\n`);
  writeFileSync(join(bucket, 'sheets/all.csv'), `sample,fastq_1,fastq_2\n${rows.join('')}`);
  const referenceChecksum = createHash('sha256').update(REFERENCE).digest('hex');
  return submit(
    'outbreak',
    { sheet: '/sheets/all.csv', reference: `${server.url}/genome.fa`, referenceChecksum },
    SECONDS,
  );
}

/** The planted tree's divisions of these isolates, and their distances. */
function mustBeFound(isolates: readonly string[]): void {
  const kept = splitsOf(TREE)
    .map((split) => split.split(' ').filter((name) => isolates.includes(name)))
    .map((names) => (names.includes('i01') ? isolates.filter((name) => !names.includes(name)) : names))
    .filter((names) => names.length > 1 && names.length < isolates.length - 1)
    .map((names) => names.join(' '));
  expect(splitsOf(textOf(bucket, 'outbreak/tree.nwk'))).toEqual([...new Set(kept)].sort());
  const genomes = isolates.map((name) => [name, GENOMES[name] ?? {}] as const);
  expect(textOf(bucket, 'outbreak/distances.tsv')).toBe(matrixOf(Object.fromEntries(genomes)));
}

test('the outbreak pipeline goes from reads to the planted tree, without the isolate that is mixed', async () => {
  const state = await run([...ISOLATES, MIXED]);
  expect(state.phase).toBe('Succeeded');
  mustBeFound(ISOLATES);
  expect(textOf(bucket, 'outbreak/isolates.tsv')).toMatch(/^h1\t.*\tno\t\d+ mixed sites \(at most 2\)$/m);
  expect(textOf(bucket, 'outbreak/reports/tree.multiqc_report.html').includes('>i05</text>')).toBe(true);
});

test('submitted again it finds all done, and writes its manifest alone', async () => {
  const before = written();
  const state = await run([...ISOLATES, MIXED]);
  expect(state.phase).toBe('Succeeded');
  expect((await done(state)).worked).toEqual(['manifest', 'sheet']);
  expect(changedSince(before, 'outbreak')).toEqual([MANIFEST]);
});

test('of one isolate more it alone is trimmed, aligned and called', async () => {
  const state = await run([...ISOLATES, MIXED, NEW]);
  expect(state.phase).toBe('Succeeded');
  mustBeFound([...ISOLATES, NEW]);
  const own = (await done(state)).worked.filter((stage) =>
    ['fastp', 'align', 'merge', 'stats', 'genome'].includes(stage),
  );
  expect(own).toEqual(['align', 'fastp', 'genome', 'merge', 'stats']);
});

test('where an isolate’s reads are cut it is named, the run is red, and the tree is of the others', async () => {
  const whole = readFileSync(join(bucket, CUT));
  writeFileSync(join(bucket, CUT), whole.subarray(0, whole.length - 150));
  const state = await run([...ISOLATES, MIXED, NEW]);
  expect(state).toMatchObject({
    phase: 'Failed',
    nodes: {
      reads: 'Failed',
      fastpreport: 'Failed',
      tree: 'Succeeded',
      treereport: 'Succeeded',
      manifest: 'Succeeded',
    },
  });
  expect(await logsOf(state.workflow)).toContain(`see the pods of those that failed: ${NEW}\n`);
  mustBeFound(ISOLATES);
});
