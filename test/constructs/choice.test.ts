import { Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type Condition,
  type DataFile,
  differs,
  equals,
  firstOf,
  GenomicsStage,
  listOf,
  optional,
  ParallelMapStage,
  setDefaults,
  settled,
  sh,
  succeeded,
  TemplateRefStage,
  Value,
} from '../../lib';
import { check } from '../../lib/check';
import { invocations } from '../../lib/run/invocations';
import { processOf } from '../../lib/run/process';
import { makes, named, newWorkflow, refusal, template } from '../synth';

type Setting = ReturnType<typeof newWorkflow>;

function stage(
  scope: Construct,
  { run }: Setting,
  id: string,
  props: {
    readonly when?: Condition;
    readonly name?: string | Value;
    readonly inputs?: Readonly<Record<string, DataFile>>;
  } = {},
) {
  const { name = `${id}.bam`, ...own } = props;
  return new GenomicsStage(scope, id, {
    ...own,
    outputs: { made: run.intermediate(name).with('.bai') },
    script: ({ outputs }) => sh`: > ${outputs.made}`,
  });
}

const reader = (scope: Construct, { run }: Setting, inputs: Record<string, DataFile>, id = 'count') =>
  new GenomicsStage(scope, id, {
    inputs,
    outputs: { counts: run.result(id) },
    script: ({ outputs }) => sh`: > ${outputs.counts}`,
  });

/** Two aligners, of which the parameter `mode` says which runs. */
function branches(all: Setting, scope: Construct = all.workflow, inputs = {}) {
  const { mode } = all.workflow.parameters;
  return {
    star: stage(scope, all, 'star', { when: equals(mode, 'star'), inputs }).outputs.made,
    hisat: stage(scope, all, 'hi-sat', { when: equals(mode, 'hisat'), inputs }).outputs.made,
  };
}

function taskOf({ chart }: Setting, id: string, dag = 'w') {
  return named(named(template(chart).spec.templates, dag).dag?.tasks, id);
}

/** What containers get in their environment, by task. */
function ran({ chart }: Setting, parameters: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    invocations(template(chart), parameters, {}, '3', 'uid').map((one) => [one.task, processOf(one).env]),
  );
}

const findings = ({ chart }: Setting) => check(Testing.synth(chart));

