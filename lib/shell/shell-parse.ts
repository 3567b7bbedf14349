import type { Span } from './shell-quotes';

/** Why a script is refused: it can hide a failure, not every `sh` knows it, or none can read it. */
export type Fault = 'hides' | 'bash' | 'broken';

/** What is wrong at a place of a script, and what to write instead. */
export interface ShellProblem {
  readonly at: number;
  readonly fault: Fault;
  readonly got: string;
  readonly fix: string;
}

export function hides(at: number, got: string, fix: string): ShellProblem {
  return { at, fault: 'hides', got, fix };
}

export function bash(at: number, got: string, fix: string): ShellProblem {
  return { at, fault: 'bash', got, fix };
}

/** Stand in a scanned text for a reference or value, and for a piece of shell. */
export const REFERENCE = '\0';
export const PIECE = '\u0001';

/** What stands in a word's text outside of quotes for a quoted character or stretch, and for an expansion. */
export const QUOTED = '\u0002';
export const EXPANDED = '\u0003';

export interface Word {
  readonly at: number;
  readonly end: number;
  /** Its text with {@link QUOTED} and {@link EXPANDED} in the places of quotes and expansions. */
  readonly bare: string;
  /** What stands in its quotes, without what is expanded there. */
  readonly quoted: string;
  readonly expansions: readonly Expansion[];
}

/** `$(…)` or backquotes with the commands in it, `${…}`, or arithmetic; none that stand in the commands. */
export interface Expansion {
  readonly kind: 'commands' | 'parameter' | 'arithmetic';
  readonly at: number;
  readonly isQuoted: boolean;
  /** Its text without what is expanded in it. */
  readonly text: string;
  readonly commands: Commands;
}

export interface Redirect {
  readonly at: number;
  readonly operator: string;
  readonly target: Word;
}

export type Command = SimpleCommand | Block | ShellFunction;

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly at: number;
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface Block {
  readonly kind: '{' | '(' | 'if' | 'while' | 'until' | 'for' | 'case';
  readonly at: number;
  /** What `for` goes through, what `case` looks at. */
  readonly words: readonly Word[];
  readonly conditions: readonly Commands[];
  readonly bodies: readonly Commands[];
  readonly redirects: readonly Redirect[];
}

export interface ShellFunction {
  readonly kind: 'function';
  readonly at: number;
  readonly name: string;
  readonly body: Command;
}

export interface Pipeline {
  readonly at: number;
  readonly isNegated: boolean;
  readonly commands: readonly Command[];
  /** Where the bars stand. */
  readonly bars: readonly number[];
}

/** Commands joined by `&&` and `||`. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: string; readonly at: number; readonly pipeline: Pipeline }[];
  /** Where a `&` stands that sends it to the background. */
  readonly background?: number;
}

export function pipelinesOf({ first, rest }: AndOr): readonly Pipeline[] {
  return [first, ...rest.map(({ pipeline }) => pipeline)];
}

/** Commands one after another. */
export type Commands = readonly AndOr[];

/** A script, up to the first thing in it that is not POSIX shell. */
export interface ParsedShell {
  readonly commands: Commands;
  readonly problem?: ShellProblem;
}

export function parseShell(text: string, spans: readonly Span[]): ParsedShell {
  const commands: AndOr[] = [];
  try {
    new Reader(text, new Map(spans.map((span) => [span.at, span])), 0, text.length).all(commands);
    return { commands };
  } catch (error) {
    if (error instanceof Stop) return { commands, problem: error.problem };
    throw error;
  }
}

class Stop extends Error {
  constructor(readonly problem: ShellProblem) {
    super(problem.got);
  }
}

