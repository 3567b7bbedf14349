import { tree } from '../test/support/tree';
import { bucketFolder, logsOf, podsOf, type State } from './cluster';

/** Of this registry, with every tool of the examples that run here: e2e/lib.sh makes it. */
export const IMAGE = 'geno/cohort:v0.3';

/** An example with the images of this registry and the sizes of this machine, as a site's patches would write them. */
export function small(object: object): object {
  return JSON.parse(
    JSON.stringify(object)
      .replaceAll(/registry\.example\/genomics\/tools@sha256:0+|quay\.io\/biocontainers\/multiqc:[^"]+/g, IMAGE)
      .replaceAll(/"cpu":"\d+"/g, '"cpu":"1"')
      .replaceAll(/"memory":"\d+Gi"/g, '"memory":"2Gi"')
      .replaceAll(/"ephemeral-storage":"\d+Gi"/g, '"ephemeral-storage":"100Mi"')
      .replaceAll(/--scratch-mib=\d+/g, '--scratch-mib=100'),
  );
}

/** The same, several pods at once on two CPUs, with the claim of this cluster; Argo keeps the pods, for their logs. */
export function kept(object: object): object {
  return JSON.parse(
    JSON.stringify(small(object))
      .replaceAll('"requests":{"cpu":"1"', '"requests":{"cpu":"50m"')
      .replaceAll('"claimName":"data"', '"claimName":"pvc-oss"')
      .replaceAll(/"podGC":\{[^{}]*\}/g, '"podGC":{"strategy":""}'),
  );
}

/** How the pods of a run came to their ends. */
export interface Done {
  readonly pods: number;
  /** The stages that worked, a name for each pod. */
  readonly worked: readonly string[];
}

/** Each pod of a run must tell how it ended. */
export async function done({ workflow }: State): Promise<Done> {
  const pods = await podsOf(workflow);
  const log = await logsOf(workflow);
  const ends = [...log.matchAll(/^\[([^\]]+)\] (done|done before|this run did it before): /gm)];
  expect(ends.length).toBe(pods.length);
  return { pods: pods.length, worked: ends.flatMap(([, stage = '', how]) => (how === 'done' ? [stage] : [])).sort() };
}

/** What lies on the bucket, without what the engine may give anew: a mount gives a file another inode at any time. */
export function written(): ReadonlyMap<string, string> {
  return new Map([...tree(bucketFolder())].map(([path, what]) => [path, what.replace(/, inode .*/, '')]));
}

/** The files that were written since, of the results in this folder and of what runs share. */
export function changedSince(before: ReadonlyMap<string, string>, folder: string): readonly string[] {
  return [...written()].flatMap(([path, what]) =>
    [`/${folder}/`, '/.reference/'].some((start) => path.startsWith(start)) && before.get(path) !== what ? [path] : [],
  );
}
