import { GenomicsError } from '../errors';
import { TEXT as A_TEXT, listOfKind, mustBe, NUMBER, optional, shape } from '../kinds';
import { type Check, Column, type Kind } from './column';
import { LONGEST_NAME } from './limits';
import type { Rule } from './rules';

const like = (by: string, rule: Rule): Check => ({ test: 'like', by, rule });
const unlike = (by: string, rule: Rule): Check => ({ test: 'unlike', by, rule });
const FILE_OPTIONS = shape({ suffixes: optional(listOfKind(A_TEXT)) });
const BOUNDS = shape({ min: optional(NUMBER), max: optional(NUMBER) });

const asText = (text: string): string => text;

/** Rules of values that no option changes. Like {@link RULES} they have no equals sign. */
export const VALUE_RULES = {
  name: {
    what: 'the name is not safe',
    expected:
      `letters, digits, '.', '_' and '-', a letter or digit at both ends, at most ${LONGEST_NAME}: ` +
      'a file and a label are called so',
    fix: 'rename it',
  },
  relative: {
    what: 'the path is relative',
    expected: 'a path from the root of the volume, /…, or a URL',
    fix: 'write the whole path, as /reads/S1.fastq.gz: a pod has no folder of yours',
  },
  address: {
    what: 'the address cannot be used',
    expected:
      'a path on the volume, https://, http://, oss:// or s3://, ' +
      'with no password, no .. in a bucket, and no .., . or empty name in a path',
    fix: 'write the whole address, oss://<bucket>/<path> or s3://<bucket>/<path> for a file of the mounted bucket',
  },
  characters: {
    what: 'a character cannot be part of an address here',
    expected: 'those that RFC 3986 allows in a URL, so no space, quote, brace or accent; in a path no *, ? or # either',
    fix: 'rename the file; in a URL write the character as % and two digits',
  },
  text: {
    what: 'the text has two braces, which Argo would replace',
    expected: 'a text without them',
    fix: 'write it otherwise',
  },
} as const satisfies Readonly<Record<string, Rule>>;

const { name, relative, address, characters, text } = VALUE_RULES;

/** Kubernetes' label values, without the empty one: also safe as a file's name. */
export const NAME: Kind<string> = {
  name: 'name',
  meaning: 'a name',
  checks: [
    like('^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$', name),
    { test: 'longest', by: `${LONGEST_NAME}`, rule: name },
  ],
  cell: asText,
};

const TEXT: Kind<string> = {
  name: 'text',
  meaning: 'a text',
  checks: [unlike('[{][{]', text)],
  cell: asText,
};

/** What a file's name ends with is a rule of each column; the rest is one of all. */
export function fileKind(suffixes: readonly string[], meaning: string): Kind<string> {
  const ends = suffixes.map((suffix) => suffix.replaceAll('.', '[.]')).join('|');
  const rule: Rule = {
    what: 'the address ends in no name of such a file',
    expected: suffixes.length === 0 ? 'the name of a file at its end' : `${oneOfThese(suffixes)} at its end`,
    fix: 'name the file that is meant, or rename it',
  };
  return {
    name: 'file',
    meaning,
    checks: [
      like('^(/|[A-Za-z][A-Za-z0-9+.-]*:)', relative),
      like('^(/|(https?|oss|s3)://[^/?#@]+/)', address),
      // None that JSON, a shell's word or a list of files would have to quote.
      like("^(/[A-Za-z0-9._~:/@!$&'()+,;=%-]*|[A-Za-z][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)$", characters),
      // What would leave the mounted bucket, or is no path by which a stage takes a file.
      unlike('^(oss|s3):/.*/[.][.](/|$)', address),
      unlike('^/(.*/)?[.]?[.]?/', address),
      { test: 'address', by: ends === '' ? '[^/]$' : `[^/](${ends})$`, rule },
    ],
    cell: asText,
  };
}

