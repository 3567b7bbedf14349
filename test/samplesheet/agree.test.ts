import fc from 'fast-check';
import { column, sampleTable } from '../../lib';
import { HOSTILE } from '../support/hostile';
import { allByAwk, awks, bySynth } from './sheets';

jest.setTimeout(300_000);

/** Values that a person writes, right and wrong; few names, so that lines meet each other. */
const name = fc.constantFrom('S1', 'S2', 'S1_1', 'a.b-c', '1', '', 'a b', '-x', 'x'.repeat(63), 'x'.repeat(64), 'é');
const fastq = fc.constantFrom(
  '',
  'oss://b/reads/S1_1.fastq.gz',
  'oss://b/reads/S1_2.fastq.gz',
  'oss://b/reads/S2.fq',
  'https://h/x/S1_1.fq.gz?Expires=1&Signature=a%2Bb',
  'https://h/x/S1_1.fq.gz?Expires=2',
  'https://h/x/S1_1.fq.gz#part',
  'https://h/S1.bam#x.fq.gz',
  'oss://bucket/S1.fastq',
  'oss://bucket/../S1.fastq',
  'http://user:word@h/S1.fastq.gz',
  'ftp://h/S1.fastq.gz',
  'S1.fastq.gz',
  '/reads/S1.fastq.gz',
  '/reads/../S1.fastq.gz',
  's3://b/reads/S1_1.fastq.gz',
  's3://b/../S1.fastq.gz',
  '/reads//S1.fastq.gz',
  '/./S1.fastq.gz',
  '/reads/S*.fastq.gz',
  '/reads/S 1.fq.gz',
  'https://h/\u2028/S1.fq.gz',
  'oss://b/a//b.fq.gz',
  'oss://b/a/../b.fq.gz',
  'oss://b/.fastq.gz',
  'oss://b/reads/S1.bam',
  'oss://b/reads/S 1.fq.gz',
  '"oss://b/reads/S3.fq.gz"',
  '"oss://b/reads/a,b.fq.gz"',
  'oss://b/reads/"a".fq.gz',
);
const checksum = fc.constantFrom(
  '',
  'd41d8cd98f00b204e9800998ecf8427e',
  'D41D8CD98F00B204E9800998ECF8427E',
  'a'.repeat(64),
  'xyz',
);
const field = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('', 'lib1', 'ILLUMINA', 'illumina', 'H0164.2', 'a b', '"a""b"', '"', '"ab"c', 'a\tb'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
);
const columns: Readonly<Record<string, fc.Arbitrary<string>>> = {
  sample: name,
  lane: fc.oneof(name, fc.constantFrom('1', '2', 'L001')),
  fastq_1: fastq,
  fastq_2: fastq,
  library: field,
  platform: fc.oneof(fc.constantFrom('', 'ONT'), field),
  platform_unit: field,
  fastq_1_md5: checksum,
  fastq_2_md5: checksum,
  fastq_1_sha256: checksum,
  fastq_2_sha256: checksum,
  patient: fc.constantFrom('P1', 'P2', '', 'a b'),
  sex: fc.constantFrom('XX', 'NA', '', 'female'),
  status: fc.constantFrom('0', '1', '', '2'),
  strandedness: fc.constantFrom('auto', 'forward', '', 'Auto'),
  seq_platform: fc.constantFrom('', 'ILLUMINA', 'ONT', 'illumina'),
  seq_center: fc.constantFrom('', 'My_Center', 'My Center', '中心'),
  percent_mapped: fc.constantFrom('', '85.20', '100', '101', '0'),
  genome_bam: fastq,
  transcriptome_bam: fc.constantFrom('', '/b/a.bam', '/b/a.BAM'),
  run_accession: fc.oneof(name, fc.constantFrom('ERR1', 'ERR2')),
  instrument_platform: fc.constantFrom('', 'ILLUMINA', 'OXFORD_NANOPORE', 'ONT'),
  tissue: fc.oneof(field, fc.constantFrom('blood "cells"', 'a\\b')),
  batch: fc.constantFrom('1', '2', '', '0'),
  Sample: name,
  comment: field,
};
/** Rules with columns of somebody's own, some of which are always in the items; or with strangers kept, or ignored. */
const OWN = sampleTable({
  sample: {
    tissue: column.text().optional('a "b"'),
    strandedness: column.oneOf('auto', 'forward'),
    genome_bam: column.file(),
  },
  lane: { batch: column.integer({ min: 1 }).optional(), seq_center: column.text().optional() },
});
const KEPT = sampleTable({ lane: { batch: column.integer({ min: 1 }).optional() } }, { extra: 'keep' });
const IGNORED = sampleTable({}, { extra: 'ignore' });

