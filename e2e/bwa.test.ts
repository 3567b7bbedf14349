import { join } from 'node:path';
import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../imports/argoproj.io';
import { BwaAlignmentChart } from '../lib';
import { readBam } from '../test/support/bam';
import { aligned, columns } from '../test/support/fault-data';
import { type FaultServer, serveFaults } from '../test/support/fault-server';
import { halfway, publish, sourcesOf, status } from '../test/support/fault-sources';
import { committedPipeline, documents } from '../test/support/manifests';
import { files, textOf, tree } from '../test/support/tree';
import { attempts, records } from './attempts';
import {
  apply,
  begin,
  bucketFolder,
  engineVersion,
  finish,
  HOST,
  kubectl,
  logsOf,
  look,
  podsOf,
  submit,
  until,
} from './cluster';
import { DATA } from './data';

jest.setTimeout(900_000);

const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
const FOLDER = "/argo's $(run)";
const GOOD = sourcesOf({ ...DATA, records: [] });
const bucket = bucketFolder();
const truth = aligned(DATA.fasta, DATA.fastq1, DATA.fastq2);
let server: FaultServer;

beforeAll(async () => {
  server = await serveFaults(HOST);
  for (const object of documents('dist/bwa-oss.k8s.yaml')) await apply(object);
  await apply(small(committedPipeline()));
});
afterAll(() => server.close());

/** This machine has two CPUs and Argo's own containers want some: 2 become 1, as a site's patch would do it. */
function small(template: WorkflowTemplate): WorkflowTemplate {
  return JSON.parse(JSON.stringify(template).replaceAll('"cpu":"2"', '"cpu":"1"'));
}

/** The BAM of a run is whole and indexed, and has the records that bwa makes of the reads without any pipeline. */
function mustBeRight(folder: string): void {
  const { primary, records } = readBam(join(bucket, folder, RESULT));
  expect([primary, columns(records.join('\n')).join('\n') === truth.join('\n')]).toEqual([2 * DATA.pairs, true]);
}

/** Files with their sizes and times: a mount gives a file another inode whenever it likes. */
function written(folder: string): readonly string[] {
  return [...tree(join(bucket, folder))].map(([path, what]) => `${path}: ${what.replace(/, inode .*/, '')}`).sort();
}

test('the committed BWA chart gives the BAM that bwa alone gives', async () => {
  const { phase } = await submit('bwa-oss', { ...publish(server, 'good', GOOD), fastqFolder: FOLDER });
  expect(phase).toBe('Succeeded');
  mustBeRight(FOLDER);
});

test('submitted again, the committed BWA chart finds all done and writes nothing', async () => {
  const before = written(FOLDER);
  const done = records(bucket);
  const { phase } = await submit('bwa-oss', { ...publish(server, 'good', GOOD), fastqFolder: FOLDER });
  expect([phase, written(FOLDER)]).toEqual(['Succeeded', before]);
  expect([done.length >= 4, records(bucket)]).toEqual([true, done]);
});

test('a FASTQ that answers 404 ends the committed BWA chart red, is named, and is not tried again', async () => {
  const given = publish(server, 'missing', { ...GOOD, fastq2: status(404) });
  const { workflow, phase, nodes } = await submit('bwa-oss', { ...given, fastqFolder: '/missing' });
  expect([phase, nodes['bwaprepare(0)'], nodes['bwaprepare(1)']]).toEqual(['Failed', 'Failed', undefined]);
  expect(await logsOf(workflow)).toContain(`${given.fastq2} was refused, HTTP 404; check the address`);
  expect(files(bucket).filter((path) => path.startsWith('/missing/') && path.endsWith(RESULT))).toEqual([]);
});

// A pod that is gone before Argo saw it run is made again as the same attempt.
test('a pod that is deleted in its middle is tried again, and the BAM is right', async () => {
  const fastqFolder = '/deleted-under-argo';
  const given = publish(server, 'stalls', { ...GOOD, fastq2: halfway('stall')(GOOD.fastq2) });
  const before = attempts(bucket).length;
  const workflow = await begin('bwa-oss', { ...given, fastqFolder });
  await until('the first stage’s attempt', () => attempts(bucket).length > before);
  await until('the engine to see it run', async () => (await look(workflow)).nodes['bwaprepare(0)'] === 'Running');
  await kubectl(['delete', ...(await podsOf(workflow)), '--grace-period=0', '--force', '--wait=false']);
  publish(server, 'stalls', GOOD);
  const { phase, nodes } = await finish(workflow);
  expect([phase, nodes['bwaprepare(1)']]).toEqual(['Succeeded', 'Succeeded']);
  expect(['Error', 'Failed']).toContain(nodes['bwaprepare(0)']);
  mustBeRight(fastqFolder);
});

test('the folder /my runs/α & "β" runs to the right BAM', async () => {
  const fastqFolder = '/my runs/α & "β"';
  const { phase } = await submit('bwa-oss', { ...publish(server, 'good', GOOD), fastqFolder });
  expect(phase).toBe('Succeeded');
  mustBeRight(fastqFolder);
});

test('with the engine’s argoVersion two runs in one folder wait for each other, and one does the work', async () => {
  const chart = new BwaAlignmentChart(Testing.app(), 'locked', {
    name: 'bwa-locked',
    argoVersion: await engineVersion(),
  });
  for (const object of Testing.synth(chart)) await apply(object.kind === 'WorkflowTemplate' ? small(object) : object);
  const given = { ...publish(server, 'good', GOOD), fastqFolder: '/locked' };
  const before = new Set(records(bucket));
  const runs = await Promise.all([1, 2].map(() => submit('bwa-locked', given)));
  expect(runs.map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded']);
  const by = records(bucket)
    .filter((path) => !before.has(path))
    .map((path) => /^run=(.*)$/m.exec(textOf(bucket, path))?.[1]);
  expect([by.length, new Set(by).size]).toEqual([4, 1]);
});
