// A newcomer could read no sheet but one fixed schema of URLs: nf-core's own sheets were refused, a table of other
// columns had to be written as JSON by hand, and a lane's item was retyped, name by name, for the stage that aligns it.
import { Chart, Testing } from 'cdk8s';
import {
  bwaMem,
  column,
  GenomicsStage,
  GenomicsWorkflow,
  laneOf,
  lanesIn,
  ParallelMapStage,
  parseSampleSheet,
  parseTable,
  rowsIn,
  sampleSheet,
  samplesIn,
  sampleTable,
  sh,
  table,
  tableParameter,
  tableReader,
} from '../../lib';
import { check } from '../../lib/check';
import type { SampleTable } from '../../lib/samplesheet/sample-table';
import type { Columns, Table } from '../../lib/samplesheet/table';
import { allByAwk, awks, bySynth, tableBySynth, tablesByAwk } from '../samplesheet/sheets';
import { workflowTemplate } from '../support/manifests';
import { SEED_VOLUME } from '../support/volumes';

jest.setTimeout(60_000);

const SHEETS = {
  sarek: [
    'patient,sex,status,sample,lane,fastq_1,fastq_2',
    'p1,XX,0,normal,lane_1,/reads/n_L1_1.fastq.gz,/reads/n_L1_2.fastq.gz',
    'p1,XX,0,normal,lane_2,s3://cohort/n_L2_1.fastq.gz,s3://cohort/n_L2_2.fastq.gz',
    'p1,XX,1,tumor,lane_1,https://h.example/t_1.fq.gz,https://h.example/t_2.fq.gz',
  ],
  sarekMinimal: ['patient,sample,lane,fastq_1,fastq_2', 'p1,s1,L1,/reads/a_1.fastq.gz,/reads/a_2.fastq.gz'],
  rnaseq: [
    'sample,fastq_1,fastq_2,strandedness,seq_platform',
    'CTRL,/reads/c_L2_1.fastq.gz,/reads/c_L2_2.fastq.gz,auto,ILLUMINA',
    'CTRL,/reads/c_L3_1.fastq.gz,/reads/c_L3_2.fastq.gz,auto,ILLUMINA',
    'CTRL,oss://bucket/c_L4_1.fastq.gz,oss://bucket/c_L4_2.fastq.gz,auto,ILLUMINA',
    'TREAT,/reads/t_1.fastq.gz,,reverse,ILLUMINA',
  ],
  rnaseqWithBams: [
    'sample,fastq_1,fastq_2,strandedness,seq_platform,seq_center,genome_bam,percent_mapped,transcriptome_bam',
    'S1,/r/1_1.fastq.gz,/r/1_2.fastq.gz,forward,ILLUMINA,,/results/S1.markdup.sorted.bam,85.2,/results/S1.tr.bam',
    'S2,/r/2_1.fastq.gz,,reverse,ILLUMINA,My_Center,/results/S2.sorted.bam,92.1,/results/S2.tr.bam',
  ],
  viralrecon: [
    'sample,fastq_1,fastq_2',
    'V1,/reads/v_L2_1.fastq.gz,/reads/v_L2_2.fastq.gz',
    'V1,/reads/v_L3_1.fastq.gz,/reads/v_L3_2.fastq.gz',
    'V2,/reads/w_L3_1.fastq.gz,',
  ],
  bactmap: ['sample,fastq_1,fastq_2', 'G1,/fastqs/G1_1.fastq.gz,/fastqs/G1_2.fastq.gz'],
  bactmapSince: [
    'sample,run_accession,instrument_platform,fastq_1,fastq_2',
    'B1,ERR1,ILLUMINA,/reads/ERR1_1.fastq.gz,/reads/ERR1_2.fastq.gz',
    'B1,ERR2,ILLUMINA,/reads/ERR2_1.fastq.gz,/reads/ERR2_2.fastq.gz',
    'B2,ERR3,OXFORD_NANOPORE,/reads/ERR3.fastq.gz,',
  ],
} as const;

const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
/** The items of a sheet, which both readers must give alike. */
function itemsOf(name: keyof typeof SHEETS, rules?: SampleTable<Columns, Columns>): readonly Record<string, unknown>[] {
  const verdict = bySynth(textOf(SHEETS[name]), rules);
  if ('messages' in verdict) throw new Error(verdict.messages);
  for (const awk of awks) expect(allByAwk(awk, [textOf(SHEETS[name])], rules)).toEqual([verdict]);
  return JSON.parse(verdict.samples);
}

/** What both readers say of a sheet. */
function refusalOf(text: string | Buffer, rules?: SampleTable<Columns, Columns>): string {
  const verdict = bySynth(text, rules);
  for (const awk of awks) expect(allByAwk(awk, [text], rules)).toEqual([verdict]);
  return 'messages' in verdict ? verdict.messages : '';
}