const WORD_END = /[\s;&|()<>]/;
const OPERATOR = /\d*(?:<<<|<<-?|<>|<&|>>|>&|>\||<|>)/y;
const NAME = /^[A-Za-z_][\w.:-]*$/;
/** The words that end a list of commands. */
const CLOSER = /(?:then|do|else|elif|fi|done|esac|\})(?![^\s;&|()<>`])/y;
const OPENER = /(?:if|while|until|for|case|\{)(?![^\s;&|()<>`])/y;
/** Words of bash's grammar, by what to write in their places. */
const BASH_WORD = /(?:\[\[|function|select|coproc)(?![^\s;&|()<>`])/y;
const INSTEAD: Readonly<Record<string, string>> = {
  '[[': "'[ a = b ]', or case for a pattern",
  function: "'name() { …; }'",
  select: "'for name in …; do …; done'",
  coproc: 'a stage for what runs beside',
};
const ENDS: Readonly<Record<Block['kind'], string>> = {
  '{': '}',
  '(': ')',
  if: 'fi',
  while: 'done',
  until: 'done',
  for: 'done',
  case: 'esac',
};

/** Reads the commands between two places of a text. */
class Reader {
  #at: number;
  /** The blocks that are open, the innermost last. */
  readonly #open: { readonly kind: Block['kind']; readonly at: number }[] = [];

  constructor(
    private readonly text: string,
    private readonly spans: ReadonlyMap<number, Span>,
    from: number,
    private readonly end: number,
  ) {
    this.#at = from;
  }

  all(into: AndOr[] = []): Commands {
    const commands = this.#commands(into);
    if (this.#at < this.end) this.#unexpected();
    return commands;
  }

  #commands(all: AndOr[] = []): Commands {
    for (;;) {
      this.#skipLines();
      if (this.#isEnd()) return all;
      all.push(this.#andOr());
      this.#skipBlanks();
      const isSeparated = all.at(-1)?.background !== undefined || this.#take(/;(?![;&])|(?=\n)/y) !== undefined;
      if (!isSeparated && !this.#isEnd()) this.#unexpected();
    }
  }

  /** Commands where there must be some. */
  #block(): Commands {
    const commands = this.#commands();
    if (commands.length === 0) this.#unexpected();
    return commands;
  }

  #isEnd(): boolean {
    return this.#at >= this.end || this.#sees(CLOSER) || /^(?:\)|;[;&])/.test(this.text.slice(this.#at, this.#at + 2));
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: AndOr['rest'][number][] = [];
    for (;;) {
      this.#skipBlanks();
      const at = this.#at;
      const operator = this.#take(/&&|\|\|/y);
      if (operator === undefined) break;
      this.#skipLines();
      rest.push({ operator, at, pipeline: this.#pipeline() });
    }
    if (this.#sees(/&>/y)) this.#bash(this.#sees(/&>>/y) ? '&>>' : '&>', "'>file 2>&1': dash runs the command beside");
    const background = this.#at;
    return this.#take(/&/y) === undefined ? { first, rest } : { first, rest, background };
  }

  #pipeline(): Pipeline {
    const at = this.#at;
    const isNegated = this.#take(/!(?![^\s;&|()<>`])/y) !== undefined;
    this.#skipBlanks();
    const commands = [this.#command()];
    const bars: number[] = [];
    for (;;) {
      this.#skipBlanks();
      const bar = this.#at;
      if (this.#take(/\|(?!\|)&?/y) === undefined) return { at, isNegated, commands, bars };
      bars.push(bar);
      this.#skipLines();
      commands.push(this.#command());
    }
  }

  #command(): Command {
    const bash = this.#seen(BASH_WORD);
    if (bash !== undefined) this.#bash(bash, INSTEAD[bash] ?? '');
    if (this.#sees(/\(\(/y)) this.#bash('((', "'x=$((x + 1))', '[ … ]', or '( (…) )' for a subshell");
    const at = this.#at;
    const kind = (this.#seen(OPENER) ?? this.#seen(/\(/y)) as Block['kind'] | undefined;
    if (kind === undefined) return this.#simple();
    this.#open.push({ kind, at });
    const parts = this.#parts(kind);
    if (kind !== '(') this.#expect(ENDS[kind]);
    this.#open.pop();
    return { kind, at, ...parts, redirects: this.#redirects() };
  }

  #parts(kind: Block['kind']): Pick<Block, 'words' | 'conditions' | 'bodies'> {
    if (kind === '(') return { words: [], conditions: [], bodies: [this.#nested()] };
    this.#at += kind.length;
    if (kind === '{') return { words: [], conditions: [], bodies: [this.#block()] };
    if (kind === 'if') return this.#branches();
    if (kind === 'case') return this.#cases();
    if (kind === 'for') return { words: this.#members(), conditions: [], bodies: [this.#loop()] };
    return { words: [], conditions: [this.#block()], bodies: [this.#loop()] };
  }

  #branches(): Pick<Block, 'words' | 'conditions' | 'bodies'> {
    const conditions: Commands[] = [];
    const bodies: Commands[] = [];
    do {
      conditions.push(this.#block());
      this.#expect('then');
      bodies.push(this.#block());
    } while (this.#take(/elif\b/y) !== undefined);
    if (this.#take(/else\b/y) !== undefined) bodies.push(this.#block());
    return { words: [], conditions, bodies };
  }

  #cases(): Pick<Block, 'words' | 'conditions' | 'bodies'> {
    this.#skipBlanks();
    const words = [this.#word()];
    const bodies: Commands[] = [];
    this.#skipLines();
    this.#expect('in');
    for (;;) {
      this.#skipLines();
      if (this.#at >= this.end || this.#sees(CLOSER)) return { words, conditions: [], bodies };
      this.#take(/\(/y);
      do {
        this.#skipBlanks();
        words.push(this.#word());
        this.#skipBlanks();
      } while (this.#take(/\|/y) !== undefined);
      this.#expect(')');
      bodies.push(this.#commands());
      if (this.#sees(/;;?&/y)) this.#bash(';&', "';;', and the commands in both");
      if (this.#take(/;;/y) === undefined && !this.#sees(CLOSER)) this.#unexpected();
    }
  }

  #members(): readonly Word[] {
    this.#skipBlanks();
    if (this.#sees(/\(\(/y)) this.#bash('for ((', '\'while [ "$i" -le 9 ]; do …; i=$((i + 1)); done\'');
    const words = [this.#word()];
    this.#skipLines();
    if (this.#take(/in(?=[\s;])/y) !== undefined) {
      this.#skipBlanks();
      while (this.#isWord()) {
        words.push(this.#word());
        this.#skipBlanks();
      }
    }
    this.#take(/;(?!;)/y);
    this.#skipLines();
    return words;
  }

  #loop(): Commands {
    this.#expect('do');
    return this.#block();
  }

  #simple(): Command {
    const at = this.#at;
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.#redirect();
      if (redirect !== undefined) redirects.push(redirect);
      else if (this.#isWord()) words.push(this.#word());
      else break;
      if (this.#sees(/[ \t]*\(/y)) return this.#function(at, words);
      this.#skipBlanks();
    }
    if (words.length === 0 && redirects.length === 0) this.#unexpected();
    return { kind: 'simple', at, words, redirects };
  }

  #function(at: number, words: readonly Word[]): ShellFunction {
    const name = words.at(-1)?.bare ?? '';
    if (/^\w+(\[.*\])?\+?=$/.test(name)) {
      this.#bash(`${name}(`, 'a file with one line each, or \'set -- a b\' and "$@": POSIX has no arrays');
    }
    const isFunction = words.length === 1 && NAME.test(name) && this.#take(/[ \t]*\([ \t]*\)/y) !== undefined;
    if (!isFunction) this.#broken("'('", 'quotes around it where it belongs to a word');
    this.#skipLines();
    const start = this.#at;
    const body = this.#command();
    if (body.kind === 'simple') this.#bash(`${name}()`, 'braces around what it does', start);
    return { kind: 'function', at, name, body };
  }

  #redirects(): readonly Redirect[] {
    const all: Redirect[] = [];
    for (;;) {
      this.#skipBlanks();
      const one = this.#redirect();
      if (one === undefined) return all;
      all.push(one);
    }
  }

  #redirect(): Redirect | undefined {
    const at = this.#at;
    const operator = this.#take(OPERATOR);
    if (operator === undefined) return undefined;
    const sign = operator.replace(/^\d+/, '');
    if (sign === '<<<') this.#bash('<<<', "pipe(sh`printf '%s\\n' …`, sh`…`)", at);
    if (sign.startsWith('<<')) {
      const fix = "printf '%s\\n' 'a line' 'another', or a text in ${'…'} as an argument";
      this.#stop(hides(at, 'a here-document', fix));
    }
    if (this.#sees(/(?:[ \t]*[<>])?\(/y)) {
      this.#bash(
        `${(this.#take(/[ \t]*[<>]/y) ?? sign).trim()}(`,
        'a file in "$TMPDIR", or fed(…): no shell looks at the command\'s status',
        at,
      );
    }
    this.#skipBlanks();
    // Digits before another `<` or `>` are its own; behind `>&` bash takes them for the target.
    const isNumber = this.#sees(/\d+[<>]/y);
    if (isNumber && sign.endsWith('&')) this.#bash(`${operator}…`, "'>file 2>&1', with a space between the two", at);
    if (!this.#isWord() || isNumber) this.#unexpected();
    return { at, operator, target: this.#word() };
  }

  #isWord(): boolean {
    return this.#at < this.end && !WORD_END.test(this.text.charAt(this.#at));
  }

  #word(): Word {
    if (!this.#isWord()) this.#unexpected();
    const at = this.#at;
    let bare = '';
    while (this.#isWord()) {
      const span = this.spans.get(this.#at);
      const c = this.text.charAt(this.#at);
      if (c === '$' && span === undefined) this.#mustBePosix();
      if (span !== undefined) {
        bare += /['"]/.test(span.mark) ? QUOTED : EXPANDED;
        this.#at = span.end;
      } else if (c === '\\') {
        if (this.#at + 1 === this.text.length) this.#broken("a '\\' at the end", 'what it stands before');
        bare += this.text.charAt(this.#at + 1) === '\n' ? '' : QUOTED;
        this.#at += 2;
      } else {
        bare += c;
        this.#at += 1;
      }
    }
    const end = this.#at;
    return { at, end, bare, quoted: this.#quoted(at, end, false), expansions: this.#expansions(at, end, false) };
  }

  /** `$'…'` and `$"…"`, which dash takes for a `$` before a quote. */
  #mustBePosix(): void {
    const quote = this.#seen(/\$['"[]/y);
    if (quote === '$[') this.#bash('$[', "'$((…))'");
    if (quote !== undefined) this.#bash(`${quote}…`, `"$(printf 'a\\tb')"`);
  }

  #quoted(from: number, to: number, isQuoted: boolean): string {
    let text = '';
    for (let at = from; at < to; ) {
      const span = this.spans.get(at);
      if (span?.mark === "'" || span?.mark === '"') text += this.#quoted(at + 1, inside(span), true);
      if (span === undefined && isQuoted) text += this.text.charAt(at);
      at = span?.end ?? at + 1;
    }
    return text;
  }

  #expansions(from: number, to: number, isQuoted: boolean): readonly Expansion[] {
    const all: Expansion[] = [];
    for (let at = from; at < to; ) {
      const span = this.spans.get(at);
      if (span !== undefined) all.push(...this.#expanded(span, isQuoted));
      at = span?.end ?? at + 1;
    }
    return all;
  }

  #expanded(span: Span, isQuoted: boolean): readonly Expansion[] {
    const { mark, at } = span;
    const from = at + mark.length;
    if (mark === "'" || mark === '#') return [];
    const within = mark === '$(' || mark === '`' ? [] : this.#expansions(from, inside(span), isQuoted || mark === '"');
    if (mark === '"' || mark === '(') return within;
    const own = { at, isQuoted, text: this.#literal(at, span.end), commands: [] };
    if (mark === '${') return [{ ...own, kind: 'parameter' }, ...within];
    if (mark === '$((') return [{ ...own, kind: 'arithmetic' }, ...within];
    return [{ ...own, kind: 'commands', commands: new Reader(this.text, this.spans, from, inside(span)).all() }];
  }

  /** A stretch without what is expanded in it. */
  #literal(from: number, to: number): string {
    let text = '';
    for (let at = from; at < to; ) {
      const span = at === from ? undefined : this.spans.get(at);
      text += span === undefined ? this.text.charAt(at) : EXPANDED;
      at = span?.end ?? at + 1;
    }
    return text;
  }

  /** The commands of the subshell that begins here. */
  #nested(): Commands {
    const span = this.spans.get(this.#at);
    if (span === undefined) return this.#unexpected();
    const reader = new Reader(this.text, this.spans, this.#at + 1, inside(span));
    const commands = reader.#block();
    if (reader.#at < reader.end) reader.#unexpected();
    this.#at = span.end;
    return commands;
  }

  #skipBlanks(): void {
    this.#take(/(?:[ \t]|\\\n)*/y);
    const span = this.spans.get(this.#at);
    if (span?.mark === '#') this.#at = Math.min(span.end, this.end);
  }

  #skipLines(): void {
    do {
      this.#skipBlanks();
    } while (this.#take(/\n/y) !== undefined);
  }

  #expect(word: string): void {
    const next = word === ')' ? this.#seen(/\)/y) : this.#seen(/[^\s;&|()<>`]+/y);
    if (next !== word) this.#unexpected();
    this.#at += word.length;
  }

  #seen(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [];
    return found !== undefined && this.#at + found.length <= this.end ? found : undefined;
  }

  #sees(pattern: RegExp): boolean {
    return this.#seen(pattern) !== undefined;
  }

  #take(pattern: RegExp): string | undefined {
    const found = this.#seen(pattern);
    this.#at += found?.length ?? 0;
    return found;
  }

  #bash(sign: string, fix: string, at = this.#at): never {
    return this.#stop(bash(at, `'${sign}'`, fix));
  }

  #broken(got: string, fix: string, at = this.#at): never {
    return this.#stop({ at, fault: 'broken', got, fix });
  }

  /** What stands here has no place here; at the end, the innermost block is open. */
  #unexpected(): never {
    const open = this.#open.at(-1);
    if (this.#at < this.end) {
      const sign = this.#seen(/[;&|()<>]+|[^\s;&|()<>]+|\n/y) ?? '';
      const expected = open === undefined ? 'a command' : `what '${open.kind}' needs, or '${ENDS[open.kind]}',`;
      this.#broken(sign === '\n' ? 'the end of a line' : `an unexpected '${sign}'`, `${expected} before it`);
    }
    if (open === undefined) this.#broken('the end', 'a command before it', Math.max(0, this.end - 1));
    return this.#broken(`'${open.kind}' without '${ENDS[open.kind]}'`, `'${ENDS[open.kind]}' behind it`, open.at);
  }

  #stop(problem: ShellProblem): never {
    throw new Stop(problem);
  }
}

/** Where what stands in a stretch ends. */
function inside({ mark, end, isClosed }: Span): number {
  if (!isClosed) return end;
  return end - (mark === '$((' ? 2 : 1);
}
