import { tagsIn } from '../expression/tags';
import { parseWhen } from '../expression/when';
import { at, object, quote, text } from '../json';
import { hooksOf } from '../model/target';
import { type RuleProblem, taskRule, workflowRule } from '../rule';

export const when = taskRule('when-syntax', 'error', '`when` parses', function* (task) {
  const source = text(task.json['when']);
  if (source === undefined || source.trim() === '' || tagsIn(source).some(({ kind }) => kind === 'open')) return;
  const parsed = parseWhen(source);
  if (!parsed.ok)
    yield {
      path: at(task.path, 'when'),
      message:
        `${quote(source)}: ${parsed.message}; write it as "'{{inputs.parameters.x}}' == 'y'" or ` +
        `"{{=inputs.parameters.x == 'y'}}".`,
    };
});

function* judge(holder: Readonly<Record<string, unknown>>, path: string): Generator<RuleProblem> {
  for (const [name, hook] of hooksOf(object(holder)))
    if (name !== 'exit' && !text(hook['expression']))
      yield {
        path: at(path, 'hooks', name),
        message: `hook ${name} has no expression; add one, or call the hook exit.`,
      };
}

export const hookExpression = workflowRule(
  'hook-without-expression',
  'error',
  'a hook other than `exit` has an expression',
  function* (flow) {
    yield* judge(flow.spec, flow.path);
    for (const template of flow.all) for (const task of template.tasks) yield* judge(task.json, task.path);
  },
);
