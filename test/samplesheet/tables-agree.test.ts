import fc from 'fast-check';
import { column, type Table, table } from '../../lib';
import { bytesOf, textOf } from '../../lib/samplesheet/characters';
import { type Column, faultOf } from '../../lib/samplesheet/column';
import type { Columns } from '../../lib/samplesheet/table';
import { HOSTILE } from '../support/hostile';
import { awks, tableBySynth, tablesByAwk } from './sheets';

jest.setTimeout(300_000);

const word = fc.constantFrom('auto', 'T cell (CD4+)', 'a|b', '^x$', '0', "it's", '"q"', 'back\\slash');
const bound = fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined });
const suffix = fc.constantFrom('.bam', '.fastq.gz', '.fq', '.b-a_m');

/** A column of any kind, required or not, unique or not, with a default or without. */
const anyColumn: fc.Arbitrary<Column<string | number | undefined>> = fc
  .tuple(
    fc.oneof(
      fc.constant([column.name(), 'S1'] as const),
      fc.constant([column.text(), 'a "b" \\c é'] as const),
      fc.array(suffix, { maxLength: 2 }).map((suffixes) => [column.file({ suffixes }), undefined] as const),
      fc
        .tuple(bound, bound)
        // Bounds between which no number lies are refused.
        .map(([one, other]) => (one !== undefined && other !== undefined && one > other ? [other, one] : [one, other]))
        .map(
          ([min, max]) =>
            [
              column.integer({ ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }),
              undefined,
            ] as const,
        ),
      fc.tuple(word, fc.array(word, { maxLength: 3 })).map(([one, more]) => [column.oneOf(one, ...more), one] as const),
    ),
    fc.constantFrom('required', 'optional', 'default'),
    fc.boolean(),
  )
  .map(([[kind, otherwise], presence, isUnique]) => {
    const any: Column<string | number> = kind;
    const one = isUnique ? any.unique() : any;
    if (presence === 'required') return one;
    return presence === 'default' && otherwise !== undefined ? one.optional(otherwise) : one.optional();
  });

const NAMES = ['sample', 'bam', 'age', 'state', 'note'] as const;

/** Rules of one to five columns, in any order. */
const rules: fc.Arbitrary<Table<Columns>> = fc
  .tuple(
    fc.shuffledSubarray([...NAMES], { minLength: 1 }),
    fc.tuple(anyColumn, anyColumn, anyColumn, anyColumn, anyColumn),
    fc.constantFrom('refuse', 'ignore', 'keep'),
    fc.boolean(),
  )
  .map(([names, columns, extra, hasKey]) =>
    table(Object.fromEntries(names.map((name, at) => [name, columns[at] ?? column.text()])), {
      extra,
      ...(hasKey ? { key: names.slice(0, 2) } : {}),
    }),
  );

