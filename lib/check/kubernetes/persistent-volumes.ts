import { at, isObject, type JsonObject, list, object, quote, scalar, text } from '../json';
import type { Document } from '../model/document';
import { documentRule, manifestsRule, type RuleProblem } from '../rule';
import { parseQuantity } from './quantity';
import { quantityMistake } from './resources';

const modes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

function specOf(document: Document): JsonObject {
  return object(document.manifest['spec']);
}

function capacityOf(spec: JsonObject): readonly [unknown, string] {
  return spec['capacity'] !== undefined
    ? [object(spec['capacity'])['storage'], 'spec.capacity.storage']
    : [object(object(spec['resources'])['requests'])['storage'], 'spec.resources.requests.storage'];
}

export const storageFields = documentRule(
  'bad-storage',
  'error',
  'volumes and claims say how much, how and where',
  function* (document) {
    if (document.kind !== 'PersistentVolume' && document.kind !== 'PersistentVolumeClaim') return;
    const spec = specOf(document);
    const [size, path] = capacityOf(spec);
    if (size === undefined)
      yield {
        path: document.kind === 'PersistentVolume' ? 'spec.capacity.storage' : 'spec.resources.requests.storage',
        message: 'there is no size; add one such as 5Gi.',
      };
    const mistake = size === undefined ? undefined : quantityMistake('storage', size);
    if (mistake !== undefined) yield { path, message: mistake };
    if (list(spec['accessModes']).length === 0)
      yield { path: 'spec.accessModes', message: `there are no access modes; add ${modes[2]} or another.` };
    for (const [index, mode] of list(spec['accessModes']).entries())
      if (!modes.some((known) => known === mode))
        yield {
          path: at('spec', 'accessModes', index),
          message: `${quote(mode)} is no access mode; write one of ${modes.join(', ')}.`,
        };
    if (document.kind === 'PersistentVolume') yield* source(spec, document);
  },
);