describe('the first of exclusive branches', () => {
  test('its reader waits for both, runs where one did, and is given that one’s file', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    reader(all.workflow, all, { bam: firstOf(star, hisat) });
    expect(taskOf(all, 'count')).toMatchObject({
      depends: 'star && hi-sat && (star.Succeeded || hi-sat.Succeeded)',
    });
    expect(named(taskOf(all, 'count').arguments?.parameters, 'bam').value).toBe(
      "{{=workflow.parameters.mode == 'star' ? '/bwa' + workflow.parameters.folder + '/star/star.bam/made' : " +
        "'/bwa' + workflow.parameters.folder + '/hi-sat/hi-sat.bam/made'}}",
    );
    expect(ran(all, { mode: 'star' })['count']).toMatchObject({ IN_BAM: '/bwa/run/star/star.bam/made' });
    expect(ran(all, { mode: 'hisat' })['count']).toMatchObject({ IN_BAM: '/bwa/run/hi-sat/hi-sat.bam/made' });
    expect(Object.keys(ran(all, { mode: 'neither' }))).toEqual([]);
    expect(findings(all)).toEqual([]);
  });

  test('it is a product like any other: with its secondary files, by the stage’s usual option', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    reader(all.workflow, all, { bam: firstOf(star, hisat) });
    expect(named(template(all.chart).spec.templates, 'count').container?.args).toContain('--input=IN_BAM,.bai');
  });

  test('its name is the name of the branch that ran', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const bam = firstOf(star, hisat);
    const { depth } = new GenomicsStage(all.workflow, 'depth', {
      inputs: { bam },
      outputs: { depth: all.run.result(bam.stem, '.depth') },
      script: ({ outputs }) => sh`: > ${outputs.depth}`,
    }).outputs;
    reader(all.workflow, all, { depth });
    const { depth: made, count } = ran(all, { mode: 'hisat' });
    expect([made?.['OUT_DEPTH'], count?.['IN_DEPTH']]).toEqual([
      '/bwa/run/hi-sat.bam.depth',
      '/bwa/run/hi-sat.bam.depth/depth',
    ]);
  });

  test('a name that another stage writes in one of the ways is taken', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const write = (id: string, ...name: readonly (string | Value)[]) =>
      new GenomicsStage(all.workflow, id, {
        outputs: { x: all.run.result(...name) },
        script: ({ outputs }) => sh`: > ${outputs.x}`,
      });
    write('one', firstOf(star, hisat).name, '.x');
    expect(refusal(() => write('two', 'star.bam.x')).code).toBe('duplicate-output');
  });

  test('a branch whose reads failed is left out by Argo too: the reader waits for the reads as well', () => {
    const all = newWorkflow();
    const trim = stage(all.workflow, all, 'trim', { when: differs(all.workflow.parameters.mode, 'raw') });
    const star = stage(all.workflow, all, 'star', { inputs: { reads: trim.outputs.made } });
    const raw = stage(all.workflow, all, 'raw', { when: equals(all.workflow.parameters.mode, 'raw') });
    reader(all.workflow, all, { bam: firstOf(star.outputs.made, raw.outputs.made) });
    expect(taskOf(all, 'count').depends).toBe('(star || star.Omitted) && trim && raw && (star || raw.Succeeded)');
    expect(Object.keys(ran(all, { mode: 'raw' }))).toEqual(['raw', 'count']);
    expect(Object.keys(ran(all, { mode: 'mem' }))).toEqual(['trim', 'star', 'count']);
  });

  test('a branch that reads the first of others ran where one of those did', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const bam = firstOf(star, hisat);
    const marked = stage(all.workflow, all, 'marked', {
      when: equals(all.workflow.parameters.fastq, 'mark'),
      inputs: { bam },
    });
    reader(all.workflow, all, { bam: firstOf(marked.outputs.made, bam) });
    expect(taskOf(all, 'count').depends).toBe(
      '(marked || marked.Omitted) && star && hi-sat && (marked.Succeeded || star.Succeeded || hi-sat.Succeeded)',
    );
    const paths = [
      { mode: 'star', fastq: 'mark' },
      { mode: 'star', fastq: 'no' },
      { mode: 'hisat', fastq: 'no' },
      { mode: 'neither', fastq: 'mark' },
    ].map((given) => ran(all, given)['count']?.['IN_BAM']);
    expect(paths).toEqual([
      '/bwa/run/marked/marked.bam/made',
      '/bwa/run/star/star.bam/made',
      '/bwa/run/hi-sat/hi-sat.bam/made',
      undefined,
    ]);
  });

  test('may be chosen from once more, as if all had been written in one list', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const third = stage(all.workflow, all, 'third', { when: equals(all.workflow.parameters.mode, 'third') });
    reader(all.workflow, all, { bam: firstOf(firstOf(star, hisat), third.outputs.made) });
    expect(taskOf(all, 'count').depends).toBe(
      'star && hi-sat && third && (star.Succeeded || hi-sat.Succeeded || third.Succeeded)',
    );
    expect(ran(all, { mode: 'third' })['count']?.['IN_BAM']).toBe('/bwa/run/third/third.bam/made');
  });

  test('is a member of a list, and a file that a map runs over', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const other = stage(all.workflow, all, 'other');
    const bam = firstOf(star, hisat);
    new GenomicsStage(all.workflow, 'merge', {
      inputs: { bams: [bam, other.outputs.made] },
      outputs: { merged: all.run.result('merged') },
      script: ({ inputs, outputs }) => sh`cat ${inputs.bams.list} > ${outputs.merged}`,
    });
    new ParallelMapStage(all.workflow, 'each', {
      over: [bam, other.outputs.made],
      each: (scope, file) =>
        new GenomicsStage(scope, 'view', {
          inputs: { file },
          outputs: { text: all.run.result(file.name, '.txt') },
          script: ({ outputs }) => sh`: > ${outputs.text}`,
        }),
    });
    expect(taskOf(all, 'merge').depends).toBe('other && star && hi-sat && (star.Succeeded || hi-sat.Succeeded)');
    expect(taskOf(all, 'each').depends).toBe(taskOf(all, 'merge').depends);
    const found = invocations(template(all.chart), { mode: 'star' }, {}, '3', 'uid');
    expect(found.find(({ task }) => task === 'merge')?.files).toEqual({
      '/tmp/IN_BAMS.paths': '/bwa/run/star/star.bam/made\n/bwa/run/other/other.bam/made',
    });
    expect(ran(all, { mode: 'star' })['each(0)']).toMatchObject({
      IN_FILE: '/bwa/run/star/star.bam/made',
      OUT_TEXT: '/bwa/run/star.bam.txt',
    });
    expect(findings(all)).toEqual([]);
  });
});