/** The rows of a table, which both readers must give alike. */
function rowsOf(text: string, rules: Table<Columns>): readonly Record<string, unknown>[] {
  const verdict = tableBySynth(text, rules);
  if ('messages' in verdict) throw new Error(verdict.messages);
  for (const awk of awks) expect(tablesByAwk(awk, [{ text, rules }])).toEqual([verdict]);
  return JSON.parse(verdict.rows);
}

test('F4.1 a sheet of nf-core/sarek works: patient, sex and status reach the item', () => {
  expect(itemsOf('sarek')).toMatchObject([
    { patient: 'p1', sex: 'XX', status: '0', sample: 'normal', lanes: [{ lane: 'lane_1' }, { lane: 'lane_2' }] },
    { patient: 'p1', sex: 'XX', status: '1', sample: 'tumor', lanes: [{ id: 'tumor_lane_1' }] },
  ]);
  expect(itemsOf('sarekMinimal')).toMatchObject([{ patient: 'p1', sex: 'NA', status: '0', strandedness: '' }]);
});

test('F4.2 a sheet of nf-core/rnaseq works: strandedness reaches the item, lines of a sample are lanes 1, 2, 3', () => {
  const [control, treated] = itemsOf('rnaseq');
  expect(control).toMatchObject({
    strandedness: 'auto',
    lanes: [{ id: 'CTRL_1' }, { id: 'CTRL_2' }, { id: 'CTRL_3', seq_platform: 'ILLUMINA' }],
  });
  expect(treated).toMatchObject({ strandedness: 'reverse', layout: 'single', lanes: [{ lane: '1', fastq_2: '' }] });
});

test('F4.3 the optional columns of nf-core/rnaseq reach the items where the sheet has them', () => {
  expect(itemsOf('rnaseqWithBams')).toMatchObject([
    { genome_bam: '/results/S1.markdup.sorted.bam', percent_mapped: '85.2', lanes: [{ seq_center: '' }] },
    { transcriptome_bam: '/results/S2.tr.bam', percent_mapped: '92.1', lanes: [{ seq_center: 'My_Center' }] },
  ]);
  expect(itemsOf('rnaseq')[0]).not.toHaveProperty('genome_bam');
});

test('F4.4 the sheets of nf-core/viralrecon and nf-core/bactmap work, bactmap’s runs being lanes', () => {
  expect(itemsOf('viralrecon')).toMatchObject([{ lanes: [{ id: 'V1_1' }, { id: 'V1_2' }] }, { sample: 'V2' }]);
  expect(itemsOf('bactmap')).toMatchObject([{ sample: 'G1', layout: 'paired' }]);
  expect(itemsOf('bactmapSince')).toMatchObject([
    { lanes: [{ id: 'B1_ERR1', platform: 'ILLUMINA', run_accession: 'ERR1' }, { id: 'B1_ERR2' }] },
    { lanes: [{ id: 'B2_ERR3', platform: 'ONT', instrument_platform: 'OXFORD_NANOPORE' }] },
  ]);
});

test('F4.5 a path on the volume and s3:// are addresses, a relative path is refused with advice', () => {
  expect(refusalOf('sample,fastq_1\nA,/data/a.fastq.gz\nB,s3://b/b.fastq.gz\n')).toBe('');
  expect(refusalOf('sample,fastq_1\nA,reads/a.fastq.gz\n')).toMatch(
    /^\[cohort.csv:2:fastq_1\] the path is relative, got 'reads\/a.fastq.gz', .*; write the whole path, as \/reads\//,
  );
});

test('F4.6 what nf-core refuses in its columns is refused', () => {
  const text = 'patient,sample,sex,status,strandedness,fastq_1\np 1,A,male,2,yes,/a.fq.gz\n';
  expect(refusalOf(text).match(/:2:\w+/g)).toEqual([':2:patient', ':2:sex', ':2:status', ':2:strandedness']);
  expect(refusalOf('patient,sample,lane,fastq_1\np1,s1,L1,/a.fq\np2,s1,L2,/b.fq\n')).toContain("line 2 has 'p1'");
});

