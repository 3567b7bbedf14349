import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, settled, sh } from '../lib';
import { workflowTemplate } from '../test/support/manifests';
import { SEED_VOLUME } from '../test/support/volumes';
import { apply, engineVersion, logsOf, submit } from './cluster';

jest.setTimeout(1_500_000);

/** With it a line of the list has 100 bytes. */
const FOLDER = `/${'f'.repeat(56)}`;

/**
 * The reader of a set alone: a pod for each of thousands of members would say nothing more. None of them is made, so
 * that it names all as failed. It works on a folder of its node.
 */
async function reader(name: string) {
  const chart = new Chart(Testing.app(), name, { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, name, {
    image: 'geno/alltools:v0.2',
    cpu: 1,
    memory: '256Mi',
    scratch: '1Mi',
    serviceAccountName: 'bwa-oss',
    parameters: { names: '[]' },
  });
  const run = volume.folder(FOLDER);
  const map = new ParallelMapStage(workflow, 'map', {
    over: listOf(workflow.parameters.names),
    each: (each, item) =>
      new GenomicsStage(each, 'one', {
        outputs: { x: run.intermediate(item) },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      }),
  });
  new GenomicsStage(workflow, 'all', {
    inputs: { set: settled(map.outputs.x) },
    outputs: { all: run.result('all') },
    script: ({ inputs, outputs }) => sh`
      echo "failed: $(grep -c '' ${inputs.set.failed})"
      cat ${inputs.set.failed} > ${outputs.all}`,
  });
  const manifests = Testing.synth(chart);
  const template = workflowTemplate(manifests);
  const templates = (template.spec.templates ?? []).map((one) => ({
    ...one,
    ...(one.dag && { dag: { tasks: one.dag.tasks?.slice(1).map(({ depends: _, ...task }) => task) } }),
    ...(one.volumes && {
      volumes: one.volumes.map(({ persistentVolumeClaim, ...volume }) =>
        persistentVolumeClaim === undefined ? volume : { ...volume, emptyDir: {} },
      ),
    }),
  }));
  for (const object of manifests)
    await apply(object.kind === template.kind ? { ...template, spec: { ...template.spec, templates } } : object);
}

test('a stage reads as many paths as the documents say', async () => {
  await reader('lists');
  const count = ['3.4', '3.5'].includes(await engineVersion()) ? 550 : 4000;
  const names = Array.from({ length: count }, (_, at) => `sample-${`${at}`.padStart(5, '0')}`);
  // Its status may be compressed: then nobody sees the nodes.
  const { workflow, phase } = await submit('lists', { names: JSON.stringify(names) }, 900);
  expect(phase).toBe('Failed');
  const log = await logsOf(workflow);
  expect(log).toContain(`failed: ${count}\n`);
  expect(log).toContain(`${count} failed, 0 did not; see the pods of those that failed: sample-00000 `);
});