describe('the last of several may be there in any case', () => {
  test('a given file: its path is marked, and the reader runs whichever branch did', () => {
    const all = newWorkflow();
    const trim = stage(all.workflow, all, 'trim', { when: equals(all.workflow.parameters.mode, 'trim') });
    const raw = all.volume.file('/data/', all.workflow.parameters.fastq.name);
    new GenomicsStage(all.workflow, 'align', {
      inputs: {
        reads: firstOf(
          new GenomicsStage(all.workflow, 'cut', {
            when: equals(all.workflow.parameters.mode, 'trim'),
            inputs: { trimmed: trim.outputs.made },
            outputs: { made: all.run.intermediate('cut') },
            script: ({ outputs }) => sh`: > ${outputs.made}`,
          }).outputs.made,
          raw,
        ),
      },
      outputs: { bam: all.run.result('bam') },
      script: ({ outputs }) => sh`: > ${outputs.bam}`,
    });
    expect(taskOf(all, 'align').depends).toBe('(cut || cut.Omitted) && trim');
    expect(ran(all, { mode: 'trim' })['align']).toMatchObject({ IN_READS: '/bwa/run/cut/cut/made' });
    expect(ran(all, { mode: 'mem' })['align']).toMatchObject({ IN_READS: 'given:/bwa/data/S1_1.fastq.gz' });
    expect(findings(all)).toEqual([]);
  });

  test('the output of a stage that always runs', () => {
    const all = newWorkflow();
    const sorted = stage(all.workflow, all, 'sorted').outputs.made;
    const marked = stage(all.workflow, all, 'marked', {
      when: equals(all.workflow.parameters.mode, 'mark'),
      inputs: { sorted },
    });
    reader(all.workflow, all, { bam: firstOf(marked.outputs.made, sorted) });
    expect(taskOf(all, 'count').depends).toBe('marked && sorted');
    expect(ran(all, {})['count']).toMatchObject({ IN_BAM: '/bwa/run/sorted/sorted.bam/made' });
    expect(ran(all, { mode: 'mark' })['count']).toMatchObject({ IN_BAM: '/bwa/run/marked/marked.bam/made' });
  });

  test('but no earlier one, which would hide those behind it', () => {
    const all = newWorkflow();
    const { star } = branches(all);
    const always = stage(all.workflow, all, 'always').outputs.made;
    const given = new GenomicsStage(all.workflow, 'g', {
      when: equals(all.workflow.parameters.mode, 'x'),
      outputs: { made: all.run.result('g') },
      script: ({ outputs }) => sh`: > ${outputs.made}`,
    }).outputs.made;
    expect(refusal(() => firstOf(always, star)).message).toContain("'c/w/always', which always runs, before the last");
    expect(refusal(() => firstOf(all.volume.file('/data/x'), given)).message).toContain('a given file before the last');
  });

  test('a given file that a stage makes is one that nothing leads to', () => {
    const all = newWorkflow();
    const { star } = branches(all);
    new GenomicsStage(all.workflow, 'writer', {
      outputs: { x: all.run.result('x').with('.bai') },
      script: ({ outputs }) => sh`: > ${outputs.x}`,
    });
    const plain = new GenomicsStage(all.workflow, 'plain', {
      when: equals(all.workflow.parameters.mode, 'x'),
      outputs: { made: all.run.result('plain') },
      script: ({ outputs }) => sh`: > ${outputs.made}`,
    });
    const x = all.volume.file(all.workflow.parameters.folder, '/x');
    expect(refusal(() => reader(all.workflow, all, { bam: firstOf(plain.outputs.made, x) })).code).toBe(
      'unlinked-path',
    );
    expect(star.secondary).toEqual(['.bai']);
  });
});

