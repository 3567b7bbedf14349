import type { Severity } from './finding';
import type { Flow } from './model/flow';
import type { Task, Template } from './model/template';
import type { Document, World } from './model/world';

export interface Problem {
  readonly path: string;
  readonly message: string;
  /** Where one rule finds several kinds of mistake. */
  readonly code?: string;
  /** Where a rule is less sure than it usually is. */
  readonly severity?: Severity;
}

export interface Located extends Problem {
  readonly document: Document;
}

export interface Code {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}

export interface Rule extends Code {
  /** The other codes that it finds by the way. */
  readonly also?: readonly Code[];
  readonly find: (world: World) => Iterable<Located>;
}

type Head = readonly [code: string, severity: Severity, summary: string];

export function worldRule(...[code, severity, summary, find]: [...Head, Rule['find']]): Rule {
  return { code, severity, summary, find };
}

export function documentRule(
  ...[code, severity, summary, find]: [...Head, (document: Document, world: World) => Iterable<Problem>]
): Rule {
  return worldRule(code, severity, summary, (world) =>
    world.documents.flatMap((document) => located(find(document, world), document)),
  );
}

export function flowRule(
  ...[code, severity, summary, find]: [...Head, (flow: Flow, world: World) => Iterable<Problem>]
): Rule {
  return worldRule(code, severity, summary, (world) =>
    world.flows.flatMap((flow) => located(find(flow, world), flow.document)),
  );
}

function located(problems: Iterable<Problem>, document: Document): readonly Located[] {
  return Array.from(problems, (problem) => ({ ...problem, document }));
}

export function templateRule(
  ...[code, severity, summary, find]: [...Head, (template: Template, flow: Flow, world: World) => Iterable<Problem>]
): Rule {
  return flowRule(code, severity, summary, (flow, world) =>
    flow.all.flatMap((template) => [...find(template, flow, world)]),
  );
}

export function taskRule(
  ...[code, severity, summary, find]: [
    ...Head,
    (task: Task, template: Template, flow: Flow, world: World) => Iterable<Problem>,
  ]
): Rule {
  return templateRule(code, severity, summary, (template, flow, world) =>
    template.tasks.flatMap((task) => [...find(task, template, flow, world)]),
  );
}
