import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { settingsFrom } from '../lib/app-settings';
import { refusal } from './synth';

const root = join(__dirname, '..');
const main = join(root, 'build/lib/main.js');
const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'synth-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => void rmSync(made, { recursive: true })));

/** Synthesizes the app in a process of its own; what it writes, by file. */
function synth(env: Readonly<Record<string, string>>, cwd = root): Readonly<Record<string, string>> {
  const out = folder();
  execFileSync(process.execPath, [main], {
    cwd,
    env: { PATH: process.env['PATH'], CDK8S_OUTDIR: out, ...env },
    stdio: 'pipe',
  });
  return Object.fromEntries(readdirSync(out).map((file) => [file, readFileSync(join(out, file), 'utf8')]));
}

const committed = Object.fromEntries(
  readdirSync(join(root, 'dist')).map((file) => [file, readFileSync(join(root, 'dist', file), 'utf8')]),
);

test('a fresh synth is what is committed, one file for storage and one for the pipeline', () => {
  expect(Object.keys(committed)).toEqual(['bwa-oss-storage.k8s.yaml', 'bwa-oss.k8s.yaml']);
  expect(synth({})).toEqual(committed);
});

test('a synth in another folder, time zone and locale is the same to the byte', () => {
  const copy = join(folder(), 'elsewhere');
  cpSync(join(root, 'build'), join(copy, 'build'), { recursive: true });
  expect(synth({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, copy)).toEqual(committed);
});

test('the environment sets namespace, volume, image and algorithm', () => {
  const env = {
    NAMESPACE: 'lab',
    OSS_BUCKET: 'cohort',
    OSS_ENDPOINT: 'oss-cn-hangzhou.aliyuncs.com',
    OSS_PATH: '/a',
    OSS_SECRET: 's',
    OSS_OWNER: '5:6',
  };
  const made = synth({ ...env, IMAGE: 'own/tools:2', BWA_ALGORITHM: 'mem' });
  const storage = made['bwa-oss-storage.k8s.yaml'] ?? '';
  for (const text of [
    'name: lab-pv-oss',
    'namespace: lab',
    'bucket: cohort',
    'path: /a',
    'url: oss-cn-hangzhou.aliyuncs.com',
    'uid=5',
  ])
    expect(storage).toContain(text);
  const pipeline = made['bwa-oss.k8s.yaml'] ?? '';
  for (const text of ['namespace: lab', 'image: own/tools:2', 'bwa mem', 'runAsUser: 5'])
    expect(pipeline).toContain(text);
  expect(pipeline).not.toContain('namespace: argo');
});

test('on request the plan is printed where YAML does not go, and the picture is what is committed', () => {
  const docs = folder();
  const env = { CDK8S_OUTDIR: folder(), GENOMICS_PLAN: 'yes', GENOMICS_DIAGRAMS: docs };
  const { stdout, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(stderr).toContain('plan of bwa-oss\n');
  expect(readFileSync(join(docs, 'bwa-oss.md'), 'utf8')).toBe(
    readFileSync(join(root, 'docs/workflows/bwa-oss.md'), 'utf8'),
  );
  const { stderr: refused } = spawnSync(process.execPath, [main], {
    env: { ...env, GENOMICS_DIAGRAMS: env.CDK8S_OUTDIR },
    encoding: 'utf8',
  });
  expect(refused).toContain('pictures cannot lie there');
});

test('an example bucket is said loudly, and a real one is not', () => {
  const say = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [main], { env: { CDK8S_OUTDIR: folder(), ...env }, encoding: 'utf8' }).stderr;
  expect(say({})).toContain('OSS_BUCKET is not set');
  expect(say({ OSS_BUCKET: 'cohort' })).not.toContain('OSS_BUCKET');
});

test.each([
  ['NAMESPACE', 'Argo'],
  ['OSS_BUCKET', 'oss://bucket/path'],
  ['OSS_BUCKET', ''],
  ['OSS_ENDPOINT', 'not a host'],
  ['OSS_PATH', 'relative'],
  ['OSS_SECRET', 'AKID/secret'],
  ['OSS_OWNER', 'me'],
  ['IMAGE', 'a b'],
  ['BWA_ALGORITHM', 'minimap'],
])('%s=%j is refused with what is expected', (name, value) => {
  expect(refusal(() => settingsFrom({ [name]: value })).message).toMatch(
    new RegExp(`^\\[environment\\] ${name} is not usable, got '.*', expected .+; set ${name}$`),
  );
});

describe('the YAML reads well', () => {
  const text = committed['bwa-oss.k8s.yaml'] ?? '';
  const document = parseAllDocuments(text).find((one) => one.get('kind') === 'WorkflowTemplate');
  const spec = document?.toJS().spec as {
    templates: { name: string; container?: { args: string[] }; volumes?: { configMap?: { name: string } }[] }[];
  };
  const shells = spec.templates.flatMap(({ container }) => (container === undefined ? [] : [container.args]));

  test('the program of the stages is in the file once, byte for byte, under the name of its content', () => {
    expect(shells).toHaveLength(3);
    const program = parseAllDocuments(text).find((one) => one.get('kind') === 'ConfigMap');
    const { metadata, data, immutable } = (program?.toJS() ?? {}) as {
      metadata: { name: string };
      data: Record<string, string>;
      immutable: boolean;
    };
    expect(Object.keys(data)).toContain('stage.sh');
    for (const [name, file] of Object.entries(data)) {
      const folder = ['shell', 'tools'].find((one) => existsSync(join(root, 'lib', one, name))) ?? '';
      expect(readFileSync(join(root, 'lib', folder, name), 'utf8')).toBe(file);
    }
    const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
    expect([metadata.name, immutable]).toEqual([`bwa-oss-stage-${digest.slice(0, 8)}`, true]);
    const used = spec.templates.flatMap(({ volumes = [] }) =>
      volumes.flatMap(({ configMap }) => configMap?.name ?? []),
    );
    expect(used).toEqual([metadata.name, metadata.name, metadata.name]);
    for (const line of Object.values(data).join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});