describe('within maps', () => {
  test('of branches outside, every level is told what tells them apart', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    new ParallelMapStage(all.workflow, 'samples', {
      over: listOf(all.workflow.parameters.samples),
      maxConcurrency: 2,
      each: (outer, sample) => {
        stage(outer, all, 'prepare', { name: sample });
        return new ParallelMapStage(outer, 'parts', {
          over: ['p', 'q'],
          each: (scope, part) =>
            new GenomicsStage(scope, 'part', {
              inputs: { bam: firstOf(star, hisat) },
              outputs: { made: all.run.result(sample, '-', part) },
              script: ({ outputs }) => sh`: > ${outputs.made}`,
            }),
        });
      },
    });
    const samples = taskOf(all, 'samples');
    expect(samples.depends).toBe('star && hi-sat && (star.Succeeded || hi-sat.Succeeded)');
    expect(named(samples.arguments?.parameters, 'mode').value).toBe('{{workflow.parameters.mode}}');
    const env = ran(all, { mode: 'hisat', samples: '["a"]' })['samples.each(0).parts(1)'];
    expect(env).toMatchObject({ IN_BAM: '/bwa/run/hi-sat/hi-sat.bam/made', OUT_MADE: '/bwa/run/a-q' });
    expect(Object.keys(ran(all, { mode: 'neither', samples: '["a"]' }))).toEqual([]);
    expect(findings(all)).toEqual([]);
  });

  test('of branches in the body, each item takes its own, and what reads them may be gathered', () => {
    const all = newWorkflow();
    const map = new ParallelMapStage(all.workflow, 'samples', {
      over: [
        { sample: 'a', by: 'star' },
        { sample: 'b', by: 'hisat' },
      ],
      each: (scope, { sample, by }) => {
        const star = stage(scope, all, 'star', { when: equals(by, 'star'), name: sample });
        const hisat = stage(scope, all, 'hisat', { when: equals(by, 'hisat'), name: sample });
        return new GenomicsStage(scope, 'count', {
          inputs: { bam: firstOf(star.outputs.made, hisat.outputs.made) },
          outputs: { counts: all.run.result(sample, '.counts') },
          script: ({ outputs }) => sh`: > ${outputs.counts}`,
        });
      },
    });
    new GenomicsStage(all.workflow, 'table', {
      inputs: { counts: settled(map.outputs.counts) },
      outputs: { table: all.run.result('table') },
      script: ({ outputs }) => sh`: > ${outputs.table}`,
    });
    const env = ran(all, {});
    expect([env['samples(0).count']?.['IN_BAM'], env['samples(1).count']?.['IN_BAM']]).toEqual([
      '/bwa/run/star/a/made',
      '/bwa/run/hisat/b/made',
    ]);
    expect(taskOf(all, 'samples').depends).toBeUndefined();
    expect(taskOf(all, 'count', 'samples-each').depends).toBe('star && hisat && (star.Succeeded || hisat.Succeeded)');
    expect(findings(all)).toEqual([]);
  });

  test('one in the body, else one outside that is always there', () => {
    const all = newWorkflow();
    const common = stage(all.workflow, all, 'common').outputs.made;
    new ParallelMapStage(all.workflow, 'samples', {
      over: ['a', 'b'],
      each: (scope, sample) => {
        const own = stage(scope, all, 'own', { when: equals(sample, 'a'), name: sample }).outputs.made;
        return new GenomicsStage(scope, 'count', {
          inputs: { bam: firstOf(own, common) },
          outputs: { counts: all.run.result(sample, '.counts') },
          script: ({ outputs }) => sh`: > ${outputs.counts}`,
        });
      },
    });
    const env = ran(all, {});
    expect([env['samples(0).count']?.['IN_BAM'], env['samples(1).count']?.['IN_BAM']]).toEqual([
      '/bwa/run/own/a/made',
      '/bwa/run/common/common.bam/made',
    ]);
    expect([taskOf(all, 'samples').depends, taskOf(all, 'count', 'samples-each').depends]).toEqual(['common', 'own']);
  });

  test('is no output of the map: which branch ran, only the item knows', () => {
    const all = newWorkflow();
    const map = () =>
      new ParallelMapStage(all.workflow, 'samples', {
        over: ['a', 'b'],
        each: (scope) => {
          const { star, hisat } = branches(all, scope);
          return { outputs: { bam: firstOf(star, hisat) } };
        },
      });
    expect(refusal(map).code).toBe('duplicate-output');
    const again = () =>
      new ParallelMapStage(all.workflow, 'again', {
        over: ['a', 'b'],
        each: (scope, sample) => {
          const one = stage(scope, all, 'one', { when: equals(sample, 'a'), name: sample });
          const two = stage(scope, all, 'two', { when: equals(sample, 'b'), name: sample });
          return { outputs: { bam: firstOf(one.outputs.made, two.outputs.made) } };
        },
      });
    const { outputs } = again();
    expect(refusal(() => outputs.bam).problem.fix).toBe(
      'let a stage of the body read it and make the output that is gathered, or return { outputs: {} }',
    );
  });
});

