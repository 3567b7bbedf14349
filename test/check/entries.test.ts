import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPassChecks } from '../../lib/check';
import { ChecksValidation } from '../../lib/check/plugin';

const manifest = (entrypoint: string, image = 'a:1') => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowTemplate',
  metadata: { name: 'entries', namespace: 'argo' },
  spec: { entrypoint, templates: [{ name: 'main', container: { image, command: ['echo'] } }] },
});

describe('the matcher', () => {
  expect.extend({ toPassChecks });

  it('passes where nothing is wrong, and where there are warnings only', () => {
    expect([manifest('main')]).toPassChecks();
    expect(manifest('main', 'a')).toPassChecks();
  });

  it('prints the findings', () => {
    expect(() => expect([manifest('mian')]).toPassChecks()).toThrow(
      'expected the manifests to pass the checks:\nerror unknown-template: WorkflowTemplate argo/entries: spec.entrypoint: there is no template "mian" in entries; did you mean main?',
    );
  });

  it('takes the options of the checks, and can be turned round', () => {
    expect([manifest('mian')]).toPassChecks({ off: [{ code: 'unknown-template', reason: 'a test' }] });
    expect([manifest('mian')]).not.toPassChecks();
  });
});

describe('the plugin of cdk8s', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function validate(content: string) {
    const file = join(folder, 'app.k8s.yaml');
    writeFileSync(file, content);
    const violations: unknown[] = [];
    let status = '';
    await new ChecksValidation().validate({
      manifests: [file],
      report: { addViolation: (violation) => violations.push(violation), submit: (given) => (status = given) },
    });
    return { violations, status, file };
  }

  it('succeeds where nothing is wrong', async () => {
    expect(await validate(JSON.stringify(manifest('main')))).toMatchObject({ violations: [], status: 'success' });
  });

  it('succeeds with warnings, which it tells', async () => {
    expect(await validate(JSON.stringify(manifest('main', 'a')))).toMatchObject({
      violations: [{ ruleName: 'mutable-image (warning)' }],
      status: 'success',
    });
  });

  it('fails with an error, and names the object, the file and the path', async () => {
    const { violations, status, file } = await validate(JSON.stringify(manifest('mian')));
    expect(status).toBe('failure');
    expect(violations).toEqual([
      {
        ruleName: 'unknown-template (error)',
        recommendation: 'every template that is named exists, in hooks and exit handlers too',
        fix: 'there is no template "mian" in entries; did you mean main?',
        violatingResources: [{ resourceName: 'entries', manifestPath: file, locations: ['spec.entrypoint'] }],
      },
    ]);
  });

  it('fails with a file that cannot be read', async () => {
    expect(await validate('a: [')).toMatchObject({ violations: [{ ruleName: 'unreadable' }], status: 'failure' });
  });
});
