import {
  type ArgoVersion,
  GenomicsStage,
  GenomicsWorkflow,
  listOf,
  ParallelMapStage,
  type StageDefaults,
  sh,
} from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { SEED_VOLUME } from '../support/volumes';
import { newChart, refusal, template } from '../synth';

const volume = SEED_VOLUME;
const FOLDER = `/${'f'.repeat(93)}`;

/** A workflow that gathers a file of each item; a path has 100 bytes and the item's. */
function gathering(items: readonly string[] | undefined, settings: StageDefaults = {}) {
  const { chart } = newChart();
  const parameters = { names: '[]' };
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', maxNodes: 20_000, parameters, ...settings });
  const run = volume.folder(FOLDER);
  const map = new ParallelMapStage(workflow, 'map', {
    over: items ?? listOf(workflow.parameters.names),
    each: (each, item) =>
      new GenomicsStage(each, 'one', {
        outputs: { x: run.intermediate(item) },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      }),
  });
  new GenomicsStage(workflow, 'all', {
    inputs: { set: map.outputs.x },
    outputs: { all: run.result('all') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.set.list} > ${outputs.all}`,
  });
  return template(chart);
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `sample-${at}`);

test('the paths of a set reach the pod as a file, and no variable holds them', () => {
  const all = names(5000);
  const ran = invocations(gathering(undefined), { names: JSON.stringify(all) });
  const { container, files } = ran.at(-1) ?? {};
  expect(files?.['/tmp/IN_SET.paths']?.split('\n')).toEqual(all.map((name) => `/bwa${FOLDER}/one/${name}/x`));
  const longest = Math.max(...(container?.env ?? []).map(({ value = '' }) => value.length));
  expect(longest).toBeLessThan(200);
});

test('a dollar reaches the tool as it is, on its way through a variable of the executor', () => {
  const ran = invocations(gathering(undefined), { names: JSON.stringify(['a$$b', '$(RUN)']) });
  const { files } = ran.at(-1) ?? {};
  expect(files?.['/tmp/IN_SET.paths']?.replaceAll('\u0001', '$').split('\n')).toEqual(
    ['a$$b', '$(RUN)'].map((name) => `/bwa${FOLDER}/one/${name}/x`),
  );
});

test.each<[ArgoVersion | undefined, number, boolean]>([
  [undefined, 500, true],
  [undefined, 700, false],
  ['3.4', 700, false],
  ['3.5', 700, false],
  ['3.6', 700, true],
  ['4.1', 4000, true],
])('with argoVersion %s a set of %d paths that are known at synth fits: %s', (argoVersion, count, fits) => {
  const settings = argoVersion === undefined ? {} : { argoVersion };
  const made = () => gathering(names(count), settings);
  if (fits) expect(made().kind).toBe('WorkflowTemplate');
  else expect(refusal(made)).toMatchObject({ code: 'invalid-value', message: expect.stringContaining('argoVersion') });
});