describe('sets of maps with conditions', () => {
  const mapOf = (all: Setting, id: string, when?: Condition) =>
    new ParallelMapStage(all.workflow, id, {
      over: listOf(all.workflow.parameters.samples),
      ...(when === undefined ? {} : { when }),
      each: (scope, sample) => stage(scope, all, `${id}-one`, { name: Value.of(sample, '.bam') }),
    }).outputs.made;
  const merge = (all: Setting, bams: ReturnType<typeof mapOf>) =>
    new GenomicsStage(all.workflow, 'merge', {
      inputs: { bams },
      outputs: { merged: all.run.result('merged') },
      script: ({ inputs, outputs }) => sh`cat ${inputs.bams.list} > ${outputs.merged}`,
    });
  const listed = (all: Setting, parameters: Readonly<Record<string, string>>) =>
    invocations(template(all.chart), { samples: '["a","b"]', ...parameters }, {}, '3', 'uid').find(
      ({ task }) => task === 'merge',
    )?.files['/tmp/IN_BAMS.paths'];

  test('a map whose condition does not hold is one skipped task: its readers do not run on names without files', () => {
    const all = newWorkflow();
    merge(all, mapOf(all, 'star', equals(all.workflow.parameters.mode, 'star')));
    expect(taskOf(all, 'star')).toEqual({
      name: 'star',
      template: 'star-map',
      when: "{{=workflow.parameters.mode == 'star'}}",
      arguments: { parameters: expect.anything() },
    });
    expect(taskOf(all, 'merge').depends).toBe('star.Succeeded');
    expect(Object.keys(ran(all, { samples: '["a"]' }))).toEqual([]);
    expect(Object.keys(ran(all, { samples: '["a"]', mode: 'star' }))).toEqual(['star.star-one(0)', 'merge']);
    expect(findings(all)).toEqual([]);
  });

  test('the first set of maps that ran is read', () => {
    const all = newWorkflow();
    const { mode } = all.workflow.parameters;
    merge(all, firstOf(mapOf(all, 'star', equals(mode, 'star')), mapOf(all, 'hisat', equals(mode, 'hisat'))));
    expect(taskOf(all, 'merge').depends).toBe('star && hisat && (star.Succeeded || hisat.Succeeded)');
    expect(listed(all, { mode: 'star' })).toBe('/bwa/run/star-one/a.bam/made\n/bwa/run/star-one/b.bam/made');
    expect(listed(all, { mode: 'hisat' })).toBe('/bwa/run/hisat-one/a.bam/made\n/bwa/run/hisat-one/b.bam/made');
    expect(listed(all, {})).toBeUndefined();
    expect(findings(all)).toEqual([]);
  });

  test('else that of a map that always runs, also where its list is empty', () => {
    const all = newWorkflow();
    merge(all, firstOf(mapOf(all, 'star', equals(all.workflow.parameters.mode, 'star')), mapOf(all, 'hisat')));
    expect(taskOf(all, 'merge').depends).toBe('star && hisat');
    expect(listed(all, {})).toBe('/bwa/run/hisat-one/a.bam/made\n/bwa/run/hisat-one/b.bam/made');
    expect(listed(all, { samples: '[]' })).toBe('');
  });

  test('a list that is known is written out', () => {
    const all = newWorkflow();
    const known = (id: string, when: Condition) =>
      new ParallelMapStage(all.workflow, id, {
        over: ['a', 'b'],
        when,
        each: (scope, sample) => stage(scope, all, `${id}-one`, { name: sample }),
      }).outputs.made;
    const { mode } = all.workflow.parameters;
    merge(all, firstOf(known('star', equals(mode, 'star')), known('hisat', equals(mode, 'hisat'))));
    expect(listed(all, { mode: 'hisat' })).toBe('/bwa/run/hisat-one/a/made\n/bwa/run/hisat-one/b/made');
  });

  test('a map that is left out with what it reads is a branch, too', () => {
    const all = newWorkflow();
    const { star } = branches(all);
    const reads = new ParallelMapStage(all.workflow, 'reads-star', {
      over: listOf(all.workflow.parameters.samples),
      each: (scope, sample) => stage(scope, all, 'one', { name: Value.of(sample, '.bam'), inputs: { star } }),
    }).outputs.made;
    merge(all, firstOf(reads, mapOf(all, 'other')));
    expect(taskOf(all, 'merge').depends).toBe('(reads-star || reads-star.Omitted) && star && other');
    expect(listed(all, { mode: 'star' })).toBe('/bwa/run/one/a.bam/made\n/bwa/run/one/b.bam/made');
    expect(listed(all, {})).toBe('/bwa/run/other-one/a.bam/made\n/bwa/run/other-one/b.bam/made');
  });

  test('cannot be settled after the choice, nor chosen from again', () => {
    const all = newWorkflow();
    const { mode } = all.workflow.parameters;
    const sets = [mapOf(all, 'star', equals(mode, 'star')), mapOf(all, 'hisat', equals(mode, 'hisat'))] as const;
    for (const ended of [settled, succeeded])
      expect(refusal(() => ended(firstOf(...sets))).problem.fix).toMatch('take the set of each map');
    expect(refusal(() => firstOf(firstOf(...sets), mapOf(all, 'third'))).problem.fix).toBe(
      'pass all the sets to one firstOf',
    );
  });
});

