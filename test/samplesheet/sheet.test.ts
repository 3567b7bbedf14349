import fc from 'fast-check';
import { parseSampleSheet, type Sample, sampleParameters } from '../../lib';
import { bySynth } from './sheets';

const parse = (text: string): readonly Sample[] => parseSampleSheet(text, 'cohort.csv').samples;

const CSV = [
  'sample,lane,fastq_1,fastq_2,library,platform,platform_unit,fastq_1_md5,fastq_2_sha256',
  'A,L1,oss://b/reads/A_L1_1.fq.gz,oss://b/reads/A_L1_2.fq.gz,lib1,DNBSEQ,H0164.1,D41D8CD98F00B204E9800998ECF8427E,',
  `B,,"https://h/B,1.fastq.gz?Expires=1&Signature=x%2By",,,,,,`,
  'A,L2,oss://b/reads/A_L2_1.fq.gz,oss://bucket/A_L2_2.fq.gz,lib1,,,,',
].join('\n');

test('lines become samples in the order of their first lines, with what a read group needs', () => {
  const [a, b, ...more] = parse(CSV);
  expect(more).toEqual([]);
  expect([a?.sample, a?.layout, a?.lanes.map(({ id, line }) => [id, line])]).toEqual([
    'A',
    'paired',
    [
      ['A_L1', 2],
      ['A_L2', 4],
    ],
  ]);
  expect(a?.lanes[0]).toMatchObject({
    library: 'lib1',
    platform: 'DNBSEQ',
    platform_unit: 'H0164.1',
    fastq_1_md5: 'd41d8cd98f00b204e9800998ecf8427e',
    fastq_2_sha256: '',
  });
  expect(a?.lanes[1]).toMatchObject({
    platform: 'ILLUMINA',
    platform_unit: 'A_L2',
    fastq_2: 'oss://bucket/A_L2_2.fq.gz',
  });
  expect(b).toMatchObject({
    sample: 'B',
    layout: 'single',
    lanes: [{ id: 'B_1', lane: '1', library: 'B', fastq_2: '' }],
  });
  expect(b?.lanes[0]?.fastq_1).toBe('https://h/B,1.fastq.gz?Expires=1&Signature=x%2By');
});

test('an item has every field, lanes as a list of its own, and texts that need no escape', () => {
  const sheet = parseSampleSheet(CSV, 'cohort.csv');
  const [only] = sampleParameters({ ...sheet, samples: sheet.samples.slice(1) });
  expect(only?.samples).toBe(
    '[{"sample":"B","layout":"single","patient":"","sex":"NA","status":"0","strandedness":"",' +
      '"lanes":[{"id":"B_1","lane":"1","fastq_1":"https://h/B,1.fastq.gz?Expires=1&Signature=x%2By",' +
      '"fastq_2":"","library":"B","platform":"ILLUMINA","platform_unit":"B_1",' +
      '"checksum1":"","checksum2":""}]}]',
  );
});

test('a mate’s checksum in an item is its SHA-256, else its MD5, in lower case', () => {
  const [md5, sha256] = ['D41D8CD98F00B204E9800998ECF8427E', 'b'.repeat(64)];
  const [given] = sampleParameters(
    parseSampleSheet(
      `sample,fastq_1,fastq_2,fastq_1_md5,fastq_1_sha256,fastq_2_md5,fastq_2_sha256\nA,oss://b/a_1.fq,oss://b/a_2.fq,${md5},${sha256},${md5},\n`,
      'cohort.csv',
    ),
  );
  const [{ lanes }] = JSON.parse(given?.samples ?? '');
  const [lane] = lanes;
  expect([lane.checksum1, lane.checksum2]).toEqual([sha256, md5.toLowerCase()]);
});

test('CSV and TSV, any line ends, a byte order mark, quotes and empty lines make no difference', () => {
  const plain = 'sample,fastq_1\nA,oss://b/a.fq\nB,oss://b/b.fq\n';
  const others = [
    plain.trimEnd(),
    plain.replaceAll(',', '\t'),
    plain.replaceAll('\n', '\r\n'),
    `\ufeff${plain}`,
    '"sample","fastq_1"\n"A","oss://b/a.fq"\n"B","oss://b/b.fq"\n',
    `${plain}\n`,
  ];
  for (const other of others) expect(bySynth(other)).toEqual(bySynth(plain));
  expect(parse('\nsample,fastq_1\n\nA,oss://b/a.fq\n')[0]?.lanes[0]?.line).toBe(4);
});

test('columns stand in any order', () => {
  expect(bySynth('fastq_2,sample,fastq_1\noss://b/b.fq,A,oss://b/a.fq\n')).toEqual(
    bySynth('sample,fastq_1,fastq_2\nA,oss://b/a.fq,oss://b/b.fq\n'),
  );
});

test('a sheet cannot be changed', () => {
  const [sample] = parse(CSV);
  expect([sample, sample?.lanes, sample?.lanes[0]].every(Object.isFrozen)).toBe(true);
});

test('the layout says which lanes have a second file', () => {
  for (const sample of parse(CSV)) {
    // The compiler knows the second file of a single sample as ''.
    const second: '' | readonly string[] =
      sample.layout === 'single' ? (sample.lanes[0]?.fastq_2 ?? '') : sample.lanes.map(({ fastq_2 }) => fastq_2);
    expect(second === '').toBe(sample.layout === 'single');
  }
});

test('every name that is accepted is a label’s value and a file’s name', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aZ09._-/ é'), maxLength: 70 }), (name) => {
      const accepted = 'samples' in bySynth(`sample,fastq_1\n${name},oss://b/a.fq\n`);
      expect(accepted).toBe(name.length <= 63 && /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name));
    }),
  );
});
