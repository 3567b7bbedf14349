import type { Cursor } from './cursor';
import { unquote } from './lexer';
import type { Node } from './names';

/** How strongly expr-lang’s operators bind. */
export const binary: Readonly<Record<string, number>> = {
  '|': 0,
  or: 10,
  '||': 10,
  and: 15,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '>=': 20,
  '<=': 20,
  in: 20,
  matches: 20,
  contains: 20,
  startsWith: 20,
  endsWith: 20,
  '..': 25,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '**': 100,
  '^': 100,
  '??': 500,
};

export const unary: Readonly<Record<string, number>> = { not: 50, '!': 50, '-': 90, '+': 90 };

/** The operators that `not` may stand before. */
export const negatable = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith']);

/** The functions to which braces are a closure; to all others they are a map. */
export const closures = new Set([
  'all',
  'none',
  'any',
  'one',
  'filter',
  'map',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'count',
  'sum',
  'groupBy',
  'sortBy',
  'reduce',
]);

/** The rest of the grammar, which an operand holds in its brackets. */
export interface Grammar {
  readonly any: (cursor: Cursor, precedence: number) => Node;
  readonly sequence: (cursor: Cursor) => Node;
}

export function parseOperand(cursor: Cursor, grammar: Grammar): Node {
  const power =
    cursor.current.kind === 'operator' && Object.hasOwn(unary, cursor.current.text)
      ? unary[cursor.current.text]
      : undefined;
  if (power === undefined) return parsePostfix(cursor, parsePrimary(cursor, grammar), grammar);
  cursor.next();
  return parsePostfix(cursor, other(grammar.any(cursor, power)), grammar);
}

function parsePrimary(cursor: Cursor, grammar: Grammar): Node {
  const token = cursor.current;
  if (token.kind === 'name') {
    cursor.next();
    if (['true', 'false', 'nil'].includes(token.text)) return { type: 'literal', value: undefined };
    return { type: 'name', name: token.text };
  }
  if (token.kind === 'number' || token.kind === 'string') {
    cursor.next();
    return { type: 'literal', value: token.kind === 'string' ? unquote(token.text) : undefined };
  }
  if (cursor.take('(')) {
    const node = grammar.sequence(cursor);
    cursor.expect(')');
    return node;
  }
  if (cursor.take('[')) return other(...parseList(cursor, ']', (inner) => grammar.any(inner, 0)));
  if (cursor.take('{')) return other(...parseList(cursor, '}', (inner) => parsePair(inner, grammar)));
  if (cursor.take('#')) {
    if (cursor.current.kind === 'name') cursor.next();
    return other();
  }
  // `.field` inside a closure is a field of the current element.
  if (cursor.take('.')) {
    cursor.expectName();
    return other();
  }
  return cursor.fail('expected a value');
}

function parsePair(cursor: Cursor, grammar: Grammar): Node {
  const key = cursor.take('(') ? grammar.any(cursor, 0) : undefined;
  if (key !== undefined) cursor.expect(')');
  else if (cursor.current.kind === 'operator') cursor.fail('expected a key');
  else cursor.next();
  cursor.expect(':');
  return other(...(key === undefined ? [] : [key]), grammar.any(cursor, 0));
}

function parseList(cursor: Cursor, close: string, parse: (cursor: Cursor) => Node): readonly Node[] {
  const nodes: Node[] = [];
  while (!cursor.take(close)) {
    if (nodes.length > 0) {
      if (!cursor.take(',')) cursor.fail(`expected , or ${close}`);
      if (cursor.take(close)) break;
    }
    nodes.push(parse(cursor));
  }
  return nodes;
}

export function parseArguments(cursor: Cursor, callee: Node, grammar: Grammar): readonly Node[] {
  cursor.expect('(');
  const takesClosure = callee.type === 'name' && closures.has(callee.name);
  return parseList(cursor, ')', (inner) =>
    takesClosure && inner.is('{') ? parseBlock(inner, grammar) : grammar.any(inner, 0),
  );
}

export function parsePostfix(cursor: Cursor, first: Node, grammar: Grammar): Node {
  let node = first;
  while (true) {
    if (cursor.is('(')) node = { type: 'call', of: node, with: parseArguments(cursor, node, grammar) };
    else if (cursor.is('.', '?.')) node = parseMember(cursor, node, grammar);
    else if (cursor.is('[')) node = parseIndex(cursor, node, false, grammar);
    else return node;
  }
}

function parseMember(cursor: Cursor, of: Node, grammar: Grammar): Node {
  const optional = cursor.next().text === '?.';
  if (optional && cursor.is('[')) return parseIndex(cursor, of, true, grammar);
  return { type: 'member', of, key: cursor.expectName(), optional };
}

function parseIndex(cursor: Cursor, of: Node, optional: boolean, grammar: Grammar): Node {
  cursor.expect('[');
  const by: Node[] = [];
  if (!cursor.is(':')) by.push(grammar.any(cursor, 0));
  if (cursor.take(':') && !cursor.is(']')) by.push(grammar.any(cursor, 0));
  cursor.expect(']');
  const [key] = by;
  if (key?.type === 'literal' && key.value !== undefined) return { type: 'member', of, key: key.value, optional };
  return { type: 'index', of, by };
}

export function other(...parts: readonly Node[]): Node {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { type: 'other', parts };
}

export function parseBlock(cursor: Cursor, grammar: Grammar): Node {
  cursor.expect('{');
  const node = grammar.sequence(cursor);
  cursor.expect('}');
  return node;
}
