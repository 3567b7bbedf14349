/** Props of pipelines and charts that no compiler has seen: JavaScript, `any`, tsx. */
import { Testing } from 'cdk8s';
import {
  BwaAlignment,
  BwaAlignmentChart,
  CohortAlignment,
  CohortAlignmentChart,
  GeneExpression,
  GeneExpressionChart,
  GenomicsWorkflow,
  HaploidCalling,
  listOf,
  Phylogeny,
  PhylogenyChart,
  ReadsQc,
  ReadsQcChart,
  Value,
  VariantCalling,
  VariantCallingChart,
} from '../../lib';
import { CHECKSUM_OR_VALUE } from '../../lib/tools/checksum';
import { newChart, newWorkflow, refusal } from '../synth';

const said = (call: () => unknown): string => refusal(call).message;
const untyped = (props: object): never => props as never;
const { volume } = newWorkflow();
const folder = volume.folder('/run');
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const reference = volume.file('/ref.fa').with('.fai');
const alignments = volume.files(listOf(Value.of('["/a.bam"]'))).with('.bai');
const genome = { url: 'https://h/g.fa', checksum: md5 };
const annotation = { url: 'https://h/a.gtf', checksum: md5 };
const samples = Value.of('[]');

const make = {
  BwaAlignment: (more: object) =>
    new BwaAlignment(
      newWorkflow().workflow,
      'p',
      untyped({ folder, reference: 'https://h/r.fa', fastq1: 'https://h/1.fq', fastq2: 'https://h/2.fq', ...more }),
    ),
  CohortAlignment: (more: object) =>
    new CohortAlignment(
      newWorkflow().workflow,
      'p',
      untyped({ folder, reference: 'https://h/r.fa', referenceChecksum: md5, samples, ...more }),
    ),
  ReadsQc: (more: object) => new ReadsQc(newWorkflow().workflow, 'p', untyped({ folder, samples, ...more })),
  VariantCalling: (more: object) =>
    new VariantCalling(newWorkflow().workflow, 'p', untyped({ folder, alignments, reference, ...more })),
  GeneExpression: (more: object) =>
    new GeneExpression(newWorkflow().workflow, 'p', untyped({ folder, samples, annotation, genome, ...more })),
  HaploidCalling: (more: object) =>
    new HaploidCalling(newWorkflow().workflow, 'p', untyped({ folder, alignments, reference, ...more })),
  Phylogeny: (more: object) =>
    new Phylogeny(newWorkflow().workflow, 'p', untyped({ folder, alignments, reference, ...more })),
  BwaAlignmentChart: (more: object) => new BwaAlignmentChart(Testing.app(), 'p', untyped(more)),
  CohortAlignmentChart: (more: object) => new CohortAlignmentChart(Testing.app(), 'p', untyped(more)),
  ReadsQcChart: (more: object) => new ReadsQcChart(Testing.app(), 'p', untyped(more)),
  VariantCallingChart: (more: object) => new VariantCallingChart(Testing.app(), 'p', untyped(more)),
  GeneExpressionChart: (more: object) => new GeneExpressionChart(Testing.app(), 'p', untyped(more)),
  PhylogenyChart: (more: object) => new PhylogenyChart(Testing.app(), 'p', untyped(more)),
} as const;

