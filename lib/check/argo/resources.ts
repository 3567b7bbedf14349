import { at, isObject, object, quote, text } from '../json';
import { templateRule } from '../rule';
import { yamlMistake } from '../yaml';

export const resource = templateRule(
  'resource-template',
  'error',
  'a resource template has an action and a manifest that parses',
  function* (template) {
    const given = template.json['resource'];
    if (!isObject(given)) return;
    const path = at(template.path, 'resource');
    const action = text(given['action']) ?? '';
    if (action === 'get' || action === 'delete') return;
    const manifest = text(given['manifest']);
    const from = given['manifestFrom'];
    if (!manifest && from === undefined)
      yield { path, message: `${action} needs a manifest; add manifest or manifestFrom.` };
    const artifact = text(object(object(from)['artifact'])['name']);
    if (artifact !== undefined && !template.artifacts.has(artifact))
      yield {
        path: at(path, 'manifestFrom'),
        message:
          `the manifest comes from the artifact ${quote(artifact)}, which is no input of ${template.name}; ` +
          'declare it.',
      };
    const mistake = manifest === undefined ? undefined : yamlMistake(manifest);
    if (mistake !== undefined)
      yield { path: at(path, 'manifest'), message: `the manifest is not YAML: ${mistake}; correct it.` };
  },
);

export const http = templateRule(
  'empty-url',
  'error',
  'an HTTP template has a URL, a Git artifact a repository',
  function* (template) {
    const given = template.json['http'];
    if (isObject(given) && given['url'] === '')
      yield { path: at(template.path, 'http', 'url'), message: 'the URL is empty; write it.' };
    for (const { json, path } of [...template.artifacts.values(), ...template.outputArtifacts.values()])
      for (const [kind, key] of [
        ['http', 'url'],
        ['git', 'repo'],
      ] as const)
        if (object(json[kind])[key] === '')
          yield { path: at(path, kind, key), message: `the ${key} is empty; write it.` };
  },
);
