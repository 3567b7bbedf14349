import { FUNCTIONS, list, number, text } from './functions';

/** What Argo knows at one place, by dotted name: `inputs.parameters.x`, `item.path`, `retries`. */
export type Scope = Readonly<Record<string, unknown>>;

type Term = (scope: Scope, element: unknown) => unknown;

const TOKENS = [
  /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/, // a text
  /\d+(?:\.\d+)?|-\d+/,
  /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/, // a name with dots
  /&&|\|\||[=!<>]=|[-+*/%<>!?:,.(){}[\]#]/,
];
const TOKEN = new RegExp(`\\s*(?:${TOKENS.map(({ source }) => source).join('|')})`, 'y');

/**
 * The value of one of Argo's expressions, in the part of the language that manifests of this library need; throws where
 * Argo would leave it in place.
 */
export function evaluate(source: string, scope: Scope): unknown {
  const value = parse(source)(scope, undefined);
  if (value === undefined || value === null) throw new Error(`no value: ${source}`);
  return value;
}

/** Why an expression is none of those that {@link evaluate} knows, or undefined. */
export function mistakeIn(source: string): string | undefined {
  try {
    parse(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function parse(source: string): Term {
  return new Parser(tokens(source)).whole();
}

function tokens(source: string): readonly string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`cannot read: ${source}`);
    found.push(match[0].trim());
  }
  return found;
}

class Parser {
  #at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  whole(): Term {
    const term = this.ternary();
    if (this.#at < this.tokens.length) throw new Error(`unexpected ${this.tokens[this.#at]}`);
    return term;
  }

  private ternary(): Term {
    const test = this.binary(0);
    if (!this.take('?')) return test;
    const yes = this.ternary();
    this.expect(':');
    const no = this.ternary();
    return (scope, element) => (test(scope, element) === true ? yes(scope, element) : no(scope, element));
  }

  private binary(level: number): Term {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const name = this.tokens[this.#at] ?? '';
      const operator = operators[name];
      if (operator === undefined) return left;
      this.#at += 1;
      const [first, second] = [left, this.binary(level + 1)];
      left = (scope, element) => operator(first(scope, element), () => second(scope, element));
    }
  }

  private unary(): Term {
    if (!this.take('!') && !this.take('not')) return this.primary();
    const term = this.unary();
    return (scope, element) => term(scope, element) !== true;
  }

  private primary(): Term {
    const token = this.tokens[this.#at++] ?? '';
    if (token === '(') return this.closedBy(this.ternary(), ')');
    if (token === '{') return this.closedBy(this.ternary(), '}');
    if (token === '[') return listOf(this.listTo(']'));
    if (token === '#') return this.take('.') ? memberOf(this.tokens[this.#at++] ?? '') : (_, element) => element;
    if (/^['"]/.test(token)) return constant(unquoted(token));
    if (/^-?\d/.test(token)) return constant(Number(token));
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`unexpected ${token}`);
    return this.take('(') ? call(token, this.listTo(')')) : lookup(this.named(token));
  }

  /** `tasks['a-b'].outputs` is one name with dots. */
  private named(first: string): string {
    let name = first;
    for (;;) {
      const key = this.tokens[this.#at + 1] ?? '';
      if (this.tokens[this.#at] === '[' && /^['"]/.test(key) && this.tokens[this.#at + 2] === ']') {
        this.#at += 3;
        name += `.${unquoted(key)}`;
      } else if (this.tokens[this.#at] === '.' && /^[A-Za-z_]/.test(key)) {
        this.#at += 2;
        name += `.${key}`;
      } else return name;
    }
  }

  private listTo(end: string): readonly Term[] {
    const items: Term[] = [];
    while (!this.take(end)) {
      items.push(this.ternary());
      if (!this.take(',') && this.tokens[this.#at] !== end) throw new Error(`expected ${end}`);
    }
    return items;
  }

  private closedBy(term: Term, end: string): Term {
    this.expect(end);
    return term;
  }

  private take(token: string): boolean {
    if (this.tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`expected ${token}, got ${this.tokens[this.#at]}`);
  }
}

type Operator = (left: unknown, right: () => unknown) => unknown;

const or: Operator = (left, right) => left === true || right() === true;
const and: Operator = (left, right) => left === true && right() === true;

const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { '||': or, or },
  { '&&': and, and },
  {
    '==': (left, right) => left === right(),
    '!=': (left, right) => left !== right(),
    '>': (left, right) => number(left) > number(right()),
    '<': (left, right) => number(left) < number(right()),
    '>=': (left, right) => number(left) >= number(right()),
    '<=': (left, right) => number(left) <= number(right()),
    in: (left, right) => list(right()).includes(left),
    contains: (left, right) => text(left).includes(text(right())),
    startsWith: (left, right) => text(left).startsWith(text(right())),
    endsWith: (left, right) => text(left).endsWith(text(right())),
    matches: (left, right) => new RegExp(text(right())).test(text(left)),
  },
  { '+': (left, right) => sum(left, right()), '-': (left, right) => number(left) - number(right()) },
  {
    '*': (left, right) => number(left) * number(right()),
    '/': (left, right) => number(left) / number(right()),
    '%': (left, right) => number(left) % number(right()),
  },
];

function call(name: string, parameters: readonly Term[]): Term {
  const [first, body] = parameters;
  if (name === 'map' && first !== undefined && body !== undefined)
    return (scope, element) => list(first(scope, element)).map((inner) => body(scope, inner));
  const known = FUNCTIONS[name];
  if (known === undefined) throw new Error(`no function ${name}`);
  return (scope, element) => known(...parameters.map((parameter) => parameter(scope, element)));
}

function lookup(name: string): Term {
  if (name === 'true' || name === 'false') return constant(name === 'true');
  return (scope) => {
    if (name in scope) return scope[name];
    const inside = Object.entries(scope).filter(([key]) => key.startsWith(`${name}.`));
    if (inside.length === 0) throw new Error(`${name} is not known here`);
    return Object.fromEntries(inside.map(([key, value]) => [key.slice(name.length + 1), value]));
  };
}

const constant =
  (value: unknown): Term =>
  () =>
    value;
const listOf =
  (items: readonly Term[]): Term =>
  (scope, element) =>
    items.map((item) => item(scope, element));
const memberOf =
  (key: string): Term =>
  (_, element) =>
    typeof element === 'object' && element !== null ? Reflect.get(element, key) : undefined;

function unquoted(token: string): string {
  return token.slice(1, -1).replace(/\\(u([0-9a-fA-F]{4})|.)/g, (_, c: string, code: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return c === 'n' ? '\n' : c === 't' ? '\t' : c;
  });
}

function sum(left: unknown, right: unknown): unknown {
  return typeof left === 'number' ? left + number(right) : text(left) + text(right);
}
