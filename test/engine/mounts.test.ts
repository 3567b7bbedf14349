import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderSize } from '../../lib/run/machine/folder-size';
import { type Mount, mountsOf } from '../../lib/run/machine/mounts';
import type { Volume, VolumeMount } from '../../lib/run/manifest';
import { objectsIn } from '../../lib/run/objects';
import { processOf } from '../../lib/run/process';
import type { Invocation } from '../../lib/run/template';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mounts-'));
  mkdirSync(join(folder, 'claim'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CONFIG = { kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a.sh': 'echo a\n', b: 'b\n' } };

function mounted(volume: Omit<Volume, 'name'>, mount: Omit<VolumeMount, 'name' | 'mountPath'> = {}): Mount | undefined {
  const invocation: Invocation = {
    template: 'one',
    task: 'one',
    container: { env: [{ name: 'X', value: 'x' }], volumeMounts: [{ name: 'v', mountPath: '/v/', ...mount }] },
    files: {},
    outputs: [],
    volumes: [{ name: 'v', ...volume }],
    securityContext: undefined,
  };
  const given = { folder, claims: { claim: join(folder, 'claim') }, objects: objectsIn([CONFIG]) };
  return mountsOf(invocation, processOf(invocation), join(folder, 'own'), given)[0];
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('keys of a ConfigMap have the modes that the manifest says', () => {
  const mount = mounted({ configMap: { name: 'c', defaultMode: 0o555 } });
  expect([mount?.mode, mount?.path]).toEqual(['ro', '/v']);
  expect(['a.sh', 'b'].map((name) => modeOf(join(mount?.folder ?? '', name)))).toEqual(['555', '555']);
});

test('where keys are named, they alone are files, at their paths and with their modes', () => {
  const items = [
    { key: 'b', path: 'below/one', mode: 0o400 },
    { key: 'none', path: 'none' },
  ];
  const { folder: place = '' } = mounted({ configMap: { name: 'c', items } }) ?? {};
  expect(readdirSync(place)).toEqual(['below']);
  expect([readFileSync(join(place, 'below/one'), 'utf8'), modeOf(join(place, 'below/one'))]).toEqual(['b\n', '400']);
});

test('a key may be mounted as one file', () => {
  const mount = mounted({ configMap: { name: 'c' } }, { subPath: 'b' });
  expect(readFileSync(mount?.folder ?? '', 'utf8')).toBe('b\n');
});

test('a claim that its volume declares read-only is so', () => {
  expect(mounted({ persistentVolumeClaim: { claimName: 'claim', readOnly: true } })?.mode).toBe('ro');
  expect(mounted({ persistentVolumeClaim: { claimName: 'claim' } })?.mode).toBe('rw');
});

test('variables are filled in where Kubernetes does it, in subPathExpr', () => {
  const claim = { persistentVolumeClaim: { claimName: 'claim' } };
  expect(mounted(claim, { subPath: '$(X)' })?.folder).toBe(join(folder, 'claim/$(X)'));
  expect(mounted(claim, { subPathExpr: '$(X)/$(Y)' })?.folder).toBe(join(folder, 'claim/x/$(Y)'));
});

test('scratch is new, everybody’s, and knows what it may hold', () => {
  const mount = mounted({ emptyDir: { sizeLimit: '1Mi' } });
  expect(mount?.scratch).toEqual({ volume: 'v', isMemory: false, sizeLimit: '1Mi', limit: 2 ** 20 });
  expect([modeOf(mount?.folder ?? ''), existsSync(mount?.folder ?? '')]).toEqual(['777', true]);
  writeFileSync(join(mount?.folder ?? '', 'x'), Buffer.alloc(100_000));
  expect(folderSize(mount?.folder ?? '')).toBeGreaterThanOrEqual(100_000);
});
