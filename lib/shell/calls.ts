import { partsOf } from './shell-commands';
import { type AndOr, type Commands, parseShell, pipelinesOf, type Redirect, type Word } from './shell-parse';
import { spansOf } from './shell-quotes';

/**
 * A command that a written script calls. Its words are as the shell reads them: without quotes, and with `$NAME` for
 * whatever is expanded by that name alone. A `$` that is none has a backslash before it.
 */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** Of `>file` and its like, without descriptors. */
  readonly redirects: readonly { readonly operator: string; readonly target: string }[];
  /** What its line sets: `X=1` of `X=1 tool`. */
  readonly assignments: readonly string[];
  /** Whether any run that gets so far calls it: in no condition, branch, loop or function, behind no `&&` or `||`. */
  readonly isSure: boolean;
}

export interface Calls {
  /** In the order in which they are written. */
  readonly calls: readonly Call[];
  /** The functions that the script defines. */
  readonly functions: ReadonlySet<string>;
}

/** What a script calls, wherever it stands; undefined where a part of it is no POSIX shell, so that nothing is sure. */
export function callsIn(script: string): Calls | undefined {
  const { commands, problem } = parseShell(script, spansOf(script));
  if (problem !== undefined) return undefined;
  const functions = new Set<string>();
  return { calls: inCommands(commands, true), functions };

  function inCommands(list: Commands, isSure: boolean): readonly Call[] {
    return list.flatMap((one) => inList(one, isSure));
  }

  function inList(one: AndOr, isSure: boolean): readonly Call[] {
    return pipelinesOf(one).flatMap((pipeline, at) =>
      pipeline.commands.flatMap((command) => {
        const isHere = isSure && (at === 0 || isMember(one));
        if (command.kind === 'function') {
          functions.add(command.name);
          return inList({ first: { ...pipeline, commands: [command.body] }, rest: [] }, false);
        }
        const inner = [...command.words, ...command.redirects.map(({ target }) => target)]
          .flatMap(({ expansions }) => expansions)
          .flatMap((expansion) => inCommands(expansion.commands, isHere));
        if (command.kind === 'simple') {
          const { assignments, name, args } = partsOf(command);
          const own = {
            name: name === undefined ? '' : textOf(name),
            args: args.map(textOf),
            redirects: redirected(command.redirects),
            assignments: assignments.map(textOf),
            isSure: isHere,
          };
          return [...inner, own];
        }
        const { kind, words, conditions, bodies, redirects } = command;
        // What a loop goes through and a case looks at are the words of a command by the block's name.
        const own = { name: kind, args: words.map(textOf), redirects: redirected(redirects) };
        const isAlways = isHere && (kind === '{' || kind === '(');
        return [
          ...inner,
          { ...own, assignments: [], isSure: isHere },
          ...conditions.flatMap((condition) => inCommands(condition, false)),
          ...bodies.flatMap((body) => inCommands(body, isAlways)),
        ];
      }),
    );
  }

  function redirected(all: readonly Redirect[]): Call['redirects'] {
    return all.map(({ operator, target }) => ({ operator: operator.replace(/^\d+/, ''), target: textOf(target) }));
  }

  function textOf({ at, end }: Word): string {
    return script
      .slice(at, end)
      .replace(/'([^']*)'|\\([\s\S])|"|\$\{(\w+)\}(?!\w)/g, (_, literal?: string, escaped?: string, name?: string) => {
        if (literal !== undefined) return literal.replaceAll('$', '\\$');
        if (escaped !== undefined) return escaped === '\n' ? '' : escaped.replace('$', '\\$');
        return name === undefined ? '' : `$${name}`;
      });
  }
}

/** `member 1 && tool`: what `pipe` writes before each member. */
function isMember({ first }: AndOr): boolean {
  const [command] = first.commands;
  return command?.kind === 'simple' && command.words[0]?.bare === 'member';
}

/** All words of a command but its name. */
export function wordsOf({ assignments, args, redirects }: Call): readonly string[] {
  return [...assignments, ...args, ...redirects.map(({ target }) => target)];
}
