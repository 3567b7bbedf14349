import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTAINER_ENGINES, type ContainerEngine } from '../../lib/run/container/program';
import { documents } from './manifests';

/** Where the tests' podman keeps its images, from one run to the next. */
const STORE = join(tmpdir(), 'cdk8s-genomics-podman');
const PATH = process.env['PATH'] ?? '';

/** What needs a name that no engine gives to an image of its own. */
export const withTag = (image: string): string => image.replace(/@sha256:.*/, ':tagged');

const FILES = ['dist/bwa-oss', ...['cohort', 'depth', 'fastp-qc', 'phylogeny', 'rnaseq', 'variants'].map(exampleOf)];
export const TOOLS = 'example.test/tools:1';

function exampleOf(name: string): string {
  return `examples/${name}/${name}`;
}

/** All images that the committed manifests name. */
function images(): readonly string[] {
  const texts = FILES.map((file) => JSON.stringify(documents(`${file}.k8s.yaml`)));
  const found = texts.flatMap((text) => [...text.matchAll(/"image":"([^"]+)"/g)].map(([, image = '']) => image));
  return [...new Set(found.map(withTag))];
}

/**
 * A folder with a podman that is set up for this machine as podman's own documents say, and has a store of its own:
 * what a containers.conf says is no concern of the engine under test.
 */
function podmanFolder(): string {
  const folder = join(STORE, 'bin');
  mkdirSync(folder, { recursive: true });
  const file = join(STORE, 'containers.conf');
  const init = ['/usr/bin/catatonit', '/usr/bin/tini-static'].find(existsSync);
  const lines = [
    '[containers]',
    'default_ulimits = ["nofile=20000:20000", "nproc=1000:1000"]',
    'netns = "host"',
    ...(init === undefined ? [] : [`init_path = "${init}"`]),
    '[engine]',
    'runtime = "runc"',
    'cgroup_manager = "cgroupfs"',
    'events_logger = "file"',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const roots = `--root '${STORE}/store' --runroot '${STORE}/run'`;
  const program = join(folder, 'podman');
  writeFileSync(program, `#!/bin/sh\nCONTAINERS_CONF='${file}' exec /usr/bin/podman ${roots} "$@"\n`);
  chmodSync(program, 0o755);
  return folder;
}

/** Where programs are looked for: the tests' podman, and docker as the environment has it. */
export const CONTAINER_PATH = `${podmanFolder()}:${PATH}`;

export function engineSays(engine: ContainerEngine, ...args: readonly string[]): string {
  return execFileSync(engine, args, { encoding: 'utf8', env: { ...process.env, PATH: CONTAINER_PATH } });
}

/** Why containers of an engine cannot be tried here; undefined where they can. */
function reasonAgainst(engine: ContainerEngine): string | undefined {
  if (process.getuid?.() !== 0) return 'this user is not root';
  if (engine === 'podman' && !existsSync('/usr/bin/podman')) return 'podman is not installed';
  const { error, status } = spawnSync(engine, ['version'], {
    stdio: 'ignore',
    env: { ...process.env, PATH: CONTAINER_PATH },
  });
  if (error !== undefined) return `${engine} is not installed`;
  return status === 0 ? undefined : `no daemon of ${engine} answers`;
}

/**
 * The engines that are here. Those that CONTAINER_ENGINES names, as .ci/run does, must be: what is left out is said by
 * a test that is skipped.
 */
export const ENGINES_HERE: readonly ContainerEngine[] = CONTAINER_ENGINES.filter((engine) => {
  const reason = reasonAgainst(engine);
  const isRequired = (process.env['CONTAINER_ENGINES'] ?? '').split(',').includes(engine);
  if (reason !== undefined && isRequired) throw new Error(`${engine} must be tried here, and ${reason}`);
  if (reason !== undefined) test.skip(`containers of ${engine} are left out: ${reason}`, () => undefined);
  return reason === undefined;
});

/** Gives an engine one image of this machine's tools, under all names that the committed manifests have. */
export function makeImages(engine: ContainerEngine): void {
  execFileSync(join(__dirname, 'tools-image.sh'), [engine, TOOLS, ...images()], {
    env: { ...process.env, PATH: CONTAINER_PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The names of all containers that runs have, whether they run or have ended. */
export function containersOf(engine: ContainerEngine): readonly string[] {
  const names = engineSays(engine, 'ps', '--all', '--filter', 'label=cdk8s-genomics.run', '--format', '{{.Names}}');
  return names.split('\n').filter((name) => name !== '');
}