test.each<[keyof typeof make, object, string, string]>([
  ['BwaAlignment', { minMaped: 0.5 }, 'minMaped', 'minMapped'],
  ['CohortAlignment', { crams: 'embedded' }, 'crams', 'cram'],
  ['ReadsQc', { maxConcurency: 2 }, 'maxConcurency', 'maxConcurrency'],
  ['VariantCalling', { perSamples: true }, 'perSamples', 'perSample'],
  ['GeneExpression', { minRead: 5 }, 'minRead', 'minReads'],
  ['HaploidCalling', { minDeph: 5 }, 'minDeph', 'minDepth'],
  ['Phylogeny', { progam: 'fasttree' }, 'progam', 'program'],
  ['Phylogeny', { stages: { tree: { cpus: 2 } } }, 'stages.tree.cpus', 'cpu'],
  ['BwaAlignmentChart', { minMaped: 0.5 }, 'minMaped', 'minMapped'],
  ['CohortAlignmentChart', { algoritm: 'mem' }, 'algoritm', 'algorithm'],
  ['ReadsQcChart', { sheets: 'file' }, 'sheets', 'sheet'],
  ['VariantCallingChart', { paddings: 5 }, 'paddings', 'padding'],
  ['GeneExpressionChart', { minRead: 5 }, 'minRead', 'minReads'],
  ['GeneExpressionChart', { parameters: { genom: 'https://h/g.fa' } }, 'parameters.genom', 'genome'],
  ['PhylogenyChart', { seeds: 2 }, 'seeds', 'seed'],
  ['PhylogenyChart', { parameters: { masks: '/m.bed' } }, 'parameters.masks', 'mask'],
])('a prop of %s that is misspelt is refused: %j', (pipeline, more, path, meant) => {
  const message = said(() => make[pipeline](more));
  expect(message).toContain(`'${path}' is a field that is not known`);
  expect(message).toContain(`did you mean ${meant}?`);
});

test.each(['BwaAlignmentChart', 'CohortAlignmentChart', 'ReadsQcChart', 'VariantCallingChart'] as const)(
  'a parameter that %s does not have is refused',
  (chart) => {
    expect(said(() => make[chart]({ parameters: { other: 'x' } }))).toContain("'parameters.other' is a field");
  },
);

test.each(['CohortAlignmentChart', 'ReadsQcChart', 'GeneExpressionChart'] as const)(
  'the sheet of %s is a list or a file, and no path',
  (chart) => {
    expect(said(() => make[chart]({ sheet: '/sheets/samples.csv' }))).toContain(
      "'sheet' is of a wrong kind, got the text '/sheets/samples.csv', expected 'list' or 'file'",
    );
  },
);

const sheet = volume.file('/s.csv');

test.each(['CohortAlignment', 'ReadsQc', 'GeneExpression'] as const)(
  '%s takes its samples from one place',
  (pipeline) => {
    const message = 'the samples come from nowhere, or from two places';
    expect(said(() => make[pipeline]({ sheet }))).toContain(message);
    expect(said(() => make[pipeline]({ samples: undefined }))).toContain(message);
    expect(() => make[pipeline]({ sheet, samples: undefined })).not.toThrow();
  },
);

test('what belongs to the calls of isolates is refused where these are made already', () => {
  const called = (more: object) => {
    const { workflow } = newWorkflow();
    const genomes = new HaploidCalling(workflow, 'calls', { folder, alignments, reference });
    return new Phylogeny(workflow, 'tree', untyped({ genomes, folder, ...more }));
  };
  expect(() => called({ minCalled: 0.6 })).not.toThrow();
  for (const more of [{ minDepth: 5 }, { mask: volume.file('/m.bed') }, { samples: '["a"]' }, { maxConcurrency: 2 }])
    expect(said(() => called(more))).toContain(
      `${Object.keys(more).join()} is for isolates that are called here, got genomes`,
    );
  const sequences = [volume.file('/a.fa')];
  const ofSequences = (more: object) =>
    new Phylogeny(newWorkflow().workflow, 'tree', untyped({ sequences, folder, ...more }));
  expect(said(() => ofSequences({ minDepth: 5 }))).toContain('minDepth is for isolates that are called here');
  expect(said(() => ofSequences({ maxMixed: 0.1 }))).toContain('maxMixed is for isolates of reads, got sequences');
});

test('a checksum that is written in the code is one of SHA-256 or MD5', () => {
  const expected = 'expected the 64 or 32 hexadecimal digits of SHA-256 or MD5, in lower case';
  const wrong = { url: 'https://h/a.gtf', checksum: 'xyz' };
  expect(said(() => make.GeneExpression({ annotation: wrong }))).toContain(`'annotation.checksum' is of a wrong kind`);
  expect(said(() => make.GeneExpression({ annotation: wrong }))).toContain(expected);
  expect(said(() => make.CohortAlignment({ referenceChecksum: md5.toUpperCase() }))).toContain(expected);
  expect(said(() => make.GeneExpressionChart({ parameters: { genomeChecksum: 'xyz' } }))).toContain(expected);
  expect(said(() => make.CohortAlignmentChart({ parameters: { referenceChecksum: 'xyz' } }))).toContain(expected);
});

