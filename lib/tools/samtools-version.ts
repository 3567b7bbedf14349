import { sh } from '../stages/sh';
import type { Shell } from '../stages/shell';

/** Refuses an image whose samtools is older than 1.`minor`, by name, before work. `what` is what it cannot do. */
export function needsSamtools(minor: number, what: string): Shell {
  return sh`
    version=$(samtools --version); version=\${version#samtools }; version=\${version%%[!0-9.]*}; minor=\${version#*.}
    if [ "\${version%%.*}" = 1 ]; then if [ "\${minor%%.*}" -lt ${minor} ]; then fail 69 "samtools $version cannot "${what}"; the image needs 1."${minor}" or later"; fi; fi`;
}
