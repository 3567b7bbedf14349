import { at, list, object, quote, text } from '../json';
import { findCycle } from '../model/graph';
import { type Container, containersOf } from '../model/template';
import { templateRule } from '../rule';

export const image = templateRule('missing-image', 'error', 'a container has an image', function* (template, flow) {
  for (const { json, path, name, role } of containersOf(template)) {
    const inherited =
      role === 'main' && template.body !== undefined ? object(flow.defaults[template.body])['image'] : undefined;
    if (!text(json['image']) && !text(inherited)) yield { path, message: `container ${name} has no image; add one.` };
  }
});

export const command = templateRule(
  'missing-command',
  'warning',
  'a container has a command',
  function* (template, flow) {
    if (template.body !== 'container' && template.body !== 'script' && template.body !== 'containerSet') return;
    for (const { json, path, name, role } of containersOf(template)) {
      const inherited = role === 'main' ? list(object(flow.defaults[template.body])['command']) : [];
      if ((role === 'main' || role === 'set') && list(json['command']).length + inherited.length === 0)
        yield {
          path,
          message:
            `container ${name} has no command, so the executor asks the image’s registry for it, which fails for ` +
            'private ones; add it.',
        };
    }
  },
);

function isReserved({ name, role }: Container): boolean {
  if (name === 'main') return role === 'sidecar' || role === 'init';
  return ['wait', 'init', 'supervisor'].includes(name) || /^artifact-plugin-/.test(name);
}

export const reservedContainers = templateRule(
  'reserved-container-name',
  'error',
  'no container has a name of the executor’s',
  function* (template) {
    for (const container of containersOf(template))
      if (isReserved(container))
        yield {
          path: at(container.path, 'name'),
          message: `${quote(container.name)} is the executor’s own; rename the container.`,
        };
  },
);

export const containerNames = templateRule(
  'container-name',
  'error',
  'containers beside the main one have names, each its own',
  function* (template) {
    const seen = new Set<string>();
    for (const { name, path, role } of containersOf(template)) {
      if (role === 'main') continue;
      if (name === '') {
        if (role === 'init') yield { path, message: 'the container has no name; add one.' };
      } else if (seen.has(name))
        yield {
          path: at(path, 'name'),
          message: `${quote(name)} is used twice in ${template.name}; rename one of them.`,
        };
      else if (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) && !name.includes('{{'))
        yield {
          path: at(path, 'name'),
          message: `${quote(name)} is no name of a container; use lower case, digits and hyphens.`,
        };
      seen.add(name);
    }
  },
);

export const containerSet = templateRule(
  'container-set',
  'error',
  'the containers of a set wait for others of it, and one is `main` where files go in or out',
  function* (template) {
    if (template.body !== 'containerSet') return;
    const members = containersOf(template).filter(({ role }) => role === 'set');
    const names = members.map(({ name }) => name);
    const place = at(template.path, 'containerSet', 'containers');
    for (const { json, path, name } of members)
      for (const dependency of list(json['dependencies']))
        if (!names.some((other) => other === dependency))
          yield {
            path: at(path, 'dependencies'),
            message: `${name} waits for ${quote(dependency)}, which is no container of the set; correct it.`,
          };
    const cycle = findCycle(
      new Map(
        members.map(({ name, json }) => [
          name,
          new Set(list(json['dependencies']).flatMap((other) => text(other) ?? [])),
        ]),
      ),
    );
    if (cycle !== undefined)
      yield {
        path: place,
        message: `the containers wait for each other: ${cycle.join(' → ')}; drop one of these dependencies.`,
      };
    const moves = template.artifacts.size + template.outputs.size + template.outputArtifacts.size;
    if (moves > 0 && !names.includes('main'))
      yield { path: place, message: 'artifacts and outputs need a container with the name main; rename one.' };
  },
);

export const parallelism = templateRule(
  'parallelism-on-leaf',
  'error',
  '`parallelism` is for DAGs and steps',
  function* (template) {
    if (template.json['parallelism'] === undefined || !template.isLeaf) return;
    yield {
      path: at(template.path, 'parallelism'),
      message: `${template.name} runs one thing; move parallelism to the DAG that calls it, or drop it.`,
    };
  },
);

/** Without a token the executor cannot report what a pod did. */
export const executorToken = templateRule(
  'executor-without-token',
  'error',
  'the executor has an account where pods get no token',
  function* (template, flow) {
    if (!template.isPod) return;
    const own = template.json['automountServiceAccountToken'];
    const mounts = own ?? flow.defaults['automountServiceAccountToken'] ?? flow.spec['automountServiceAccountToken'];
    const executors = [template.json, flow.defaults, flow.spec].map((holder) =>
      text(object(holder['executor'])['serviceAccountName']),
    );
    if (mounts !== false || executors.some(Boolean)) return;
    const path = own === false ? at(template.path, 'automountServiceAccountToken') : template.path;
    yield {
      path,
      message:
        `${template.name} gets no token, and the executor needs one; set executor.serviceAccountName, or ` +
        'automountServiceAccountToken to true.',
    };
  },
);
