import { lineAt } from './lists';
import { parseShell, type ShellProblem } from './shell-parse';
import { type Span, spansOf } from './shell-quotes';

/** What no shell can read in a script: what it is, its line, and what is to be written. */
export interface Unreadable {
  readonly got: string;
  readonly line: string;
  readonly fix: string;
}

/** The first thing in a written script that no shell can read. Behind what bash alone may read nothing is sure. */
export function unreadable(script: string): Unreadable | undefined {
  const spans = spansOf(script);
  const { problem } = parseShell(script, spans);
  const [first] = [...unclosed(spans), ...(problem === undefined ? [] : [problem])].sort(
    (one, other) => one.at - other.at,
  );
  if (first?.fault !== 'broken') return undefined;
  return { got: first.got, line: lineAt(script, first.at), fix: first.fix };
}

/** The innermost quotes or brackets that are open at the end. */
export function unclosed(spans: readonly Span[]): readonly ShellProblem[] {
  const open = spans.filter(({ mark, isClosed }) => !isClosed && mark !== '#').at(-1);
  if (open === undefined) return [];
  const { mark, at } = open;
  return [{ at, fault: 'broken', got: `an unclosed ${mark}`, fix: 'what closes it' }];
}
