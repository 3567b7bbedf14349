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
