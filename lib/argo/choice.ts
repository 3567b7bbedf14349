import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { Condition } from './condition';
import { conditionOf } from './depends';
import type { Argument, PathSet } from './gather';
import { isStep, type Step } from './step';
import { type Reference, referenceName, referencesIn, templateText } from './text';
import { type Choice, type Part, type Test, Value } from './value';

/**
 * What holds where a step ran and nothing failed; undefined where it always runs.
 *
 * @throws GenomicsError where that hangs on a text which may not be there
 */
export function ranWhere(step: Step): Condition | undefined {
  const condition = conditionOf(step);
  if (condition !== undefined) mustBeKnown(step, condition.operands.flatMap(referencesIn), 'a condition');
  return condition;
}

/** Refuses what needs the text of a stage that may be left out itself. */
export function mustBeKnown(where: IConstruct | string, references: readonly Reference[], what: string): void {
  const isMissing = (reference: Reference): boolean =>
    reference.kind === 'output' && isStep(reference.step) && conditionOf(reference.step) !== undefined;
  if (!references.some(isMissing)) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'it cannot be told which of several files is there',
    got: `${what} with the text of a stage that may be left out`,
    expected: 'what is known whichever stages run',
    fix: 'use a parameter or an item, or have a stage that always runs write the text',
  });
}

/** One of several values: that of the first step that ran, else the last. */
export function choose(
  choice: Choice,
  first: readonly { readonly ran: Test; readonly value: Value }[],
  otherwise: Value,
): Value {
  const texts = [...first.map(({ value }) => value), otherwise].map((value) => templateText(value, referenceName));
  return new Set(texts).size === 1 ? otherwise : Value.part({ kind: 'choice', choice, first, otherwise });
}

/** The choices in what a task passes: who passes it waits for the steps that they are of. */
export function choicesOf(argument: Argument): readonly Choice[] {
  if (!(argument instanceof Value)) return choicesOfSet(argument);
  return argument.parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    if (part.kind === 'apply') return choicesOf(part.of);
    return part.kind === 'choice' ? [part.choice] : [];
  });
}

function choicesOfSet(set: PathSet): readonly Choice[] {
  if (set.kind === 'path') return choicesOf(set.path);
  if (set.kind === 'all') return set.of.flatMap(choicesOfSet);
  return set.kind === 'choice' ? [set.choice] : choicesOfSet(set.of);
}

/** The values that a value may be: one for each way in which its choices may go. */
export function alternatives(value: Value): readonly Value[] {
  return value.parts.reduce<readonly Value[]>(
    (heads, part) => heads.flatMap((head) => waysOf(part).map((tail) => Value.of(head, tail))),
    [Value.of()],
  );
}

function waysOf(part: Part): readonly Value[] {
  if (typeof part === 'string') return [Value.of(part)];
  if (part.kind !== 'choice') return [Value.part(part)];
  return [...part.first.map(({ value }) => value), part.otherwise].flatMap(alternatives);
}
