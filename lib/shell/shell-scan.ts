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
  /** The lists of commands around a place, the innermost last: the script's own, and one for each substitution. */
  readonly lists: readonly CommandList[];
}

interface CommandList {
  /** Whether what is being read is one command, whose status is its own: no group, no `if`, no negation. */
  readonly isPlain: boolean;
  /** Whether another command stands before it. */
  readonly isLong: boolean;
}

export const START: ScanState = {
  contexts: [],
  word: '',
  atCommand: true,
  inCondition: false,
  cases: [],
  lists: [{ isPlain: true, isLong: false }],
};

const OPENS_CONDITION = /^(if|elif|while|until)$/;
/** After these words another command begins. */
const BEFORE_COMMAND = /^(if|elif|while|until|then|do|else|!|\{)$/;
/** These words end a group of commands, or turn the status of one around. */
const NOT_PLAIN = /^(fi|done|esac|\}|!)$/;
/** What may follow `||`: it leaves, with a status that is not 0, and nothing comes behind it. */
const LEAVES = /^\s*(fail\s+[1-9]\d*\s|(exit|return)([ \t]+[1-9]\d*)?[ \t]*([\n;)#]|$))/;

/** The quotes that a place stands in, if any. */
export function quoteAt({ contexts }: ScanState): "'" | '"' | undefined {
  const last = contexts.at(-1);
  return last === "'" || last === '"' ? last : undefined;
}

/** What is done about text that can hide a failure. */
export type Refuse = (got: string, fix: string) => void;

/**
 * Follows the shell's quoting through one stretch of literal text, and refuses what would lose a status: a bare `|`
 * (only the last command's status counts in POSIX sh), `&&` and `||` lists outside of conditions (`set -e` does not see
 * their failures), a background
 * `&`, and a here-document (a reference in it would not be quoted). What stands in a substitution is looked at too.
 *
 * One list is safe: `command || fail 65 "why"`, or `|| exit` and `|| return`. Its left side must be one command: of
 * several, `set -e` would not see the first fail. `isLast` says that no reference follows the text.
 */
export function scanShell(text: string, from: ScanState, isLast = true, refuse: Refuse = refused): ScanState {
  const contexts = [...from.contexts];
  const cases = [...from.cases];
  const lists = [...from.lists];
  let { word, atCommand, inCondition } = from;
  const mark = (isPlain: boolean, isLong = lists.at(-1)?.isLong === true): void => {
    lists[lists.length - 1] = { isPlain, isLong };
  };
  const enter = (): void => {
    lists.push({ isPlain: true, isLong: false });
  };
  const leave = (): void => {
    const inner = lists.pop();
    if (inner?.isPlain !== true || inner.isLong) mark(false);
  };
  const endWord = (): void => {
    if (atCommand && word !== '') {
      if (OPENS_CONDITION.test(word)) inCondition = true;
      if (word === 'then' || word === 'do') inCondition = false;
      if (word === 'case') cases.push(true);
      if (word === 'esac') cases.pop();
      atCommand = BEFORE_COMMAND.test(word);
      if (atCommand || NOT_PLAIN.test(word)) mark(!NOT_PLAIN.test(word));
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
      enter();
      at += 1;
      word = '';
      atCommand = true;
    } else if (context === '"') {
      if (c === '"') contexts.pop();
    } else if (c === '`') {
      if (context === '`') {
        contexts.pop();
        leave();
      } else {
        contexts.push(c);
        enter();
      }
      word = context === '`' ? 'x' : '';
      atCommand = context !== '`';
    } else if (c === "'" || c === '"') {
      contexts.push(c);
      word += c;
    } else if (c === '#' && word === '' && !/\S/.test(text.charAt(at - 1))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end - 1;
    } else if (c === ')' && context === '(') {
      endWord();
      contexts.pop();
      leave();
      word = 'x';
      atCommand = false;
    } else if (two === '&&' || two === '||') {
      endWord();
      const rest = LEAVES.exec(text.slice(at + 2));
      const isSafe =
        two === '||' &&
        lists.at(-1)?.isPlain === true &&
        rest !== null &&
        (isLast || /^\s*fail|[\n;)#]$/.test(rest[0]));
      if (!inCondition && !isSafe) {
        refuse(
          `'${two}' in a list`,
          'if …; then …; fi, or one command || fail 65 "why": `set -e` does not see a failure in another list',
        );
      }
      mark(false);
      at += 1;
      atCommand = true;
    } else if (c === '|' && cases.at(-1) !== true) {
      refuse("'|'", 'pipe(sh`…`, sh`…`): a status of any member counts then');
    } else if (c === '&' && !/[<>]/.test(text.charAt(at - 1)) && text.charAt(at + 1) !== '>') {
      refuse("a background '&'", 'a stage for what runs beside: the status of a background command is lost');
    } else if (two === '<<') {
      refuse('a here-document', "printf '%s\\n' …");
    } else if (/[\n;()]/.test(c)) {
      const isEmpty = atCommand && word === '';
      endWord();
      atCommand = true;
      if (c === ')' && cases.at(-1) !== true) mark(false);
      else if (c === '(' || c === ')') mark(true);
      else mark(true, lists.at(-1)?.isLong === true || !isEmpty);
      if (cases.length > 0 && (two === ';;' || c === ')')) cases[cases.length - 1] = two === ';;';
    } else if (/\s/.test(c)) {
      endWord();
    } else {
      word += c;
    }
  }
  return { contexts, word, atCommand, inCondition, cases, lists };
}

/** After a piece of shell, which may hold any number of commands. */
export function afterPiece(state: ScanState): ScanState {
  const { isLong = false } = state.lists.at(-1) ?? {};
  return { ...state, lists: [...state.lists.slice(0, -1), { isPlain: false, isLong }] };
}

/** Indents the lines of a script after its first, but for those that begin within quotes. */
export function indentShell(text: string, indent: string): string {
  if (indent === '' || !text.includes('\n')) return text;
  let state = START;
  const lines = text.split('\n').map((line, number) => {
    const isFree = number > 0 && line !== '' && quoteAt(state) === undefined;
    state = scanShell(`${line}\n`, state, true, () => undefined);
    return isFree ? `${indent}${line}` : line;
  });
  return lines.join('\n');
}

function refused(got: string, fix: string): never {
  throw new GenomicsError('shell-syntax', 'script', {
    what: 'a script holds what can hide a failure',
    got,
    expected: 'commands whose statuses all count',
    fix: `write ${fix}; sh.raw(…) takes text as it is`,
  });
}
