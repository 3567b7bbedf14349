import { sh } from '../shell/sh';
import type { Shell } from '../shell/shell';

/** Prints `tool=version` for each program, by `versions_of` of the stage protocol. */
export function versionsOf(...programs: readonly string[]): Shell {
  return sh`versions_of ${programs}`;
}
