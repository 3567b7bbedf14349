import { judgeFunction } from '../expression/functions';
import { type Name, namesIn } from '../expression/names';
import { parseExpression } from '../expression/parser';
import { judgeName } from './lookup';
import type { Judgment, Scope } from './scope';

/** `free`: the place brings names of its own, such as a response's. */
export function judgeExpression(source: string, scope: Scope, free: boolean): readonly Judgment[] {
  const parsed = parseExpression(source);
  const shown = source.trim().length > 60 ? `${source.trim().slice(0, 57)}…` : source.trim();
  if (!parsed.ok)
    return [
      {
        code: 'expression-syntax',
        message: `${shown} is no expression: ${parsed.message}; see https://expr-lang.org/docs/language-definition.`,
      },
    ];
  const { names, functions } = namesIn(parsed.value);
  const calls = functions.flatMap((path): readonly Judgment[] => {
    const reason = judgeFunction(path);
    return reason === undefined || free
      ? []
      : [{ code: 'unknown-function', message: `${shown}: ${reason}; correct the name.` }];
  });
  if (free) return calls;
  const hyphens = names.flatMap((name) => judgeHyphen(name, scope) ?? []);
  const halves = new Set(hyphens.flatMap(({ halves }) => halves));
  const others = names.filter((name) => !name.guarded && !halves.has(name.path.join('.')));
  return [
    ...calls,
    ...hyphens.map(({ judgment }) => judgment),
    ...others.flatMap(({ path }) => judgeName(path, scope, 'expression') ?? []),
  ];
}

/** An unknown name after a minus was the second half of a hyphenated one. */
function judgeHyphen(
  { path: right, minus: left, guarded }: Name,
  scope: Scope,
): { readonly judgment: Judgment; readonly halves: readonly string[] } | undefined {
  const [first = '', ...rest] = right;
  if (left === undefined || left.length < 2 || guarded || ['inputs', 'tasks', 'steps', 'workflow'].includes(first))
    return undefined;
  if (judgeName(right, scope, 'expression') === undefined) return undefined;
  const whole = `${left.join('.')}-${right.join('.')}`;
  const name = `${left.at(-1) ?? ''}-${first}`;
  const fixed = [`${left.slice(0, -1).join('.')}['${name}']`, ...rest].join('.');
  const judgment = {
    code: 'hyphen-in-expression',
    message: `${whole} is a subtraction in an expression; write ${fixed}.`,
  };
  return { judgment, halves: [left.join('.'), right.join('.')] };
}
