import { GenomicsError } from '../errors';
import { type Fault, PIECE, parseShell, QUOTED, REFERENCE, type ShellProblem } from './shell-parse';
import { type Mark, type Span, spansOf } from './shell-quotes';
import { problemsOf } from './shell-rules';
import { unclosed } from './unreadable';

/** Where a scanner stands in a script: behind its text so far, with a sign for each reference in it. */
export interface ScanState {
  readonly text: string;
}

export const START: ScanState = { text: '' };

/** After these words another command begins. */
const BEFORE_COMMAND = /^(?:if|elif|while|until|then|do|else|!|\{)$/;

/** What a place stands in, the innermost last: quotes, a substitution or subshell, arithmetic. */
export function marksAt({ text }: ScanState): readonly Mark[] {
  return spansOf(text)
    .filter(({ isClosed }) => !isClosed)
    .map(({ mark }) => mark);
}

/** The quotes that a place stands in, if any. */
export function quoteAt(state: ScanState): "'" | '"' | undefined {
  const last = marksAt(state)
    .filter((mark) => mark !== '${')
    .at(-1);
  return last === "'" || last === '"' ? last : undefined;
}

/** Whether a place is an operand of arithmetic. */
export function isArithmetic(state: ScanState): boolean {
  return marksAt(state).findLast((mark) => mark !== '(') === '$((';
}

/** The words of the command that a place stands in: those before it that are whole, and what there is of its own. */
export interface CommandWords {
  /** As far as they are literal: what stands in quotes or is expanded is one sign. */
  readonly whole: readonly string[];
  /** Empty where a word could begin. */
  readonly begun: string;
}

export function wordsAt({ text }: ScanState): CommandWords {
  const spans = spansOf(text);
  const open = spans.filter(({ isClosed }) => !isClosed);
  const list = open.findLast(({ mark }) => mark === '$(' || mark === '(' || mark === '`');
  const from = list === undefined ? 0 : list.at + list.mark.length;
  const own = spans.filter(({ at }) => at >= from);
  let literal = '';
  for (let at = from; at < text.length; ) {
    const span = own.find((one) => one.at === at);
    if (span === undefined) literal += text.charAt(at);
    else if (span.mark !== '#') literal += QUOTED;
    at = span?.end ?? at + 1;
  }
  const command = literal.split(/[\n;&|)]/).at(-1) ?? '';
  const words = command.split(/\s+/);
  const begun = words.pop() ?? '';
  const whole = words.filter((word) => word !== '');
  return { whole: whole.slice(whole.findLastIndex((word) => BEFORE_COMMAND.test(word)) + 1), begun };
}

export function afterReference({ text }: ScanState): ScanState {
  return { text: text + REFERENCE };
}

/** After a piece of shell, which may hold any number of commands. */
export function afterPiece({ text }: ScanState): ScanState {
  return { text: text + PIECE };
}

/**
 * Goes on through a stretch of literal text. When `isLast` says that it was the script's last, the whole script is
 * read, and refused for what would lose a status, for what bash alone understands, and for what no shell can read.
 */
export function scanShell(text: string, from: ScanState, isLast = true): ScanState {
  const state = { text: from.text + text };
  if (isLast) mustBeSound(state.text);
  return state;
}

function mustBeSound(text: string): void {
  const spans = spansOf(text);
  const { commands, problem: stop } = parseShell(text, spans);
  const problems = [...unclosed(spans), ...(stop === undefined ? [] : [stop]), ...problemsOf(commands)];
  const first = problems.reduce<ShellProblem | undefined>(
    (earliest, problem) => (earliest === undefined || problem.at < earliest.at ? problem : earliest),
    undefined,
  );
  if (first !== undefined) throw refused(text, first);
}

const WRONG: Readonly<Record<Fault, readonly [what: string, expected: string]>> = {
  hides: ['a script holds what can hide a failure', 'commands whose statuses all count'],
  bash: ['a script holds what shells read differently', 'POSIX shell, which dash, bash and busybox read alike'],
  broken: ['a script is one that no shell can read', 'whole commands'],
};

function refused(text: string, { at, fault, got, fix }: ShellProblem): GenomicsError {
  const [what, expected] = WRONG[fault];
  const before = text.slice(0, at).split('\n');
  const line = text.split('\n')[before.length - 1] ?? '';
  return new GenomicsError('shell-syntax', 'script', {
    what,
    got: `${got} in line ${before.length}: ${shown(line, before.at(-1)?.length ?? 0)}`,
    expected,
    fix: `write ${fix}; sh.raw(…) takes text as it is`,
  });
}

/** A line around a place in it. */
function shown(line: string, at: number): string {
  const from = Math.max(0, at - 60);
  const part = line.slice(from, from + 100);
  const whole = `${from > 0 ? '…' : ''}${part.trim()}${from + 100 < line.length ? '…' : ''}`;
  return whole.replaceAll(REFERENCE, '${…}').replaceAll(PIECE, '${…}');
}

/** Indents the lines of a script after its first, but for those that begin within quotes. */
export function indentShell(text: string, indent: string): string {
  if (indent === '' || !text.includes('\n')) return text;
  const spans = spansOf(text);
  let start = 0;
  const lines = text.split('\n').map((line, number) => {
    const isFree = number > 0 && line !== '' && !isQuoted(spans, start);
    start += line.length + 1;
    return isFree ? `${indent}${line}` : line;
  });
  return lines.join('\n');
}

function isQuoted(spans: readonly Span[], place: number): boolean {
  const around = spans.filter(({ mark, at, end }) => mark !== '${' && at < place && place < end).at(-1);
  return around?.mark === "'" || around?.mark === '"';
}
