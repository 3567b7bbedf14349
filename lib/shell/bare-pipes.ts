import { lineAt, listsIn } from './lists';
import { type Command, parseShell, pipelinesOf } from './shell-parse';
import { spansOf } from './shell-quotes';

/**
 * The lines of a written script that hold a `|` whose members leave their statuses nowhere: all but the pipes that
 * {@link pipe} writes, whose members begin with `member`. A script is read up to what no shell can read.
 */
export function barePipes(script: string): readonly string[] {
  const { commands } = parseShell(script, spansOf(script));
  return listsIn(commands, { conditions: true })
    .flatMap(pipelinesOf)
    .filter(({ bars, commands }) => bars.length > 0 && !commands.every(isMember))
    .flatMap(({ bars }) => bars.slice(0, 1).map((bar) => lineAt(script, bar)));
}

function isMember(command: Command): boolean {
  if (command.kind !== '(') return false;
  const [first] = command.bodies[0]?.[0]?.first.commands ?? [];
  return first?.kind === 'simple' && first.words[0]?.bare === 'member';
}
