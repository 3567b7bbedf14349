import { text } from '../json';
import { templateOf } from '../model/target';
import { isOlder, STRICT_ARGUMENTS, spanOf } from '../model/versions';
import { type Code, type RuleProblem, workflowRule } from '../rule';
import { judgeExpression } from '../variables/expression';
import { judgeName } from '../variables/lookup';
import { rawExpressions } from '../variables/raw';
import type { Judgment } from '../variables/scope';
import { type Use, usesOf } from '../variables/uses';

const also: readonly Code[] = [
  {
    code: 'unknown-workflow-parameter',
    severity: 'error',
    summary: '`workflow.parameters.x` is declared by the workflow',
  },
  { code: 'unknown-prefix', severity: 'warning', summary: 'a tag does not begin with a misspelt `inputs`, `tasks`, …' },
  { code: 'item-without-loop', severity: 'error', summary: '`{{item}}` stands in a task that loops' },
  { code: 'item-shape', severity: 'error', summary: 'every item of `withItems` has the fields that are read' },
  { code: 'not-an-ancestor', severity: 'error', summary: 'a task reads only tasks that are over when it starts' },
  { code: 'hyphen-in-expression', severity: 'error', summary: 'a hyphenated name in an expression is an index' },
  { code: 'expression-syntax', severity: 'error', summary: 'an expression parses' },
  { code: 'unknown-function', severity: 'error', summary: 'an expression calls functions that exist' },
  { code: 'unclosed-tag', severity: 'error', summary: 'a `{{` has its `}}`' },
];

export const variables = {
  ...workflowRule(
    'unknown-variable',
    'error',
    'every variable is known where it is read',
    function* (flow, world): Iterable<RuleProblem> {
      const isLenient = isOlder(spanOf(world).newest, STRICT_ARGUMENTS);
      for (const use of usesOf(flow, world))
        for (const judgment of judgeUse(use))
          if (!(isLenient && judgment.code === 'not-an-ancestor' && isDropped(use)))
            yield { ...judgment, path: use.path };
      for (const { source, path, scope, free } of rawExpressions(flow, world))
        for (const judgment of judgeExpression(source, scope, free)) yield { ...judgment, path };
    },
  ),
  also,
};

/**
 * Whether a tag stands in an argument of a DAG's task that the called template does not take. Argo's validation looks
 * at those arguments only that begin with such a tag.
 */
function isDropped({ path, scope: { task, flow, world } }: Use): boolean {
  if (task === undefined || task.scope !== 'tasks') return false;
  const target = templateOf(task, flow, world);
  const passed = [...task.parameters, ...task.artifacts].find(([, entry]) => path.startsWith(`${entry.path}.`));
  if (target === undefined || passed === undefined) return false;
  const [name, { json }] = passed;
  const begins = [json['value'], json['from']].some((one) => text(one)?.startsWith('{{tasks.'));
  return !begins && !target.parameters.has(name) && !target.artifacts.has(name);
}

/** What Argo cannot evaluate on its way to a program arrives as it is written: `{{=it.name}}` is doT's, for one. */
function mayBeForeign({ source, scope }: Use): boolean {
  const isText = scope.place === 'body' || scope.argument !== undefined;
  return (
    isText &&
    !/\b(?:inputs|outputs|workflow|tasks|steps|retries|lastRetry|sprig|asInt|asFloat|jsonpath|toJson)\b/.test(source)
  );
}

function judgeUse(use: Use): readonly Judgment[] {
  if (use.kind === 'expression') {
    const judgments = judgeExpression(use.source, use.scope, false);
    return mayBeForeign(use) ? judgments.map((judgment) => ({ ...judgment, severity: 'warning' })) : judgments;
  }
  if (use.kind === 'open') {
    const looksLikeOurs = /^=|^\s*(?:inputs|outputs|workflow|tasks|steps|item|pod)\b/.test(use.source);
    return looksLikeOurs
      ? [
          {
            code: 'unclosed-tag',
            message: `{{${use.source.slice(0, 40)} has no closing }}; add it, or break up the {{.`,
          },
        ]
      : [];
  }
  const judgment = judgeName(use.source.split('.'), use.scope, 'name');
  return judgment === undefined ? [] : [judgment];
}
