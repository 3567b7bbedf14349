import { CST, Lexer } from 'yaml';

interface Region {
  readonly from: number;
  readonly to: number;
  /** Spaces that put its lines to the right of what it stands in. */
  readonly width: number;
}

/**
 * Go's parser, and so kubectl and Argo, asks for no indentation inside quotes and brackets, where it has no meaning,
 * and PyYAML writes such texts; the library's lexer breaks off there. This is the text with those lines moved to the
 * right: the same lines, and the same values.
 */
export function indented(text: string): string {
  let result = text;
  const lines = text.split('\n').length;
  for (let moved = 0; moved < lines; moved += 1) {
    const region = brokenOff(result);
    if (region === undefined) break;
    const { from, to, width } = region;
    const inside = result.slice(from, to).replace(/\n/g, `\n${' '.repeat(width)}`);
    result = `${result.slice(0, from)}${inside}${result.slice(to)}`;
  }
  return result;
}

const quoted = /'(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*"/y;

/** The first text in quotes, or line within brackets, that the lexer leaves too early. */
function brokenOff(text: string): Region | undefined {
  const columnOf = (offset: number) => offset - text.lastIndexOf('\n', offset - 1);
  let [offset, depth, width] = [0, 0, 0];
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === CST.FLOW_END) return { from: text.lastIndexOf('\n', offset - 1), to: offset, width };
    // The text of a plain or block scalar comes after this mark, one in quotes without it.
    const isMark = lexeme === CST.DOCUMENT || lexeme === CST.SCALAR;
    if (before !== CST.SCALAR && /^['"]/.test(lexeme)) {
      quoted.lastIndex = offset;
      const whole = quoted.exec(text)?.[0];
      if (whole === undefined) return undefined;
      if (whole !== lexeme) return { from: offset, to: offset + whole.length, width: columnOf(offset) };
    } else if (before !== CST.SCALAR && /^[[{]$/.test(lexeme)) {
      if (depth === 0) width = columnOf(offset);
      depth += 1;
    } else if (before !== CST.SCALAR && /^[\]}]$/.test(lexeme)) depth -= 1;
    if (!isMark) offset += lexeme.length;
    before = lexeme;
  }
  return undefined;
}
