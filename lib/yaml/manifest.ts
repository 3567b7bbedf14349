import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import * as yaml from 'yaml';
import { GenomicsError } from '../errors';
import { inReadingOrder } from './order';
import { escapeOdd, isWellFormed, needsQuotes } from './words';

type Manifest = Readonly<Record<string, unknown>>;

const INSTALLED = 'cdk8s-genomics.readable';
const READABLE = Symbol.for('cdk8s-genomics.readable');
const ORDERED = Symbol.for('cdk8s-genomics.ordered');

/** How `yaml` marks its own documents, across copies of itself: cdk8s brings another one. */
const NODE_TYPE = Symbol.for('yaml.node.type');
const DOCUMENT = Symbol.for('yaml.document');

/**
 * As cdk8s writes, whose manifests so stay as they are: but without its tag for `<<`, which is never quoted, and
 * without anchors, where a patch has one object twice.
 */
const OPTIONS: yaml.DocumentOptions & yaml.SchemaOptions & yaml.ParseOptions & yaml.CreateNodeOptions = {
  version: '1.1',
  keepUndefined: true,
  aliasDuplicateObjects: false,
  customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
};

/**
 * Sees to it that each manifest of an app is written so that every YAML reader reads the same, whoever made it and
 * however it is written: `app.synth()`, `app.synthYaml()`, `yaml.stringify(…)`. See ADR 0024.
 */
export function readableAtSynth(anywhere: IConstruct): void {
  const { root } = anywhere.node;
  if (root.node.metadata.some(({ type }) => type === INSTALLED)) return;
  root.node.addMetadata(INSTALLED, true);
  const extendAll = (): string[] => {
    for (const construct of root.node.findAll()) if (ApiObject.isApiObject(construct)) readable(construct);
    return [];
  };
  root.node.addValidation({ validate: extendAll });
}

/**
 * The object with manifests that know how they are written. cdk8s offers no such hook, so `toJson` of this one object
 * is extended. `prepare` runs first: what it throws arrives as it is, where cdk8s would wrap it.
 */
export function readable<T extends ApiObject>(object: T, prepare: () => void = () => {}): T {
  if (READABLE in object) return object;
  const toJson = object.toJson.bind(object);
  Object.defineProperty(object, READABLE, { value: true });
  object.toJson = () => {
    prepare();
    const manifest = toJson() as Manifest;
    mustBeReadable(object, manifest);
    return asDocument(ORDERED in object ? (inReadingOrder(manifest) as Manifest) : manifest);
  };
  return object;
}

/** The same, its keys in the order in which a person reads a workflow, where cdk8s sorts them by the alphabet. */
export function inOrder<T extends ApiObject>(object: T, prepare?: () => void): T {
  return Object.defineProperty(readable(object, prepare), ORDERED, { value: true });
}

/**
 * A plain object that `yaml` takes for a document: then it asks that for its text, and otherwise for its contents.
 * What makes it one is not enumerable, so that it compares, copies and becomes JSON as before.
 */
function asDocument(manifest: Manifest): Manifest {
  return Object.defineProperties(manifest, {
    [NODE_TYPE]: { value: DOCUMENT },
    contents: { get: () => documentOf(manifest).contents },
    toString: { value: (options?: yaml.ToStringOptions) => escapeOdd(documentOf(manifest).toString(options)) },
  });
}

function documentOf(manifest: Manifest): yaml.Document {
  const document = new yaml.Document({ ...manifest }, OPTIONS);
  yaml.visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}

/** What no YAML can say so that all readers agree. */
function mustBeReadable(object: ApiObject, manifest: Manifest): void {
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string' && !isWellFormed(value)) throw halfCharacter(object, path, value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (!isWellFormed(key)) throw halfCharacter(object, path, key);
      if (key === '<<') throw mergeKey(object, path);
      visit(inner, `${path}/${key}`);
    }
  };
  visit(manifest, '');
}

function halfCharacter(object: ApiObject, path: string, text: string): GenomicsError {
  return new GenomicsError('invalid-value', object, {
    what: `a text at ${path} holds half of a character`,
    got: JSON.stringify(text),
    expected: 'Unicode, where a surrogate stands in a pair',
    fix: 'look at how the text is cut: by characters, not by UTF-16 units',
  });
}

/** Kubernetes has no such name, and yq merges it though it is quoted. */
function mergeKey(object: ApiObject, path: string): GenomicsError {
  return new GenomicsError('invalid-name', object, {
    what: `a name at ${path} is YAML's sign for a merge`,
    got: "'<<'",
    expected: 'a name that Kubernetes allows',
    fix: 'choose another name',
  });
}
