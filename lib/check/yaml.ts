import type * as Yaml from 'yaml';
import { fillTags } from './expression/tags';

let loaded: typeof Yaml | undefined;

// Most checks never meet YAML inside YAML, and the parser is the heaviest thing that they could load.
export function yaml(): typeof Yaml {
  loaded ??= require('yaml') as typeof Yaml;
  return loaded;
}

/** YAML in a text of Argo's, with its tags filled by something harmless. */
export function parseFilled(source: string): { readonly value: unknown; readonly mistake: string | undefined } {
  const documents = yaml().parseAllDocuments(fillTags(source, '1'), { logLevel: 'silent' });
  const [first] = documents;
  if (first === undefined || !('toJS' in first)) return { value: undefined, mistake: undefined };
  const mistake = documents.flatMap((document) => document.errors)[0];
  if (mistake !== undefined) return { value: undefined, mistake: mistake.message.split('\n')[0]?.replace(/:$/, '') };
  return { value: first.toJS(), mistake: undefined };
}

export function yamlMistake(source: string): string | undefined {
  return parseFilled(source).mistake;
}
