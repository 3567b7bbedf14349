/**
 * The bytes of a text, a character for each, as an awk in the C locale sees them: so both readers of a table count and
 * compare alike, and what is no UTF-8 can be shown. A NUL, at which some awks end a line, becomes the byte 255, which
 * UTF-8 has not either.
 */
export function bytesOf(text: string | Uint8Array): string {
  return Buffer.from(text).toString('latin1').replaceAll('\0', '\xff');
}

/** The text of bytes that are UTF-8. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/**
 * Characters that nobody sees, from and to, by Unicode's numbers: controls, spaces other than the one of ASCII,
 * joiners, marks of direction, variation selectors and fillers.
 */
export const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

/** A character of UTF-8 by its bytes (RFC 3629, section 4), else one byte. */
const CHARACTER = new RegExp(
  [
    '[\\x00-\\x7f]',
    '[\\xc2-\\xdf][\\x80-\\xbf]',
    '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}',
    '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}',
    '[\\xf1-\\xf3][\\x80-\\xbf]{3}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}',
    '[\\x80-\\xff]',
  ].join('|'),
  'g',
);

const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, '0');

const isLost = (one: string): boolean => one.length === 1 && one > '\x7f';

function isUnseen(one: string): boolean {
  const point = textOf(one).codePointAt(0) ?? 0;
  return INVISIBLE.some(([from, to]) => point >= from && point <= to);
}

/** What the first character that a table cannot hold is: no UTF-8 (`encoding`), or not to be seen (`invisible`). */
export function oddCharacter(bytes: string): 'encoding' | 'invisible' | undefined {
  if (/^[ -~]*$/.test(bytes)) return undefined;
  for (const [one] of bytes.matchAll(CHARACTER)) {
    if (isLost(one)) return 'encoding';
    if (isUnseen(one)) return 'invisible';
  }
  return undefined;
}

/**
 * A value as messages show it: without a URL's query, which may hold a signature, and with what is not seen named:
 * `'NA<U+200B>1'`, `'M<0xFC>ller'`.
 */
export function shown(bytes: string): string {
  const named = bytes.replace(/[?].*$/s, '?\xe2\x80\xa6').replace(CHARACTER, (one) => {
    if (one === '\xff') return '<NUL>';
    if (isLost(one)) return `<0x${hex(one.charCodeAt(0), 2)}>`;
    return isUnseen(one) ? `<U+${hex(textOf(one).codePointAt(0) ?? 0, 4)}>` : one;
  });
  return `'${textOf(named)}'`;
}
