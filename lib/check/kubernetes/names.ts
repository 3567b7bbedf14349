import { hasTag } from '../expression/tags';
import { at, entries, isObject, type JsonObject, object, quote, scalar, text } from '../json';
import { type Document, isArgo } from '../model/document';
import { type Container, containersOf } from '../model/template';
import { documentRule, manifestsRule, type RuleProblem, workflowRule } from '../rule';

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const value = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const keyName = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
/** Names of these have rules of their own. */
const pathNames = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

/** Argo writes the name of a workflow and of its template into labels; a CronWorkflow’s gets 11 characters more. */
function limitOf(document: Document): number {
  if (!isArgo(document)) return 253;
  return document.kind === 'CronWorkflow' ? 52 : 63;
}

export const objectName = documentRule(
  'object-name',
  'error',
  'objects have names that Kubernetes takes',
  function* (document) {
    if (document.kind === '' || document.apiVersion === '') {
      yield incomplete(document);
      return;
    }
    if (!isKubernetes(document)) return;
    const metadata = object(document.manifest['metadata']);
    const [name, prefix] = [text(metadata['name']), text(metadata['generateName'])];
    const other = Object.keys(metadata).find((key) => /^(?:name|generateName)$/i.test(key));
    const fix =
      other === undefined
        ? 'add metadata.name.'
        : `did you mean ${other.length === 4 ? 'name' : 'generateName'} instead of ${other}?`;
    if (!name && !prefix) yield { path: 'metadata', message: `it has no name; ${fix}` };
    if (name && !pathNames.has(document.kind)) yield* judgeName(name, limitOf(document), 'metadata.name');
    if (!name && prefix) {
      // Five characters are added, and a longer prefix is cut, so that only its form can be wrong.
      if (!subdomain.test(`${prefix}x`))
        yield {
          path: 'metadata.generateName',
          message: `${quote(prefix)} gives no name that Kubernetes takes; use lower case, digits and hyphens.`,
        };
    }
    const namespace = metadata['namespace'];
    if (namespace !== undefined && !(typeof namespace === 'string' && label.test(namespace) && namespace.length <= 63))
      yield {
        path: 'metadata.namespace',
        message: `${quote(namespace)} is no namespace; use lower case, digits and hyphens.`,
      };
  },
);

/** An object whose kind is misspelt, or something else, such as the Chart.yaml of Helm. */
function incomplete({ manifest }: Document): RuleProblem {
  const message = 'it has no kind or no apiVersion; is this a Kubernetes object? Add them.';
  if (looksLikeObject(manifest)) return { path: '', message };
  return { path: '', severity: 'warning', message: `nothing of it is checked: ${message}` };
}

const kinds = new Set(
  `Workflow WorkflowTemplate ClusterWorkflowTemplate CronWorkflow Role RoleBinding ClusterRole ClusterRoleBinding
ServiceAccount PersistentVolume PersistentVolumeClaim ConfigMap Secret`.split(/\s+/),
);

/** Whether what lacks a kind or an apiVersion was meant as an object: many tools' files have one of the two. */
export function looksLikeObject({ apiVersion, kind, metadata }: JsonObject): boolean {
  return isObject(metadata) && (isKnown(text(apiVersion) ?? '') || kinds.has(text(kind) ?? ''));
}

const groups = new Set(
  `apps batch autoscaling policy extensions argoproj.io rbac.authorization.k8s.io networking.k8s.io storage.k8s.io
scheduling.k8s.io apiextensions.k8s.io admissionregistration.k8s.io`.split(/\s+/),
);

function isKnown(apiVersion: string): boolean {
  return apiVersion === 'v1' || groups.has(apiVersion.split('/')[0] ?? '');
}

/** Files of many tools, a kubeconfig for one, look like objects and are none: their names are not Kubernetes'. */
function isKubernetes({ apiVersion, kind }: Document): boolean {
  return isKnown(apiVersion) && !(apiVersion === 'v1' && kind === 'Config') && !kind.endsWith('List');
}

function* judgeName(name: string, limit: number, path: string): Generator<RuleProblem> {
  if (!subdomain.test(name))
    yield {
      path,
      message: `${quote(name)} is no name that Kubernetes takes; use lower case letters, digits, hyphens and dots.`,
    };
  else if (name.length > limit)
    yield { path, message: `${quote(name)} has ${name.length} characters, at most ${limit} are allowed; shorten it.` };
}

function* labelsOf(given: unknown, path: string): Generator<RuleProblem> {
  if (given === undefined) return;
  if (!isObject(given)) yield { path, message: 'labels are a map of texts; write key: value.' };
  for (const [key, content] of Object.entries(object(given))) {
    yield* judgeKey(key, at(path, key));
    const shown = typeof content === 'string' ? content : undefined;
    if (shown === undefined)
      yield {
        path: at(path, key),
        message: `${quote(content)} is no text; put it in quotes: "${scalar(content) ?? ''}".`,
      };
    else if (!hasTag(shown) && (shown.length > 63 || !value.test(shown)))
      yield {
        path: at(path, key),
        message:
          `${quote(shown)} is no value of a label; use at most 63 letters, digits, - _ and ., beginning and ` +
          'ending with a letter or digit.',
      };
  }
}

