// Graphs of stages, as users of the package would write them, and the same manifests as plain cdk8s objects.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const { ApiObject, App, Chart, Testing } = require('cdk8s');
const { GenomicsStage, GenomicsWorkflow, SharedVolume, sh } = require('cdk8s-genomics');

const volume = SharedVolume.fromClaim({
  claimName: 'pvc-oss',
  volumeName: 'ossdir',
  mountPath: '/bwa',
  owner: { uid: 1000, gid: 1000 },
});

function stage(workflow, id, inputs) {
  return new GenomicsStage(workflow, id, {
    inputs,
    outputs: { out: volume.folder(workflow.parameters.folder).intermediate(id) },
    script: (context) => {
      const { before, left, right } = context.inputs;
      return before === undefined
        ? sh`tool ${left} ${right} > ${context.outputs.out}`
        : sh`tool -t ${context.threads} ${before} > ${context.outputs.out}`;
    },
  }).outputs.out;
}

/** Stages that each read the one before. */
export function chain(scope, id, length) {
  const workflow = newWorkflow(scope, id);
  let last = volume.file('/start');
  for (let at = 0; at < length; at++) last = stage(workflow, `s${at}`, { before: last });
}

/** Layers of two stages that each read both above: 2^layers paths. */
export function diamond(scope, id, layers) {
  const workflow = newWorkflow(scope, id);
  let [left, right] = [volume.file('/left'), volume.file('/right')];
  for (let at = 0; at < layers; at++) {
    const above = { left, right };
    [left, right] = ['l', 'r'].map((side) => stage(workflow, `${side}${at}`, above));
  }
}

function newWorkflow(scope, id) {
  return new GenomicsWorkflow(scope, id, {
    image: 'tools:1',
    parameters: { folder: '/run' },
    maxNodes: Number.POSITIVE_INFINITY,
  });
}

/** An app of charts, each filled by `fill`. */
export function appOf(charts, fill, outdir) {
  const app = new App(outdir === undefined ? {} : { outdir });
  // As if the checks were there already: these shapes are past Argo's limits on purpose, and check.mjs measures the checks.
  app.node.addMetadata('cdk8s-genomics.checks', true);
  for (let at = 0; at < charts; at++) fill(new Chart(app, `chart${at}`, { namespace: 'argo' }), `w${at}`);
  return app;
}

/** The finished manifests of an app as plain objects in an app of the same charts. */
export function plain(app, outdir) {
  const copy = new App(outdir === undefined ? {} : { outdir });
  for (const chart of app.node.children) {
    const target = new Chart(copy, chart.node.id);
    Testing.synth(chart).forEach(
      (manifest, at) => void new ApiObject(target, `o${at}`, JSON.parse(JSON.stringify(manifest))),
    );
  }
  return copy;
}
