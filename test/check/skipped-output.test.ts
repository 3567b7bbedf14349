import { equals, firstOf, GenomicsStage, optional, type StageInputs } from '../../lib';
import { check } from '../../lib/check';
import { makes, newWorkflow, manifests as synthesized } from '../synth';
import { dag, manifests } from './corpus/case';

const OURS = readersOfAReport();

/** Stages that read what `report` makes, each in its own way; `report` has a condition. */
function readersOfAReport(): readonly unknown[] {
  const { chart, volume, workflow, run } = newWorkflow();
  const report = new GenomicsStage(workflow, 'report', {
    when: equals(workflow.parameters.mode, 'full'),
    outputs: { html: run.result('report.html'), size: run.result('size') },
    script: makes,
  });
  const reader = (id: string, inputs: StageInputs) =>
    new GenomicsStage(workflow, id, { inputs, outputs: { done: run.result(id) }, script: makes });
  const { html, size } = report.outputs;
  reader('of-a-file', { html });
  reader('of-another', { size });
  reader('of-several', { files: [html, size] });
  reader('of-a-text', { size: report.text('size') });
  reader('of-what-there-is', { html: optional(html), size: firstOf(size, volume.file('/size')) });
  reader('of-nothing', {}).node.addDependency(report);
  return synthesized(chart);
}

const ALL = ['of-a-file', 'of-another', 'of-several', 'of-a-text'];

/** What is found in our manifests where each `depends` is another. */
function foundWhere(change: (depends: string) => string) {
  const text = JSON.stringify(OURS, (key, value: unknown) =>
    key === 'depends' && typeof value === 'string' ? change(value) : value,
  );
  return check(JSON.parse(text));
}

describe('a stage that reads what a stage with a condition makes', () => {
  it.each([
    'report.Succeeded',
    'report.Succeeded && report',
    '(report && report.Succeeded)',
    '!report.Skipped && report',
  ])('may depend on %s', (depends) =>
    expect(foundWhere((own) => own.replace('report.Succeeded', depends))).toEqual([]),
  );

  it.each(['report', '(report || report.Omitted)', 'report.Succeeded || report.Skipped', '!report.Failed'])(
    'may not depend on %s',
    (depends) => {
      const found = foundWhere((own) => own.replace('report.Succeeded', depends));
      expect(found.map(({ severity, code, task }) => [severity, code, task])).toEqual(
        ALL.map((task) => ['error', 'skipped-output', task]),
      );
    },
  );

  it('is told what it reads, and what to write', () => {
    const [file, , , text] = foundWhere((own) => own.replace('report.Succeeded', 'report'));
    expect(file?.message).toBe(
      'of-a-file reads a file that report makes, and "report" lets it run where report was skipped; write report.Succeeded there.',
    );
    expect(text?.message).toBe(
      'of-a-text reads tasks.report.outputs.parameters.size, and "report" lets it run where report was skipped; write report.Succeeded there.',
    );
  });
});

const READ = 'arguments: {parameters: [{name: x, value: "{{tasks.a.outputs.parameters.size}}"}]}';
const CONDITION = 'when: "{{workflow.name}} == x"';
const A = `- {name: a, template: work, ${CONDITION}}`;
const found = (tasks: string) => check(manifests(dag(tasks))).map(({ severity, code }) => `${severity} ${code}`);

describe('somebody’s task', () => {
  it('that reads what may be skipped is a warning', () => {
    expect(found(`${A}\n- {name: b, template: work, depends: a, ${READ}}`)).toEqual(['warning skipped-output']);
  });

  it('may not have it in its list of dependencies', () => {
    expect(found(`${A}\n- {name: b, template: work, dependencies: [a], ${READ}}`)).toEqual(['warning skipped-output']);
    expect(
      check(manifests(dag(`${A}\n- {name: b, template: work, dependencies: [a], ${READ}}`))).map(
        ({ message }) => message,
      ),
    ).toEqual([
      'b reads tasks.a.outputs.parameters.size, and its dependencies let it run where a was skipped; write depends with a.Succeeded in their place.',
    ]);
  });

  it('may not loop over it', () => {
    const loop = 'withParam: "{{tasks.a.outputs.parameters.size}}"';
    expect(found(`${A}\n- {name: b, template: work, depends: a, ${loop}}`)).toEqual(['warning skipped-output']);
  });

  it('may not read it in an expression', () => {
    const read = READ.replace('{{tasks.a.outputs.parameters.size}}', "{{=tasks.a.outputs.parameters.size + 'x'}}");
    expect(found(`${A}\n- {name: b, template: work, depends: a, ${read}}`)).toEqual(['warning skipped-output']);
  });

  it('may not wait for it by way of a task that runs all the same', () => {
    const between = '- {name: b, template: work, depends: a}';
    expect(found(`${A}\n${between}\n- {name: c, template: work, depends: b, ${READ}}`)).toEqual([
      'warning skipped-output',
    ]);
  });

  it.each([
    ['waits for a task that is left out with it', `- {name: b, template: work, depends: a.Succeeded}`, 'depends: b'],
    ['has the same condition', '', `depends: a, ${CONDITION}`],
    ['has a condition of its own, which may say the same', '', 'depends: a, when: "{{workflow.uid}} == y"'],
    ['needs a task with the same condition', `- {name: b, template: work, ${CONDITION}}`, 'depends: a && b.Succeeded'],
  ])('may read it where it %s', (_, between, own) => {
    expect(found([A, between, `- {name: c, template: work, ${own}, ${READ}}`].filter(Boolean).join('\n'))).toEqual([]);
  });

  it.each([
    "tasks.a.status == 'Succeeded' ? tasks.a.outputs.parameters.size : ''",
    "tasks.a.outputs.parameters.size ?? ''",
  ])('may read it in %s', (expression) => {
    const read = READ.replace('tasks.a.outputs.parameters.size', `=${expression}`);
    expect(found(`${A}\n- {name: b, template: work, depends: a, ${read}}`)).toEqual([]);
  });

  it('may read what always runs, and what a loop with a condition makes', () => {
    expect(found(`- {name: a, template: work}\n- {name: b, template: work, depends: a, ${READ}}`)).toEqual([]);
    expect(
      found(`- {name: a, template: work, when: "1 == 1"}\n- {name: b, template: work, depends: a, ${READ}}`),
    ).toEqual([]);
    const loop = `- {name: a, template: work, withItems: ["1"], ${CONDITION}}`;
    expect(found(`${loop}\n- {name: b, template: work, depends: a, ${READ}}`)).toEqual([]);
  });

  it('may read an output that has a default', () => {
    const yaml = dag(`${A}\n- {name: b, template: work, depends: a, ${READ}}`);
    const mended = yaml.replace('valueFrom: {path: /tmp/size}', 'valueFrom: {path: /tmp/size, default: "0"}');
    expect(mended).not.toBe(yaml);
    expect(check(manifests(mended))).toEqual([]);
  });

  it('may take an artifact that is optional', () => {
    const take = (more: string) =>
      dag(
        `${A}\n- {name: b, template: read, depends: a, arguments: {artifacts: [{name: f, from: "{{tasks.a.outputs.artifacts.file}}"${more}}]}}`,
        '',
      ).replace(
        '- name: work',
        '- name: read\n    inputs: {artifacts: [{name: f, path: /tmp/f, optional: true}]}\n    container: {image: "a:1", command: [b]}\n  - name: work',
      );
    expect(check(manifests(take(''))).map(({ code }) => code)).toEqual(['skipped-output']);
    expect(check(manifests(take(', optional: true')))).toEqual([]);
  });
});
