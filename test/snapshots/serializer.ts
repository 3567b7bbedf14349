import { Document, visit } from 'yaml';
import { VERSION } from '../../lib/version';

type Manifest = Readonly<Record<string, unknown>>;

/**
 * How jest prints manifests in this folder, so that `expect(Testing.synth(chart)).toMatchSnapshot()` is all that a test
 * says: as YAML, in which what fits into a line is one, since nobody reviews two hundred lines of brackets.
 */
expect.addSnapshotSerializer({
  test: (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isManifest),
  serialize: (manifests: readonly Manifest[]): string => manifests.map(written).join('---\n').trimEnd(),
});

function isManifest(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value;
}

function written(manifest: Manifest): string {
  const document = new Document(JSON.parse(JSON.stringify(manifest, withoutNoise)), { schema: 'yaml-1.1' });
  visit(document, {
    Collection: (_, node, path) => {
      const line = JSON.stringify(node);
      if (path.length < 2 || line.includes('\\n') || path.length + line.length > 110) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/**
 * Three texts are left out. The shell in a program's ConfigMap is a thousand lines, and test/shell has its tests; the
 * digest in that ConfigMap's name, which each template repeats, changes with any of those lines; the version changes
 * with each release. An edit of stage.sh, or a release, would touch each snapshot, and nobody would read them.
 */
function withoutNoise(key: string, value: unknown): unknown {
  if (key === 'cdk8s-genomics/version' && value === VERSION) return '<version>';
  if (typeof value !== 'string') return value;
  if (/^[-a-z]+\.sh$/.test(key)) return '<shell>';
  return value.replace(/-stage-[0-9a-f]{8}$/, '-stage-<digest>');
}