test('F4.7 other columns are refused, unless the rules leave them out, keep them or name them', () => {
  const text = 'sample,fastq_1,tissue,batch\nA,/a.fq,"skin ""dry""",3\n';
  const named = sampleTable({ sample: { tissue: column.text() }, lane: { batch: column.integer() } });
  expect(refusalOf(text).match(/got '\w+'/g)).toEqual(["got 'tissue'", "got 'batch'"]);
  expect(refusalOf(text, sampleTable({}, { extra: 'ignore' }))).toBe('');
  const items = (rules: SampleTable<Columns, Columns>): unknown => {
    expect(refusalOf(text, rules)).toBe('');
    const verdict = bySynth(text, rules);
    return 'samples' in verdict ? JSON.parse(verdict.samples) : [];
  };
  expect(items(sampleTable({}, { extra: 'keep' }))).toMatchObject([
    { lanes: [{ extra: '{"tissue":"skin \\"dry\\"","batch":"3"}' }] },
  ]);
  expect(items(named)).toMatchObject([{ tissue: 'skin "dry"', lanes: [{ batch: '3' }] }]);
  const [sample] = parseSampleSheet(text, 'cohort.csv', named).samples;
  expect([sample?.tissue, sample?.lanes[0]?.batch]).toEqual(['skin "dry"', 3]);
});

const ofSarek = {
  patient: column.name(),
  sex: column.oneOf('XX', 'XY', 'NA').optional('NA'),
  status: column.oneOf('0', '1').optional('0'),
  sample: column.name().unique(),
};
const bams = table({
  ...ofSarek,
  bam: column.file({ suffixes: ['.bam'] }),
  bai: column.file({ suffixes: ['.bai'] }),
});
const crams = table({
  ...ofSarek,
  cram: column.file({ suffixes: ['.cram'] }),
  crai: column.file({ suffixes: ['.crai'] }),
  table: column.file({ suffixes: ['.table'] }).optional(),
});
const vcfs = table({
  ...ofSarek,
  vcf: column.file({ suffixes: ['.vcf', '.vcf.gz'] }),
  variantcaller: column.text().optional(),
});
const barcodes = table({ sample: column.name().unique(), barcode: column.integer({ min: 1 }).unique() });

test.each([
  ['BAM', 'patient,sample,bam,bai\np1,s1,/m/s1.bam,/m/s1.bam.bai\n', bams, { sex: 'NA', bai: '/m/s1.bam.bai' }],
  [
    'CRAM',
    'patient,sample,cram,crai,table\np1,s1,/m/s1.cram,/m/s1.cram.crai,/m/s1.table\n',
    crams,
    { table: '/m/s1.table' },
  ],
  ['VCF', 'patient,sample,vcf\np1,s1,https://h/s1.vcf.gz\n', vcfs, { vcf: 'https://h/s1.vcf.gz', variantcaller: '' }],
  ['barcodes', 'sample,barcode\n21X983255,1\n70H209408,12\n', barcodes, { sample: '21X983255', barcode: '1' }],
] as const)('F4.8 the typed reader reads nf-core’s sheets without FASTQ: %s', (_, text, rules, item) => {
  expect(rowsOf(text, rules)[0]).toMatchObject(item);
});

const SHEET = table(
  {
    sample: column.name().unique(),
    fastq_1: column.file({ suffixes: ['.fastq.gz', '.fq.gz'] }),
    strandedness: column.oneOf('auto', 'forward', 'reverse', 'unstranded'),
    age: column.integer({ min: 0 }).optional(),
  },
  { extra: 'keep' },
);
const COHORT = 'sample,fastq_1,strandedness,age,site\nS1,/r/1.fq.gz,auto,40,"Zürich, 1"\nS2,s3://b/2.fq.gz,forward,,\n';

test('F4.9 a table of any columns gives typed rows at synth, and the same list as when the workflow runs', () => {
  const rows = parseTable(COHORT, 'x.csv', SHEET);
  expect(rows).toEqual([
    { sample: 'S1', fastq_1: '/r/1.fq.gz', strandedness: 'auto', age: 40, extra: { site: 'Zürich, 1' } },
    { sample: 'S2', fastq_1: 's3://b/2.fq.gz', strandedness: 'forward', age: undefined, extra: { site: '' } },
  ]);
  expect(JSON.parse(tableParameter(rows, SHEET))).toEqual(rowsOf(COHORT, SHEET));
  expect([rows, rows[0], rows[0]?.extra].every(Object.isFrozen)).toBe(true);
});

test('F4.10 rows that somebody changed are held to the rules again', () => {
  const [row] = parseTable(COHORT, 'x.csv', SHEET);
  if (row === undefined) throw new Error('no row');
  expect(() => tableParameter([row, { ...row, age: -1 }], SHEET)).toThrow(
    /^\[rows:2:age\] the number cannot be used, got '-1', .*\n\[rows:2:sample\] the value stands twice, got 'S1'/,
  );
});

