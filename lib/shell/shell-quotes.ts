/** What a stretch of a script is, by its first signs: quotes, a substitution, a subshell, arithmetic, a comment. */
export type Mark = "'" | '"' | '`' | '$(' | '(' | '$((' | '${' | '#';

/** A stretch that begins with a mark. */
export interface Span {
  readonly mark: Mark;
  readonly at: number;
  /** Behind the sign that closes it; the end of the text where none does. */
  readonly end: number;
  readonly isClosed: boolean;
}

interface OpenSpan extends Span {
  end: number;
  isClosed: boolean;
  /** How many `case` blocks are open directly in it: there a `)` ends a pattern. */
  cases: number;
}

/** What a word may stand behind: a `#` there begins a comment. */
const SEPARATOR = /[\s;&|()<>`]/;
/** After these another command begins. */
const BEFORE_COMMAND = /(?:^|[\n;&|()`]|(?:^|[\s;&|()`])(?:if|elif|while|until|then|do|else|!|\{))[ \t]*$/;
const CASE = /(?:case|esac)(?=[\s;&|()`]|$)/y;
const CLOSES: Readonly<Record<Mark, string>> = {
  "'": "'",
  '"': '"',
  '`': '`',
  '$(': ')',
  '(': ')',
  '$((': '))',
  '${': '}',
  '#': '\n',
};

/**
 * The stretches of a script in the order in which they begin, nested ones behind those that they stand in. Any text has
 * them, also one that no shell would read.
 */
export function spansOf(text: string): readonly Span[] {
  const spans: OpenSpan[] = [];
  const open: OpenSpan[] = [];
  let at = 0;
  while (at < text.length) {
    const inner = open.at(-1);
    if (inner !== undefined && text.startsWith(CLOSES[inner.mark], at) && inner.cases === 0) {
      // The newline is not the comment's.
      at += inner.mark === '#' ? 0 : CLOSES[inner.mark].length;
      open.pop();
      inner.end = at;
      inner.isClosed = true;
      continue;
    }
    const mark = markAt(text, at, open);
    if (mark !== undefined) {
      const span = { mark, at, end: text.length, isClosed: false, cases: 0 };
      spans.push(span);
      open.push(span);
      at += mark.length;
    } else if (text.charAt(at) === '\\' && inner?.mark !== "'" && inner?.mark !== '#') {
      at += 2;
    } else {
      if (inner !== undefined) inner.cases += caseAt(text, at, inner);
      at += 1;
    }
  }
  return spans;
}

/** A script without its comments. */
export function withoutComments(script: string): string {
  const comments = spansOf(script).filter(({ mark }) => mark === '#');
  return comments.reduceRight((text, { at, end }) => text.slice(0, at) + text.slice(end), script);
}

/** The stretch that begins at a place, within others. */
function markAt(text: string, at: number, open: readonly Span[]): Mark | undefined {
  const inner = open.at(-1);
  if (inner?.mark === "'" || inner?.mark === '#') return undefined;
  const c = text.charAt(at);
  if (c === '`') return c;
  if (c === '$') return (['$((', '$(', '${'] as const).find((mark) => text.startsWith(mark, at));
  if (inner?.mark === '"') return undefined;
  if (c === '"') return c;
  if (c === "'") return isQuoteIn(text, open) ? c : undefined;
  if (inner?.mark === '${') return undefined;
  if (c === '(') return c;
  if (c !== '#' || inner?.mark === '$((') return undefined;
  return at === 0 || SEPARATOR.test(text.charAt(at - 1)) ? c : undefined;
}

/** Whether `'` begins a quote: in `"${x:-it's}"` it does not, in `"${x#'a'}"` it does. */
function isQuoteIn(text: string, open: readonly Span[]): boolean {
  const inner = open.at(-1);
  if (inner?.mark !== '${') return true;
  const isPattern = /^\$\{\w+[#%]/.test(text.slice(inner.at));
  return isPattern || open.filter(({ mark }) => mark !== '${').at(-1)?.mark !== '"';
}

/** 1 where a `case` begins, -1 where one ends, also one that has no pattern. */
function caseAt(text: string, at: number, inner: OpenSpan): number {
  if (!/^(?:\$?\(|`)$/.test(inner.mark)) return 0;
  CASE.lastIndex = at;
  const [word] = CASE.exec(text) ?? [];
  const before = text.slice(0, at);
  if (word === 'case') return BEFORE_COMMAND.test(before) ? 1 : 0;
  return word === 'esac' && inner.cases > 0 && (BEFORE_COMMAND.test(before) || /\sin\s+$/.test(before)) ? -1 : 0;
}
