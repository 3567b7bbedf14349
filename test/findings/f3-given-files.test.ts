// F3: files that lie on the volume already did not fit: no set of them, no secondary files, no optional file.
import { GenomicsStage, listOf, optional, ParallelMapStage, type StageInputs, sh, tableOf } from '../../lib';
import { named, newWorkflow, refusal, template } from '../synth';

/** The options of a stage with these inputs. */
function optionsOf(inputs: (at: ReturnType<typeof newWorkflow>) => StageInputs): readonly string[] {
  const at = newWorkflow();
  new GenomicsStage(at.workflow, 'a', {
    inputs: inputs(at),
    outputs: { x: at.run.result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  return named(template(at.chart).spec.templates, 'a').container?.args ?? [];
}

/** What the task of a stage passes for its input. */
function passed(inputs: (at: ReturnType<typeof newWorkflow>) => StageInputs): string {
  const at = newWorkflow();
  new GenomicsStage(at.workflow, 'a', {
    inputs: inputs(at),
    outputs: { x: at.run.result('x') },
    script: ({ outputs }) => sh`: > ${outputs.x}`,
  });
  const { tasks = [] } = named(template(at.chart).spec.templates, 'w').dag ?? {};
  return named(named(tasks, 'a').arguments?.parameters, 'files').value ?? '';
}

test('F3.2 given files are a set, as an array', () => {
  const files = ({ volume }: ReturnType<typeof newWorkflow>): StageInputs => ({
    files: [volume.file('/seqs/a.fa'), volume.file('/seqs/b.fa')],
  });
  expect(optionsOf(files)).toContain('--inputs=IN_FILES');
  expect(passed(files)).toBe('given:/bwa/seqs/a.fa\ngiven:/bwa/seqs/b.fa');
});

test('F3.2 given files are a set, as a list that is known only when the workflow runs', () => {
  const files = ({ volume, workflow }: ReturnType<typeof newWorkflow>): StageInputs => ({
    files: volume.files(listOf(workflow.parameters.samples)),
  });
  expect(optionsOf(files)).toContain('--inputs=IN_FILES');
  expect(passed(files)).toBe(
    "{{=sprig.join('\\n', map(sprig.fromJson(workflow.parameters.samples), {'given:/bwa' + #}))}}",
  );
});

test('F3.2 given files are a set, as a column of a table', () => {
  const files = ({ volume, workflow }: ReturnType<typeof newWorkflow>): StageInputs => ({
    files: volume.files(tableOf(workflow.parameters.samples, ['sample', 'bam']), 'bam').with('.bai'),
  });
  expect(optionsOf(files)).toContain('--inputs=IN_FILES,.bai');
  expect(passed(files)).toContain("{'given:/bwa' + #.bam}");
});

test('F3.2 given files and products of stages are one set', () => {
  const files = ({ volume, workflow, run }: ReturnType<typeof newWorkflow>): StageInputs => {
    const { made } = new GenomicsStage(workflow, 'make', {
      outputs: { made: run.result('made.gvcf') },
      script: ({ outputs }) => sh`: > ${outputs.made}`,
    }).outputs;
    return { files: [made, volume.file('/gvcfs/old.gvcf')] };
  };
  expect(passed(files)).toBe('/bwa{{workflow.parameters.folder}}/made.gvcf/made\ngiven:/bwa/gvcfs/old.gvcf');
});

test('F3.2 a list that a stage finds orders its reader behind it', () => {
  const { chart, workflow, run, volume } = newWorkflow();
  const find = new GenomicsStage(workflow, 'find', {
    outputs: { paths: run.intermediate('paths.json') },
    script: ({ outputs }) => sh`: > ${outputs.paths}`,
  });
  new GenomicsStage(workflow, 'a', {
    inputs: { files: volume.files(listOf(find.text('paths'))) },
    outputs: { x: run.result('x') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.files.list} > ${outputs.x}`,
  });
  expect(named(named(template(chart).spec.templates, 'w').dag?.tasks, 'a').depends).toBe('find');
});

test('F3.2 a set within a map takes a list of the item', () => {
  const { chart, workflow, run, volume } = newWorkflow();
  new ParallelMapStage(workflow, 'each', {
    over: tableOf(workflow.parameters.samples, ['sample', 'bams']),
    each: (scope, { sample, bams }) =>
      new GenomicsStage(scope, 'merge', {
        inputs: { bams: volume.files(listOf(bams)) },
        outputs: { merged: run.result(sample, '.bam') },
        script: ({ inputs, outputs }) => sh`samtools merge -b ${inputs.bams.list} ${outputs.merged}`,
      }),
  });
  const task = named(named(template(chart).spec.templates, 'w').dag?.tasks, 'each');
  expect(named(task.arguments?.parameters, 'bams').value).toContain('sprig.fromJson((sprig.regexMatch');
});

test('F3.2 a set of no file is refused by name', () => {
  const { problem } = refusal(() => optionsOf(() => ({ files: [] })));
  expect(problem).toMatchObject({ what: expect.stringContaining("'files'"), got: 'no files' });
});

test('F3.2 files of one set have the same secondary files', () => {
  const { message } = refusal(() =>
    optionsOf(({ volume }) => ({ files: [volume.file('/b/a.bam').with('.bai'), volume.file('/b/b.bam')] })),
  );
  expect(message).toMatch(/^\[c\/w\/a\] input 'files' is not a set .* with different secondary files/);
});

test('F3.2 a table of files names the column that has their paths', () => {
  const { volume, workflow } = newWorkflow();
  const table = tableOf(workflow.parameters.samples, ['sample', 'bam']);
  // @ts-expect-error no column
  expect(refusal(() => volume.files(table)).message).toContain('expected one of sample, bam');
  // @ts-expect-error not a column
  expect(refusal(() => volume.files(table, 'cram')).message).toContain("got 'cram'");
});

test('F3.2 a path typed in a set is refused where a stage makes the file', () => {
  const { message } = refusal(() =>
    optionsOf(({ volume, workflow, run }) => {
      new GenomicsStage(workflow, 'make', {
        outputs: { made: volume.folder('/run').result('made') },
        script: ({ outputs }) => sh`: > ${outputs.made}`,
      });
      return { files: [volume.file('/run/other'), volume.file('/run/made')], again: run.path };
    }),
  );
  expect(message).toContain("expected the output of 'c/w/make'");
});

test('F3.3 a given file has secondary files, behind its name or in place of its format', () => {
  expect(
    optionsOf(({ volume }) => ({
      bam: volume.file('/bams/S1.bam').with('.bai'),
      fasta: volume.file('/ref/hg38.fa').with('.fai', '^.dict'),
    })),
  ).toEqual(expect.arrayContaining(['--given=IN_BAM,.bai', '--given=IN_FASTA,.fai,^.dict']));
});

test('F3.3 what a stage makes has the secondary files that its output declares, and no others', () => {
  const { workflow, run } = newWorkflow();
  const { made } = new GenomicsStage(workflow, 'make', {
    outputs: { made: run.result('made.bam') },
    script: ({ outputs }) => sh`: > ${outputs.made}`,
  }).outputs;
  // @ts-expect-error an output is declared with its secondary files
  expect(made.with).toBeUndefined();
});

test.each(['bai', '.b/ai', '^bai', '. bai', '.'])('F3.3 the suffix %s is refused', (suffix) => {
  const { volume } = newWorkflow();
  expect(refusal(() => volume.file('/b/a.bam').with(suffix as '.bai')).code).toBe('invalid-name');
});

test('F3.4 a given file is optional: its path may be empty', () => {
  const bed = ({ volume, workflow }: ReturnType<typeof newWorkflow>): StageInputs => ({
    files: optional(volume.file(workflow.parameters.path).with('.tbi')),
  });
  expect(optionsOf(bed)).toContain('--optional=IN_FILES,.tbi');
  expect(passed(bed)).toBe("{{=workflow.parameters.path != '' ? 'given:/bwa' + workflow.parameters.path : ''}}");
});

test('F3.4 an option of the tool is there with the file alone', () => {
  const { chart, workflow, run, volume } = newWorkflow();
  new GenomicsStage(workflow, 'a', {
    inputs: { bed: optional(volume.file(workflow.parameters.path)) },
    outputs: { x: run.result('x') },
    script: ({ inputs, outputs }) => sh`mosdepth ${inputs.bed.option('--by')} ${outputs.x}`,
  });
  expect(named(template(chart).spec.templates, 'a').container?.args?.at(-1)).toContain('${IN_BED:+--by "$IN_BED"}');
});

test('F3.4 an optional file has one value as its path', () => {
  const { volume, workflow } = newWorkflow();
  const { path: bed, folder } = workflow.parameters;
  for (const path of [
    ['/beds/', bed],
    [folder, '/', bed],
  ])
    expect(refusal(() => optional(volume.file(...path))).message).toContain('a path that is never empty');
});
