import { join } from 'node:path';
import { invocations } from '../lib/run/invocations';
import type { Invocation } from '../lib/run/template';
import { readBam } from '../test/support/bam';
import { type FaultServer, serveFaults } from '../test/support/fault-server';
import { halfway, publish, sourcesOf } from '../test/support/fault-sources';
import { committedPipeline } from '../test/support/manifests';
import { attempts, records } from './attempts';
import { bucketFolder, HOST, kubectl, runAsPods, startAsPod, until } from './cluster';
import { DATA } from './data';
import { processesOf, signal } from './processes';

jest.setTimeout(600_000);

const pipeline = committedPipeline();
const bucket = bucketFolder();
const GOOD = sourcesOf({ ...DATA, records: [] });
const RESULT = 'SRR1976948.untrimmed.sam.bam.sorted.bam';
let server: FaultServer;

beforeAll(async () => {
  server = await serveFaults(HOST);
});
afterAll(() => server.close());

/** Starts a stage as a pod of its own and waits until a program runs in it. */
async function start(invocation: Invocation, restartPolicy: string): Promise<string> {
  const name = await startAsPod(invocation, restartPolicy);
  await kubectl([
    'wait',
    '--for',
    'jsonpath={.status.containerStatuses[0].state.running}',
    `pod/${name}`,
    '--timeout=120s',
  ]);
  return name;
}

const summary = (log: string): string => /this run did it before|done:/.exec(log)?.[0] ?? log;

test('after a pod deleted in its downloads the next does the work, and what was done before is skipped', async () => {
  const fastqFolder = `/deleted-${process.pid}`;
  const given = { ...publish(server, 'deleted', { ...GOOD, fastq2: halfway('stall')(GOOD.fastq2) }), fastqFolder };
  const [prepare] = invocations(pipeline, given);
  if (prepare === undefined) throw new Error('no stage');
  const done = records(bucket);
  const begun = attempts(bucket).length;
  const pod = await start(prepare, 'Never');
  await until('its attempt', () => attempts(bucket).length > begun);
  await kubectl(['delete', 'pod', pod, '--grace-period=0', '--force', '--wait=false']);
  await until('its end', () => processesOf(pod).length === 0);
  expect(records(bucket)).toEqual(done);
  publish(server, 'deleted', GOOD);
  const ended = await runAsPods(invocations(pipeline, given));
  expect(ended.map(({ status, log }) => [status, summary(log)])).toEqual(Array.from({ length: 4 }, () => [0, 'done:']));
  expect(readBam(join(bucket, fastqFolder, RESULT)).primary).toBe(2 * DATA.pairs);
});

test('the kubelet starts a container killed in the last stage again; it ends, and no other works again', async () => {
  const fastqFolder = `/killed-${process.pid}`;
  const given = { ...publish(server, 'killed', GOOD), fastqFolder };
  const stages = invocations(pipeline, given);
  const before = await runAsPods(stages.slice(0, 3));
  expect(before.map(({ status }) => status)).toEqual([0, 0, 0]);
  const [maker] = stages.slice(3);
  if (maker === undefined) throw new Error('no last stage');
  // A tenth of a CPU: slow enough to be met in the middle.
  const slow = { limits: { cpu: '100m', memory: '4Gi' }, requests: { cpu: '100m', memory: '1Gi' } };
  const begun = attempts(bucket).length;
  const pod = await start({ ...maker, container: { ...maker.container, resources: slow } }, 'OnFailure');
  await until('its attempt', () => attempts(bucket).length > begun);
  signal(pod, 'SIGKILL');
  await kubectl(['wait', '--for', 'jsonpath={.status.phase}=Succeeded', `pod/${pod}`, '--timeout=180s']);
  const restarts = await kubectl(['get', 'pod', pod, '-o', 'jsonpath={.status.containerStatuses[0].restartCount}']);
  expect([Number(restarts), readBam(join(bucket, fastqFolder, RESULT)).primary]).toEqual([1, 2 * DATA.pairs]);
  await kubectl(['delete', 'pod', pod, '--wait=false', '--now']);
  const again = await runAsPods(stages);
  expect(again.map(({ status, log }) => [status, summary(log)])).toEqual(
    Array.from({ length: 4 }, () => [0, 'this run did it before']),
  );
});