describe('a choice is refused', () => {
  const wrong: Readonly<Record<string, (all: Setting) => unknown>> = {
    'of files that differ in their secondary files': (all) => firstOf(branches(all).star, all.volume.file('/data/x')),
    'of two outputs of one stage': (all) => {
      const { star } = branches(all);
      return firstOf(star, star);
    },
    'of files and sets together, where types were lost': (all) =>
      firstOf(
        branches(all).star,
        new ParallelMapStage(all.workflow, 'm', {
          over: ['a'],
          each: (scope, item) => stage(scope, all, 'x', { name: item }),
        }).outputs.made as never,
      ),
    'of one inside of a map and one outside that may be left out too': (all) => {
      const { star } = branches(all);
      return new ParallelMapStage(all.workflow, 'm', {
        over: ['a'],
        each: (scope, item) =>
          reader(scope, all, {
            bam: firstOf(stage(scope, all, 'own', { when: equals(item, 'b'), name: item }).outputs.made, star),
          }),
      });
    },
  };
  test.each(Object.entries(wrong))('%s', (_, call) => {
    expect(refusal(() => call(newWorkflow())).problem.what).toBe('these are no branches to choose from');
  });
});

describe('which file is there must be known whichever stages run: refused is', () => {
  const maybe = (all: Setting) =>
    stage(all.workflow, all, 'maybe', { when: equals(all.workflow.parameters.mode, 'x') });

  test('a path with the text of a stage that may be left out', () => {
    const all = newWorkflow();
    const second = stage(all.workflow, all, 'second', { name: maybe(all).text('made') });
    const third = stage(all.workflow, all, 'third');
    const { problem } = refusal(() => firstOf(second.outputs.made, third.outputs.made));
    expect(problem.got).toBe('a path with the text of a stage that may be left out');
  });

  test('a condition on one, for whoever does without the file', () => {
    const all = newWorkflow();
    const second = stage(all.workflow, all, 'second', { when: equals(maybe(all).text('made'), 'yes') });
    expect(refusal(() => optional(second.outputs.made)).problem.got).toContain('a condition with the text');
  });

  test('but not the text of a stage that always runs', () => {
    const all = newWorkflow();
    const first = stage(all.workflow, all, 'first');
    const second = stage(all.workflow, all, 'second', { when: equals(first.text('made'), 'yes') });
    reader(all.workflow, all, { bam: firstOf(second.outputs.made, stage(all.workflow, all, 'third').outputs.made) });
    expect(taskOf(all, 'count').depends).toBe('first && second && third');
    const run = (text: string) =>
      invocations(template(all.chart), {}, { 'first.made': text }, '3', 'uid').find(({ task }) => task === 'count');
    const paths = ['yes', 'no'].map((text) => {
      const found = run(text);
      return found === undefined ? undefined : processOf(found).env['IN_BAM'];
    });
    expect(paths).toEqual(['/bwa/run/second/second.bam/made', '/bwa/run/third/third.bam/made']);
  });
});