function* source(spec: JsonObject, document: Document): Generator<RuleProblem> {
  const policy = text(spec['persistentVolumeReclaimPolicy']);
  if (policy !== undefined && !['Retain', 'Delete', 'Recycle'].includes(policy))
    yield { path: 'spec.persistentVolumeReclaimPolicy', message: `${quote(policy)} is no policy; write Retain.` };
  if (document.namespace !== undefined)
    yield {
      path: 'metadata.namespace',
      severity: 'warning',
      message: 'a PersistentVolume belongs to the whole cluster; drop the namespace.',
    };
  const csi = spec['csi'];
  if (!isObject(csi)) return;
  for (const key of ['driver', 'volumeHandle'])
    if (!text(csi[key])) yield { path: at('spec', 'csi', key), message: `there is no ${key}; add it.` };
  if (text(csi['driver']) !== 'ossplugin.csi.alibabacloud.com') return;
  const attributes = object(csi['volumeAttributes']);
  const place = at('spec', 'csi', 'volumeAttributes');
  if (csi['volumeHandle'] && csi['volumeHandle'] !== document.name)
    yield {
      path: 'spec.csi.volumeHandle',
      message:
        `${quote(csi['volumeHandle'])} differs from the volume’s name, which the OSS driver asks for; write ` +
        `${quote(document.name)}.`,
    };
  if (!text(attributes['bucket'])) yield { path: at(place, 'bucket'), message: 'there is no bucket; name it.' };
  const [bucket, url, path] = ['bucket', 'url', 'path'].map((key) => text(attributes[key]));
  if (!url) yield { path: at(place, 'url'), message: 'there is no url; write the endpoint of the bucket’s region.' };
  else if (bucket && url.replace(/^https?:\/\//, '').startsWith(`${bucket}.`))
    yield {
      path: at(place, 'url'),
      message: `${quote(url)} is the bucket’s domain; write the endpoint without ${bucket}.`,
    };
  if (path !== undefined && !path.startsWith('/'))
    yield { path: at(place, 'path'), message: `${quote(path)} is not absolute; begin it with /.` };
  if (policy !== undefined && policy !== 'Retain')
    yield {
      path: 'spec.persistentVolumeReclaimPolicy',
      message: `${quote(policy)} is not possible with OSS; write Retain.`,
    };
}

export const binding = manifestsRule(
  'unbound-claim',
  'error',
  'a claim fits the volume that it names',
  function* (world) {
    const volumes = world.documents.filter(({ kind }) => kind === 'PersistentVolume');
    for (const document of world.documents) {
      if (document.kind !== 'PersistentVolumeClaim') continue;
      const named = volumes.filter(({ name }) => name === text(specOf(document)['volumeName']));
      const [volume, other] = named.length > 0 ? named : volumes.filter((one) => claims(one, document));
      // Several are of several clusters, and the claim is of one of those.
      if (volume !== undefined && other === undefined)
        for (const problem of fit(document, volume)) yield { ...problem, document };
    }
  },
);

function claims(volume: Document, claim: Document): boolean {
  const reference = object(specOf(volume)['claimRef']);
  return (
    reference['name'] === claim.name &&
    (reference['namespace'] ?? 'default') === (claim.namespace ?? reference['namespace'] ?? 'default')
  );
}

function* fit(claim: Document, volume: Document): Generator<RuleProblem> {
  const [wanted, given] = [specOf(claim), specOf(volume)];
  const reference = given['claimRef'];
  if (isObject(reference) && !claims(volume, claim))
    yield {
      path: 'spec.volumeName',
      message:
        `volume ${volume.name} is kept for the claim ` +
        `${scalar(reference['namespace']) ?? ''}/${scalar(reference['name']) ?? ''}; make its claimRef name ` +
        'this one.',
    };
  const volumeName = text(wanted['volumeName']);
  if (volumeName && volumeName !== volume.name)
    yield {
      path: 'spec.volumeName',
      message: `volume ${volume.name} is kept for this claim, which asks for ${quote(volumeName)}; make the two agree.`,
    };
  const [size, path] = capacityOf(wanted);
  const [request, capacity] = [parseQuantity(size), parseQuantity(capacityOf(given)[0])];
  if (request !== undefined && capacity !== undefined && request > capacity)
    yield {
      path,
      message:
        `${quote(size)} is more than volume ${volume.name} has, ${quote(capacityOf(given)[0])}; ask for less ` +
        'or raise its capacity.',
    };
  for (const mode of list(wanted['accessModes']))
    if (!list(given['accessModes']).includes(mode))
      yield {
        path: 'spec.accessModes',
        message:
          `volume ${volume.name} has no ${quote(mode)}, only ${list(given['accessModes']).join(', ')}; make ` +
          'the two agree.',
      };
  yield* sameClass(wanted, given, volume);
  if ((wanted['volumeMode'] ?? 'Filesystem') !== (given['volumeMode'] ?? 'Filesystem'))
    yield {
      path: 'spec.volumeMode',
      message: `volume ${volume.name} is a ${scalar(given['volumeMode'] ?? 'Filesystem')}; make the two agree.`,
    };
  const labels = object(object(volume.manifest['metadata'])['labels']);
  for (const [key, value] of Object.entries(object(object(wanted['selector'])['matchLabels'])))
    if (labels[key] !== value)
      yield {
        severity: 'warning',
        path: at('spec', 'selector', 'matchLabels', key),
        message:
          `volume ${volume.name} has no label ${key}=${scalar(value) ?? ''}; add it to the volume or drop the ` +
          'selector.',
      };
}

function* sameClass(wanted: JsonObject, given: JsonObject, volume: Document): Generator<RuleProblem> {
  const path = 'spec.storageClassName';
  const [asked, has] = [text(wanted['storageClassName']), text(given['storageClassName']) ?? ''];
  if (asked === undefined && has === '')
    yield {
      path,
      severity: 'warning',
      message:
        'without storageClassName the cluster’s default class may take the claim before volume ' +
        `${volume.name} does; write storageClassName: "".`,
    };
  else if (asked !== undefined && asked !== has)
    yield {
      path,
      message: `${quote(asked)} is not the class of volume ${volume.name}, ${quote(has)}; make the two agree.`,
    };
}
