// The finding: of exclusive branches nobody could read whichever ran, an input and an output could not have one key,
// and optional files had no form.
import { equals, firstOf, GenomicsStage, optional, sh } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { processOf } from '../../lib/run/process';
import { newWorkflow, template } from '../synth';

function aligners() {
  const all = newWorkflow();
  const { mode } = all.workflow.parameters;
  const aligner = (id: string) =>
    new GenomicsStage(all.workflow, id, {
      when: equals(mode, id),
      outputs: { bam: all.run.result(id, '.bam') },
      script: ({ outputs }) => sh`align > ${outputs.bam}`,
    }).outputs.bam;
  return { ...all, star: aligner('star'), hisat: aligner('hisat') };
}

const environments = ({ chart }: ReturnType<typeof newWorkflow>, mode: string) =>
  Object.fromEntries(invocations(template(chart), { mode }).map((one) => [one.task, processOf(one).env]));

test('F15.1 a reader of exclusive branches takes whichever ran', () => {
  const all = aligners();
  new GenomicsStage(all.workflow, 'count', {
    inputs: { bam: firstOf(all.star, all.hisat) },
    outputs: { counts: all.run.result('counts') },
    script: ({ inputs, outputs }) => sh`count ${inputs.bam} > ${outputs.counts}`,
  });
  expect(Object.entries(environments(all, 'hisat')).map(([task, env]) => [task, env['IN_BAM']])).toEqual([
    ['hisat', undefined],
    ['count', '/bwa/run/hisat.bam/bam'],
  ]);
});

test('F15.2 a reader says that it can do without the file of a stage that was skipped', () => {
  const all = aligners();
  new GenomicsStage(all.workflow, 'report', {
    inputs: { bam: optional(all.star) },
    outputs: { html: all.run.result('html') },
    script: ({ inputs, outputs }) => sh`report ${inputs.bam.option('--bam')} > ${outputs.html}`,
  });
  expect(environments(all, 'hisat')['report']?.['IN_BAM']).toBe('');
});

test('F15.3 an input and an output may both be called bam', () => {
  const all = newWorkflow();
  new GenomicsStage(all.workflow, 'sort', {
    inputs: { bam: all.volume.file('/data/S1.bam') },
    outputs: { bam: all.run.result('S1.sorted.bam') },
    script: ({ inputs, outputs }) => sh`samtools sort -o ${outputs.bam} ${inputs.bam}`,
  });
  expect(environments(all, 'mem')['sort']).toMatchObject({
    IN_BAM: '/bwa/data/S1.bam',
    OUT_BAM: '/bwa/run/S1.sorted.bam',
  });
});