test('a second pipeline of a kind in one workflow needs a prefix and a folder of its own, and is told so', () => {
  const { workflow } = newWorkflow();
  const calls = (id: string, more: object) =>
    new HaploidCalling(workflow, id, { folder, alignments, reference, ...more });
  calls('one', {});
  expect(said(() => calls('two', {}))).toContain('or its pipeline a prefix');
  expect(said(() => calls('three', { prefix: 'b' }))).toContain('or another folder for its pipeline');
  expect(() => calls('four', { prefix: 'c', folder: volume.folder('/other') })).not.toThrow();
});

test('an annotation that is missing is told as that', () => {
  expect(said(() => make.GeneExpression({ annotation: undefined }))).toContain(
    "'annotation' is missing, got undefined, expected an object",
  );
});

test.each<[keyof typeof make, object, string]>([
  ['PhylogenyChart', { mask: '/ref/mask.bed' }, 'mask'],
  ['PhylogenyChart', { reference: '/ref/g.fa' }, 'reference'],
  ['PhylogenyChart', { alignments: '["/a.bam"]' }, 'alignments'],
  ['GeneExpressionChart', { annotation }, 'annotation'],
  ['GeneExpressionChart', { annotationChecksum: md5 }, 'annotationChecksum'],
  ['GeneExpressionChart', { folder: '/run' }, 'folder'],
  ['CohortAlignmentChart', { referenceChecksum: md5 }, 'referenceChecksum'],
  ['VariantCallingChart', { targets: '/t.bed' }, 'targets'],
  ['ReadsQcChart', { samples: '[]' }, 'samples'],
  ['BwaAlignmentChart', { fastq1: 'https://h/1.fq' }, 'fastq1'],
])('what is a parameter of %s is refused as a prop: %j', (chart, props, name) => {
  const message = said(() => make[chart](props));
  expect(message).toContain(`'${name}' is a parameter of this chart`);
  expect(message).toContain(`give it as parameters.${name}`);
});

test.each<[keyof typeof make, object, string]>([
  ['PhylogenyChart', { reports: [] }, 'reports'],
  ['PhylogenyChart', { from: 'sequences', mask: '/m.bed' }, 'mask'],
  ['GeneExpressionChart', { prefix: 'a' }, 'prefix'],
  ['BwaAlignmentChart', { checksums: {} }, 'checksums'],
  ['BwaAlignmentChart', { folder: '/run' }, 'folder'],
])('a prop of its pipeline that %s does not take is refused: %j', (chart, props, name) => {
  expect(said(() => make[chart](props))).toContain(`'${name}' is no prop of this chart`);
});

test('sequences have no index', () => {
  expect(said(() => make.PhylogenyChart({ from: 'sequences', index: '.bai' }))).toContain(
    "'index' is of a wrong kind, got the text '.bai', expected none",
  );
});

test('a chart without an id is told so, whatever its props are', () => {
  const id = untyped([undefined]) as [never];
  for (const chart of [PhylogenyChart, GeneExpressionChart, BwaAlignmentChart])
    expect(said(() => new chart(Testing.app(), ...id, untyped({ prefix: 'x' })))).toContain("'id' is missing");
});