function* annotationsOf(given: unknown, path: string): Generator<RuleProblem> {
  if (given !== undefined && !isObject(given))
    yield { path, message: 'annotations are a map of texts; write key: value.' };
  for (const [key, content] of Object.entries(object(given))) {
    yield* judgeKey(key, at(path, key));
    if (typeof content !== 'string')
      yield {
        path: at(path, key),
        message: `${quote(content)} is no text; put it in quotes: "${scalar(content) ?? ''}".`,
      };
  }
}

function* judgeKey(key: string, path: string): Generator<RuleProblem> {
  const parts = key.split('/');
  const [prefix, name] = parts.length === 1 ? [undefined, key] : parts;
  const good =
    parts.length <= 2 &&
    (prefix === undefined || (subdomain.test(prefix) && prefix.length <= 253)) &&
    keyName.test(name ?? '') &&
    (name ?? '').length <= 63;
  if (!good && !hasTag(key))
    yield {
      path,
      message: `${quote(key)} is no key; write name or prefix.example.com/name, at most 63 characters after the slash.`,
    };
}

export const labels = documentRule(
  'bad-label',
  'error',
  'labels and annotations have keys and values that Kubernetes takes',
  function* (document) {
    const metadata = object(document.manifest['metadata']);
    yield* labelsOf(metadata['labels'], 'metadata.labels');
    yield* annotationsOf(metadata['annotations'], 'metadata.annotations');
  },
);

export const podLabels = workflowRule(
  'bad-pod-label',
  'error',
  'the labels that pods and workflows get are ones that Kubernetes takes',
  function* (flow) {
    const holders = [
      ...['podMetadata', 'workflowMetadata'].map((key) => ({ json: object(flow.spec[key]), path: at(flow.path, key) })),
    ];
    for (const template of flow.all)
      holders.push({ json: object(template.json['metadata']), path: at(template.path, 'metadata') });
    for (const { json, path } of holders) {
      yield* labelsOf(json['labels'], at(path, 'labels'));
      yield* annotationsOf(json['annotations'], at(path, 'annotations'));
    }
  },
);

export const referenceNames = workflowRule(
  'bad-reference',
  'error',
  'names of accounts, Secrets, ConfigMaps and claims are ones that objects can have',
  function* (flow) {
    const holders = [{ json: flow.spec, path: flow.path }, ...flow.all];
    for (const { json, path } of holders) {
      const executor = object(json['executor']);
      for (const [name, place] of [
        [json['serviceAccountName'], at(path, 'serviceAccountName')],
        [executor['serviceAccountName'], at(path, 'executor', 'serviceAccountName')],
        ...entries(json['imagePullSecrets'], at(path, 'imagePullSecrets')).map(
          (entry) => [entry.json['name'], at(entry.path, 'name')] as const,
        ),
      ] as const) {
        const given = text(name);
        if (given && !hasTag(given)) yield* judgeName(given, 253, place);
      }
      yield* volumeSources(json['volumes'], at(path, 'volumes'));
    }
    for (const container of flow.all.flatMap(containersOf)) yield* variableSources(container);
  },
);

function* volumeSources(volumes: unknown, path: string): Generator<RuleProblem> {
  for (const volume of entries(volumes, path))
    for (const [source, key] of [
      ['secret', 'secretName'],
      ['configMap', 'name'],
      ['persistentVolumeClaim', 'claimName'],
    ] as const)
      yield* sourceName(object(volume.json[source]), key, at(volume.path, source));
}

function* variableSources({ json, path }: Container): Generator<RuleProblem> {
  for (const variable of entries(json['env'], at(path, 'env')))
    for (const source of ['secretKeyRef', 'configMapKeyRef'])
      yield* sourceName(
        object(object(variable.json['valueFrom'])[source]),
        'name',
        at(variable.path, 'valueFrom', source),
      );
  for (const all of entries(json['envFrom'], at(path, 'envFrom')))
    for (const source of ['secretRef', 'configMapRef'])
      yield* sourceName(object(all.json[source]), 'name', at(all.path, source));
}

/** What may be missing is never there. */
function* sourceName(source: JsonObject, key: string, path: string): Generator<RuleProblem> {
  const given = text(source[key]);
  if (!given || hasTag(given)) return;
  for (const problem of judgeName(given, 253, at(path, key)))
    yield source['optional'] === true ? { ...problem, severity: 'warning' } : problem;
}

export const duplicateObject = manifestsRule(
  'duplicate-object',
  'warning',
  'no two manifests are of one object',
  function* (world) {
    const seen = new Set<string>();
    for (const document of world.documents) {
      const name = text(object(document.manifest['metadata'])['name']);
      if (!name) continue;
      const key = [
        document.apiVersion.split('/').length > 1 ? document.apiVersion.split('/')[0] : '',
        document.kind,
        document.namespace ?? '',
        name,
      ].join('/');
      if (seen.has(key))
        yield {
          document,
          path: 'metadata.name',
          message: `${document.kind} ${quote(name)} is there twice, and in one cluster the last one wins; drop one.`,
        };
      seen.add(key);
    }
  },
);