/** `a, b or c`. */
export function oneOfThese(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export function wordKind<const Word extends string>(words: readonly Word[]): Kind<Word> {
  const expected = oneOfThese(words);
  const rule: Rule = { what: 'the word is not one of the column', expected, fix: 'write it so; capitals count' };
  // The check has left one of the words.
  return {
    name: 'word',
    meaning: expected,
    checks: [{ test: 'among', by: words.join('\t'), rule }],
    cell: (word) => word as Word,
  };
}

/** Digits of which no reader of numbers loses one. */
const MOST_DIGITS = 15;

function integerKind(min: number | undefined, max: number | undefined): Kind<number> {
  const [from, to] = [min === undefined ? '' : ` from ${min}`, max === undefined ? '' : ` to ${max}`];
  const expected = `a whole number${from}${to}${from + to === '' ? ` of at most ${MOST_DIGITS} digits` : ''}`;
  const rule: Rule = {
    what: 'the number cannot be used',
    expected,
    fix: 'write it so, in digits, with no zero before',
  };
  const bounds: readonly Check[] = [
    ...(min === undefined ? [] : [{ test: 'least', by: `${min}`, rule } as const]),
    ...(max === undefined ? [] : [{ test: 'most', by: `${max}`, rule } as const]),
  ];
  const digits: Check = { test: 'longest', by: `${MOST_DIGITS}`, rule };
  return {
    name: 'integer',
    meaning: expected,
    checks: [like('^(0|-?[1-9][0-9]*)$', rule), digits, ...bounds],
    cell: Number,
  };
}

export const required = <Value extends string | number>(kind: Kind<Value>): Column<Value> =>
  new Column(kind, true, '', false);

/** Refuses an option of a column that could not be a rule. */
function must(holds: boolean, what: string, got: string, expected: string): void {
  if (holds) return;
  throw new GenomicsError('invalid-value', 'table', { what, got, expected, fix: 'write it so' });
}

/**
 * The kinds of columns that a `table` can have. Every line must have a value; `.optional()` says otherwise, and
 * `.unique()` that none stands twice.
 */
export const column = Object.freeze({
  /** A name that is safe for a file and a label: letters, digits, `.`, `_` and `-`, at most 63. */
  name: (): Column<string> => required(NAME),

  /**
   * A path from the root of the volume (`/reads/S1.fastq.gz`), or a URL: https, http, or oss and s3 of the mounted
   * bucket.
   *
   * @param suffixes what its name can end with, as `.fastq.gz`. @default anything
   */
  file(options: { readonly suffixes?: readonly string[] } = {}): Column<string> {
    mustBe('table', options, FILE_OPTIONS, 'column.file');
    const { suffixes = [] } = options;
    const wrong = suffixes.find((suffix) => !/^[.][A-Za-z0-9._-]+$/.test(suffix));
    must(wrong === undefined, 'a suffix cannot be used', `'${wrong}'`, 'a dot, and letters, digits, dots, _ and -');
    return required(fileKind(suffixes, 'a path or a URL'));
  },

  /** A whole number of at most 15 digits, in a row a `number`. */
  integer(bounds: { readonly min?: number; readonly max?: number } = {}): Column<number> {
    mustBe('table', bounds, BOUNDS, 'column.integer');
    const { min, max } = bounds;
    for (const bound of [min, max])
      must(bound === undefined || Number.isSafeInteger(bound), 'a bound cannot be used', `${bound}`, 'a whole number');
    const isEmpty = min !== undefined && max !== undefined && min > max;
    must(!isEmpty, 'no number lies between the bounds', `min ${min}, max ${max}`, 'min at most max');
    return required(integerKind(min, max));
  },

  /** One of these words, in a row of their type. */
  oneOf<const Word extends string>(first: Word, ...more: readonly Word[]): Column<Word> {
    const words = [first, ...more];
    mustBe('table', words, listOfKind(A_TEXT), 'column.oneOf');
    const wrong = words.find((word) => !/^[ -~]+$/.test(word) || word.includes('{{'));
    must(wrong === undefined, 'a word cannot be used', `'${wrong}'`, 'a text in ASCII, not empty, without {{');
    return required(wordKind(words));
  },

  /** Any text in UTF-8 with no character that is not seen. */
  text: (): Column<string> => required(TEXT),
});
