import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/check/command/run';
import { file, folder, workflow } from './files';

/** The whole output for a folder with these files and a sound workflow. */
function tree(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(folder, name);
  for (const [path, content] of Object.entries({ 'workflow.yaml': workflow('sound', 'main'), ...files })) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    file(join(name, path), content);
  }
  const { status, output } = run([root]);
  return `${status}: ${output}`;
}

const sound = '0: 1 objects checked: 0 errors, 0 warnings\n';

describe('a folder', () => {
  it.each([
    ['the metadata of a chart', 'Chart.yaml', 'apiVersion: v2\nname: c\nversion: 0.1.0\n'],
    ['values', 'values.yaml', 'image: {tag: "1"}\n'],
    ['a list, such as an Ansible playbook', 'playbook.yml', '- hosts: all\n  tasks: []\n'],
    ['a pipeline of another tool', '.drone.yml', 'kind: pipeline\ntype: docker\nname: default\n'],
    ['the same below a visible name', 'drone.yml', 'kind: pipeline\ntype: docker\nname: default\n'],
    ['a package of Zarf', 'zarf.yaml', 'kind: ZarfPackageConfig\nmetadata: {name: c}\n'],
    ['JSON with comments', 'tsconfig.json', '{\n  // strict\n  "compilerOptions": {},\n}\n'],
    ['text with tabs', 'notes.yml', 'a:\n\t- b\n'],
    ['a text in another encoding', 'latin.yaml', Buffer.from([97, 58, 32, 10, 0xe4, 10])],
    ['data of many megabytes', 'data.json', `[${'1,'.repeat(9 * 1024 * 1024)}1]`],
  ])('may hold %s', (_, name, content) => {
    expect(tree(`with-${name}`, { [name]: content })).toBe(sound);
  });

  it('may hold a chart, whose templates are left out and counted', () => {
    const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Values.name }}}\n';
    const chart = {
      'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
      'chart/templates/map.yaml': template,
    };
    expect(tree('with-chart', chart)).toBe(
      '0: 1 objects checked, 1 files left out (patches, templates): 0 errors, 0 warnings\n',
    );
  });

  const patch =
    'apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nmetadata: {name: sound}\nspec: {suspend: true}\n';

  it.each([
    ['patches: [{path: patch.yaml}]'],
    ['patchesStrategicMerge: [patch.yaml]'],
    ['patchesStrategicMerge: [./patch.yaml]'],
    ['patchesJson6902: [{target: {kind: CronWorkflow, name: sound, version: v1alpha1}, path: patch.yaml}]'],
  ])('may hold the patches of a Kustomization: %s', (patches) => {
    const kustomization = `resources: [../workflow.yaml]\n${patches}\n`;
    const files = { 'overlay/kustomization.yaml': kustomization, 'overlay/patch.yaml': patch };
    expect(tree(`kustomized-${patches.replace(/\W/g, '')}`, files)).toBe(
      '0: 1 objects checked, 1 files left out (patches, templates): 0 errors, 0 warnings\n',
    );
  });

  it('tells of a manifest that cannot be read, and of an object whose kind is misspelt', () => {
    expect(tree('broken', { 'b.yaml': 'apiVersion: v1\nkind: [ConfigMap\n' })).toContain('b.yaml:3: error: not YAML');
    expect(tree('misspelt', { 'b.yaml': 'apiVersion: v1\nknd: ConfigMap\nmetadata: {name: a}\n' })).toContain(
      'object-name',
    );
  });
});

describe('a text in quotes or brackets', () => {
  const quoted = (text: string) => workflow('quoted', 'main').replace('[echo]}', `[echo, ${text}]}`);
  const read = (name: string, text: string) => run([file(`${name}.yaml`, text)]);

  it('may go on at the indentation of its key, or left of it, as kubectl and PyYAML have it', () => {
    for (const text of [
      "'one\n    two'",
      '"one\\\n    two"',
      "'it''s\none'",
      '"a \\" b\nc"',
      '"a\n\n  b", \'c\n d\'',
      '"a",\nb',
    ])
      expect(read('continued', quoted(text)).output).toBe('1 objects checked: 0 errors, 0 warnings\n');
    const block = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  b: 'one
  two'
  c: "three
four"
  d: |
    "five
    'six
  e: it's
`;
    expect(read('block', block).status).toBe(0);
  });

  it('keeps its lines', () => {
    const text = workflow('lines', 'mian').replace(
      'metadata: {name: lines}',
      "metadata:\n  name: lines\n  annotations:\n    a: 'one\n    two'\n    b: 'three\n    four'",
    );
    expect(read('lines', text).output).toContain('lines.yaml:11: error unknown-template');
  });

  it('is told with the line where it begins when it does not end', () => {
    expect(read('open', "apiVersion: v1\nkind: 'ConfigMap\nmetadata: {name: a}\n").output).toContain(
      'not YAML: Missing closing',
    );
    expect(read('next', 'apiVersion: v1\nkind: "ConfigMap\nmetadata: {name: "a"}\n').output).toContain(
      'next.yaml:2: error: not YAML',
    );
  });

  it('is read in good time, however many there are', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `  k${index}: 'one\n  two'`);
    expect(
      read('many', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${lines.join('\n')}\n`).status,
    ).toBe(0);
  }, 10_000);
});
