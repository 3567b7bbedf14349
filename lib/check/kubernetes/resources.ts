import { hasTag } from '../expression/tags';
import { at, isObject, type JsonObject, object, quote, scalar, text } from '../json';
import { containersOf } from '../model/template';
import { type RuleProblem, templateRule, workflowRule } from '../rule';
import { parseQuantity } from './quantity';

/** A reference of an image, as github.com/distribution/reference has it. */
const imageForm = (() => {
  const registry = '[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?(?::\\d+)?';
  const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
  const [tag, digest] = ['\\w[\\w.-]{0,127}', '[a-z0-9]+:[0-9a-fA-F]{32,}'];
  return new RegExp(`^(?:${registry}/)?${part}(?:/${part})*(?::${tag})?(?:@${digest})?$`);
})();

export const imageName = templateRule(
  'bad-image',
  'error',
  'images have names that a registry can have',
  function* (template) {
    for (const { json, path } of containersOf(template)) {
      const image = text(json['image']);
      if (image && !hasTag(image) && !imageForm.test(image))
        yield {
          path: at(path, 'image'),
          message: `${quote(image)} is no name of an image; write registry/name:tag or name@sha256:….`,
        };
    }
  },
);

export const imageTag = templateRule(
  'mutable-image',
  'warning',
  'an image has a tag or a digest',
  function* (template) {
    for (const { json, path } of containersOf(template)) {
      const image = text(json['image']);
      if (!image || hasTag(image) || !imageForm.test(image) || image.includes('@')) continue;
      const tag = /:([^:/]+)$/.exec(image)?.[1];
      if (tag === undefined || tag === 'latest')
        yield {
          path: at(path, 'image'),
          message: `${quote(image)} is another image tomorrow; add a version or a digest.`,
        };
    }
  },
);

export function quantityMistake(name: string, value: unknown): string | undefined {
  const shown = scalar(value);
  if (shown === undefined || hasTag(shown)) return undefined;
  const amount = parseQuantity(value);
  if (amount === undefined)
    return `${name} is ${quote(value)}, which is no quantity; write it as "500m", "2" or "8Gi".`;
  return amount < 0 ? `${name} is ${quote(value)}, which is negative; write a quantity from 0.` : undefined;
}

/**
 * What a node has beside its own resources: GPUs and other devices, by a name with a domain that is not Kubernetes'.
 */
function isExtended(resource: string): boolean {
  return resource.includes('/') && !resource.includes('kubernetes.io/') && !resource.startsWith('requests.');
}

/** As the API server rounds: to thousandths. */
function isWhole(amount: number): boolean {
  return Math.round(amount * 1000) % 1000 === 0;
}

function amountMistake(key: string, resource: string, value: unknown): string | undefined {
  const amount = parseQuantity(value);
  if (isExtended(resource) && amount !== undefined && amount > 0 && !isWhole(amount))
    return `${key}.${resource} is ${quote(value)}, and a device is not divided; write a whole number.`;
  return quantityMistake(`${key}.${resource}`, value);
}

function requestMistake(resource: string, request: unknown, limit: unknown): string | undefined {
  const [requested, most] = [parseQuantity(request), parseQuantity(limit)];
  if (requested === undefined || most === undefined || requested === most) return undefined;
  if (isExtended(resource) || resource.startsWith('hugepages-'))
    return (
      `requests.${resource} is ${quote(request)} and limits.${resource} ${quote(limit)}, and Kubernetes ` +
      'wants the two of this resource equal; drop the request: the limit stands for it.'
    );
  if (requested < most) return undefined;
  return (
    `requests.${resource} ${quote(request)} is more than limits.${resource} ${quote(limit)}; raise the ` +
    'limit or lower the request.'
  );
}

/** What is wrong with a container's `resources`. */
export function resourceMistakes(resources: unknown): readonly string[] {
  const [limits = {}, requests = {}] = ['limits', 'requests'].map((key) => amounts(resources, key));
  const mistakes = [
    ...Object.entries(limits).map(([name, value]) => amountMistake('limits', name, value)),
    ...Object.entries(requests).map(([name, value]) => amountMistake('requests', name, value)),
    ...Object.entries(requests).map(([name, value]) => requestMistake(name, value, limits[name])),
  ];
  return mistakes.filter((mistake) => mistake !== undefined);
}

function amounts(resources: unknown, key: string): JsonObject {
  const given = isObject(resources) ? resources[key] : undefined;
  return object(given);
}

export const resources = workflowRule(
  'bad-resources',
  'error',
  'quantities parse, requests are at most the limits, and devices are whole and limited as they are requested',
  function* (flow) {
    for (const template of flow.all) {
      for (const { json, path } of containersOf(template)) yield* mistakesAt(json['resources'], at(path, 'resources'));
      yield* podResources(template.json['podResources'], at(template.path, 'podResources'));
      for (const { json, path } of volumesOf(template.json, template.path)) yield* sizeLimit(json, path);
    }
    yield* podResources(flow.spec['podResources'], at(flow.path, 'podResources'));
    for (const { json, path } of volumesOf(flow.spec, flow.path)) yield* sizeLimit(json, path);
    for (const key of ['container', 'script'])
      yield* mistakesAt(object(flow.defaults[key])['resources'], at(flow.path, 'templateDefaults', key, 'resources'));
  },
);

function* mistakesAt(resources: unknown, path: string): Generator<RuleProblem> {
  for (const message of resourceMistakes(resources)) yield { path, message };
}

function* podResources(resources: unknown, path: string): Generator<RuleProblem> {
  if (!isObject(resources)) return;
  yield* mistakesAt(resources, path);
  if (resources['claims'] !== undefined)
    yield { path: at(path, 'claims'), message: 'a whole pod has no claims; move them to a container.' };
  for (const kind of ['limits', 'requests'])
    for (const name of Object.keys(object(resources[kind])))
      if (name !== 'cpu' && name !== 'memory' && !name.startsWith('hugepages-'))
        yield {
          path: at(path, kind, name),
          message: `a whole pod has cpu, memory and hugepages only, not ${quote(name)}; move it to a container.`,
        };
}

function volumesOf(holder: Readonly<Record<string, unknown>>, path: string) {
  const volumes = holder['volumes'];
  return Array.isArray(volumes)
    ? volumes.map((volume, index) => ({ json: object(volume), path: at(path, 'volumes', index) }))
    : [];
}

function* sizeLimit(volume: Readonly<Record<string, unknown>>, path: string): Generator<RuleProblem> {
  const message = quantityMistake('sizeLimit', object(volume['emptyDir'])['sizeLimit']);
  if (message !== undefined) yield { path: at(path, 'emptyDir', 'sizeLimit'), message };
}
