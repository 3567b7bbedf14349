import type { Tags, Document as YamlDocument, Node as YamlNode } from 'yaml';
import * as yaml from 'yaml';
import { isObject } from '../json';
import { parseDocuments } from '../yaml';

/** Why a file could not be checked. */
export interface InputMistake {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** An object of a file. */
export interface ManifestSource {
  readonly file: string;
  readonly manifest: unknown;
  /** The line of what a JSON path leads to, or of the nearest thing around it. */
  readonly lineOf: (path: string) => number;
}

export type Parsed = { readonly sources: readonly ManifestSource[]; readonly mistakes: readonly InputMistake[] };

/** Kubernetes reads YAML 1.1, without its dates and sixties, and to it a point alone is a text. */
function kubernetesTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) => typeof tag === 'string' || (!/timestamp|binary|omap|pairs|set$/.test(tag.tag) && tag.format !== 'TIME'),
  );
  return kept.map((tag): Tags[number] => {
    if (typeof tag === 'string' || !('test' in tag) || tag.test?.test('.') !== true) return tag;
    return Object.assign(Object.create(null), tag, { test: /^[-+]?(?:\d[\d_]*\.[\d_]*|\.\d[\d_]*)$/ });
  });
}

export function parseManifests(text: string, file: string): Parsed {
  const { documents, lineAt } = parseDocuments(text, {
    version: '1.1',
    merge: true,
    customTags: kubernetesTags,
    prettyErrors: true,
  });
  const mistakes: InputMistake[] = [];
  const sources: ManifestSource[] = [];
  for (const document of documents) {
    const start = document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
    const mistake = document.errors[0];
    const strange = mistake === undefined ? keyOfBraces(document) : undefined;
    if (mistake !== undefined)
      mistakes.push({ file, line: lineAt(mistake.pos[0]), message: `${explain(mistake.message, text)}` });
    else if (strange !== undefined)
      mistakes.push({ file, line: lineAt(strange), message: `a value begins with {{ and is not in quotes; ${braces}` });
    else {
      const plain = toPlain(document);
      const manifest = plain?.manifest;
      if (plain === undefined)
        mistakes.push({
          file,
          line: lineAt(start),
          message: 'its aliases (*name) refer to each other too often; write out what they stand for.',
        });
      if (manifest === null || manifest === undefined) continue;
      if (isObject(manifest))
        sources.push({ file, manifest, lineOf: (path) => lineAt(offsetOf(document, path) ?? start) });
      else
        mistakes.push({
          file,
          line: lineAt(start),
          message:
            `a ${Array.isArray(manifest) ? 'list' : typeof manifest} stands where an object is expected; ` +
            'separate objects by ---, or put them into a kind: List.',
        });
    }
  }
  return { sources, mistakes };
}

const braces = 'quote it if it is Argo’s, run helm template first if it is Helm’s.';

function explain(message: string, text: string): string {
  const first = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  const isHelm = /\{\{-?\s*(?:\.Values|\.Release|\.Chart|include |template |define |range |with |if |end\b)/.test(text);
  return isHelm
    ? `not YAML, but a Helm template: run helm template first and check its output (${first}).`
    : `not YAML: ${first}`;
}

type Parsable = YamlDocument.Parsed;

/** A document of aliases of aliases may be larger than any memory. */
function toPlain(document: Parsable): { readonly manifest: unknown } | undefined {
  try {
    return { manifest: document.toJS({ maxAliasCount: 1000 }) };
  } catch {
    return undefined;
  }
}

/** The place of a `{{` without quotes, which is a map as the key of a map to YAML. */
function keyOfBraces(document: Parsable): number | undefined {
  let found: number | undefined;
  yaml.visit(document, {
    Pair(_, pair) {
      if (!yaml.isCollection(pair.key)) return undefined;
      found = (pair.key as YamlNode).range?.[0] ?? 0;
      return yaml.visit.BREAK;
    },
  });
  return found;
}

function offsetOf(document: Parsable, path: string): number | undefined {
  const keys = [...path.matchAll(/([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(
    ([, name, index, quoted]) =>
      index !== undefined ? Number(index) : quoted !== undefined ? String(JSON.parse(quoted)) : (name ?? ''),
  );
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (yaml.isNode(node)) return node.range?.[0];
  }
  return undefined;
}
