import { GenomicsError, handleInText } from '../errors';

/** A variable of the container as a script may use it: `"$IN_FASTQ"`. */
export class ShellVariable {
  constructor(
    readonly name: string,
    /** What the handle stands for, in messages. */
    readonly meaning: string,
  ) {
    Object.freeze(this);
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', 'script', {
      what: `${this.meaning} was used in an untagged template literal`,
      got: `a string that holds $${this.name}`,
      expected: 'a reference that the shell quotes',
      fix: 'write sh`…` in front of the template literal',
    });
  }
}

/** A gathered set: a script reads its members from a file, one path a line. */
export class ShellList {
  /** The file that lists the members. */
  readonly list: ShellVariable;

  constructor(name: string) {
    this.list = new ShellVariable(name, 'a list of files');
    Object.freeze(this);
  }

  toString(): never {
    return handleInText('a gathered set');
  }
}

/** Commands whose output another command reads from a named pipe, as a file that is still being written. */
export interface Feed {
  /** Where the named pipe is made, below /tmp. */
  readonly fifo: string;
  readonly members: readonly Shell[];
}

/** A piece of a script: text, or a pipe whose members are numbered when the whole script is known. */
export type ShellPiece = string | { readonly pipe: readonly Shell[]; readonly feeds?: readonly Feed[] };

/** A pipe of so many characters stands on one line. */
const SHORT = 220;

/** A checked piece of POSIX shell. Made by `sh` and `pipe` only. */
export class Shell {
  private constructor(private readonly pieces: readonly ShellPiece[]) {
    Object.freeze(this);
  }

  /** @internal */
  static of(...pieces: readonly (ShellPiece | Shell)[]): Shell {
    return new Shell(pieces.flatMap((piece) => (piece instanceof Shell ? piece.pieces : [piece])));
  }

  /** The script's text. */
  get text(): string {
    let members = 0;
    let text = '';
    for (const piece of this.pieces) {
      if (typeof piece === 'string') {
        text += piece;
        continue;
      }
      const indent = /[^\S\n]*$/.exec(text)?.[0] ?? '';
      const first = members + 1;
      const piped = (all: readonly Shell[]): string => {
        const commands = all.map((member) => `( member ${++members}; ${closed(member.unpiped())} )`);
        const short = commands.join(' | ');
        return short.length <= SHORT && !short.includes('\n') ? short : commands.join(` |\n${indent}`);
      };
      const { feeds = [] } = piece;
      const fifos = feeds.map(({ fifo }) => shellQuote(fifo));
      const fed = feeds.map((feed, at) => `( ${piped(feed.members)} ) > ${fifos[at]} &\n${indent}`).join('');
      const main = piped(piece.pipe);
      const numbers = Array.from({ length: members - first + 1 }, (_, at) => first + at).join(' ');
      // A reader that died before it opened its named pipe would leave the writer waiting: opening it once more sets it free.
      const released = fifos.map((fifo) => ` : <>${fifo};`).join('');
      text +=
        fifos.length === 0
          ? `{ set +e; ${main}; joined ${numbers}; }`
          : `{ set +e; mkfifo ${fifos.join(' ')}; ${fed}${main};${released} wait; rm -f ${fifos.join(' ')}; joined ${numbers}; }`;
    }
    return text;
  }

  private unpiped(): string {
    return this.pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        throw pipeInPipe();
      })
      .join('');
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', 'script', {
      what: 'a piece of shell was used in an untagged template literal',
      got: 'a string',
      expected: 'sh`…` around it',
      fix: 'write sh`…` in front of the template literal',
    });
  }
}

/** A comment in the last line would take the closing parenthesis along. */
function closed(member: string): string {
  return /(^|\s)#.*$/.test(member) ? `${member}\n` : member;
}

/** A text as one word of the shell. */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function pipeInPipe(): GenomicsError {
  return new GenomicsError('shell-syntax', 'script', {
    what: 'a pipe stands inside a member of another pipe',
    got: 'pipe(…, sh`…${pipe(…)}…`)',
    expected: 'members that hold no pipe',
    fix: 'make one pipe of all members',
  });
}
