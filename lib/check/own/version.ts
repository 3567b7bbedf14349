import { strings } from '../json';
import { isArgo } from '../model/document';
import { isOlder } from '../model/versions';
import { documentRule } from '../rule';
import { newerThan } from '../structure/messages';

interface NewerVariable {
  readonly pattern: RegExp;
  readonly since: string;
  /** The field in whose text it is newer than elsewhere. */
  readonly within?: string;
}

/**
 * Variables with the minor version that brought them (3.4 is the oldest that counts); newer fields are the schema's.
 */
export const newerVariables: readonly NewerVariable[] = [
  { pattern: /\blastRetry\.message\b/, since: '3.5' },
  { pattern: /\.hostNodeName\b/, since: '3.5' },
  { pattern: /\bcronworkflow\./, since: '3.6' },
  // Before that a pod is made without knowing why the last one ended.
  { pattern: /\blastRetry\.\w+/, since: '3.7', within: 'podSpecPatch' },
];

export const version = documentRule(
  'newer-than-argo-version',
  'error',
  'no field is newer than the Argo that is asked for',
  function* (document, { argoVersion }) {
    if (argoVersion === undefined || !isArgo(document)) return;
    const newer = newerVariables.filter(({ since }) => isOlder(argoVersion, since));
    if (newer.length === 0) return;
    for (const { text, path } of strings(document.manifest['spec'], 'spec', mayRead)) {
      for (const { pattern, since, within } of newer) {
        const found = within === undefined || path.endsWith(`.${within}`) ? pattern.exec(text)?.[0] : undefined;
        if (found !== undefined) yield { path, ...newerThan(found, since, argoVersion) };
      }
    }
  },
);

function mayRead(text: string, key: string | number): boolean {
  return text.includes('{{') || String(key).endsWith('expression');
}
