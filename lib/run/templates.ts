import type { DagTask, Template, Workflow } from './manifest';
import { ArgoError } from './substitute';

/** A template, and the workflow whose other templates its tasks may call. */
export interface Found {
  readonly template: Template;
  readonly owner: Workflow;
}

/** The templates of some workflows, by the name of each. */
export class Templates {
  readonly #byOwner = new Map<Workflow, ReadonlyMap<string, Template>>();
  readonly #owners: ReadonlyMap<string, Workflow>;

  constructor(all: readonly Workflow[]) {
    this.#owners = new Map(all.map((one) => [one.metadata?.name ?? '', one]));
  }

  find(owner: Workflow, name: string): Found {
    const template = this.#of(owner).get(name);
    if (template === undefined) throw new ArgoError(`there is no template ${name}`);
    return { template, owner };
  }

  calledBy(owner: Workflow, { template = '', templateRef }: DagTask): Found {
    if (templateRef === undefined) return this.find(owner, template);
    const other = this.#owners.get(templateRef.name ?? '');
    if (other === undefined) throw new ArgoError(`there is no WorkflowTemplate ${templateRef.name}`);
    return this.find(other, templateRef.template ?? '');
  }

  #of(owner: Workflow): ReadonlyMap<string, Template> {
    const known = this.#byOwner.get(owner);
    if (known !== undefined) return known;
    const found = new Map((owner.spec.templates ?? []).map((one) => [one.name ?? '', one]));
    this.#byOwner.set(owner, found);
    return found;
  }
}
