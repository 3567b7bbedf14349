import { GenomicsError } from '../errors';

/** What surrounds a place in a script, the innermost last: quotes, a substitution or group, arithmetic. */
type Context = "'" | '"' | '`' | '(' | '((';

/** Where a scanner stands in a script's text. */
export interface ScanState {
  readonly contexts: readonly Context[];
  /** The word that is being read, where it stands at the start of a command: only there is `if` a keyword. */
  readonly word: string;
  readonly atCommand: boolean;
  /** In a condition (`if …; then`), whose lists switch `set -e` off for nothing but themselves. */
  readonly inCondition: boolean;
  /** Open `case` blocks, the innermost last: whether a pattern is being read, in which `|` separates. */
  readonly cases: readonly boolean[];
}

export const START: ScanState = { contexts: [], word: '', atCommand: true, inCondition: false, cases: [] };

const OPENS_CONDITION = /^(if|elif|while|until)$/;
/** After these words another command begins. */
const BEFORE_COMMAND = /^(if|elif|while|until|then|do|else|!|\{)$/;

/** The quotes that a place stands in, if any. */
export function quoteAt({ contexts }: ScanState): "'" | '"' | undefined {
  const last = contexts.at(-1);
  return last === "'" || last === '"' ? last : undefined;
}

/**
 * Follows the shell's quoting through one stretch of literal text, and refuses what would lose a status: a bare `|` (only the last
 * command's status counts in POSIX sh), `&&` and `||` lists outside of conditions (`set -e` does not see their failures), a background
 * `&`, and a here-document (a reference in it would not be quoted). What stands in a substitution is looked at too.
 */
export function scanShell(text: string, from: ScanState): ScanState {
  const contexts = [...from.contexts];
  const cases = [...from.cases];
  let { word, atCommand, inCondition } = from;
  const endWord = (): void => {
    if (atCommand && word !== '') {
      if (OPENS_CONDITION.test(word)) inCondition = true;
      if (word === 'then' || word === 'do') inCondition = false;
      if (word === 'case') cases.push(true);
      if (word === 'esac') cases.pop();
      atCommand = BEFORE_COMMAND.test(word);
    }
    word = '';
  };
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    const two = text.slice(at, at + 2);
    const context = contexts.at(-1);
    if (context === "'") {
      if (c === "'") contexts.pop();
    } else if (c === '\\') {
      at += 1;
      word += c;
    } else if (context === '((') {
      if (two === '))') contexts.pop();
      if (two === '))') at += 1;
    } else if (text.startsWith('$((', at)) {
      contexts.push('((');
      at += 2;
      word += c;
    } else if (two === '$(') {
      contexts.push('(');
      at += 1;
      word = '';
      atCommand = true;
    } else if (context === '"') {
      if (c === '"') contexts.pop();
    } else if (c === '`') {
      if (context === '`') contexts.pop();
      else contexts.push(c);
      word = context === '`' ? 'x' : '';
      atCommand = context !== '`';
    } else if (c === "'" || c === '"') {
      contexts.push(c);
      word += c;
    } else if (c === '#' && word === '' && !/\S/.test(text.charAt(at - 1))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else if (c === ')' && context === '(') {
      contexts.pop();
      word = 'x';
      atCommand = false;
    } else if (two === '&&' || two === '||') {
      if (!inCondition) refuse(`'${two}' in a list`, 'if …; then …; fi: `set -e` does not see a failure in a list');
      at += 1;
      word = '';
      atCommand = true;
    } else if (c === '|' && cases.at(-1) !== true) {
      refuse("'|'", 'pipe(sh`…`, sh`…`): a status of any member counts then');
    } else if (c === '&' && !/[<>]/.test(text.charAt(at - 1)) && text.charAt(at + 1) !== '>') {
      refuse("a background '&'", 'a stage for what runs beside: the status of a background command is lost');
    } else if (two === '<<') {
      refuse('a here-document', "printf '%s\\n' …");
    } else if (/[\n;()]/.test(c)) {
      endWord();
      atCommand = true;
      if (cases.length > 0 && (two === ';;' || c === ')')) cases[cases.length - 1] = two === ';;';
    } else if (/\s/.test(c)) {
      endWord();
    } else {
      word += c;
    }
  }
  return { contexts, word, atCommand, inCondition, cases };
}

function refuse(got: string, fix: string): never {
  throw new GenomicsError('shell-syntax', 'script', {
    what: 'a script holds what can hide a failure',
    got,
    expected: 'commands whose statuses all count',
    fix: `write ${fix}; sh.raw(…) takes text as it is`,
  });
}