test.each<[keyof typeof make, object, string]>([
  ['Phylogeny', { seed: 77, stages: { tree: { seed: 99 } } }, 'stages.tree.seed'],
  ['Phylogeny', { minCalled: 0.7, stages: { treeisolates: { minCalled: 0.9 } } }, 'stages.treeisolates.minCalled'],
  ['Phylogeny', { stages: { sites: { args: {} } } }, 'stages.sites.args'],
  ['PhylogenyChart', { stages: { sites: { args: {} } } }, 'stages.sites.args'],
  ['GeneExpression', { stages: { tables: { args: { r: ['-x'] } } } }, 'stages.tables.args'],
  ['GeneExpression', { stages: { quant: { threads: 4 } } }, 'stages.quant.threads'],
  ['GeneExpression', { stages: { quant: { folder } } }, 'stages.quant.folder'],
  ['GeneExpression', { stages: { index: { transcripts: genome } } }, 'stages.index.transcripts'],
  ['HaploidCalling', { stages: { genome: { minDepth: 3 } } }, 'stages.genome.minDepth'],
  ['CohortAlignment', { stages: { align: { mateScores: false } } }, 'stages.align.mateScores'],
  ['VariantCalling', { stages: { call: { ploidy: 1 } } }, 'stages.call.ploidy'],
  ['ReadsQc', { stages: { trimmed: { args: {} } } }, 'stages.trimmed.args'],
  ['BwaAlignment', { stages: { bwamap: { preview: false } } }, 'stages.bwamap.preview'],
  ['BwaAlignment', { checksums: { read1: md5 } }, 'checksums.read1'],
])('a setting that a stage of %s does not have is refused, for the pipeline decides: %j', (pipeline, more, path) => {
  expect(said(() => make[pipeline](more))).toContain(`'${path}' is a field that is not known`);
});

test('a parameter that is misspelt is told as that, whatever its value is', () => {
  expect(said(() => make.CohortAlignmentChart({ parameters: { referenceChecksm: 'x' } }))).toContain(
    'did you mean referenceChecksum?',
  );
});

test('a reference is told how it is written', () => {
  const missing = said(() => make.GeneExpression({ annotation: undefined }));
  expect(missing).toContain("'annotation' is missing, got undefined, expected an object as { url, checksum }");
  const text = said(() => make.GeneExpression({ annotation: 'https://h/a.gtf' }));
  expect(text).toContain("got the text 'https://h/a.gtf', expected an object as { url, checksum }");
  const slip = said(() => make.GeneExpression({ annotation: { url: 'https://h/a.gtf', checkSum: md5 } }));
  expect(slip).toContain("'annotation.checkSum' is a field that is not known");
  expect(slip).toContain('did you mean checksum?');
  const capitals = said(() => make.GeneExpression({ annotation: { ...annotation, checksum: md5.toUpperCase() } }));
  expect(capitals).toContain("'annotation.checksum' is in capitals");
  expect(capitals).toContain('write it in lower case');
});

test('a checksum that a value is known to have is looked at', () => {
  const { parameters } = new GenomicsWorkflow(newChart().chart, 'other', {
    parameters: { wrong: 'DEADBEEF', right: md5, later: '', given: {} },
  });
  const cohort = (referenceChecksum: Value) => said(() => make.CohortAlignment({ referenceChecksum }));
  expect(cohort(Value.of('abc'))).toContain("'referenceChecksum' is of a wrong kind, got the text 'abc'");
  expect(cohort(parameters.wrong)).toContain("'referenceChecksum' is of a wrong kind, got the text 'DEADBEEF'");
  for (const good of [parameters.right, parameters.later, parameters.given])
    expect(CHECKSUM_OR_VALUE(good, 'x')).toBeUndefined();
});

test('a checksum among the arguments of a chart’s schedule is looked at', () => {
  const schedule = {
    cron: '@daily',
    arguments: { samples: '[]', reference: 'https://h/r.fa', referenceChecksum: 'x' },
  };
  expect(said(() => make.CohortAlignmentChart({ argoVersion: '3.6', schedule }))).toContain(
    "'schedule.arguments.referenceChecksum' is of a wrong kind, got the text 'x'",
  );
});

test('a program whose name is nearly that of one which the stage runs is told as that', () => {
  expect(said(() => make.Phylogeny({ stages: { tree: { args: { iqtree: ['-bb'] } } } }))).toContain(
    'did you mean iqtree2?',
  );
  expect(said(() => make.Phylogeny({ stages: { tree: { args: { mafft: ['-bb'] } } } }))).toContain(
    'give them to the stage that runs it',
  );
});
