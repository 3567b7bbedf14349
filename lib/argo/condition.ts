import { GenomicsError, handleInText } from '../errors';
import { instanceOf, mustBe } from '../kinds';
import { type Resolver, referenceName, templateText, tested } from './text';
import { Value } from './value';

type Operand = string | Value;

/** That a value is a text, or is not. */
interface Fact {
  readonly kind: 'fact';
  readonly of: string;
  readonly operator: '==' | '!=';
  readonly text: string;
  /** What the value can be, where that is known, and what it is called in messages. */
  readonly words: readonly string[] | undefined;
  readonly called: string;
}

/** What a condition asks, as far as it compares values with texts. */
type Formula = Fact | { readonly kind: 'all' | 'any'; readonly of: readonly [Formula, Formula] } | 'unknown';

/** A value by its key, and a word that it is. */
interface Is {
  readonly of: string;
  readonly word: string;
}

/**
 * A typed condition on values: one expression of Argo's, never values spliced into text. Made by {@link equals} and its
 * kin.
 */
export class Condition {
  private constructor(
    readonly operands: readonly Value[],
    /** @internal */
    readonly write: (operands: readonly string[]) => string,
    private readonly formula: Formula,
  ) {
    Object.freeze(this);
  }

  /** @internal */
  static compare(left: Operand, operator: '==' | '!=', right: Operand): Condition {
    const sides = [Value.of(left), Value.of(right)] as const;
    const write: Condition['write'] = (operands) => operands.join(` ${operator} `);
    const [one, other] = sides[0].literal === undefined ? sides : [sides[1], sides[0]];
    mustBePossible(one, other);
    const text = templateText(other, referenceName);
    const of = templateText(one, referenceName);
    const fact = { kind: 'fact', of, operator, text, words: wordsOf(one), called: calledIn(one) } as const;
    return new Condition(sides, write, other.literal === undefined ? 'unknown' : fact);
  }

  and(other: Condition): Condition {
    return this.join('&&', other);
  }

  or(other: Condition): Condition {
    return this.join('||', other);
  }

  /** @internal Whether this and another never hold together, as far as their texts tell. */
  excludes(other: Condition): boolean {
    const [own, others] = [factsIn(this.formula), factsIn(other.formula)];
    return own.some((fact) => others.some((one) => contradict(fact, one)));
  }

  /** @internal Whether one of its alternatives holds whatever a value is. */
  get isAlwaysTrue(): boolean {
    if (this.formula === 'unknown' || this.formula.kind !== 'any') return false;
    const facts = factsIn(this.formula, 'any');
    return facts.some(({ of, words }) => {
      const said = facts.filter((one) => one.of === of).map(({ text }) => text);
      // A word that none of them names stands for all others.
      const cases = words ?? [...said, `${said.join('')}…`];
      return cases.every((word) => holds(this.formula, { of, word }) === true);
    });
  }

  /** @internal Whether it is another, perhaps with its sides the other way round. */
  isSame(other: Condition): boolean {
    const [own, others] = [this, other].map(({ formula }) => JSON.stringify(formula));
    if (own === others && !own?.includes('"unknown"')) return true;
    return this.toExpression(referenceName) === other.toExpression(referenceName);
  }

  /**
   * @internal A value by which these tell themselves apart, and a word of it with which none of them holds: unless
   * others that must hold as well say what is to be with that word.
   */
  static uncovered(
    all: readonly Condition[],
    unless: readonly Condition[],
  ): { readonly of: string; readonly word: string } | undefined {
    const facts = all.flatMap(({ formula }) => factsIn(formula, 'any')).filter(({ operator }) => operator === '==');
    const values = facts.filter(({ of, text }) => facts.some((other) => other.of === of && other.text !== text));
    const cases = values.flatMap(({ of, words = [], called }) => words.map((word) => ({ of, word, called })));
    const lost = cases.find(
      (is) =>
        all.every(({ formula }) => holds(formula, is) === false) &&
        unless.every(
          ({ formula }) => holds(formula, is) === true || !factsIn(formula, 'any').some(({ of }) => of === is.of),
        ),
    );
    return lost && { of: lost.called, word: lost.word };
  }

  /** @internal */
  toExpression(resolver: Resolver): string {
    return tested(this, resolver);
  }

  toString(): never {
    return handleInText('a condition');
  }

  private join(operator: '&&' | '||', other: Condition): Condition {
    mustBe('condition', other, instanceOf('a condition: equals(…) or differs(…)', Condition), 'other');
    const own = this.operands.length;
    return new Condition(
      [...this.operands, ...other.operands],
      (operands) => `(${this.write(operands.slice(0, own))} ${operator} ${other.write(operands.slice(own))})`,
      { kind: operator === '&&' ? 'all' : 'any', of: [this.formula, other.formula] },
    );
  }
}

/** True when two texts are the same. */
export function equals(left: Operand, right: Operand): Condition {
  return Condition.compare(left, '==', right);
}

/** True when two texts differ. */
export function differs(left: Operand, right: Operand): Condition {
  return Condition.compare(left, '!=', right);
}

/** The words that a value can be, of a parameter's enum or of a column. */
function wordsOf(value: Value): readonly string[] | undefined {
  const [part, ...more] = value.parts;
  if (more.length > 0 || typeof part !== 'object') return undefined;
  return part.kind === 'parameter' || part.kind === 'item' ? part.words : undefined;
}

/** A word that a value never is would decide in silence, always alike. */
function mustBePossible(value: Value, { literal }: Value): void {
  const words = wordsOf(value);
  if (literal === undefined || words === undefined || words.includes(literal)) return;
  throw new GenomicsError('invalid-value', 'condition', {
    what: 'a value is compared with a word that it never is',
    got: `'${literal}'`,
    expected: words.map((word) => `'${word}'`).join(', '),
    fix: 'correct the word, or add it to the enum of the parameter or to the words of the column',
  });
}

/** As a message calls it. */
function calledIn(value: Value): string {
  const [part] = value.parts;
  if (typeof part !== 'object') return 'a value';
  if (part.kind === 'parameter') return `parameter '${part.name}'`;
  return part.kind === 'item' && part.key !== undefined ? `column '${part.key}'` : 'an item';
}

/** What holds in any case where the whole does; with `any`, all that it asks. */
function factsIn(formula: Formula, of: 'all' | 'any' = 'all'): readonly Fact[] {
  if (formula === 'unknown') return [];
  if (formula.kind === 'fact') return [formula];
  return formula.kind === 'all' || of === 'any' ? formula.of.flatMap((one) => factsIn(one, of)) : [];
}

/** Whether it holds where a value is a word; undefined where that hangs on others. */
function holds(formula: Formula, is: Is): boolean | undefined {
  if (formula === 'unknown') return undefined;
  if (formula.kind === 'fact')
    return formula.of === is.of ? (formula.text === is.word) === (formula.operator === '==') : undefined;
  const parts = formula.of.map((one) => holds(one, is));
  const decides = formula.kind === 'any';
  if (parts.includes(decides)) return decides;
  return parts.includes(undefined) ? undefined : !decides;
}

function contradict(one: Fact, other: Fact): boolean {
  if (one.of !== other.of) return false;
  if (one.operator === '==' && other.operator === '==') return one.text !== other.text;
  return one.operator !== other.operator && one.text === other.text;
}
