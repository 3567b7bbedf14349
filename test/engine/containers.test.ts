import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runArguments, type Surroundings } from '../../lib/run/container/options';
import { findProgram } from '../../lib/run/container/program';
import { startLocalRun } from '../../lib/run/local-run';
import type { Container, PodSecurityContext } from '../../lib/run/manifest';
import { processOf } from '../../lib/run/process';
import type { Invocation } from '../../lib/run/template';
import { refusal } from '../synth';

// What is known of containers without an engine: the arguments that it is given, and what it would not do.

type Fields = Readonly<Record<string, unknown>>;

const SURROUNDINGS: Surroundings = {
  program: { name: 'docker', isRootless: false },
  cpus: 2,
  pull: 'never',
  labels: { 'cdk8s-genomics.run': 'run-1' },
};

function argumentsOf(
  container: Container,
  securityContext?: PodSecurityContext,
  surroundings: Partial<Surroundings> = {},
): readonly string[] {
  const invocation: Invocation = {
    template: 'one',
    task: 'one',
    container: { image: 'tools:1', ...container },
    files: {},
    outputs: [],
    volumes: [],
    securityContext,
  };
  const mounts = [
    { mode: 'ro', folder: '/a,"b', path: '/v' },
    {
      mode: 'rw',
      folder: '/f',
      path: '/m',
      scratch: { volume: 'm', isMemory: true, sizeLimit: '1Mi', limit: 2 ** 20 },
    },
  ] as const;
  const pod = { name: 'one-1', invocation, process: processOf(invocation), mounts, loose: {}, folder: '/own' };
  return runArguments(pod, { ...SURROUNDINGS, ...surroundings });
}

