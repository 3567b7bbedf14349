import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
}

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

interface Project extends Manifest {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly server: string; readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly GroupKind[];
    readonly namespaceResourceWhitelist: readonly GroupKind[];
  };
}

interface Application extends Manifest {
  readonly spec: {
    readonly project: string;
    readonly destination: { readonly server: string; readonly namespace: string };
    readonly source: {
      readonly repoURL: string;
      readonly path: string;
      readonly directory: { readonly include: string };
    };
    readonly syncPolicy: { readonly automated: { readonly prune: boolean }; readonly syncOptions: readonly string[] };
  };
}

const root = join(__dirname, '../..');
const read = (file: string): readonly Manifest[] =>
  parseAllDocuments(readFileSync(join(root, file), 'utf8')).map((document) => document.toJS() as Manifest);
const argocd = read('examples/gitops/argocd.yaml');
const [project] = argocd.filter(({ kind }) => kind === 'AppProject') as Project[];
const applications = argocd.filter(({ kind }) => kind === 'Application') as Application[];
const synced = ({ spec }: Application) => read(join(spec.source.path, spec.source.directory.include));
const groupKind = ({ apiVersion, kind }: Manifest): GroupKind => ({
  group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
  kind,
});

test('both applications are what the project allows: its repository, its cluster and namespace', () => {
  expect(applications.map(({ metadata }) => metadata.name)).toEqual(['bwa-oss-storage', 'bwa-oss']);
  for (const { spec } of applications) {
    expect(spec.project).toBe(project?.metadata.name);
    expect(project?.spec.sourceRepos).toContain(spec.source.repoURL);
    expect(project?.spec.destinations).toContainEqual(spec.destination);
  }
});

test('the applications sync every file of dist, each once', () => {
  expect(applications.map(({ spec }) => `${spec.source.path}/${spec.source.directory.include}`).sort()).toEqual(
    readdirSync(join(root, 'dist')).map((file) => `dist/${file}`),
  );
});

test('the project allows the kinds that dist has and no other', () => {
  const all = applications.flatMap(synced);
  const distinct = (some: readonly Manifest[]) => [...new Map(some.map((one) => [one.kind, groupKind(one)])).values()];
  const inCluster = distinct(all.filter(({ metadata }) => metadata.namespace === undefined));
  const inNamespace = distinct(all.filter(({ metadata }) => metadata.namespace !== undefined));
  expect(project?.spec.clusterResourceWhitelist).toEqual(inCluster);
  expect(new Set(project?.spec.namespaceResourceWhitelist)).toEqual(new Set(inNamespace));
  for (const { metadata } of all) expect([undefined, 'argo']).toContain(metadata.namespace);
});

test('deleting either application, or a manifest, leaves volume and claim', () => {
  const [storage, pipeline] = applications;
  if (storage === undefined || pipeline === undefined) throw new Error('two applications');
  expect(storage.metadata.finalizers).toBeUndefined();
  expect(storage.spec.syncPolicy.automated.prune).toBe(false);
  for (const { metadata } of synced(storage))
    expect(metadata.annotations?.['argocd.argoproj.io/sync-options']).toBe('Prune=false,Delete=false');
  expect(synced(pipeline).map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
});

test('nothing replaces or forces: an immutable volume would be deleted and made again', () => {
  const options = [
    ...applications.flatMap(({ spec }) => spec.syncPolicy.syncOptions),
    ...readdirSync(join(root, 'dist')).map((file) => readFileSync(join(root, 'dist', file), 'utf8')),
  ];
  for (const text of options) expect(text).not.toMatch(/Replace=true|Force=true/);
});
