import { type AndOr, type Command, type Commands, pipelinesOf, type Word } from './shell-parse';

/** The lists of commands, whatever they stand in; those of conditions where they are asked for. */
export function listsIn(commands: Commands, where: { readonly conditions: boolean }): readonly AndOr[] {
  return commands.flatMap((one) => [
    one,
    ...pipelinesOf(one)
      .flatMap((pipeline) => pipeline.commands)
      .flatMap((command) => within(command, where)),
  ]);
}

function within(command: Command, where: { readonly conditions: boolean }): readonly AndOr[] {
  if (command.kind === 'function') return within(command.body, where);
  const words = [...command.words, ...command.redirects.map(({ target }) => target)];
  const conditions = command.kind === 'simple' || !where.conditions ? [] : command.conditions;
  const bodies = command.kind === 'simple' ? [] : command.bodies;
  return [...words.flatMap(substitutions), ...conditions, ...bodies].flatMap((inner) => listsIn(inner, where));
}

function substitutions({ expansions }: Word): readonly Commands[] {
  return expansions.map(({ commands }) => commands);
}

/** The line of a script in which a place lies. */
export function lineAt(text: string, at: number): string {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(from, end < 0 ? text.length : end).trim();
}
