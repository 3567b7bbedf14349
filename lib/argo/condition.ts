import { handleInText } from '../errors';
import { expression, literal, type Resolver } from './text';
import { Value } from './value';

type Operand = string | Value;

/**
 * A typed condition on values: one expression of Argo's, never values spliced into text. Made by {@link equals} and its
 * kin.
 */
export class Condition {
  private constructor(
    readonly operands: readonly Value[],
    private readonly write: (resolver: Resolver) => string,
  ) {
    Object.freeze(this);
  }

  /** @internal */
  static compare(left: Operand, operator: '==' | '!=', right: Operand): Condition {
    const sides = [Value.of(left), Value.of(right)] as const;
    return new Condition(sides, (resolver) => `${side(sides[0], resolver)} ${operator} ${side(sides[1], resolver)}`);
  }

  and(other: Condition): Condition {
    return this.join('&&', other);
  }

  or(other: Condition): Condition {
    return this.join('||', other);
  }

  /** @internal */
  toExpression(resolver: Resolver): string {
    return this.write(resolver);
  }

  toString(): never {
    return handleInText('a condition');
  }

  private join(operator: string, other: Condition): Condition {
    return new Condition(
      [...this.operands, ...other.operands],
      (resolver) => `(${this.write(resolver)} ${operator} ${other.write(resolver)})`,
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

function side(value: Value, resolver: Resolver): string {
  return value.literal === undefined ? expression(value, resolver) : literal(value.literal);
}
