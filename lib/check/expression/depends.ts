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

/** A `depends` as it is read: tasks, joined. */
export type DependsTree =
  | { readonly kind: 'task'; readonly dependency: Dependency }
  | { readonly kind: 'not'; readonly of: DependsTree }
  | { readonly kind: 'all' | 'any'; readonly of: readonly DependsTree[] };

/** Parses `depends: A && (B.Succeeded || !C.Failed)` and returns the tasks that it names. */
export function parseDepends(source: string): Outcome<readonly Dependency[]> {
  const tree = dependsTree(source);
  return tree.ok ? { ok: true, value: dependenciesIn(tree.value) } : tree;
}

export function dependsTree(source: string): Outcome<DependsTree> {
  return attempt(() => {
    const symbols = [...read(source)];
    let position = 0;
    const is = (operator: string) => symbols[position]?.operator === operator;

    const term = (): DependsTree => {
      if (is('!')) {
        position += 1;
        return { kind: 'not', of: term() };
      }
      if (is('(')) {
        position += 1;
        const inner = sequence();
        if (!is(')')) throw new SyntaxMistake('a parenthesis is not closed', 0);
        position += 1;
        return inner;
      }
      const { operator, dependency } = symbols[position] ?? {};
      if (dependency === undefined) throw new SyntaxMistake(`expected a task, found ${operator ?? 'the end'}`, 0);
      position += 1;
      return { kind: 'task', dependency };
    };
    const joined = (kind: 'all' | 'any', operator: string, part: () => DependsTree): DependsTree => {
      const first = part();
      if (!is(operator)) return first;
      const of = [first];
      while (is(operator)) {
        position += 1;
        of.push(part());
      }
      return { kind, of };
    };
    const sequence = (): DependsTree => joined('any', '||', () => joined('all', '&&', term));

    const tree = sequence();
    if (position < symbols.length) {
      const rest = symbols[position];
      throw new SyntaxMistake(`expected && or ||, found ${rest?.operator ?? rest?.dependency?.task ?? ''}`, 0);
    }
    return tree;
  });
}

/** The tasks that it names. */
export function dependenciesIn(tree: DependsTree): readonly Dependency[] {
  if (tree.kind === 'task') return [tree.dependency];
  return tree.kind === 'not' ? dependenciesIn(tree.of) : tree.of.flatMap(dependenciesIn);
}

/** Whether it holds, by what is known of each task; `undefined` where that is not enough to tell. */
export function holds(tree: DependsTree, known: (dependency: Dependency) => boolean | undefined): boolean | undefined {
  if (tree.kind === 'task') return known(tree.dependency);
  if (tree.kind === 'not') {
    const inner = holds(tree.of, known);
    return inner === undefined ? undefined : !inner;
  }
  const parts = tree.of.map((one) => holds(one, known));
  const decides = tree.kind === 'any';
  if (parts.includes(decides)) return decides;
  return parts.includes(undefined) ? undefined : !decides;
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
