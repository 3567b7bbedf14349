import { attempt, type Outcome, SyntaxMistake } from './syntax';

export interface Dependency {
  readonly task: string;
  readonly status: string | undefined;
}

export const statuses = [
  'Succeeded',
  'Failed',
  'Errored',
  'Skipped',
  'Omitted',
  'Daemoned',
  'AnySucceeded',
  'AllFailed',
] as const;

const token = /\s*(?:(&&|\|\||!|\(|\))|([a-zA-Z0-9][-a-zA-Z0-9]*)(?:\.([a-zA-Z]+))?)/y;

interface Symbol {
  readonly operator: string | undefined;
  readonly dependency: Dependency | undefined;
}

/** Parses `depends: A && (B.Succeeded || !C.Failed)` and returns the tasks that it names. */
export function parseDepends(source: string): Outcome<readonly Dependency[]> {
  return attempt(() => {
    const symbols = [...read(source)];
    let position = 0;
    const is = (operator: string) => symbols[position]?.operator === operator;

    const term = (): void => {
      while (is('!')) position += 1;
      if (is('(')) {
        position += 1;
        sequence();
        if (!is(')')) throw new SyntaxMistake('a parenthesis is not closed', 0);
      } else if (symbols[position]?.dependency === undefined) {
        throw new SyntaxMistake(`expected a task, found ${symbols[position]?.operator ?? 'the end'}`, 0);
      }
      position += 1;
    };
    const sequence = (): void => {
      term();
      while (is('&&') || is('||')) {
        position += 1;
        term();
      }
    };

    sequence();
    if (position < symbols.length) {
      const rest = symbols[position];
      throw new SyntaxMistake(`expected && or ||, found ${rest?.operator ?? rest?.dependency?.task ?? ''}`, 0);
    }
    return symbols.flatMap(({ dependency }) => (dependency === undefined ? [] : [dependency]));
  });
}

function* read(source: string): Generator<Symbol> {
  let offset = 0;
  while (source.slice(offset).trim() !== '') {
    token.lastIndex = offset;
    const match = token.exec(source);
    if (match === null)
      throw new SyntaxMistake(`unexpected ${JSON.stringify(source.slice(offset).trim().charAt(0))}`, offset);
    offset += match[0].length;
    const [, operator, task, status] = match;
    yield { operator, dependency: task === undefined ? undefined : { task, status } };
  }
}
