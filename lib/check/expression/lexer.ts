import { SyntaxMistake } from './syntax';

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'end';
  readonly text: string;
  readonly offset: number;
}

// Most expressions are names, quoted texts and a few signs. Those are read by hand: to compile a pattern takes longer
// than to read them.
const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const number =
  /0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const pairs = new Set(['??', '?.', '..', '**', '==', '!=', '<=', '>=', '&&', '||']);
const signs = '-+*/%^<>!?:|.,;#=()[]{}';
const words = new Set(['and', 'or', 'not', 'in', 'matches', 'contains', 'startsWith', 'endsWith', 'let', 'if', 'else']);

export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const push = (kind: Token['kind'], text: string) => {
    tokens.push({ kind, text, offset });
    offset += text.length;
  };
  while (true) {
    offset = afterBlank(source, offset);
    if (offset >= source.length) break;
    const first = source.charAt(offset);
    if (first === '"' || first === "'" || first === '`') {
      const end = first === '`' ? endOfRaw(source, offset) : endOfQuoted(source, offset, first);
      if (end === -1)
        throw new SyntaxMistake(`the text that opens with ${first} at column ${offset + 1} is not closed`, offset);
      push('string', source.slice(offset, end));
    } else if (isDigit(source, offset) || (first === '.' && isDigit(source, offset + 1))) {
      push('number', match(number, source, offset));
    } else if (isLetter(source, offset)) {
      const word = source.slice(offset, endOfWord(source, offset));
      push(words.has(word) && tokens.at(-1)?.text !== '.' && tokens.at(-1)?.text !== '?.' ? 'operator' : 'name', word);
    } else {
      const pair = source.slice(offset, offset + 2);
      if (!pairs.has(pair) && !signs.includes(first))
        throw new SyntaxMistake(`unexpected character ${JSON.stringify(first)} at column ${offset + 1}`, offset);
      push('operator', pairs.has(pair) ? pair : first);
    }
  }
  tokens.push({ kind: 'end', text: 'the end', offset });
  return tokens;
}

function match(pattern: RegExp, source: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0] ?? '';
}

function afterBlank(source: string, offset: number): number {
  let end = offset;
  while (source.charCodeAt(end) === 32) end += 1;
  const code = source.charCodeAt(end);
  const following = source.charAt(end + 1);
  const comment = code === 47 && (following === '/' || following === '*');
  return code < 32 || code > 127 || comment ? end + match(blank, source, end).length : end;
}

function isDigit(source: string, offset: number): boolean {
  const code = source.charCodeAt(offset);
  return code >= 48 && code <= 57;
}

/** Letters of all scripts, roughly. */
function isLetter(source: string, offset: number): boolean {
  const code = source.charCodeAt(offset);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127;
}

function endOfWord(source: string, offset: number): number {
  let end = offset;
  while (isLetter(source, end) || isDigit(source, end)) end += 1;
  return end;
}

function endOfQuoted(source: string, offset: number, quotes: string): number {
  for (let end = offset + 1; end < source.length; end += 1) {
    const char = source.charAt(end);
    if (char === quotes) return end + 1;
    if (char === '\n') return -1;
    if (char === '\\') end += 1;
  }
  return -1;
}

/** Between backticks, two of them are one. */
function endOfRaw(source: string, offset: number): number {
  for (let end = offset + 1; end < source.length; end += 1) {
    if (source.charAt(end) !== '`') continue;
    if (source.charAt(end + 1) !== '`') return end + 1;
    end += 1;
  }
  return -1;
}

/** A quoted text without its quotes; escapes matter to no check but those of plain names. */
export function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
