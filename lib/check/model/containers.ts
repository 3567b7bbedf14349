import { at, type Entry, entries, isObject, object, text } from '../json';
import type { Template } from './template';

export interface Container extends Entry {
  readonly name: string;
  readonly role: 'main' | 'set' | 'sidecar' | 'init';
}

export function containersOf({ json, path }: Template): readonly Container[] {
  const mains = ['container', 'script'].flatMap((key): readonly Container[] => {
    const container = json[key];
    return isObject(container) ? [{ json: container, path: at(path, key), name: 'main', role: 'main' }] : [];
  });
  const more = (value: unknown, key: string, role: Container['role']) =>
    entries(value, `${path}.${key}`).map((entry): Container => ({ ...entry, name: text(entry.json['name']) ?? '', role }));
  return [
    ...mains,
    ...more(object(json['containerSet'])['containers'], 'containerSet.containers', 'set'),
    ...more(json['sidecars'], 'sidecars', 'sidecar'),
    ...more(json['initContainers'], 'initContainers', 'init'),
  ];
}
