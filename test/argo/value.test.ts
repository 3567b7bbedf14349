import fc from 'fast-check';
import { Value } from '../../lib';
import { namePart } from '../../lib/argo/value';
import { refusal } from '../synth';

describe('names derived from values', () => {
  test.each([
    ['https://h/x/SRR1976948_1.fastq.gz', 'SRR1976948_1.fastq.gz', 'SRR1976948_1', 'SRR1976948'],
    [
      'https://h/x/S1_S1_L001_R1_001.fastq.gz?Expires=1&Signature=a/b',
      'S1_S1_L001_R1_001.fastq.gz',
      'S1_S1_L001_R1_001',
      'S1_S1_L001',
    ],
    ['oss://bucket/a.b.R2.fq', 'a.b.R2.fq', 'a.b.R2', 'a.b'],
    ['https://h/ref.v2.fasta.gz#part', 'ref.v2.fasta.gz', 'ref.v2', 'ref.v2.fasta.gz'],
    ['plain', 'plain', 'plain', 'plain'],
  ])('%s', (url, name, stem, sample) => {
    const value = Value.of(url);
    expect([value.name, value.stem, value.sample].map(({ literal }) => literal)).toEqual([name, stem, sample]);
  });

  test('a name holds no folder and no query, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        (url) => !/[/?#]/.test(namePart('name', url)),
      ),
    );
  });

  test('a known format is cut at synth and leaves nothing for Argo to compute', () => {
    const sample = Value.part({ kind: 'parameter', name: 'fastq', owner: {} }).sample;
    expect(Value.of(sample, '.1.fq.gz').stem).toEqual(Value.of(sample, '.1'));
    expect(Value.of(sample, '.1.fq.gz').name).toEqual(Value.of(sample, '.1.fq.gz'));
  });
});

test('joining values is associative and drops empty texts', () => {
  const part = fc.oneof(
    fc.string().filter((text) => !text.includes('{')),
    fc.constant(Value.part({ kind: 'parameter', name: 'p', owner: {} })),
  );
  fc.assert(
    fc.property(fc.array(part), fc.array(part), (a, b) => {
      expect(Value.of(Value.of(...a), Value.of(...b)).parts).toEqual(Value.of(...a, ...b).parts);
    }),
  );
});

test('a value in an untagged template literal is refused', () => {
  const value = Value.part({ kind: 'parameter', name: 'p', owner: {} });
  const error = refusal(() => `${value as unknown as string}`);
  expect(error.code).toBe('handle-in-text');
  expect(error.message).toMatch(/^\[value\] .+, got .+, expected .+; .+/);
});

test.each([
  ['in one text', ['a{{b}}']],
  ['where two texts meet', ['{', '{x}}']],
])('braces that Argo would fill in are refused, %s', (_, pieces) => {
  expect(refusal(() => Value.of(...pieces)).code).toBe('invalid-value');
});

test('a handle that is undefined, as a misspelt column is in JavaScript, is refused', () => {
  expect(refusal(() => Value.of(undefined as unknown as string)).code).toBe('invalid-value');
});
