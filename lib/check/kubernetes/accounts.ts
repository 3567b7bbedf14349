import { nearest } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { at, entries, object, text } from '../json';
import type { Document } from '../model/document';
import type { Manifests } from '../model/manifests';
import type { WorkflowView } from '../model/workflow-view';
import { workflowRule } from '../rule';

/**
 * An account may be the cluster's. But where one is among the manifests that no workflow names, and its name is nearly
 * the same, that one was meant.
 */
export const misspeltAccount = workflowRule(
  'misspelt-account',
  'warning',
  'no workflow names an account that is nearly one which no workflow names',
  function* (flow, world) {
    const accounts = world.documents.filter((one) => one.kind === 'ServiceAccount' && isThere(one, flow));
    const used = new Set(world.flows.flatMap((one) => accountsOf(one).map(({ name }) => name)));
    const unused = accounts.map(({ name }) => name).filter((name) => !used.has(name));
    for (const { name, path } of accountsOf(flow)) {
      const meant = isDeclared(name, flow, world) ? undefined : nearest(name, unused);
      // Two that differ in a number are two.
      if (meant !== undefined && !hasTag(name) && digits(meant) === digits(name))
        yield { path, message: `ServiceAccount ${name} is not among the manifests; did you mean ${meant}?` };
    }
  },
);

function accountsOf(flow: WorkflowView): readonly { readonly name: string; readonly path: string }[] {
  return [{ json: flow.spec, path: flow.path }, ...flow.all].flatMap(({ json, path }) => {
    const executor = object(json['executor']);
    const named = [
      { name: text(json['serviceAccountName']), path: at(path, 'serviceAccountName') },
      { name: text(executor['serviceAccountName']), path: at(path, 'executor', 'serviceAccountName') },
    ];
    return named.flatMap((one) => (one.name ? [{ name: one.name, path: one.path }] : []));
  });
}

/** Among the manifests, or what a binding among them gives a role to. */
function isDeclared(name: string, flow: WorkflowView, world: Manifests): boolean {
  return world.documents.some(
    (one) =>
      (one.kind === 'ServiceAccount' && one.name === name && isThere(one, flow)) ||
      entries(one.manifest['subjects'], '').some(({ json }) => json['name'] === name),
  );
}

function isThere({ namespace }: Document, flow: WorkflowView): boolean {
  return namespace === flow.document.namespace;
}

function digits(name: string): string {
  return name.replace(/\D+/g, ' ');
}
