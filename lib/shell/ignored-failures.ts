import { lineAt, listsIn } from './lists';
import { type Pipeline, parseShell } from './shell-parse';
import { spansOf } from './shell-quotes';

/**
 * The lines of a written script that go on whatever a command said: `|| true` and its like, but in a condition, which
 * asks. A script is read up to what no shell can read.
 */
export function ignoredFailures(script: string): readonly string[] {
  const { commands } = parseShell(script, spansOf(script));
  return listsIn(commands, { conditions: false })
    .flatMap(({ rest }) => rest)
    .filter(({ operator, pipeline }) => operator === '||' && isNothing(pipeline))
    .map(({ at }) => lineAt(script, at));
}

function isNothing({ isNegated, commands: [command, ...more] }: Pipeline): boolean {
  if (isNegated || more.length > 0 || command?.kind !== 'simple' || command.redirects.length > 0) return false;
  const words = command.words.map(({ bare }) => bare);
  return /^(?:true|:|(?:exit|return) 0+)$/.test(words.join(' '));
}