const lineEnd = fc.constantFrom('\n', '\r\n');
const header = fc.oneof(
  { weight: 6, arbitrary: fc.constant(['sample', 'lane', 'fastq_1', 'fastq_2']) },
  { weight: 3, arbitrary: fc.shuffledSubarray(Object.keys(columns), { minLength: 1 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...Object.keys(columns), '', '"sample"'), { maxLength: 5 }) },
);

/** Sheets of lines that are alike, with a line of another length, an empty one or anything now and then. */
const sheet = fc
  .tuple(header, fc.constantFrom(',', '\t'), lineEnd, fc.constantFrom('', '\ufeff'))
  .chain(([names, separator, end, bom]) => {
    const row = fc.tuple(...names.map((column) => columns[column] ?? field)).map((values) => values.join(separator));
    const line = fc.oneof(
      { weight: 20, arbitrary: row },
      { weight: 1, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: field },
    );
    return fc
      .tuple(fc.array(line, { maxLength: 6 }), fc.boolean())
      .map(([lines, closed]) => bom + [names.join(separator), ...lines].join(end) + (closed ? end : ''));
  });

/** Sheets without a fault: what differs from line to line is unique, and what is optional is there or not. */
const good = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
    fc.boolean(),
    lineEnd,
    fc.constantFrom(',', '\t'),
  )
  .chain(([counts, paired, end, separator]) => {
    const rows = counts.flatMap((count, at) => Array.from({ length: count }, (_, lane) => [`S${at}`, `L${lane}`]));
    const optional = fc.tuple(
      fc.constantFrom('', 'lib1', '"lib1"'),
      fc.constantFrom('', 'ONT'),
      fc.constantFrom('', 'H0164.1:2+A'),
      fc.constantFrom('', 'D41D8CD98F00B204E9800998ECF8427E'),
      fc.constantFrom('', 'a'.repeat(64)),
      fc.constantFrom('oss://b/r/', 'oss://b/', 'https://h/x/', 'http://h:80/%20!$&(*+,;=@~/'),
      fc.constantFrom('', '?a=b&c=d,e#f'),
    );
    return fc.tuple(...rows.map(() => optional)).map((all) => {
      const lines = rows.map(([sample, lane], at) => {
        const [library, platform, unit, md5, sha256, place, query] = all[at] ?? [];
        const mate = (number: number): string =>
          `"${place}${sample}_${lane}_${number}.fq.gz${place === 'oss://b/r/' ? '' : query}"`;
        return [sample, lane, mate(1), paired ? mate(2) : '', library, platform, unit, md5, sha256].join(separator);
      });
      const names = [
        'sample',
        'lane',
        'fastq_1',
        'fastq_2',
        'library',
        'platform',
        'platform_unit',
        'fastq_1_md5',
        'fastq_1_sha256',
      ];
      return [names.join(separator), ...lines].join(end);
    });
  });

/** Sheets by the dozen: a process of each awk reads them all. */
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 25, maxLength: 25 });

describe.each(awks)('synth and %s', (awk) => {
  test('give the same items of a good sheet', () => {
    fc.assert(
      fc.property(many(good), (texts) => {
        const verdicts = texts.map((text) => bySynth(text));
        for (const verdict of verdicts) expect(verdict).toHaveProperty('samples');
        expect(allByAwk(awk, texts)).toEqual(verdicts);
      }),
      { numRuns: 2 },
    );
  });

  test('accept and refuse the same sheets, with the same messages and the same items', () => {
    fc.assert(
      fc.property(many(sheet), (texts) => expect(allByAwk(awk, texts)).toEqual(texts.map((text) => bySynth(text)))),
      { numRuns: 6 },
    );
  });

  test.each([OWN, KEPT, IGNORED])('do so by rules of somebody’s own', (rules) => {
    fc.assert(
      fc.property(many(sheet), (texts) =>
        expect(allByAwk(awk, texts, rules)).toEqual(texts.map((text) => bySynth(text, rules))),
      ),
      { numRuns: 2 },
    );
  });

  test('agree on any text at all, and on any bytes', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 30 }),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.concat([Buffer.from('sample,fastq_1\n'), bytes])),
      fc
        .array(fc.constantFrom('"', ',', '\t', '\n', '\r', 'sample', 'a', ' '), { maxLength: 20 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(many(anything), (texts) => expect(allByAwk(awk, texts)).toEqual(texts.map((text) => bySynth(text)))),
      { numRuns: 6 },
    );
  });
});
