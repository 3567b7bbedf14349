// F8: a directory could not be an output or an input, and a wildcard was taken for a file's name.
import { GenomicsStage, sh } from '../../lib';
import { named, newWorkflow, refusal, template } from '../synth';

function stages() {
  const at = newWorkflow();
  const { workflow, run } = at;
  const build = new GenomicsStage(workflow, 'build', {
    outputs: { index: run.result('star_index/'), log: run.result('log.txt') },
    script: ({ outputs }) => sh`STAR --genomeDir ${outputs.index} >${outputs.log}`,
  });
  return { ...at, build };
}

test('F8.1 a directory is an output, whose name ends with a slash', () => {
  const { chart, build } = stages();
  expect(named(template(chart).spec.templates, 'build').container?.args).toEqual(
    expect.arrayContaining(['--publish=OUT_INDEX,/', '--publish=OUT_LOG']),
  );
  expect(build.outputs.index.name.literal).toBe('star_index');
});

test('F8.1 a directory is an input of the next stage', () => {
  const { chart, build, workflow, run } = stages();
  new GenomicsStage(workflow, 'align', {
    inputs: { index: build.outputs.index },
    outputs: { bam: run.result('a.bam') },
    script: ({ inputs, outputs }) => sh`STAR --genomeDir ${inputs.index} >${outputs.bam}`,
  });
  expect(named(template(chart).spec.templates, 'align').container?.args).toContain('--input=IN_INDEX,/');
  const tasks = named(template(chart).spec.templates, 'w').dag?.tasks;
  expect(named(named(tasks, 'align').arguments?.parameters, 'index').value).toBe(
    '/bwa{{workflow.parameters.folder}}/star_index/index',
  );
});

test('F8.1 a directory that is there before is given', () => {
  const { chart, workflow, run, volume } = newWorkflow();
  new GenomicsStage(workflow, 'classify', {
    inputs: { known: volume.file('/db/kraken/'), chosen: volume.file(workflow.parameters.path, '/') },
    outputs: { report: run.result('report.txt') },
    script: ({ inputs, outputs }) => sh`kraken2 --db ${inputs.known} ${inputs.chosen} >${outputs.report}`,
  });
  expect(named(template(chart).spec.templates, 'classify').container?.args).toEqual(
    expect.arrayContaining(['--given=IN_KNOWN,/', '--given=IN_CHOSEN,/']),
  );
  const tasks = named(template(chart).spec.templates, 'w').dag?.tasks;
  const given = named(tasks, 'classify').arguments?.parameters;
  expect([named(given, 'known').value, named(given, 'chosen').value]).toEqual([
    '/bwa/db/kraken',
    '/bwa{{workflow.parameters.path}}',
  ]);
});

test('F8.1 a directory has no secondary files', () => {
  const { volume, run } = newWorkflow();
  expect(refusal(() => run.result('index/').with('.fai')).message).toContain('a directory has no secondary files');
  expect(refusal(() => volume.file('/db/').with('.fai')).message).toContain('a directory has no secondary files');
});

test.each(['index/x', 'index/sub/y', 'index'])(
  'F8.1 no other stage writes %s into a directory that a stage makes',
  (name) => {
    const { workflow, volume } = newWorkflow();
    const run = volume.folder('/run');
    const make = (id: string, file: string) =>
      new GenomicsStage(workflow, id, {
        outputs: { made: run.result(file) },
        script: ({ outputs }) => sh`: > ${outputs.made}`,
      });
    make('one', 'index/');
    expect(refusal(() => make('two', name)).code).toBe('duplicate-output');
  },
);

test('F8.1 a directory is not made around what a stage makes', () => {
  const { workflow, volume } = newWorkflow();
  const make = (id: string, file: string) =>
    new GenomicsStage(workflow, id, {
      outputs: { made: volume.folder('/run').result(file) },
      script: ({ outputs }) => sh`: > ${outputs.made}`,
    });
  make('one', 'index/x');
  expect(refusal(() => make('two', 'index/')).code).toBe('duplicate-output');
});

test.each(['/run/', '/run/index/', '/run/index/Genome'])(
  'F8.1 a given %s that holds what a stage makes, or lies in it, is refused: it has no edge',
  (path) => {
    const { workflow, volume, chart } = newWorkflow();
    new GenomicsStage(workflow, 'reader', {
      inputs: { all: volume.file(path) },
      outputs: { report: volume.folder('/reports').result('report') },
      script: ({ inputs, outputs }) => sh`ls ${inputs.all} > ${outputs.report}`,
    });
    const build = () =>
      new GenomicsStage(workflow, 'build', {
        outputs: { index: volume.folder('/run').result('index/') },
        script: ({ outputs }) => sh`: > ${outputs.index}/x`,
      });
    expect(
      refusal(() => {
        build();
        template(chart);
      }).code,
    ).toBe('unlinked-path');
  },
);

test.each(['*.html', 'S?.bam', '[ab].txt', 'qc/*'])('F8.2 the wildcard %s is refused by name, with advice', (name) => {
  const { run } = newWorkflow();
  expect(refusal(() => run.result(name)).message).toMatch(/a wildcard is no name of a file.*declare the directory/);
});

test('F8.2 a wildcard of given files is refused, with advice', () => {
  const { volume } = newWorkflow();
  expect(refusal(() => volume.file('/reads/*.fq.gz')).message).toMatch(/a wildcard is no name.*volume.files/);
});
