import type { Producer } from './producer';
import { type DagScope, type Step, siblingIn } from './step';

/**
 * A step that may be skipped must have succeeded for its readers to run: they would find no file. What settles may have
 * failed.
 */
export function dependsOf(scope: DagScope, step: Step): string {
  const beside = (read: Producer): readonly Step[] => {
    const sibling = siblingIn(scope, read);
    return sibling === undefined || sibling === step ? [] : [sibling];
  };
  const producers = new Set(step.dependsOn.flatMap(beside));
  const settled = new Set((step.waitsFor ?? []).flatMap(beside).filter((one) => !producers.has(one)));
  const ran = ({ node, when }: Step): string => (when === undefined ? node.id : `${node.id}.Succeeded`);
  const ended = (one: Step): string => `(${ran(one)} || ${one.node.id}.Failed || ${one.node.id}.Errored)`;
  return [...[...producers].map(ran), ...[...settled].map(ended)].join(' && ');
}
