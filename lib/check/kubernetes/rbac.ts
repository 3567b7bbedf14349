import { at, type Entry, entries, type JsonObject, list, object, quote, text } from '../json';
import type { Document } from '../model/document';
import type { Manifests } from '../model/manifests';
import type { WorkflowView } from '../model/workflow-view';
import { documentRule, manifestsRule, type RuleProblem, workflowRule } from '../rule';

function metadataName(json: unknown): string | undefined {
  return text(object(json)['name']);
}

export const rbacFields = documentRule(
  'bad-rbac',
  'error',
  'roles have rules, bindings have a role and subjects',
  function* (document) {
    if (document.kind === 'Role')
      for (const { json, path } of entries(document.manifest['rules'], 'rules'))
        for (const key of ['apiGroups', 'resources', 'verbs'])
          if (list(json[key]).length === 0) yield { path: at(path, key), message: `the rule has no ${key}; add them.` };
    if (document.kind !== 'RoleBinding' && document.kind !== 'ClusterRoleBinding') return;
    const role = object(document.manifest['roleRef']);
    for (const key of ['apiGroup', 'kind', 'name'])
      if (!text(role[key])) yield { path: at('roleRef', key), message: `roleRef has no ${key}; add it.` };
    for (const { json, path } of entries(document.manifest['subjects'], 'subjects'))
      yield* subject(json, path, document);
  },
);

function* subject(json: Entry['json'], path: string, { kind }: Document): Generator<RuleProblem> {
  for (const key of ['kind', 'name'])
    if (!text(json[key])) yield { path: at(path, key), message: `the subject has no ${key}; add it.` };
  // A RoleBinding's account is one of its own namespace where none is written.
  if (kind === 'ClusterRoleBinding' && json['kind'] === 'ServiceAccount' && !text(json['namespace']))
    yield {
      path: at(path, 'namespace'),
      message: 'the API server refuses a ServiceAccount without its namespace here; add it.',
    };
}

/** What a binding gives to whom, as far as the manifests say. */
interface Grant {
  readonly binding: Document;
  readonly role: Document | undefined;
}

function grantsTo(account: string, namespace: string | undefined, world: Manifests): readonly Grant[] {
  return world.documents.flatMap((binding) => {
    if (binding.kind !== 'RoleBinding' && binding.kind !== 'ClusterRoleBinding') return [];
    const bound = entries(binding.manifest['subjects'], '').some(
      ({ json }) =>
        json['kind'] === 'ServiceAccount' &&
        json['name'] === account &&
        same(text(json['namespace']) ?? binding.namespace, namespace),
    );
    if (!bound) return [];
    const reference = object(binding.manifest['roleRef']);
    const role = world.documents.find(
      (document) =>
        document.kind === reference['kind'] &&
        document.name === metadataName(reference) &&
        (document.kind === 'ClusterRole' || same(document.namespace, binding.namespace)),
    );
    return [{ binding, role }];
  });
}

function same(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right;
}

const needed = ['create', 'patch'];

function allows(role: Document, verb: string): boolean {
  return entries(role.manifest['rules'], '').some(({ json }) =>
    [
      [json['apiGroups'], 'argoproj.io'],
      [json['resources'], 'workflowtaskresults'],
      [json['verbs'], verb],
    ].every(([given, wanted]) => list(given).some((item) => item === wanted || item === '*')),
  );
}

function accountsOf(flow: WorkflowView): readonly { readonly name: string; readonly path: string }[] {
  const found = new Map<string, string>();
  const add = (name: unknown, path: string) => {
    const given = text(name);
    if (given && !given.includes('{{') && !found.has(given)) found.set(given, path);
  };
  for (const { json, path } of [...flow.all.filter(({ isPod }) => isPod), { json: flow.spec, path: flow.path }]) {
    const executor = object(json['executor'])['serviceAccountName'];
    if (executor !== undefined) add(executor, at(path, 'executor', 'serviceAccountName'));
    else if (object(flow.spec['executor'])['serviceAccountName'] === undefined)
      add(json['serviceAccountName'], at(path, 'serviceAccountName'));
  }
  return [...found].map(([name, path]) => ({ name, path }));
}

/** Only an account that is among the manifests is judged: of others nobody here knows what they may do. */
export const executorRole = workflowRule(
  'executor-role',
  'warning',
  'the account that pods run with may report results',
  function* (flow, world) {
    for (const { name, path } of accountsOf(flow)) {
      const account = world.documents.find(
        (document) =>
          document.kind === 'ServiceAccount' &&
          document.name === name &&
          same(document.namespace, flow.document.namespace),
      );
      if (account === undefined) continue;
      const grants = grantsTo(name, flow.document.namespace, world);
      const fix =
        'bind it to a Role with apiGroups [argoproj.io], resources [workflowtaskresults], verbs [create, patch]';
      if (grants.length === 0) {
        yield {
          path,
          message: `nothing among the manifests binds the account ${quote(name)} to a role; ${fix}.`,
        };
        continue;
      }
      // A role that is elsewhere may allow it.
      if (grants.some(({ role }) => role === undefined)) continue;
      const missing = needed.filter((verb) => !grants.some(({ role }) => role !== undefined && allows(role, verb)));
      if (missing.length > 0)
        yield {
          path,
          message:
            `no role here lets the account ${quote(name)} ${missing.join(' or ')} workflowtaskresults; ` +
            `unless one elsewhere does, every pod ends in error: ${fix}.`,
        };
    }
  },
);

export const accountToken = workflowRule(
  'account-without-token',
  'error',
  'the account that pods run with gives them a token',
  function* (flow, world) {
    for (const { name, path } of accountsOf(flow)) {
      const accounts = world.documents.filter(
        (document) =>
          document.kind === 'ServiceAccount' &&
          document.name === name &&
          same(document.namespace, flow.document.namespace),
      );
      const none =
        accounts.length > 0 && accounts.every(({ manifest }) => manifest['automountServiceAccountToken'] === false);
      if (!none || path.includes('executor')) continue;
      if ([flow.spec, flow.defaults, ...flow.all.map(({ json }) => json)].some(mountsToken)) continue;
      yield {
        path,
        message:
          `the account ${quote(name)} mounts no token (automountServiceAccountToken: false), and the executor ` +
          'needs one; set it to true there, or name an executor.serviceAccountName.',
      };
    }
  },
);

/** What a pod says of its token wins over what its account says. */
function mountsToken(holder: JsonObject): boolean {
  return holder['automountServiceAccountToken'] === true;
}

export const bindingNamespace = manifestsRule(
  'binding-namespace',
  'warning',
  'a binding names a role and an account of its own namespace',
  function* (world) {
    for (const document of world.documents) {
      if (document.kind !== 'RoleBinding') continue;
      const reference = object(document.manifest['roleRef']);
      if (reference['kind'] !== 'Role') continue;
      const roles = world.documents.filter(({ kind, name }) => kind === 'Role' && name === metadataName(reference));
      if (roles.length > 0 && !roles.some((role) => same(role.namespace, document.namespace)))
        yield {
          document,
          path: 'roleRef.name',
          message:
            `the Role ${quote(reference['name'])} is in another namespace than this binding; ` +
            'put both into one, unless the binding’s has one of that name.',
        };
    }
  },
);
