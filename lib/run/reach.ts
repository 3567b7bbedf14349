import { dependenciesOf } from './depends';
import type { DagTask, Template, Workflow } from './manifest';
import type { Selected } from './select';
import { type Found, Templates } from './templates';

/** A task, by its path without items, and the template that it calls. */
export interface Reached {
  readonly stage: string;
  readonly found: Found | undefined;
  readonly task: DagTask | undefined;
}

/** Everything that a run may come to. What cannot be found has no template. */
export function reached({ workflow, others }: Selected): readonly Reached[] {
  const templates = new Templates([workflow, ...others]);
  const lookUp = (act: () => Found): Found | undefined => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  const visit = (
    stage: string,
    found: Found | undefined,
    task?: DagTask,
    above: readonly Template[] = [],
  ): readonly Reached[] => {
    const own: Reached = { stage, found, task };
    if (found === undefined || above.includes(found.template)) return [own];
    const inner = (found.template.dag?.tasks ?? []).flatMap((one) =>
      visit(
        `${stage}${stage === '' ? '' : '.'}${one.name ?? ''}`,
        lookUp(() => templates.calledBy(found.owner, one)),
        one,
        [...above, found.template],
      ),
    );
    return [own, ...inner];
  };
  const at = (name: string | undefined, stage: string, of: Workflow): readonly Reached[] =>
    name === undefined || name === ''
      ? []
      : visit(
          stage,
          lookUp(() => templates.find(of, name)),
        );
  return [...at(workflow.spec.entrypoint, '', workflow), ...at(workflow.spec.onExit, 'onExit', workflow)];
}

/** The claims that are mounted. */
export function claimsOf(all: readonly Reached[]): readonly string[] {
  const volumes = all.flatMap(({ found }) => found?.template.volumes ?? []);
  return [...new Set(volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []))];
}

/**
 * The tasks that a stage needs, itself included, by their paths; undefined where no stage has that name. A stage is
 * named by its path, `per-sample.each.sort`, by the end of it, or by its template.
 */
export function neededFor(selected: Selected, name: string): ReadonlySet<string> | undefined {
  const all = reached(selected);
  const isNamed = ({ stage, found }: Reached): boolean =>
    stage === name || stage.endsWith(`.${name}`) || found?.template.name === name;
  const targets = all.filter((one) => one.task !== undefined && isNamed(one)).map(({ stage }) => stage);
  if (targets.length === 0) return undefined;
  const tasks = new Map(all.map((one) => [one.stage, one]));
  const needed = new Set<string>();
  const add = (stage: string, isWhole: boolean): void => {
    if (needed.has(stage)) return;
    needed.add(stage);
    const { task } = tasks.get(stage) ?? {};
    const [, above = ''] = /^(.*)[.][^.]*$/.exec(stage) ?? [];
    if (above !== '') add(above, false);
    for (const one of dependenciesOf(task ?? {})) add(above === '' ? one : `${above}.${one}`, true);
    if (isWhole) for (const inner of all) if (inner.stage.startsWith(`${stage}.`)) needed.add(inner.stage);
  };
  for (const target of targets) add(target, true);
  return needed;
}
