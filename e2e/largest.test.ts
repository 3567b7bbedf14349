import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseSampleSheet, sampleParameters } from '../lib';
import { nodeCount } from '../lib/overview';
import { documents, workflowTemplate } from '../test/support/manifests';
import { apply, begin, kubectl } from './cluster';

jest.setTimeout(3_600_000);

const SAMPLES = 300;

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly status: { readonly phase: string };
}

/** A way to the API server that costs no process a request. */
async function proxy(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [told] = await once(child.stdout, 'data');
  const port = /:(\d+)/.exec(`${told}`)?.[1];
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

async function send(url: string, method: string, body: object): Promise<void> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const answer = await fetch(url, { method, body: JSON.stringify(body), headers: { 'content-type': type } });
  // A pod that Argo removed meanwhile is no error; nor is a result that was told before.
  if (!answer.ok && ![404, 409].includes(answer.status)) throw new Error(`${url}: ${await answer.text()}`);
}

/**
 * Stands in for the kubelet and Argo's executor: each pod of a workflow ends well as soon as it is seen. What is tried
 * is the controller, with as many nodes as a run may have; what pods do is tried elsewhere.
 */
async function endPods(url: string, workflow: string): Promise<number> {
  const pods = `${url}/api/v1/namespaces/argo/pods`;
  const selector = `labelSelector=workflows.argoproj.io/workflow=${workflow}&fieldSelector=status.phase=Pending`;
  const { items } = (await (await fetch(`${pods}?${selector}`)).json()) as { readonly items: readonly Pod[] };
  const ended = { state: { terminated: { exitCode: 0, reason: 'Completed' } }, ready: false, restartCount: 0 };
  const containers = ['main', 'wait'].map((name) => ({ name, image: 'x', imageID: 'x', ...ended }));
  for (const { metadata } of items) {
    const node = metadata.annotations['workflows.argoproj.io/node-id'] ?? metadata.name;
    await send(`${url}/apis/argoproj.io/v1alpha1/namespaces/argo/workflowtaskresults`, 'POST', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTaskResult',
      metadata: {
        name: node,
        labels: {
          'workflows.argoproj.io/workflow': workflow,
          'workflows.argoproj.io/report-outputs-completed': 'true',
        },
      },
      outputs: { exitCode: '0' },
    });
    await send(`${pods}/${metadata.name}/status`, 'PATCH', {
      status: { phase: 'Succeeded', containerStatuses: containers },
    });
  }
  return items.length;
}

/** Bytes of a workflow as JSON, and its phase. */
async function sizeOf(name: string): Promise<{ readonly length: number; readonly phase: string }> {
  const workflow = JSON.parse(await kubectl(['get', 'workflow', name, '-o', 'json']));
  return { length: JSON.stringify(workflow).length, phase: workflow.status?.phase ?? '' };
}

/** Rows that fill a parameter file: {@link SAMPLES} of them have almost 128 KiB. */
function sheet(): string {
  const rows = Array.from({ length: SAMPLES }, (_, at) => {
    const sample = `sample-${`${at}`.padStart(5, '0')}`;
    const file = (mate: number) => `oss://my-bucket/cohorts/2026/run-17/${sample}_S${at}_L001_R${mate}_001.fastq.gz`;
    return `${sample},,${file(1)},${file(2)}`;
  });
  return ['sample,lane,fastq_1,fastq_2', ...rows].join('\n');
}

test(`a cohort of ${SAMPLES} samples, whose pods end at once, is one run that the controller ends`, async () => {
  const manifests = documents('examples/cohort/cohort.k8s.yaml');
  for (const object of manifests) await apply(object);
  const machines = (await kubectl(['get', 'nodes', '-o', 'name'])).trim().split('\n');
  for (const machine of machines) await kubectl(['cordon', machine]);
  const lists = sampleParameters(parseSampleSheet(sheet(), 'cohort.csv'));
  const [list] = lists;
  expect(lists).toHaveLength(1);
  const { url, stop } = await proxy();
  const began = Date.now();
  const name = await begin('cohort', {
    reference: 'https://h.example/ref.fa.gz',
    referenceChecksum: '0'.repeat(64),
    samples: list?.samples ?? '',
    folder: '/largest',
  });
  let pods = 0;
  let phase = '';
  let most = 0;
  while (phase === '' || phase === 'Running' || phase === 'Pending') {
    pods += await endPods(url, name);
    const { length, phase: now } = await sizeOf(name);
    most = Math.max(most, length);
    phase = now;
  }
  stop();
  for (const machine of machines) await kubectl(['uncordon', machine]);
  const nodes = nodeCount(workflowTemplate(manifests), { items: { samples: SAMPLES } });
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`${pods} pods, ${nodes} nodes, ${most} bytes of JSON at most, ${seconds} s`);
  expect([phase, pods]).toEqual(['Succeeded', 1 + SAMPLES * 4 + 1]);
});
