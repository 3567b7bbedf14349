import { randomUUID } from 'node:crypto';
import { runWorkflow } from './engine';
import type { Workflow } from './manifest';
import type { Engine, Invocation, Parameters } from './template';

/** What stages' outputs read as parameters, by task and output: `{ 'sheet.samples': '[…]' }`. */
type Texts = Readonly<Record<string, string>>;

/**
 * What Argo runs for a workflow, submitted once more, in an order that its edges allow, with every stage succeeding.
 */
export function invocations(
  workflow: Workflow,
  given: Parameters = {},
  texts: Texts = {},
  engine: Engine = '4',
  uid: string = randomUUID(),
): readonly Invocation[] {
  const found: Invocation[] = [];
  const named = new Map((workflow.spec.templates ?? []).map((template) => [template.name, template]));
  const textsOf = ({ task, template }: Invocation): Parameters =>
    Object.fromEntries(
      (named.get(template)?.outputs?.parameters ?? []).map(({ name, valueFrom }) => [
        valueFrom?.path ?? '',
        texts[`${task.replace(/\(\d+\)$/, '').replace(/^.*[.]/, '')}.${name}`] ?? '',
      ]),
    );
  let failed: Error | undefined;
  runWorkflow(
    { workflow, parameters: given, uid, engine },
    {
      start: ({ invocation, stage }, ended) => {
        if (stage !== 'onExit') found.push(invocation);
        ended({ phase: 'Succeeded', texts: textsOf(invocation) });
      },
    },
    ({ error }) => {
      failed = error;
    },
  );
  if (failed !== undefined) throw failed;
  return found;
}
