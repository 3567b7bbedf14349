import { type NodeCountOptions, nodeCount } from '../../lib/overview';
import { MOST_NODES } from '../../lib/synth/node-limit';
import { byHand, cohort } from '../support/cohort';
import { bytesOf, nodesOf } from '../support/status';

const rows = (length: number): string =>
  JSON.stringify(Array.from({ length }, (_, at) => ({ sample: `S${at}`, bam: `/S${at}.bam` })));

/**
 * In each run the two DAGs above the samples, the loop, and two stages with their retry nodes; for a sample its DAG, a
 * loop and three stages.
 */
const cohortNodes = (samples: number): number => 2 + 1 + 2 * 2 + samples * (1 + 1 + 3 * 2);

test.each<[string, string, NodeCountOptions, number]>([
  ['a list that is not known counts one item', '', {}, cohortNodes(1)],
  ['a list that is the parameter’s value is counted', rows(12), {}, cohortNodes(12)],
  ['an empty list is no item', '[]', {}, cohortNodes(0)],
  ['a length that is given wins', rows(12), { items: 300 }, cohortNodes(300)],
  ['a length is given by the parameter’s name', '', { items: { samples: 40 } }, cohortNodes(40)],
])('%s', (_, samples, options, nodes) => {
  expect(nodeCount(cohort({ samples }).manifest, options)).toBe(nodes);
});

const leaf = { name: 'a', template: 'leaf' };

test.each<[string, unknown, number]>([
  ['a task is a node below the entrypoint’s', byHand([leaf]), 2],
  ['a retried one has a node above', byHand([leaf], [], { templateDefaults: { retryStrategy: { limit: 3 } } }), 4],
  ['a sequence is counted', byHand([{ ...leaf, withSequence: { count: '5' } }]), 7],
  ['from its start to its end', byHand([{ ...leaf, withSequence: { start: 3, end: '1' } }]), 5],
  [
    'steps have a node for each group',
    byHand([{ name: 'a', template: 's' }], [{ name: 's', steps: [[leaf], [leaf, leaf]] }]),
    1 + 1 + 2 + 3,
  ],
  ['a template that is elsewhere is one', byHand([{ name: 'a', templateRef: { name: 'x', template: 'y' } }]), 2],
  [
    'a recursion is counted once',
    byHand([{ name: 'a', template: 'again' }], [{ name: 'again', dag: { tasks: [{ name: 'b', template: 'again' }] } }]),
    3,
  ],
])('%s', (_, manifest, nodes) => {
  expect(nodeCount(manifest)).toBe(nodes);
});

test('a template of another manifest is counted where that is given', () => {
  const others = [
    { ...(byHand([leaf, { ...leaf, name: 'b' }]) as object), kind: 'WorkflowTemplate', metadata: { name: 'shared' } },
  ];
  expect(nodeCount(byHand([{ name: 'a', templateRef: { name: 'shared', template: 'main' } }]), { others })).toBe(1 + 3);
});

test('the manifest is the same for one sample and for a thousand', () => {
  const size = (samples: string): number =>
    JSON.stringify(cohort({ samples }).manifest).length - JSON.stringify(samples).length;
  expect(size(rows(1000))).toBe(size(rows(1)));
});

test('a node takes what docs/scale.md reckons with, and a run of the most nodes fits twice', () => {
  const { manifest } = cohort();
  const nodes = nodesOf(manifest, 500);
  const count = Object.keys(nodes).length;
  expect(count).toBe(nodeCount(manifest, { items: 500 }));
  const [plain, compressed] = Object.values(bytesOf(nodes)).map((bytes) => bytes / count);
  expect(Math.abs((plain ?? 0) - 770)).toBeLessThan(40);
  expect(Math.abs((compressed ?? 0) - 90)).toBeLessThan(10);
  const lists = 2 * 30 * 1024;
  const pod = '"cohort-x7k2p-1234567890":true,'.length;
  expect((1024 ** 2 - JSON.stringify(manifest).length - lists) / ((compressed ?? 0) + pod / 2)).toBeGreaterThan(
    2 * MOST_NODES,
  );
});
