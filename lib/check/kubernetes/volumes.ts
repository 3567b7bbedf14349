import { didYouMean } from '../../values/nearest';
import { hasTag } from '../expression/tags';
import { at, entries, type JsonObject, object, quote, text } from '../json';
import type { Manifests } from '../model/manifests';
import { callersOf } from '../model/target';
import { type Container, containersOf, type TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { type RuleProblem, templateRule, workflowRule } from '../rule';
import { parseFilled } from '../yaml';

const always = ['var-run-argo', 'tmp-dir-argo'];
/** Volumes that the controller adds: these to every pod, the others to some. */
const executors = new Set([
  ...always,
  'input-artifacts',
  'argoexec-bin',
  'exec-sa-token',
  'kubeconfig',
  'argo-staging',
]);

export const undeclared = workflowRule(
  'undeclared-volume',
  'error',
  'every volume that is mounted is declared',
  function* (flow, world) {
    for (const template of flow.all) {
      const names = volumesOf([template.json, flow.spec, flow.defaults]);
      if (names === undefined) continue;
      for (const mount of mountsOf(template)) {
        const name = text(mount.json['name']);
        if (name === undefined || hasTag(name) || names.has(name) || executors.has(name)) continue;
        const fix = `declare it under ${template.path}.volumes; ${didYouMean(name, names)}`;
        const path = at(mount.path, 'name');
        if (!flow.isLibrary)
          yield { path, message: `volume ${quote(name)} is mounted and not declared, so the pod is refused; ${fix}` };
        else if (!isBrought(name, flow, world))
          yield {
            path,
            severity: 'warning',
            message: `volume ${quote(name)} is mounted and not declared, so who runs this must have it; ${fix}`,
          };
      }
    }
  },
);

/** A template that another workflow calls gets that workflow's volumes. */
function isBrought(name: string, flow: WorkflowView, world: Manifests): boolean {
  return [...callersOf(flow, world)].some(({ spec }) => volumesOf([spec])?.has(name) ?? true);
}

/** The volumes that these declare; `undefined` where only the run knows them. */
function volumesOf(holders: readonly JsonObject[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const holder of holders) {
    for (const key of ['volumes', 'volumeClaimTemplates'])
      for (const { json } of entries(holder[key], '')) {
        const name = text(json['name']) ?? text(object(json['metadata'])['name']);
        if (name !== undefined) names.add(name);
      }
    const patch = text(holder['podSpecPatch']);
    // Once its tags are filled a patch may bring any volume.
    if (patch?.includes('volumes')) {
      if (hasTag(patch)) return undefined;
      for (const { json } of entries(object(parseFilled(patch).value)['volumes'], ''))
        names.add(text(json['name']) ?? '');
    }
  }
  return names;
}

function mountsOf(template: TemplateView) {
  const set = object(template.json['containerSet'])['volumeMounts'];
  const holders = containersOf(template).flatMap(({ json, path }) => [
    ...entries(json['volumeMounts'], at(path, 'volumeMounts')),
    ...entries(json['volumeDevices'], at(path, 'volumeDevices')),
  ]);
  return [...holders, ...entries(set, at(template.path, 'containerSet', 'volumeMounts'))];
}

export const volumeNames = workflowRule(
  'bad-volume',
  'error',
  'volumes have names, each its own and none of the executor’s',
  function* (flow) {
    for (const { json, path } of [{ json: flow.spec, path: flow.path }, ...flow.all]) {
      const seen = new Set<string>();
      for (const volume of entries(json['volumes'], at(path, 'volumes'))) {
        const name = text(volume.json['name']) ?? '';
        const place = at(volume.path, 'name');
        if (executors.has(name))
          yield {
            path: place,
            message: `${quote(name)} is the executor’s own volume; rename yours.`,
            ...(always.includes(name) ? {} : { severity: 'warning' }),
          };
        else if (seen.has(name))
          yield { path: place, message: `${quote(name)} is declared twice; rename one of them.` };
        else if (!hasTag(name) && (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > 63))
          yield { path: place, message: `${quote(name)} is no name of a volume; use lower case, digits and hyphens.` };
        seen.add(name);
      }
    }
  },
);

function normalize(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
}

const reserved = ['/var/run/argo', '/argo/secret', '/argo/config', '/argo-bin', '/tmp/argo/outputs'];

export const mounts = templateRule(
  'bad-mount',
  'error',
  'mounts have absolute paths, each its own and none of the executor’s',
  function* (template): Iterable<RuleProblem> {
    const set: Container = {
      json: object(template.json['containerSet']),
      path: at(template.path, 'containerSet'),
      name: 'set',
      role: 'set',
    };
    for (const container of [...containersOf(template), set]) {
      const seen = new Map<string, string>();
      for (const { json, path } of entries(container.json['volumeMounts'], at(container.path, 'volumeMounts'))) {
        const given = text(json['mountPath']);
        if (given === undefined || hasTag(given)) continue;
        const place = at(path, 'mountPath');
        const normal = normalize(given);
        if (!given.startsWith('/'))
          yield {
            path: place,
            severity: 'warning',
            message: `${quote(given)} is relative, which runtimes take in different ways; begin it with /.`,
          };
        if (reserved.includes(normal))
          yield {
            path: place,
            message: `${quote(given)} is the executor’s own; mount elsewhere.`,
            ...(normal === '/var/run/argo' ? {} : { severity: 'warning' }),
          };
        if (seen.has(normal))
          yield {
            path: place,
            message: `${quote(given)} is mounted twice in container ${container.name}; mount one of them elsewhere.`,
          };
        seen.set(normal, path);
      }
      if (container.role !== 'main') continue;
      for (const artifact of template.artifacts.values()) {
        const given = text(artifact.json['path']);
        if (given !== undefined && seen.has(normalize(given)))
          yield {
            path: at(artifact.path, 'path'),
            message: `${quote(given)} is a mount of ${template.name} as well; put the artifact into it or elsewhere.`,
          };
      }
    }
  },
);
