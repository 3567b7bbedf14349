import { listsIn } from './lists';
import { partsOf } from './shell-commands';
import { parseShell, pipelinesOf } from './shell-parse';
import { spansOf } from './shell-quotes';

/** The commands that a written script calls by their names, each once, without the functions that it defines. */
export function commandsCalled(script: string): readonly string[] {
  const lists = listsIn(parseShell(script, spansOf(script)).commands, { conditions: true });
  const commands = lists.flatMap(pipelinesOf).flatMap((pipeline) => pipeline.commands);
  const own = new Set(commands.flatMap((command) => (command.kind === 'function' ? [command.name] : [])));
  const names = commands.flatMap((command) => (command.kind === 'simple' ? (partsOf(command).name?.bare ?? []) : []));
  return [...new Set(names)].filter((name) => !own.has(name));
}