describe('an optional file', () => {
  function annotated(all: Setting, scope: Construct, bed: Parameters<typeof optional>[0], id = 'annotate') {
    return new GenomicsStage(scope, id, {
      inputs: { bed: optional(bed) },
      outputs: { vcf: all.run.result(id) },
      script: ({ inputs, outputs }) =>
        sh`annotate ${inputs.bed.option('--bed')} ${inputs.bed.option('-b=')} ${inputs.bed} > ${outputs.vcf}`,
    });
  }

  test('of a stage with a condition: the reader runs where that was skipped, with an empty variable', () => {
    const all = newWorkflow();
    const calls = stage(all.workflow, all, 'calls', { when: equals(all.workflow.parameters.mode, 'call') });
    annotated(all, all.workflow, calls.outputs.made);
    expect(taskOf(all, 'annotate').depends).toBe('calls');
    const args = named(template(all.chart).spec.templates, 'annotate').container?.args ?? [];
    expect(args).toContain('--optional=IN_BED,.bai');
    expect(args.at(-1)).toBe('annotate ${IN_BED:+--bed "$IN_BED"} ${IN_BED:+-b="$IN_BED"} "$IN_BED" > "$OUT_VCF"');
    expect(ran(all, { mode: 'call' })['annotate']?.['IN_BED']).toBe('/bwa/run/calls/calls.bam/made');
    expect(ran(all, {})['annotate']?.['IN_BED']).toBe('');
    expect(findings(all)).toEqual([]);
  });

  test('of a stage that is left out with what it reads, which must not have failed', () => {
    const all = newWorkflow();
    const calls = stage(all.workflow, all, 'calls', { when: equals(all.workflow.parameters.mode, 'call') });
    const filtered = stage(all.workflow, all, 'filter', { inputs: { calls: calls.outputs.made } });
    annotated(all, all.workflow, filtered.outputs.made);
    expect(taskOf(all, 'annotate').depends).toBe('(filter || filter.Omitted) && calls');
    expect(Object.keys(ran(all, {}))).toEqual(['annotate']);
  });

  test('of whichever branch ran, or of none', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    annotated(all, all.workflow, firstOf(star, hisat));
    expect(taskOf(all, 'annotate').depends).toBe('star && hi-sat');
    expect(ran(all, { mode: 'hisat' })['annotate']?.['IN_BED']).toBe('/bwa/run/hi-sat/hi-sat.bam/made');
    expect(ran(all, {})['annotate']?.['IN_BED']).toBe('');
  });

  test('of a stage that always runs: a file like any other', () => {
    const all = newWorkflow();
    annotated(all, all.workflow, stage(all.workflow, all, 'calls').outputs.made);
    expect(taskOf(all, 'annotate').depends).toBe('calls');
    expect(ran(all, {})['annotate']?.['IN_BED']).toBe('/bwa/run/calls/calls.bam/made');
  });

  test('of a stage outside of a map', () => {
    const all = newWorkflow();
    const calls = stage(all.workflow, all, 'calls', { when: equals(all.workflow.parameters.mode, 'call') });
    new ParallelMapStage(all.workflow, 'm', {
      over: ['a', 'b'],
      each: (scope, item) => {
        stage(scope, all, 'first', { name: item });
        return new GenomicsStage(scope, 'annotate', {
          inputs: { bed: optional(calls.outputs.made) },
          outputs: { vcf: all.run.result(item) },
          script: ({ outputs }) => sh`: > ${outputs.vcf}`,
        });
      },
    });
    expect(taskOf(all, 'm').depends).toBe('calls');
    expect(ran(all, {})['m(1).annotate']?.['IN_BED']).toBe('');
    expect(ran(all, { mode: 'call' })['m(1).annotate']?.['IN_BED']).toBe('/bwa/run/calls/calls.bam/made');
  });

  test('that is given is marked as one', () => {
    const all = newWorkflow();
    annotated(all, all.workflow, all.volume.file('/data/x.bed'));
    expect(ran(all, {})['annotate']?.['IN_BED']).toBe('given:/bwa/data/x.bed');
  });

  test('an option that is more than a word is refused', () => {
    const all = newWorkflow();
    const call = () =>
      new GenomicsStage(all.workflow, 'a', {
        inputs: { bed: optional(all.volume.file('/data/x.bed')) },
        outputs: { x: all.run.result('x') },
        script: ({ inputs, outputs }) => sh`tool ${inputs.bed.option('--bed --other')} > ${outputs.x}`,
      });
    expect(refusal(call).problem.what).toBe('an option is not one word');
  });

  test('a called stage of another workflow takes both kinds', () => {
    const all = newWorkflow();
    const { star, hisat } = branches(all);
    const called = new GenomicsStage(all.workflow, 'called', {
      inputs: { bam: star, bed: optional(hisat) },
      outputs: { bam: all.run.result('called') },
      script: ({ outputs }) => sh`: > ${outputs.bam}`,
    });
    const inputs = { bam: firstOf(star, hisat), bed: optional(star) };
    new TemplateRefStage(all.workflow, 'again', { stage: called, inputs, outputs: { bam: all.run.result('again') } });
    const { depends, arguments: passed } = taskOf(all, 'again');
    expect(depends).toBe('star && hi-sat && (star.Succeeded || hi-sat.Succeeded)');
    expect(passed?.parameters?.map(({ name }) => name).sort()).toEqual(['bam', 'bed', 'outBam']);
  });
});

