import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type JsonObject, list, object, text } from '../json';
import { looksLikeObject } from '../kubernetes/names';
import { parseManifests } from './parse';

/** The files that the Kustomization of a folder, if it has one, applies as patches. */
export function patchesOf(folder: string): readonly string[] {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => join(folder, name));
  const files = names.filter((file) => existsSync(file) && statSync(file).isFile());
  return files.flatMap((file) => {
    const { sources } = parseManifests(readFileSync(file, 'utf8'), file);
    return sources.flatMap(({ manifest }) => pathsIn(object(manifest))).map((path) => resolve(folder, path));
  });
}

function pathsIn({ patches, patchesJson6902, patchesStrategicMerge }: JsonObject): readonly string[] {
  const listed = [...list(patches), ...list(patchesJson6902)].map((patch) => object(patch)['path']);
  return [...listed, ...list(patchesStrategicMerge)].flatMap((path) => text(path) ?? []);
}

/** Whether it is one of the templates of a Helm chart, which may be YAML all the same. */
export function isChartTemplate(file: string): boolean {
  const folders = dirname(resolve(file)).split(sep);
  return folders.some(
    (name, index) => name === 'templates' && existsSync(join(folders.slice(0, index).join(sep), 'Chart.yaml')),
  );
}

/** A folder holds other files too, such as a package.json, a Chart.yaml or a playbook. */
export function isManifest(manifest: JsonObject): boolean {
  return (manifest['apiVersion'] !== undefined && manifest['kind'] !== undefined) || looksLikeObject(manifest);
}

/** What a file of a folder is that cannot be read: a template of Go's, a broken manifest or something else. */
export function kindOf(content: string | undefined): 'template' | 'manifest' | 'other' {
  if (content === undefined) return 'manifest';
  const fields = [/(?:^|[\s{,"'])apiVersion["']?\s*:/, /(?:^|[\s{,"'])kind["']?\s*:/];
  if (!fields.every((field) => field.test(content))) return 'other';
  const action = /\{\{-|\{\{\s*(?:\.[A-Za-z]|\$|(?:block|define|end|if|include|range|template|with)\b)/;
  return action.test(content) ? 'template' : 'manifest';
}
