import type { ContainerTemplate, Template, WorkflowModel } from '../argo/model';

/** The DAG's name, where several things run at the end of a run. */
export const AT_EXIT = 'at-exit';

/** What runs at the end of a run: nothing, one template, or a DAG of several side by side. */
export function atExit(
  all: readonly ContainerTemplate[],
): Pick<WorkflowModel, 'onExit'> & { readonly templates: readonly Template[] } {
  const [only, ...more] = all;
  if (only === undefined) return { templates: [] };
  if (more.length === 0) return { onExit: only.name, templates: all };
  const tasks = all.map(({ name }) => ({ name, callee: { template: name }, arguments: [] }));
  return { onExit: AT_EXIT, templates: [{ kind: 'dag', name: AT_EXIT, inputs: [], tasks }, ...all] };
}
