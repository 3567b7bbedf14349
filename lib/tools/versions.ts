import { lines, pipe, sh } from '../shell/sh';
import type { Shell } from '../shell/shell';

/** Prints `tool=version` for each program: the last word of the first line that it prints for `--version`. */
export function versionsOf(...programs: readonly string[]): Shell {
  return lines(
    ...programs.map((program) =>
      pipe(sh`${program} --version 2>&1`, sh`awk -v tool=${program} 'NR == 1 { print tool "=" $NF }'`),
    ),
  );
}
