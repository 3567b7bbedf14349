import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the test file that imports this, gone when its tests are. */
export const folder = mkdtempSync(join(tmpdir(), 'check-'));
export const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
afterAll(() => rmSync(folder, { recursive: true }));

export const workflow = (name: string, template: string) => `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: ${name}}
spec:
  entrypoint: ${template}
  templates:
  - name: main
    container: {image: "a:1", command: [echo]}
`;
