import { App, Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, resourcePlan, sh, TemplateRefStage } from '../../lib';
import { nodeCount, planTable } from '../../lib/overview';
import { planOf } from '../../lib/overview/plan';
import { byHand, cohort } from '../support/cohort';
import { ROOT_VOLUME } from '../support/volumes';
import { refusal } from '../synth';

test('a plan has a line for each stage, and sums for a run and for each sample', () => {
  const { workflow } = cohort({ call: { estimate: { minutes: 90 } } });
  expect(planTable(resourcePlan(workflow))).toMatchInlineSnapshot(`
"plan of cohort
stage       pods         CPU  GiB  minutes  CPU-hours  GiB-hours
call        2 × samples    1  1.5       90        1.5       2.25
concat      1 × samples    1  1.5        ?          ?          ?
merge (if)  1              4   16        ?          ?          ?
publish     1              1  1.5        3       0.05       0.07
in each run: 2 pods, 7 nodes, at least 0.05 CPU-hours, at least 0.08 GiB-hours
for each of samples: 3 pods, 8 nodes, at least 3 CPU-hours, at least 4.5 GiB-hours
in all (samples 1): 5 pods, 15 nodes, at least 3.05 CPU-hours, at least 4.58 GiB-hours
"
`);
});

test('with the number of samples the sum is that of the run', () => {
  const { workflow, manifest } = cohort({ settings: { estimate: { minutes: 30 } } });
  const last = planTable(resourcePlan(workflow), { items: { samples: 300 } })
    .trimEnd()
    .split('\n')
    .at(-1);
  const hours = 300 * 3 * 0.5 + 0.5 * 4 + 0.05;
  expect(last).toContain(
    `in all (samples 300): 902 pods, ${nodeCount(manifest, { items: 300 })} nodes, ${hours} CPU-hours`,
  );
});

test('a list that is the parameter’s value is counted', () => {
  const rows = ['a', 'b', 'c'].map((sample) => ({ sample, bam: `/${sample}.bam` }));
  expect(planTable(resourcePlan(cohort({ samples: JSON.stringify(rows) }).workflow))).toContain(
    'in all (samples 3): 11 pods',
  );
});

test('an estimate changes no manifest', () => {
  expect(cohort({ call: { estimate: { minutes: 90 } } }).manifest).toEqual(cohort().manifest);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('an estimate of %p minutes is refused', (minutes) => {
  expect(refusal(() => cohort({ call: { estimate: { minutes } } })).problem.what).toContain('estimate.minutes');
});

test('anybody’s workflow has a plan: its requests, and question marks for the hours', () => {
  const made = planOf(byHand([{ name: 'a', template: 'leaf', withSequence: { count: 3 } }]), [], new Map());
  expect(made.rows).toEqual([
    { stage: 'leaf', pods: { times: 3, lists: [] }, cpu: 0.5, memory: 0.5, minutes: undefined, conditional: false },
  ]);
  expect(planTable(made)).toContain('3 pods, 5 nodes, at least 0 CPU-hours');
});

test('a stage of another workflow is planned with its requests and its estimate there', () => {
  const app = new App();
  const volume = ROOT_VOLUME;
  const shared = new GenomicsWorkflow(new Chart(app, 's'), 'shared', {
    image: 'tools:1',
    parameters: { folder: '/s' },
  });
  const stage = new GenomicsStage(shared, 'index', {
    cpu: 8,
    estimate: { minutes: 60 },
    inputs: { fasta: volume.file('/ref/a.fa') },
    outputs: { fai: volume.folder(shared.parameters.folder).result('a.fai') },
    script: ({ inputs, outputs }) => sh`faidx ${inputs.fasta} > ${outputs.fai}`,
  });
  const mine = new GenomicsWorkflow(new Chart(app, 'm'), 'mine', { parameters: { folder: '/m' } });
  const outputs = { fai: volume.folder(mine.parameters.folder).result('b.fai') };
  new TemplateRefStage(mine, 'b', { stage, inputs: { fasta: volume.file('/ref/b.fa') }, outputs });
  expect(resourcePlan(mine).rows).toEqual([
    { stage: 'shared/index', pods: { times: 1, lists: [] }, cpu: 8, memory: 1.5, minutes: 60, conditional: false },
  ]);
});
