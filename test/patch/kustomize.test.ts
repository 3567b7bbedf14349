import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Template, WorkflowTemplate } from '../../imports/argoproj.io';
import { check } from '../../lib/check';
import { named } from '../synth';

const root = join(__dirname, '../..');
const base = join(root, 'dist/bwa-oss.k8s.yaml');
const folders: string[] = [];
afterAll(() => folders.forEach((made) => void rmSync(made, { recursive: true })));

const here = spawnSync('kubectl', ['kustomize', '--help']).status === 0;
const withKustomize = here ? test : test.skip;
const why = here ? '' : ' (skipped: there is no kubectl here)';

/** The site's folder as it will stand in its repository, with one file edited. */
function site(file = 'bwamap.yaml', edit: (text: string) => string = (text) => text): string {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  folders.push(folder);
  cpSync(join(root, 'examples/gitops/site'), folder, { recursive: true });
  copyFileSync(base, join(folder, 'bwa-oss.k8s.yaml'));
  writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));
  return folder;
}

function build(folder: string) {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  return { status, stderr, manifests: documents(stdout) };
}

function documents(text: string): readonly Readonly<Record<string, unknown>>[] {
  return parseAllDocuments(text).flatMap((document) => document.toJS() ?? []);
}

function pipeline(manifests: ReturnType<typeof documents>): WorkflowTemplate {
  const found = manifests.find(({ kind }) => kind === 'WorkflowTemplate');
  if (found === undefined) throw new Error('there is no WorkflowTemplate');
  return found as unknown as WorkflowTemplate;
}

const original = documents(readFileSync(base, 'utf8'));
const before = pipeline(original).spec.templates ?? [];
const after = (folder: string) => pipeline(build(folder).manifests).spec.templates ?? [];
const fromOwnRegistry = (template: Template): Template =>
  template.container === undefined
    ? template
    : { ...template, container: { ...template.container, image: 'registry.example.com/geno/alltools:v0.2' } };

withKustomize(`a site changes resources, queue and tolerations of one stage by its name${why}`, () => {
  const stage = named(after(site()), 'bwamap');
  const was = fromOwnRegistry(named(before, 'bwamap'));
  expect(stage).toEqual({
    ...was,
    container: {
      ...was.container,
      resources: {
        limits: { cpu: '8', memory: '16Gi' },
        requests: { cpu: '8', 'ephemeral-storage': '10Gi', memory: '16Gi' },
      },
    },
    metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'genomics' } },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'genomics', effect: 'NoSchedule' }],
  });
});

withKustomize(`nothing changes beside that stage but the registry of every image${why}`, () => {
  const { manifests } = build(site());
  const { templates, ...rest } = pipeline(manifests).spec;
  const { templates: _, ...same } = pipeline(original).spec;
  expect(rest).toEqual(same);
  for (const template of before.filter(({ name }) => name !== 'bwamap')) {
    expect(named(templates, template.name ?? '')).toEqual(fromOwnRegistry(template));
  }
  expect(templates).toHaveLength(before.length);
  const others = (all: typeof manifests) => all.filter(({ kind }) => kind !== 'WorkflowTemplate');
  expect(others(manifests)).toEqual(expect.arrayContaining([...others(original)]));
});

test('threads and memory reach each script from the limits, so that a patch carries through', () => {
  const variables = before
    .flatMap(({ container }) => container?.env ?? [])
    .filter(({ name }) => name === 'THREADS' || name === 'MEMORY');
  expect(variables.length).toBeGreaterThan(0);
  for (const { valueFrom } of variables)
    expect(valueFrom?.resourceFieldRef?.resource).toMatch(/^limits\.(cpu|memory)$/);
  expect(before.flatMap(({ podSpecPatch }) => podSpecPatch ?? [])).toEqual([]);
});

test('no number of CPUs and no registry stands in a script or its words', () => {
  for (const { container } of before) {
    const [, words = '', script = ''] = container?.args ?? [];
    expect(`${words}\n${script}`).not.toMatch(/cpu|registry\.cn-beijing/);
  }
});

withKustomize(`one more variable is added to those of a stage${why}`, () => {
  const folder = site('bwamap.yaml', (text) =>
    text.replace('        resources:', '        env: [{ name: HTTPS_PROXY, value: "http://p" }]\n        resources:'),
  );
  const names = named(after(folder), 'bwamap').container?.env?.map(({ name }) => name);
  expect([...(names ?? [])].sort()).toEqual(
    ['HTTPS_PROXY', ...(named(before, 'bwamap').container?.env ?? []).map(({ name }) => name)].sort(),
  );
});

withKustomize(`a stage that a release renamed fails the build${why}`, () => {
  const folder = site('bwa-oss.k8s.yaml', (text) => text.replaceAll(/(name|template): bwamap$/gm, '$1: bwaalign'));
  const { status, stderr } = build(folder);
  expect(status).not.toBe(0);
  expect(stderr).toContain('[name=bwamap]');
});

withKustomize(`a misspelt stage is an error of our checks, which run over what kustomize prints${why}`, () => {
  const { manifests } = build(site('bwamap.yaml', (text) => text.replace('- name: bwamap', '- name: bwmap')));
  expect(check(manifests).filter(({ severity }) => severity === 'error')).not.toEqual([]);
  expect(check(build(site()).manifests).filter(({ severity }) => severity === 'error')).toEqual([]);
});
