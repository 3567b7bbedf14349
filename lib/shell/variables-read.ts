import { lineAt } from './lists';
import { parseShell } from './shell-parse';
import { type Span, spansOf } from './shell-quotes';

/** A variable that a script must have been given, and a line that reads it. */
export interface ReadVariable {
  readonly name: string;
  readonly line: string;
}

/**
 * The inputs and outputs that a written script reads: `"$IN_X"` and `${OUT_X%.bam}`. Not those that it can do without
 * (`${IN_X-}`), and none that it also names without a `$`: it may set that itself. A script is read up to what no POSIX
 * shell can read.
 */
export function variablesRead(script: string): readonly ReadVariable[] {
  const spans = spansOf(script);
  const { problem } = parseShell(script, spans);
  const text = script.slice(0, problem?.at);
  const found = [...text.matchAll(/\$\{?#?((?:IN|OUT|FAILED_IN)_[A-Z0-9_]*[A-Z0-9])(?!\w|:?[-+=?])/g)];
  const read = found.filter(({ index }) => !isLiteral(script, spans, index));
  const names = [...new Set(read.map(([, name = '']) => name))].filter((name) => !mayBeSet(script, name));
  return names.map((name) => ({ name, line: lineAt(script, read.find(([, one]) => one === name)?.index ?? 0) }));
}

/** Whether a `$` is no more than that: behind a backslash, in single quotes, in a comment. */
function isLiteral(script: string, spans: readonly Span[], at: number): boolean {
  const inner = spans.filter((span) => span.at < at && at < span.end).at(-1);
  const slashes = /\\*$/.exec(script.slice(0, at))?.[0].length ?? 0;
  return inner?.mark === "'" || inner?.mark === '#' || slashes % 2 === 1;
}

function mayBeSet(script: string, name: string): boolean {
  return new RegExp(`(?<![\\w$]|\\$\\{|\\$\\{#)${name}(?!\\w)`).test(script);
}
