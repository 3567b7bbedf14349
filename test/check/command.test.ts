import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/check/command/run';
import { file, folder, workflow } from './files';

const good = file('good.yaml', workflow('good', 'main'));
const bad = file('bad.yaml', `${workflow('fine', 'main')}---\n${workflow('bad', 'mian')}`);

describe('the exit status', () => {
  it('is 0 where nothing is wrong', () => {
    expect(run([good])).toEqual({ status: 0, output: '1 objects checked: 0 errors, 0 warnings\n', errors: '' });
  });

  it('is 1 where a check finds an error', () => {
    expect(run([bad]).status).toBe(1);
  });

  it('is 0 where a check finds warnings only', () => {
    expect(run([file('warned.yaml', workflow('warned', 'main').replace('a:1', 'a'))]).status).toBe(0);
  });

  it('is 2 where something cannot be read, whatever is found in the rest', () => {
    expect(run([bad, join(folder, 'missing.yaml')]).status).toBe(2);
  });
});

describe('a finding', () => {
  it('has its file, its line, its object and its path', () => {
    expect(run([bad]).output).toContain(
      `${bad}:14: error unknown-template: WorkflowTemplate bad: spec.entrypoint: there is no template "mian"`,
    );
  });

  it('is an annotation on request, with its text escaped', () => {
    expect(run([bad, '--format', 'github']).output).toMatch(
      /^::error file=.*bad\.yaml,line=14,title=unknown-template::WorkflowTemplate bad: /,
    );
    expect(run([bad, '--format=github']).output).not.toContain('checked');
  });

  it('is JSON on request', () => {
    const { findings, mistakes } = JSON.parse(run([bad, '--format=json']).output);
    expect(mistakes).toEqual([]);
    expect(findings).toEqual([
      {
        code: 'unknown-template',
        severity: 'error',
        path: 'spec.entrypoint',
        object: { kind: 'WorkflowTemplate', name: 'bad' },
        index: 1,
        message: 'there is no template "mian" in bad; did you mean main?',
        file: bad,
        line: 14,
      },
    ]);
  });

  it('can be switched off with a reason, and not without one', () => {
    expect(run([bad, '--off', 'unknown-template=it is made at run time']).status).toBe(0);
    expect(run([bad, '--off', 'unknown-template']).errors).toContain('say why');
    expect(run([bad, '--off', 'unknown-templat=x']).errors).toContain('did you mean unknown-template?');
    const both = run([bad, '--off', 'unknown-templat=x', '--off', 'unknown-template=y']).errors;
    expect(both).not.toContain('did you mean unknown-template?');
  });
});

describe('a file that cannot be checked', () => {
  it.each([
    ['is missing', () => join(folder, 'missing.yaml'), 1, 'there is no such file'],
    ['is no YAML', () => file('broken.yaml', 'a: 1\nb: [1\nc: 2\n'), 2, 'not YAML'],
    ['is a text', () => file('text.yaml', '\nhello\n'), 2, 'a string stands where an object is expected'],
    ['is a list', () => file('list.yaml', '- a: 1\n'), 1, 'a list stands where an object is expected'],
    [
      'is a list in JSON',
      () => file('list.json', '[{"kind": "Workflow"}]'),
      1,
      'a list stands where an object is expected',
    ],
    [
      'is a Helm template',
      () => file('helm.yaml', 'kind: x\n{{- if .Values.on }}\nmetadata:\n  name: {{ .Values.name }}\n{{- end }}\n'),
      2,
      'run helm template first',
    ],
    [
      'has a tag without quotes',
      () => file('tag.yaml', 'kind: x\nmetadata:\n  name: {{inputs.parameters.x}}\n'),
      3,
      'is not in quotes',
    ],
    ['is binary', () => file('binary.yaml', Buffer.from([97, 10, 0, 1, 2])), 2, 'binary'],
    ['is not UTF-8', () => file('latin.yaml', Buffer.from([97, 58, 32, 10, 0xe4, 10])), 2, 'not UTF-8'],
    ['has 50 MB', () => file('huge.yaml', Buffer.alloc(50 * 1024 * 1024, 97)), 1, '50 MB'],
    [
      'is a bomb of aliases',
      () =>
        file(
          'bomb.yaml',
          `a: &a [x, x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f', 'g']
            .map(
              (key, index) =>
                `${key}: &${key} [${Array(9)
                  .fill(`*${'abcdef'.charAt(index)}`)
                  .join(', ')}]`,
            )
            .join('\n')}\n`,
        ),
      1,
      'aliases',
    ],
    ['has one key twice', () => file('twice.yaml', 'kind: x\nmetadata: {name: a}\nkind: y\n'), 3, 'unique'],
  ])('%s: told with its line', (_, make, line, message) => {
    const path = make();
    const { status, output, errors } = run([path]);
    expect(output).toContain(`${path}:${line}: error: `);
    expect(output).toContain(message);
    expect([status, errors]).toEqual([2, '']);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('is told when it is a folder without manifests', () => {
    mkdirSync(join(folder, 'empty'));
    expect(run([join(folder, 'empty')]).output).toContain('the folder has no .yaml');
  });

  it('does not hide the others', () => {
    expect(run([join(folder, 'missing.yaml'), bad]).output).toContain('unknown-template');
  });
});

describe('the arguments', () => {
  it.each([
    [[], 'name a file or a folder'],
    [['--what'], "Unknown option '--what'; see --help."],
    [['--format', 'xml', good], 'plain, json, github'],
    [['--format'], "'--format <value>' argument missing; see --help."],
    [['--argo-version', 'new', good], 'such as 3.4'],
  ])('%j: told what is wrong', (given, message) => {
    const { status, errors } = run(given);
    expect(status).toBe(2);
    expect(errors).toContain(message);
  });

  it('can ask for help', () => {
    expect(run(['--help'])).toMatchObject({
      status: 0,
      output: expect.stringContaining('usage: cdk8s-genomics check'),
    });
  });

  it('can ask for an older Argo', () => {
    const newer = file(
      'newer.yaml',
      workflow('newer', 'main').replace('- name: main', '- name: main\n    annotations: {a: b}'),
    );
    expect(run([newer]).status).toBe(0);
    expect(run([newer, '--argo-version', 'v3.4.12']).output).toContain('annotations came with Argo 3.7');
  });
});
