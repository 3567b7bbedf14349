import type { Manifests } from '../model/manifests';
import type { TaskView, TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';

/** Where a variable is read: it decides which names are known. */
export interface Scope {
  readonly world: Manifests;
  readonly flow: WorkflowView;
  /** `undefined` at the workflow's own level. */
  readonly template: TemplateView | undefined;
  /** The task or step whose fields hold the text. */
  readonly task?: TaskView;
  /** The argument of `task` whose text it is. */
  readonly argument?: { readonly kind: 'parameters' | 'artifacts'; readonly name: string };
  /** Tasks that are over before `task` starts. */
  readonly before?: ReadonlySet<string>;
  readonly place: 'workflow' | 'body' | 'task' | 'hook' | 'outputs' | 'metrics' | 'retry';
  /** A run of this flow by itself gets here. */
  readonly reached: boolean;
}

export interface Judgment {
  readonly code: string;
  readonly message: string;
  readonly severity?: 'error' | 'warning';
}

/** A tag, or a name inside an expression. */
export type Style = 'name' | 'expression';

export function unknown(path: readonly string[], reason: string): Judgment {
  return {
    code: 'unknown-variable',
    message: `${path.join('.')} is not known here: ${reason}.`.replace(/([?.])\.$/, '$1'),
  };
}
