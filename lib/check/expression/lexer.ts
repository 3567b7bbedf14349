import { SyntaxMistake } from './syntax';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'end';
  readonly text: string;
  readonly offset: number;
}

const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
// Letters of all scripts, roughly: to compile a pattern of Unicode's classes takes longer than to check a whole workflow.
const name = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const operator = /\?\?|\?\.|\.\.|\*\*|==|!=|<=|>=|&&|\|\||[-+*/%^<>!?:|.,;#=()[\]{}]/y;
const quoted: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"\\\n]|\\[\s\S])*"/y,
  "'": /'(?:[^'\\\n]|\\[\s\S])*'/y,
  '`': /`(?:[^`]|``)*`/y,
};
const words = new Set(['and', 'or', 'not', 'in', 'matches', 'contains', 'startsWith', 'endsWith', 'let', 'if', 'else']);

export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token['kind'], text: string) => {
    tokens.push({ kind, text, offset });
    offset += text.length;
  };
  while (true) {
    offset += match(blank)?.length ?? 0;
    if (offset >= source.length) break;
    const first = source.charAt(offset);
    const quotes = quoted[first];
    if (quotes !== undefined) {
      const text = match(quotes);
      if (text === undefined) throw new SyntaxMistake(`the text that opens with ${first} at column ${offset + 1} is not closed`, offset);
      push('string', text);
      continue;
    }
    const digits = match(number);
    if (digits !== undefined) {
      push('number', digits);
      continue;
    }
    const word = match(name);
    if (word !== undefined) {
      push(words.has(word) && tokens.at(-1)?.text !== '.' && tokens.at(-1)?.text !== '?.' ? 'operator' : 'name', word);
      continue;
    }
    const symbol = match(operator);
    if (symbol === undefined) throw new SyntaxMistake(`unexpected character ${JSON.stringify(first)} at column ${offset + 1}`, offset);
    push('operator', symbol);
  }
  tokens.push({ kind: 'end', text: 'the end', offset });
  return tokens;
}

/** A quoted text without its quotes; escapes matter to no check but those of plain names. */
export function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
