import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/check/command/run';
import { file, folder, workflow } from './files';

describe('what is read', () => {
  it('is all documents of all files of a folder, together', () => {
    mkdirSync(join(folder, 'all/deep'), { recursive: true });
    file('all/one.yaml', `${workflow('one', 'main')}---\n---\n# nothing\n`);
    file('all/deep/two.yml', workflow('two', 'main'));
    file('all/deep/three.json', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "three"}}');
    file('all/notes.txt', 'no manifest');
    expect(run([join(folder, 'all')]).output).toBe('3 objects checked: 0 errors, 0 warnings\n');
  });

  it('is a file once, though it is named twice or beside its folder', () => {
    mkdirSync(join(folder, 'twice'), { recursive: true });
    const one = file('twice/one.yaml', workflow('one', 'main'));
    expect(run([one, one, join(folder, 'twice/../twice')]).output).toBe('1 objects checked: 0 errors, 0 warnings\n');
  });

  it('is what is in a List', () => {
    const items = workflow('listed', 'mian').replace(/^/gm, '  ').replace('  api', '- api');
    expect(run([file('items.yaml', `apiVersion: v1\nkind: List\nitems:\n${items}`)]).output).toContain(
      'WorkflowTemplate listed: spec.entrypoint',
    );
  });

  it('is YAML as Kubernetes reads it', () => {
    const text = workflow('old', 'main').replace(
      'container:',
      'inputs: {artifacts: [{name: f, path: /tmp/f, mode: 0755, raw: {data: .}}]}\n    container:',
    );
    expect(run([file('old.yaml', text)]).output).toBe('1 objects checked: 0 errors, 0 warnings\n');
    expect(run([file('bool.yaml', workflow('bool', 'main').replace('[echo]', '[echo, yes]'))]).output).toContain(
      'put it in quotes: "true"',
    );
  });

  it('may close a bracket too far to the left, as Argo’s own examples do', () => {
    const text = workflow('left', 'main').replace('[echo]}', '[echo, "\n    a\n  "]\n    }');
    expect(run([file('left.yaml', text)]).status).toBe(0);
  });
});
