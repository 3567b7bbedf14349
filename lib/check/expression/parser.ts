import { Cursor } from './cursor';
import { tokenize } from './lexer';
import type { Node } from './names';
import {
  binary,
  type Grammar,
  negatable,
  other,
  parseArguments,
  parseBlock,
  parseOperand,
  parsePostfix,
} from './operand';
import { attempt, type Outcome } from './syntax';

const grammar: Grammar = { any: parseAny, sequence: parseSequence };

/** Parses an expression of expr-lang (https://expr-lang.org/docs/language-definition). */
export function parseExpression(source: string): Outcome<Node> {
  return attempt(() => {
    const cursor = new Cursor(tokenize(source));
    const node = parseSequence(cursor);
    if (cursor.current.kind !== 'end') cursor.fail('expected an operator or the end');
    return node;
  });
}

function parseSequence(cursor: Cursor): Node {
  const parts = [parseAny(cursor, 0)];
  while (cursor.take(';') && cursor.current.kind !== 'end') parts.push(parseAny(cursor, 0));
  return other(...parts);
}

function parseAny(cursor: Cursor, precedence: number): Node {
  if (precedence === 0 && cursor.take('let')) return parseLet(cursor);
  if (precedence === 0 && cursor.take('if')) return parseIf(cursor);
  const left = parseBinary(cursor, parseOperand(cursor, grammar), precedence);
  return precedence === 0 ? parseConditional(cursor, left) : left;
}

function parseBinary(cursor: Cursor, first: Node, precedence: number): Node {
  let left = first;
  let previous = '';
  while (cursor.current.kind === 'operator') {
    const negated = cursor.is('not') && negatable.has(cursor.following.text);
    const operator = negated ? cursor.following.text : cursor.current.text;
    const power = Object.hasOwn(binary, operator) ? binary[operator] : undefined;
    if (power === undefined || power < precedence) break;
    if (previous === '??' && operator !== '??' && operator !== '|')
      cursor.fail('expected parentheses around ?? beside another operator');
    if (negated) cursor.next();
    cursor.next();
    if (operator === '|') left = parsePostfix(cursor, parsePipe(cursor, left), grammar);
    else left = combine(operator, left, parseAny(cursor, operator === '**' || operator === '^' ? power : power + 1));
    previous = operator;
  }
  return left;
}

function parsePipe(cursor: Cursor, left: Node): Node {
  const of: Node = { type: 'name', name: cursor.expectName() };
  return { type: 'call', of, with: [left, ...parseArguments(cursor, of, grammar)] };
}

function combine(operator: string, left: Node, right: Node): Node {
  if (operator === '??') return { type: 'coalesce', left, right };
  return operator === '-' ? { type: 'subtract', left, right } : other(left, right);
}

function parseLet(cursor: Cursor): Node {
  const name = cursor.expectName();
  cursor.expect('=');
  const value = parseAny(cursor, 0);
  cursor.expect(';');
  return { type: 'let', name, value, body: parseSequence(cursor) };
}

function parseIf(cursor: Cursor): Node {
  const parts = [parseAny(cursor, 0), parseBlock(cursor, grammar)];
  cursor.expect('else');
  parts.push(cursor.take('if') ? parseIf(cursor) : parseBlock(cursor, grammar));
  return other(...parts);
}

function parseConditional(cursor: Cursor, condition: Node): Node {
  let node = condition;
  while (cursor.take('?')) {
    if (cursor.take(':')) {
      node = other(node, parseAny(cursor, 0));
      continue;
    }
    const yes = parseAny(cursor, 0);
    cursor.expect(':');
    node = other(node, yes, parseAny(cursor, 0));
  }
  return node;
}
