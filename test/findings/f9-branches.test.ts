// The finding: mistakes that were accepted and hurt later; here those of order and of branches.
import { equals, GenomicsStage, sh } from '../../lib';
import { named, newWorkflow, refusal, template } from '../synth';

const stage = ({ workflow, run }: ReturnType<typeof newWorkflow>, id: string, props = {}) =>
  new GenomicsStage(workflow, id, {
    ...props,
    outputs: { bam: run.result(id) },
    script: ({ outputs }) => sh`tool > ${outputs.bam}`,
  });

test('F9.3 b.node.addDependency(a), the CDK’s way to order, is an edge', () => {
  const all = newWorkflow();
  const [a, b] = [stage(all, 'a'), stage(all, 'b')];
  b.node.addDependency(a);
  const { dag } = named(template(all.chart).spec.templates, 'w');
  expect(named(dag?.tasks, 'b').depends).toBe('a');
});

test('F9.11 one reader of exclusive branches, which would never run, is refused, with what to write', () => {
  const all = newWorkflow();
  const { mode } = all.workflow.parameters;
  const star = stage(all, 'star', { when: equals(mode, 'star') }).outputs.bam;
  const hisat = stage(all, 'hisat', { when: equals(mode, 'hisat') }).outputs.bam;
  const count = () =>
    new GenomicsStage(all.workflow, 'count', {
      inputs: { star, hisat },
      outputs: { counts: all.run.result('counts') },
      script: ({ outputs }) => sh`count > ${outputs.counts}`,
    });
  expect(refusal(count).problem).toMatchObject({
    got: "'c/w/star' and 'c/w/hisat'",
    fix: 'to take whichever of them ran, pass firstOf(a.outputs.x, b.outputs.x)',
  });
});