test('docker is asked for exactly what the manifest says', () => {
  const container: Container = {
    command: ['sh', '/stage/stage.sh'],
    args: ['--name', '$x'],
    env: [{ name: 'A', value: 'b c' }],
    workingDir: '/w',
    resources: { limits: { cpu: '8', memory: '1Gi' }, requests: { cpu: '1' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    },
  };
  expect(argumentsOf(container, { runAsUser: 1000, runAsGroup: 1001, fsGroup: 2000 })).toEqual([
    ...['run', '--init', '--name', 'one-1', '--hostname', 'one-1', '--log-driver', 'none', '--pull', 'never'],
    ...['--label', 'cdk8s-genomics.run=run-1', '--user', '1000:1001', '--group-add', '2000'],
    ...['--security-opt', 'label=disable', '--security-opt', 'no-new-privileges', '--read-only'],
    ...['--cap-drop', 'ALL', '--cap-add', 'CHOWN', '--cpus', '2', '--memory', '1073741824'],
    ...['--memory-swap', '1073741824', '--mount', 'type=bind,"source=/a,""b",target=/v,readonly'],
    ...['--mount', 'type=tmpfs,target=/m,tmpfs-mode=1777,tmpfs-size=1048576', '--env', 'A=b c', '--workdir', '/w'],
    ...['--entrypoint', 'sh', 'tools:1', '/stage/stage.sh', '--name', '$x'],
  ]);
});

test('podman is kept from a /tmp of its own, and a user of it who is not root is the container’s user', () => {
  const container: Container = { args: ['x'], securityContext: { readOnlyRootFilesystem: true, runAsUser: 7 } };
  const program = { name: 'podman', isRootless: true } as const;
  const given = argumentsOf(container, { runAsUser: 1, seccompProfile: { type: 'Unconfined' } }, { program });
  expect(given.join(' ')).toContain('--userns keep-id:uid=7,gid=0 --user 7 ');
  expect(given.join(' ')).toContain('--security-opt seccomp=unconfined --read-only --read-only-tmpfs=false');
  expect(given.slice(-2)).toEqual(['tools:1', 'x']);
  expect(given).not.toContain('--entrypoint');
});

test('programs that stand before the image’s are a mount and the first place to look', () => {
  const programs = { folder: '/tools', path: '/bin' };
  const given = argumentsOf({ command: ['a'] }, undefined, { programs }).join(' ');
  expect(given).toContain('source=/tools,target=/.cdk8s-genomics/tools,readonly');
  expect(given).toContain('--env PATH=/.cdk8s-genomics/tools:/bin');
});

describe('with an engine that answers anything', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'engine-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const engineThat = (script: string): string => {
    const file = join(folder, 'docker');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return folder;
  };

  function refused(template: Fields, container: Fields = {}): string {
    const one = { name: 'a', container: { image: 'tools:1', command: ['true'], ...container }, ...template };
    const workflow = { kind: 'WorkflowTemplate', metadata: { name: 'w' }, spec: { entrypoint: 'a', templates: [one] } };
    const path = engineThat('exit 0');
    return refusal(() => startLocalRun({ manifests: [workflow], engine: 'docker', path })).message;
  }

  test.each<[string, Fields, Fields, string]>([
    [
      'a container without bounds',
      {},
      { securityContext: { privileged: true } },
      'container.securityContext.privileged',
    ],
    ['sysctls', { securityContext: { sysctls: [] } }, {}, 'got securityContext.sysctls'],
    [
      'a seccomp profile of a node',
      { securityContext: { seccompProfile: { type: 'Localhost' } } },
      {},
      'got seccompProfile.type Localhost',
    ],
    ['a user who is not known', { securityContext: { runAsNonRoot: true } }, {}, 'securityContext.runAsUser'],
    ['a GPU', {}, { resources: { limits: { 'nvidia.com/gpu': 1 } } }, 'resources.limits nvidia.com/gpu'],
    ['little memory', {}, { resources: { limits: { memory: '1Mi' } } }, 'got 1Mi, expected 6Mi or more'],
    ['no image', {}, { image: undefined }, 'a container names no image'],
    ['huge pages', { volumes: [{ name: 'v', emptyDir: { medium: 'HugePages' } }] }, {}, 'emptyDir.medium HugePages'],
    [
      'an output in memory',
      {
        volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }],
        outputs: { parameters: [{ name: 'x', valueFrom: { path: '/v/x' } }] },
      },
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      '/v/x, which Argo would read from scratch in memory',
    ],
    [
      'a mount that spreads',
      {},
      { volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: 'x' }] },
      'volumeMount.mountProp',
    ],
  ])('%s is refused by name', (_, template, container, message) => {
    expect(refused(template, container)).toContain(message);
  });

  test('an engine that is not there, or does not answer, is told with what to do', () => {
    expect(refusal(() => findProgram('podman', folder)).message).toContain('no podman in PATH');
    const path = engineThat("echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    expect(refusal(() => findProgram('docker', path)).message).toMatch(
      /got Cannot connect to the Docker daemon, .* see that `docker version` succeeds/,
    );
  });

  test('an image that cannot be fetched is told with the engine’s own words', () => {
    const path = engineThat('case $1 in version) ;; *) echo "no such host" >&2; exit 1 ;; esac');
    const one = { name: 'a', container: { image: 'x.test/tools:1', command: ['true'] } };
    const workflow = { kind: 'WorkflowTemplate', metadata: { name: 'w' }, spec: { entrypoint: 'a', templates: [one] } };
    const told: string[] = [];
    const tell = (line: string): void => void told.push(line);
    expect(refusal(() => startLocalRun({ manifests: [workflow], engine: 'docker', path, tell })).message).toBe(
      '[image x.test/tools:1] an image cannot be had, got no such host, expected an image that this machine has, or a ' +
        'registry that it reaches and that lets you read it; see what `docker pull x.test/tools:1` says: log in by ' +
        '`docker login`, or build it by `docker build -t x.test/tools:1 .`',
    );
    expect(told).toEqual(['docker fetches x.test/tools:1']);
  });

  test('a stub run needs no engine', () => {
    const one = { name: 'a', container: { image: 'x', command: ['true'] } };
    const workflow = { kind: 'WorkflowTemplate', metadata: { name: 'w' }, spec: { entrypoint: 'a', templates: [one] } };
    const act = () => startLocalRun({ manifests: [workflow], engine: 'docker', isStub: true, path: folder });
    expect(refusal(act).message).toContain('leave the engine out, or the stub');
  });
});
