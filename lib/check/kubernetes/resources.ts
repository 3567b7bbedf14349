import { at, isObject, object, quote } from '../json';
import { containersOf } from '../model/containers';
import { flowRule, type Problem } from '../rule';
import { judgeQuantity, judgeResources } from './quantity';

export const resources = flowRule('bad-resources', 'error', 'quantities parse, and requests are at most the limits', function* (flow) {
  for (const template of flow.all) {
    for (const { json, path } of containersOf(template)) yield* judge(json['resources'], at(path, 'resources'));
    yield* podResources(template.json['podResources'], at(template.path, 'podResources'));
    for (const { json, path } of volumesOf(template.json, template.path)) yield* sizeLimit(json, path);
  }
  yield* podResources(flow.spec['podResources'], at(flow.path, 'podResources'));
  for (const { json, path } of volumesOf(flow.spec, flow.path)) yield* sizeLimit(json, path);
  for (const key of ['container', 'script'])
    yield* judge(object(flow.defaults[key])['resources'], at(flow.path, 'templateDefaults', key, 'resources'));
});

function* judge(resources: unknown, path: string): Generator<Problem> {
  for (const message of judgeResources(resources)) yield { path, message };
}

function* podResources(resources: unknown, path: string): Generator<Problem> {
  if (!isObject(resources)) return;
  yield* judge(resources, path);
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
  return Array.isArray(volumes) ? volumes.map((volume, index) => ({ json: object(volume), path: at(path, 'volumes', index) })) : [];
}

function* sizeLimit(volume: Readonly<Record<string, unknown>>, path: string): Generator<Problem> {
  const message = judgeQuantity('sizeLimit', object(volume['emptyDir'])['sizeLimit']);
  if (message !== undefined) yield { path: at(path, 'emptyDir', 'sizeLimit'), message };
}