test('F4.11 the columns of a table go down to the stage under their names, and are typed once', () => {
  const chart = new Chart(Testing.app(), 'rows', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'rows', { image: 'tools:1', parameters: { folder: '/run', table: {} } });
  const folder = SEED_VOLUME.folder(workflow.parameters.folder);
  const given = SEED_VOLUME.file(workflow.parameters.table);
  const reader = tableReader(workflow, 'read', { table: given, rules: SHEET, folder });
  new ParallelMapStage(workflow, 'each', {
    over: rowsIn(reader.text('rows'), SHEET),
    each: (scope, { sample, ...row }) =>
      new GenomicsStage(scope, 'say', {
        inputs: row,
        outputs: { said: folder.result(sample, '.txt') },
        script: ({ inputs, outputs }) => sh`echo ${inputs.age} ${inputs.extra} ${inputs.fastq_1} >${outputs.said}`,
      }),
  });
  const manifests = Testing.synth(chart);
  expect(check(manifests)).toEqual([]);
  const tasks = workflowTemplate(manifests).spec.templates?.find(({ name }) => name === 'rows')?.dag?.tasks;
  expect(tasks?.map(({ name, depends, withParam }) => [name, depends, withParam])).toEqual([
    ['read', undefined, undefined],
    ['each', 'read', '{{tasks.read.outputs.parameters.rows}}'],
  ]);
  const passed = JSON.stringify(tasks?.[1]?.arguments);
  for (const name of ['sample', 'fastq_1', 'strandedness', 'age', 'extra']) expect(passed).toContain(`item.${name})`);
});

test('F4.12 laneOf makes of a lane’s item what the stage that aligns it takes', () => {
  const chart = new Chart(Testing.app(), 'lanes', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'lanes', {
    image: 'tools:1',
    parameters: { folder: '/run', sheet: {} },
  });
  const folder = SEED_VOLUME.folder(workflow.parameters.folder);
  const read = sampleSheet(workflow, 'sheet', { sheet: SEED_VOLUME.file(workflow.parameters.sheet), folder });
  new ParallelMapStage(workflow, 'samples', {
    over: samplesIn(read.text('samples')),
    each: (inSample, { sample, lanes, strandedness }) => {
      new ParallelMapStage(inSample, 'lanes-of-one', {
        over: lanesIn(lanes),
        each: (inLane, lane) =>
          bwaMem(inLane, 'align', {
            ...laneOf(lane, sample),
            reference: SEED_VOLUME.file('/ref.fa'),
            bam: folder.intermediate(sample, '/', lane.id, '.bam'),
          }),
      });
      return new GenomicsStage(inSample, 'say', {
        inputs: { strandedness },
        outputs: { said: folder.result(sample, '.txt') },
        script: ({ inputs, outputs }) => sh`echo ${inputs.strandedness} >${outputs.said}`,
      });
    },
  });
  const align = workflowTemplate(Testing.synth(chart)).spec.templates?.find(({ name }) => name === 'align');
  expect(align?.inputs?.parameters?.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'fastq1',
      'fastq2',
      'checksum1',
      'checksum2',
      'rgId',
      'rgSample',
      'rgLibrary',
      'rgPlatform',
      'rgUnit',
    ]),
  );
});

test.each([
  [
    '33, lines of commas alone',
    'sample,fastq_1,fastq_2\n,,\nA,/a.fq,\n',
    ":2] the line has separators and no value, got ',,'",
    'remove the line',
  ],
  [
    '38, semicolons',
    'sample;fastq_1;fastq_2\nA;/a.fq;\n',
    'the values are separated by semicolons',
    'replace the semicolons',
  ],
  ['38, Excel’s sep=', 'sep=,\nsample,fastq_1\nA,/a.fq\n', "an instruction to Excel, got 'sep=,'", 'remove the line'],
  [
    '39, UTF-16',
    Buffer.from('\ufeffsample\tfastq_1\r\nA\t/a.fq\r\n', 'utf16le'),
    'the sheet is no text in UTF-8',
    'UTF-16',
  ],
  ['39, Latin-1', Buffer.from('sample,fastq_1\nM\xfcller,/a.fq\n', 'latin1'), "got 'M<0xFC>ller'", 'CSV UTF-8'],
  ['39, carriage returns alone', 'sample,fastq_1\rA,/a.fq\r', 'carriage returns alone', 'CSV UTF-8'],
  [
    '39, a zero-width space',
    'sample,fastq_1\nNA\u200b1,/a.fq\n',
    "got 'NA<U+200B>1'",
    'remove what stands between < and >',
  ],
  ['39, a no-break space', 'sample,fastq_1\nNA\u00a02,/a.fq\n', "got 'NA<U+00A0>2'", 'type the value anew'],
  ['39, columns without a name', 'sample,fastq_1,,\nA,/a.fq,,\n', ':1:3] a column has no name', 'remove the column'],
])('F4.13 what a spreadsheet leaves is named as what it is, by both readers: row %s', (_, text, what, fix) => {
  const said = refusalOf(text);
  expect(said).toContain(what);
  expect(said).toContain(fix);
  expect(said).not.toContain('is not known');
});
