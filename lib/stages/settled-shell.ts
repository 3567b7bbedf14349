import { type BoundInput, hasSource } from './inputs';
import { ShellSettled } from './settled-set';
import { lines, sh } from './sh';
import type { Shell } from './shell';

interface Settled {
  readonly variable: string;
  readonly reference: ShellSettled;
  readonly secondary: readonly string[];
}

function settledOf(inputs: readonly BoundInput[]): readonly Settled[] {
  return inputs.flatMap(({ variable, reference, settles, secondary = [] }) =>
    settles === undefined || !(reference instanceof ShellSettled) ? [] : [{ variable, reference, secondary }],
  );
}

/** From here on a set's variables name the files that `settled` made. */
const names = (sets: readonly Settled[]): Shell =>
  lines(
    ...sets.flatMap(({ variable }) => [
      sh.raw(`${variable}="$TMPDIR/${variable}"`),
      sh.raw(`FAILED_${variable}="$TMPDIR/${variable}.failed"`),
    ]),
  );

/** The work key's lines of the sets before those of the stage's own `identify`. A URL without one stays unknown. */
export function identifyOver(inputs: readonly BoundInput[], own: Shell | undefined): Shell | undefined {
  const sets = settledOf(inputs);
  if (sets.length === 0) return own;
  const rest = own ?? (hasSource(inputs) ? sh`exit 1` : undefined);
  const listed = sets.map(({ variable, secondary }) => sh`settled ${[variable, ...secondary]}`);
  return lines(...listed, ...(rest === undefined ? [] : [names(sets), rest]));
}

/** The script between what makes its lists known and what ends it red where a member is missing, whatever the script does. */
export function scriptOver(inputs: readonly BoundInput[], own: Shell): Shell {
  const sets = settledOf(inputs);
  if (sets.length === 0) return own;
  const before = sets.map(({ reference: { list } }) => sh`must_be_settled ${list}`);
  const after = sets.map(({ reference: { list } }) => sh`must_be_complete ${list}`);
  return lines(
    names(sets),
    ...before,
    // A script that leaves early leaves these parentheses alone.
    sh`
      (
        ${own}
      )`,
    ...after,
  );
}