const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('S1', 'S2', 'a b', '-x', '', '7', '0', '-3', '007', '21', '+4', '9'.repeat(16)),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '/a/b.bam',
      '/a/b.fq?x',
      'oss://b/a.bam?s',
      's3://b/a.fq',
      'a.bam',
      '/a/../b.bam',
      '/a/./b.bam',
      '//b.bam',
      '/.b/a.bam',
      '/a*.bam',
    ),
  },
  { weight: 6, arbitrary: word },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'NA\u200b1',
      'M\u00fcller',
      'N\u00a02',
      '中心',
      '🧬',
      'x\u0007',
      '{{x}}',
      'a\0b',
      '\ud7ff\ue000',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
);
const quoted = (text: string): string => (/[",\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A name near those of columns, or not. */
const misspelt = fc.oneof(
  fc.constantFrom('smaple', 'sapml', 'bma', 'agé', 'staet', 'tonet', 'samplesample', 'SAMPLE', 'Bam', 'AGÉ', 'notE1'),
  fc.string({ unit: fc.constantFrom(...'abegmnost'), maxLength: 7 }),
);

/** Bytes of a table that is nearly right by its rules: any value in any column, a strange column, a blank line. */
const anyTable = rules.chain((of) => {
  const names = fc.oneof(
    { weight: 8, arbitrary: fc.shuffledSubarray([...of.names, 'site'], { minLength: of.names.length }) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...of.names, '', 'ne\u200bw', 'Sample'), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(fc.oneof(misspelt, fc.constantFrom(...of.names)), { maxLength: 4 }) },
  );
  return fc
    .tuple(names, fc.constantFrom(',', '\t'), fc.constantFrom('\n', '\r\n', '\r'))
    .chain(([header, separator, end]) => {
      const cells = fc.tuple(...header.map(() => value)).map((all) => all.map(quoted).join(separator));
      const line = fc.oneof(
        { weight: 20, arbitrary: cells },
        { weight: 1, arbitrary: fc.constantFrom('', separator.repeat(Math.max(0, header.length - 1)), 'x') },
      );
      return fc
        .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom('', 'sep=;\n', '\ufeff'))
        .map(([lines, before]) => ({
          rules: of,
          text: before + [header.join(separator), ...lines].join(end),
        }));
    });
});

/** A value that a column takes, so that whole tables are good. */
function goodValue({ kind, isUnique }: Column<string | number | undefined>, at: number): fc.Arbitrary<string> {
  const number = isUnique ? `${at}` : '';
  const tried = ['S', 'a "b" \\c é', '/a/b', '/a/b', '0', '5', '-5', '15', '-15'].map((text) => text + number);
  const suffixed = ['.bam', '.fastq.gz', '.fq', '.b-a_m', '.x'].map((end) => `/reads/${at}${end}`);
  const words = kind.checks.flatMap(({ test, by }) => (test === 'among' ? by.split('\t') : []));
  const fit = [...tried, ...suffixed, ...words].filter((text) => faultOf(kind, bytesOf(text)) === undefined);
  return fit.length === 0 ? fc.constant('') : fc.constantFrom(...fit);
}

const goodTable = rules.chain((of) => {
  const header = of.names;
  const rows = [1, 2, 3].map((at) =>
    fc.tuple(...Object.values(of.columns).map((one) => goodValue(one, at))).map((all) => all.map(quoted).join(',')),
  );
  return fc.tuple(...rows).map((lines) => ({ rules: of, text: [header.join(','), ...lines].join('\n') }));
});

const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 25, maxLength: 25 });

describe.each(awks)('synth and %s', (awk) => {
  test('accept and refuse the same tables by the same rules, with the same messages and rows', () => {
    fc.assert(
      fc.property(many(fc.oneof(anyTable, goodTable)), (tables) => {
        const verdicts = tables.map(({ text, rules: of }) => tableBySynth(text, of));
        expect(tablesByAwk(awk, tables)).toEqual(verdicts);
      }),
      { numRuns: 6 },
    );
  });

  test('count the bytes of characters, and tell those of UTF-8', () => {
    const NOTES = table({ note: column.text() });
    fc.assert(
      fc.property(many(fc.uint8Array({ minLength: 1, maxLength: 6 })), (all) => {
        const tables = all.map((bytes) => ({ rules: NOTES, text: Buffer.concat([Buffer.from('note\n'), bytes]) }));
        expect(tablesByAwk(awk, tables)).toEqual(tables.map(({ text }) => tableBySynth(text, NOTES)));
      }),
      { numRuns: 6 },
    );
  });
});

test('a text is its bytes and back', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => textOf(bytesOf(text)) === text));
});

test('of tables that are made to be good, most are', () => {
  const sample = fc.sample(goodTable, { numRuns: 100, seed: 1 });
  const accepted = sample.filter(({ text, rules: of }) => 'rows' in tableBySynth(text, of));
  expect(accepted.length).toBeGreaterThan(40);
});
