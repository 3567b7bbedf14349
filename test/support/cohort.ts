import { App, Chart } from 'cdk8s';
import {
  type Estimate,
  equals,
  GenomicsStage,
  GenomicsWorkflow,
  ParallelMapStage,
  type StageDefaults,
  sh,
  tableOf,
  Value,
} from '../../lib';
import { SEED_VOLUME } from './volumes';

/** What differs between two cohorts. */
interface CohortOptions {
  readonly samples?: string;
  readonly call?: { readonly estimate?: Estimate; readonly when?: boolean };
  readonly settings?: StageDefaults;
}

/** A pipeline with a map in a throttled map, a merge that may be left out, and a reader of it. */
export function cohort({ samples = '', call = {}, settings = {} }: CohortOptions = {}) {
  const chart = new Chart(new App(), 'cohort', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'cohort', {
    image: 'tools:1',
    ...settings,
    parameters: { folder: '/cohort', report: 'yes', samples },
  });
  const { folder, report, samples: list } = workflow.parameters;
  const run = volume.folder(folder);
  const perSample = new ParallelMapStage(workflow, 'per-sample', {
    over: tableOf(list, ['sample', 'bam']),
    maxConcurrency: 20,
    each: (scope, { sample, bam }) => {
      const calls = new ParallelMapStage(scope, 'per-contig', {
        over: ['chr1', 'chr2'],
        each: (inner, contig) =>
          new GenomicsStage(inner, 'call', {
            ...(call.estimate && { estimate: call.estimate }),
            inputs: { bam: volume.file(bam), contig },
            outputs: { vcf: run.intermediate(Value.of(sample, '.', contig), '.vcf') },
            script: ({ inputs, outputs }) => sh`call -r ${inputs.contig} ${inputs.bam} > ${outputs.vcf}`,
          }),
      });
      return new GenomicsStage(scope, 'concat', {
        inputs: { vcfs: calls.outputs.vcf },
        outputs: { vcf: run.result(sample, '.vcf') },
        script: ({ inputs, outputs }) => sh`concat --file-list ${inputs.vcfs.list} > ${outputs.vcf}`,
      });
    },
  });
  const merge = new GenomicsStage(workflow, 'merge', {
    cpu: 4,
    memory: '16Gi',
    inputs: { vcfs: perSample.outputs.vcf },
    outputs: { vcf: run.result('cohort.vcf') },
    when: equals(report, 'yes'),
    script: ({ inputs, outputs }) => sh`merge --file-list ${inputs.vcfs.list} > ${outputs.vcf}`,
  });
  new GenomicsStage(workflow, 'publish', {
    estimate: { minutes: 3 },
    inputs: { vcf: merge.outputs.vcf },
    outputs: { receipt: run.result('receipt.txt') },
    script: ({ inputs, outputs }) => sh`publish ${inputs.vcf} > ${outputs.receipt}`,
  });
  return { chart, workflow, manifest: workflow.resource.toJson() as unknown };
}

/** A workflow by hand, of what others write: `main` has these tasks. */
export function byHand(tasks: readonly unknown[], more: readonly unknown[] = [], spec: object = {}): unknown {
  const leaf = {
    name: 'leaf',
    container: { image: 'a:1', command: ['a'], resources: { requests: { cpu: '500m', memory: '512Mi' } } },
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'by-hand' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }, leaf, ...more], ...spec },
  };
}
