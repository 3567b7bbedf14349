import { GenomicsStage, ParallelMapStage, setDefaults, sh, TemplateRefStage, Value } from '../../lib';
import { makes, named, newWorkflow, refusal, template } from '../synth';

/** A stage, a template of another team that reads its result, and a stage that reads what that makes. */
function calling() {
  const { chart, volume, workflow, run } = newWorkflow();
  const { bam } = new GenomicsStage(workflow, 'align', {
    outputs: { bam: run.result('S1.bam').with('.bai') },
    script: ({ outputs }) => sh`: > ${outputs.bam}`,
  }).outputs;
  const vcf = volume.file(workflow.parameters.folder, '/S1.vcf');
  const caller = TemplateRefStage.fromTemplateName(workflow, 'call', {
    workflowTemplate: 'variant-caller',
    template: 'call',
    inputs: { 'input-bam': bam, output: vcf, ploidy: 2, mode: workflow.parameters.mode },
    outputs: { vcf },
  });
  new GenomicsStage(workflow, 'count', {
    inputs: { vcf: caller.outputs.vcf },
    outputs: { count: run.result('S1.count') },
    script: ({ inputs, outputs }) => sh`grep -c . ${inputs.vcf} > ${outputs.count}`,
  });
  return { chart, volume, workflow, run, bam, vcf };
}

test('a template of another team gets texts, and of a file the path where it lies', () => {
  const { spec } = template(calling().chart);
  const [dag] = spec.templates ?? [];
  expect(named(dag?.dag?.tasks, 'call')).toEqual({
    name: 'call',
    templateRef: { name: 'variant-caller', template: 'call' },
    depends: 'align',
    arguments: {
      parameters: [
        { name: 'input-bam', value: '/bwa{{workflow.parameters.folder}}/S1.bam' },
        { name: 'output', value: '/bwa{{workflow.parameters.folder}}/S1.vcf' },
        { name: 'ploidy', value: '2' },
        { name: 'mode', value: '{{workflow.parameters.mode}}' },
      ],
    },
  });
});

test('what it makes is a given file, which its reader takes after its task', () => {
  const { spec } = template(calling().chart);
  const [dag] = spec.templates ?? [];
  expect(named(dag?.dag?.tasks, 'count').depends).toBe('call');
  expect(named(spec.templates, 'count').container?.args).toContain('--given=IN_VCF');
});

test('one of the whole cluster is called as such', () => {
  const { chart, workflow } = newWorkflow();
  TemplateRefStage.fromTemplateName(workflow, 'call', {
    workflowTemplate: 'caller',
    template: 'call',
    clusterScope: true,
  });
  const [dag] = template(chart).spec.templates ?? [];
  expect(named(dag?.dag?.tasks, 'call')).toEqual({
    name: 'call',
    templateRef: { name: 'caller', template: 'call', clusterScope: true },
  });
});

test.each<[string, (all: ReturnType<typeof calling>) => unknown]>([
  [
    'has no path that a template of somebody else could read',
    ({ workflow, run }) => {
      const { x } = new GenomicsStage(workflow, 'inner', {
        outputs: { x: run.intermediate('x') },
        script: makes,
      }).outputs;
      TemplateRefStage.fromTemplateName(workflow, 'other', { workflowTemplate: 'a', template: 'b', inputs: { x } });
    },
  ],
  [
    'has no path that a template of somebody else could read',
    ({ chart, workflow, run }) => {
      const { x } = new GenomicsStage(workflow, 'shared', {
        outputs: { x: run.result('x') },
        cacheKey: 'x-1',
        script: makes,
      }).outputs;
      TemplateRefStage.fromTemplateName(workflow, 'other', { workflowTemplate: 'a', template: 'b', inputs: { x } });
      template(chart);
    },
  ],
  [
    "output 'bam' is made by another stage",
    ({ workflow, bam }) =>
      TemplateRefStage.fromTemplateName(workflow, 'other', {
        workflowTemplate: 'a',
        template: 'b',
        outputs: { bam },
      }),
  ],
  [
    'a map returns a file that a template of somebody else makes',
    ({ workflow, volume }) =>
      new ParallelMapStage(workflow, 'map', {
        over: ['a', 'b'],
        each: (scope, item) =>
          TemplateRefStage.fromTemplateName(scope, 'call', {
            workflowTemplate: 'a',
            template: 'b',
            outputs: { x: volume.file(Value.of('/x/', item)) },
          }),
      }),
  ],
  [
    'a parameter name is not allowed',
    ({ workflow }) =>
      TemplateRefStage.fromTemplateName(workflow, 'other', {
        workflowTemplate: 'a',
        template: 'b',
        inputs: { 'a b': 'x' },
      }),
  ],
  [
    "input 'again' names a file that a stage makes, without depending on it",
    ({ workflow, run, vcf }) =>
      new GenomicsStage(workflow, 'other', {
        inputs: { again: vcf },
        outputs: { x: run.result('x') },
        script: makes,
      }),
  ],
  [
    'an output is written by another stage too',
    ({ workflow, vcf }) =>
      TemplateRefStage.fromTemplateName(workflow, 'other', {
        workflowTemplate: 'a',
        template: 'b',
        outputs: { vcf },
      }),
  ],
  [
    'has no path that a template of somebody else could read',
    ({ chart, workflow, run }) => {
      const { x } = new GenomicsStage(workflow, 'quiet', {
        outputs: { x: run.result('x') },
        script: makes,
      }).outputs;
      TemplateRefStage.fromTemplateName(workflow, 'other', { workflowTemplate: 'a', template: 'b', inputs: { x } });
      setDefaults(workflow, { publish: 'none' });
      template(chart);
    },
  ],
  [
    'has no path that a template of somebody else could read',
    ({ workflow, run, bam }) => {
      const { bam: other } = new GenomicsStage(workflow, 'second', {
        outputs: { bam: run.result('S2.bam').with('.bai') },
        script: makes,
      }).outputs;
      new ParallelMapStage(workflow, 'map', {
        over: [bam, other],
        each: (scope, one) =>
          TemplateRefStage.fromTemplateName(scope, 'each', {
            workflowTemplate: 'a',
            template: 'b',
            inputs: { one },
          }) as never,
      });
    },
  ],
  [
    "input 'early' names a file that a stage makes, without depending on it",
    ({ chart, workflow, volume, run }) => {
      const late = volume.file('/late.vcf');
      new GenomicsStage(workflow, 'reader', {
        inputs: { early: late },
        outputs: { x: run.result('x') },
        script: makes,
      });
      TemplateRefStage.fromTemplateName(workflow, 'writer', {
        workflowTemplate: 'a',
        template: 'b',
        outputs: { late },
      });
      template(chart);
    },
  ],
  ["a path without '..'", ({ volume }) => volume.file('/a/../../etc/passwd')],
])('%s: refused', (what, call) => {
  expect(refusal(() => call(calling())).message).toContain(what);
});
