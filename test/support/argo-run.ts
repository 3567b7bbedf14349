import { runWorkflow as run } from '../../lib/run/engine';
import type { Template, Workflow } from '../../lib/run/manifest';
import { comparePositions } from '../../lib/run/position';
import type { Engine, Parameters } from '../../lib/run/template';
import { type Ended, type Machine, runPod } from './run';

/** How a run ended, and every container of it in the order in which they did. */
export interface Outcome {
  readonly phase: 'Succeeded' | 'Failed';
  readonly ended: readonly Ended[];
}

/**
 * Runs a WorkflowTemplate's containers by the engine, one at a time, in pods of root's. Nothing is retried, and no exit
 * handler runs.
 */
export async function runWorkflow(
  workflow: Workflow,
  machine: Machine,
  parameters: Parameters = {},
  uid = 'run-1',
  engine: Engine = '4',
): Promise<Outcome> {
  const { onExit: _, ...spec } = workflow.spec;
  const once = { ...workflow, spec: { ...spec, templates: (spec.templates ?? []).map(withoutRetry) } };
  const ended: Ended[] = [];
  const waiting: { readonly position: readonly number[]; readonly begin: () => Promise<void> }[] = [];
  let broken: Error | undefined;
  let phase: Outcome['phase'] = 'Succeeded';
  run(
    { workflow: once, parameters, uid, engine },
    {
      start: ({ invocation, position }, end) => {
        const begin = async (): Promise<void> => {
          const { texts, ...one } = await runPod(invocation, machine);
          ended.push(one);
          const paths = Object.entries(texts).map(([name, text]) => [`/tmp/texts/${name}`, text]);
          end({
            phase: one.status === 0 ? 'Succeeded' : 'Failed',
            exitCode: one.status,
            texts: Object.fromEntries(paths),
          });
        };
        waiting.push({ position, begin });
      },
    },
    (outcome) => {
      broken = outcome.error;
      phase = outcome.phase === 'Succeeded' ? 'Succeeded' : 'Failed';
    },
  );
  for (let next = first(waiting); next !== undefined; next = first(waiting)) await next.begin();
  if (broken !== undefined) throw broken;
  return { phase, ended };
}

function withoutRetry({ retryStrategy: _, ...template }: Template): Template {
  return template;
}

/** Takes out what stands first. */
function first<T extends { readonly position: readonly number[] }>(waiting: T[]): T | undefined {
  waiting.sort((one, other) => comparePositions(one.position, other.position));
  return waiting.shift();
}