describe('one key for an input and an output', () => {
  test('is two variables and two parameters; without it nothing is called otherwise', () => {
    const all = newWorkflow();
    setDefaults(all.chart, { argoVersion: '3.6' });
    const bam = stage(all.workflow, all, 'first').outputs.made;
    const sorted = new GenomicsStage(all.workflow, 'sort', {
      inputs: { bam },
      cacheKey: 'sort-1',
      outputs: { bam: all.run.intermediate('sorted'), log: all.run.intermediate('log') },
      script: ({ inputs, outputs }) => sh`sort ${inputs.bam} > ${outputs.bam} 2> ${outputs.log}`,
    });
    const { template: called, arguments: passed } = taskOf(all, 'sort');
    const { inputs, container, synchronization } = named(template(all.chart).spec.templates, called ?? '');
    expect(inputs?.parameters?.map(({ name }) => name)).toEqual(['bam', 'outBam', 'log']);
    expect(passed?.parameters?.map(({ name }) => name)).toEqual(['bam', 'outBam', 'log']);
    expect(container?.env).toEqual(
      expect.arrayContaining([
        { name: 'IN_BAM', value: "{{=sprig.replace('$', '$$', inputs.parameters.bam)}}" },
        { name: 'OUT_BAM', value: "{{=sprig.replace('$', '$$', inputs.parameters.outBam)}}" },
      ]),
    );
    expect(synchronization?.mutexes).toEqual([{ name: '{{inputs.parameters.outBam}}' }]);
    expect(ran(all, {})['sort']).toMatchObject({
      IN_BAM: '/bwa/run/first/first.bam/made',
      OUT_BAM: '/bwa/run/sort/sorted',
    });
    expect(sorted.outputs.bam.producer).toBe(sorted);
  });

  test('its text is read by the output’s name', () => {
    const all = newWorkflow();
    const count = new GenomicsStage(all.workflow, 'next', {
      inputs: { n: all.workflow.parameters.mode },
      outputs: { n: all.run.intermediate('n') },
      script: ({ inputs, outputs }) => sh`next ${inputs.n} > ${outputs.n}`,
    });
    new GenomicsStage(all.workflow, 'last', {
      inputs: { n: count.text('n') },
      outputs: { last: all.run.result('last') },
      script: ({ inputs, outputs }) => sh`echo ${inputs.n} > ${outputs.last}`,
    });
    expect(named(taskOf(all, 'last').arguments?.parameters, 'n').value).toBe('{{tasks.next.outputs.parameters.n}}');
    expect(findings(all)).toEqual([]);
  });

  test.each([
    ['an input bam and an output BAM', { bam: '1' }, ['BAM']],
    ['two outputs that differ in their case', {}, ['bam', 'BAM']],
    ['a third that is called as the output’s parameter', { bam: '1', outBam: '2' }, ['bam']],
  ])('%s are refused', (_, inputs, outputs) => {
    const all = newWorkflow();
    const call = () =>
      new GenomicsStage(all.workflow, 'a', {
        inputs: inputs as Readonly<Record<string, string>>,
        outputs: Object.fromEntries(outputs.map((key) => [key, all.run.result(key)])),
        script: makes,
      });
    expect(refusal(call).code).toBe('duplicate-name');
  });
});

describe('other readers of what may be left out', () => {
  test('a text, as an input and in a condition, leaves its reader out with the stage', () => {
    const all = newWorkflow();
    const first = stage(all.workflow, all, 'first', { when: equals(all.workflow.parameters.mode, 'x') });
    reader(all.workflow, all, {}, 'beside');
    new GenomicsStage(all.workflow, 'by-text', {
      inputs: { text: first.text('made') },
      outputs: { x: all.run.result('x') },
      script: ({ outputs }) => sh`: > ${outputs.x}`,
    });
    stage(all.workflow, all, 'by-condition', { when: equals(first.text('made'), 'yes') });
    new ParallelMapStage(all.workflow, 'by-list', {
      over: listOf(first.text('made')),
      each: (scope, item) => stage(scope, all, 'one', { name: item }),
    });
    for (const id of ['by-text', 'by-condition', 'by-list']) expect(taskOf(all, id).depends).toBe('first.Succeeded');
    expect(Object.keys(ran(all, {}))).toEqual(['beside']);
  });

  test('a settled reader is left out with a map whose condition does not hold', () => {
    const all = newWorkflow();
    const map = new ParallelMapStage(all.workflow, 'm', {
      over: ['a', 'b'],
      when: equals(all.workflow.parameters.mode, 'x'),
      each: (scope, item) => stage(scope, all, 'one', { name: item }),
    });
    new GenomicsStage(all.workflow, 'table', {
      inputs: { rows: settled(map.outputs.made) },
      outputs: { table: all.run.result('table') },
      script: ({ outputs }) => sh`: > ${outputs.table}`,
    });
    expect(Object.keys(ran(all, {}))).toEqual([]);
    expect(Object.keys(ran(all, { mode: 'x' }))).toEqual(['m.one(0)', 'm.one(1)', 'table']);
  });
});
