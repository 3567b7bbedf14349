import { at, isObject, type Json, strings } from '../json';
import { isArgo } from '../model/document';
import { documentRule, type Problem } from '../rule';
import { isOlder, newerFields, newerVariables } from './newer-fields';

export const version = documentRule(
  'newer-than-argo-version',
  'error',
  'no field is newer than the Argo that is asked for',
  function* (document, { argoVersion }) {
    if (argoVersion === undefined || !isArgo(document)) return;
    yield* walk(document.manifest['spec'], 'spec', 'spec', argoVersion);
    const newer = newerVariables.filter(([, since]) => isOlder(argoVersion, since));
    for (const { text, path } of strings(document.manifest['spec'], 'spec')) {
      if (!path.endsWith('expression') && !text.includes('{{')) continue;
      for (const [pattern, since] of newer) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined) yield { path, message: message(found, since, argoVersion) };
      }
    }
  },
);

function* walk(json: Json | undefined, holder: string, path: string, argoVersion: string): Generator<Problem> {
  if (Array.isArray(json)) for (const [index, item] of json.entries()) yield* walk(item, holder, at(path, index), argoVersion);
  if (!isObject(json)) return;
  const newer = Object.hasOwn(newerFields, holder) ? newerFields[holder] : undefined;
  for (const [key, value] of Object.entries(json)) {
    const since = newer !== undefined && Object.hasOwn(newer, key) ? newer[key] : undefined;
    if (since !== undefined && isOlder(argoVersion, since)) yield { path: at(path, key), message: message(key, since, argoVersion) };
    if (typeof value === 'object' && !leaves.has(key)) yield* walk(value, key, at(path, key), argoVersion);
  }
}

/** Maps whose keys are the user's. */
const leaves = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'nodeSelector',
  'limits',
  'requests',
  'withItems',
  'plugin',
  'configuration',
]);

function message(name: string, since: string, argoVersion: string): string {
  return `${name} came with Argo ${since}, and ${argoVersion} is asked for; drop it or ask for argoVersion ${since}.`;
}
