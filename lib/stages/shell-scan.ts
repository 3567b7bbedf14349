import { GenomicsError } from '../errors';

/** Where a scanner stands in a script's text. */
export interface ScanState {
  readonly quote: "'" | '"' | undefined;
  /** In a condition (`if …; then`), whose lists do not switch `set -e` off for anything but themselves. */
  readonly inCondition: boolean;
  /** Open `case … in` blocks, in which `|` separates patterns. */
  readonly cases: number;
}

export const START: ScanState = { quote: undefined, inCondition: false, cases: 0 };

/**
 * Follows the shell's quoting through one stretch of literal text, and refuses what would lose a status: a bare `|` (only the last
 * command's status counts in POSIX sh), `&&` and `||` lists outside of conditions (`set -e` does not see their failures), a background
 * `&`, and a here-document (a reference in it would not be quoted).
 */
export function scanShell(text: string, from: ScanState): ScanState {
  let { quote, inCondition, cases } = from;
  let word = '';
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const two = text.slice(at, at + 2);
    if (quote === "'") {
      if (c === "'") quote = undefined;
    } else if (c === '\\') {
      at += 1;
    } else if (quote === '"') {
      if (c === '"') quote = undefined;
    } else if (c === "'" || c === '"') {
      quote = c;
      word += c;
    } else if (c === '#' && word === '') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else if (/[\s;()]/.test(c)) {
      if (/^(if|elif|while|until|!)$/.test(word)) inCondition = true;
      if (/^(then|do)$/.test(word)) inCondition = false;
      if (word === 'case') cases += 1;
      if (word === 'esac') cases -= 1;
      word = '';
    } else if (two === '&&' || two === '||') {
      if (!inCondition) refuse(`'${two}' in a list`, 'if …; then …; fi: `set -e` does not see a failure in a list');
      at += 1;
      word = '';
    } else if (c === '|' && cases === 0) {
      refuse("'|'", 'pipe(sh`…`, sh`…`): a status of any member counts then');
    } else if (c === '&' && !/[<>]/.test(text.charAt(at - 1)) && text.charAt(at + 1) !== '>') {
      refuse("a background '&'", 'a stage for what runs beside: the status of a background command is lost');
    } else if (two === '<<') {
      refuse('a here-document', "printf '%s\\n' …");
    } else {
      word += c;
    }
  }
  if (/^(then|do)$/.test(word)) inCondition = false;
  if (word === 'esac') cases -= 1;
  return { quote, inCondition, cases };
}

function refuse(got: string, fix: string): never {
  throw new GenomicsError('shell-syntax', 'script', {
    what: 'a script holds what can hide a failure',
    got,
    expected: 'commands whose statuses all count',
    fix: `write ${fix}; sh.raw(…) takes text as it is`,
  });
}
