import { gzipSync } from 'node:zlib';
import { numberOf } from '../../lib/overview/amount';
import { subjectOf } from '../../lib/overview/subject';
import { type Visit, visitsOf } from '../../lib/overview/visits';

/**
 * The `status.nodes` that a run of a manifest would have, as Argo 4.1 writes it (`NodeStatus` in workflow_types.go):
 * the fields that a succeeded node has, with inputs of about 60 bytes, in the retry node and in the pod's. Ids and
 * times differ from node to node.
 */
export function nodesOf(manifest: unknown, items: number): Readonly<Record<string, unknown>> {
  const run = 'cohort-x7k2p';
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed;
  };
  const time = (): string =>
    new Date(Date.UTC(2026, 0, 1) + (random() % 40_000) * 1000).toISOString().replace('.000', '');
  const nodes: Record<string, unknown> = {};
  for (const visit of visitsOf(subjectOf(manifest))) {
    const times = numberOf(visit.amount, items);
    for (let at = 0; at < times * visit.nodes; at += 1) {
      const id = `${run}-${random()}`;
      nodes[id] = nodeOf(visit, { id, run, at: Math.floor(at / visit.nodes), again: at % visit.nodes, time, random });
    }
  }
  return nodes;
}

interface Instance {
  readonly id: string;
  readonly run: string;
  readonly at: number;
  /** 0 the retry node or the DAG, 1 the pod below it. */
  readonly again: number;
  readonly time: () => string;
  readonly random: () => number;
}

function nodeOf({ path, called, nodes }: Visit, { id, run, at, again, time, random }: Instance): unknown {
  const sample = `S${String(at).padStart(5, '0')}`;
  const steps = path.split('/');
  const displayName = `${steps.at(-1)}(${at}:bam:/bams/${sample}.bam,sample:${sample})${again === 1 ? '(0)' : ''}`;
  const isPod = called?.template.isPod === true;
  const parameters = [...(called?.template.parameters.keys() ?? [])].map((name) => ({
    name,
    value: `/bwa/cohort-2026/.work/${steps.at(-1)}/${sample}.${name}.gz`,
  }));
  return {
    id,
    name: `${run}.${steps.slice(0, -1).join('.')}.${displayName}`,
    displayName,
    type: called === undefined ? 'TaskGroup' : !isPod ? 'DAG' : again === 0 && nodes === 2 ? 'Retry' : 'Pod',
    templateName: called?.template.name ?? steps.at(-1),
    templateScope: 'local/',
    phase: 'Succeeded',
    boundaryID: `${run}-${random()}`,
    startedAt: time(),
    finishedAt: time(),
    progress: '1/1',
    resourcesDuration: { cpu: random() % 4000, memory: random() % 90_000 },
    ...(again === 1
      ? { nodeFlag: { retried: true }, hostNodeName: `cn-beijing.10.0.${random() % 255}.${random() % 255}` }
      : {}),
    ...(parameters.length === 0 ? {} : { inputs: { parameters } }),
    ...(isPod ? { outputs: { exitCode: '0' }, taskResultSynced: true } : {}),
    children: [`${run}-${random()}`],
  };
}

/** Bytes of the nodes as Argo stores them: as they are, and as `compressedNodes`, which is gzip in base64. */
export function bytesOf(nodes: Readonly<Record<string, unknown>>): {
  readonly plain: number;
  readonly compressed: number;
} {
  const text = JSON.stringify(nodes);
  return { plain: Buffer.byteLength(text), compressed: Math.ceil(gzipSync(text).length / 3) * 4 };
}
