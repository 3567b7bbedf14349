import { attempt, type Outcome, SyntaxMistake } from './syntax';

type Kind = 'value' | 'operator' | 'prefix' | 'sign' | 'open' | 'close' | 'comma' | 'hole';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const patterns: readonly (readonly [Kind | 'blank', RegExp])[] = [
  ['blank', /\s+/y],
  ['value', /"(?:[^"'\\]|\\[\s\S])*["']|'(?:[^"'\\]|\\[\s\S])*["']/y],
  ['value', /\[[^\]]*\]/y],
  ['operator', /(?:in|IN)(?![\w.])/y],
  ['value', /[A-Za-z\d.\u0080-\udfff](?:[\w.\u0080-\udfff]|\\.)*/y],
  ['operator', /==|!=|>=|<=|=~|!~|&&|\|\||\*\*|>>|<<|\?\?|[><*/%&|^?:]/y],
  ['prefix', /[!~]/y],
  ['sign', /[-+]/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y],
];

/**
 * Parses a `when`, which is govaluate and not expr-lang. Values are put into its text before it is read, so what a tag
 * stands for is unknown: a hole. Beside a hole nothing is sure, and nothing is said.
 */
export function parseWhen(source: string): Outcome<void> {
  return attempt(() => {
    const tokens = [...read(source.replace(/\{\{[\s\S]*?\}\}/g, '\uE000'))];
    balance(tokens);
    if (tokens.some(({ kind, text }) => kind === 'hole' && text !== '\uE000')) return;
    let previous: Token | undefined;
    for (const token of tokens) {
      follow(previous, token);
      previous = token;
    }
    if (previous === undefined) throw new SyntaxMistake('it is empty', 0);
    if (['operator', 'prefix', 'sign', 'comma'].includes(previous.kind))
      throw new SyntaxMistake(`something is missing after ${previous.text}`, 0);
  });
}

function* read(source: string): Generator<Token> {
  let offset = 0;
  scan: while (offset < source.length) {
    // A hole that touches other text is part of a word that nobody knows yet.
    const hole = /[^\s()"'=!<>&|,]*\uE000[^\s()"'=!<>&|,]*/y;
    for (const [kind, pattern] of [['hole', hole] as const, ...patterns]) {
      pattern.lastIndex = offset;
      const match = pattern.exec(source)?.[0];
      if (match === undefined) continue;
      offset += match.length;
      if (kind !== 'blank') yield { kind, text: match };
      continue scan;
    }
    const rest = source.slice(offset);
    if (/^["']/.test(rest)) throw new SyntaxMistake('a quoted text is not closed', offset);
    throw new SyntaxMistake(`${JSON.stringify(rest.split(/\s/)[0])} is no operator`, offset);
  }
}

function balance(tokens: readonly Token[]): void {
  let depth = 0;
  for (const { kind } of tokens) {
    if (kind === 'open') depth += 1;
    if (kind === 'close') depth -= 1;
    if (depth < 0) throw new SyntaxMistake('a parenthesis is closed that was not opened', 0);
  }
  if (depth > 0) throw new SyntaxMistake('a parenthesis is not closed', 0);
}

const begins = new Set<Kind>(['value', 'hole', 'open', 'prefix', 'sign']);

function follow(previous: Token | undefined, token: Token): void {
  const afterValue = previous !== undefined && ['value', 'hole', 'close'].includes(previous.kind);
  if (previous?.kind === 'hole' || token.kind === 'hole') return;
  if (afterValue && ['value', 'open', 'prefix'].includes(token.kind))
    throw new SyntaxMistake(`an operator is missing between ${previous.text} and ${token.text}`, 0);
  if (!afterValue && !begins.has(token.kind) && !(previous?.kind === 'open' && token.kind === 'close'))
    throw new SyntaxMistake(`a value is missing before ${token.text}`, 0);
}
