import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh } from '../../lib';
import type { ContainerEngine } from '../../lib/run/container/program';
import { type LocalOutcome, startLocalRun } from '../../lib/run/local-run';
import { runWorkflow } from '../../lib/testing';
import { simulate } from '../../lib/testing/genome';
import { readBam } from '../support/bam';
import { type Said, said } from '../support/command';
import { CONTAINER_PATH, containersOf, ENGINES_HERE, makeImages, TOOLS } from '../support/containers';
import { lay } from '../support/example-data';
import { serve } from '../support/serve';
import { SEED_VOLUME } from '../support/volumes';

// Containers of real engines: needs root, and podman or docker; test/support/containers.ts says how they are set up.
jest.setTimeout(300_000);

type Fields = Readonly<Record<string, unknown>>;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'containers-'));
  mkdirSync(join(folder, 'volume'));
  chownSync(join(folder, 'volume'), 1000, 1000);
});
afterEach(() => rmSync(folder, { recursive: true }));

const USER = { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true };

/** A workflow of one container. */
function workflowOf(container: Fields, template: Fields = {}, spec: Fields = {}): Fields {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const one = {
    image: TOOLS,
    imagePullPolicy: 'Never',
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    ...container,
  };
  return {
    kind: 'WorkflowTemplate',
    metadata: { name: 'w' },
    spec: {
      entrypoint: 'one',
      templates: [{ name: 'one', container: one, volumes, securityContext: USER, ...template }],
      ...spec,
    },
  };
}

/** The same with a DAG of one task around its container. */
function inDag(workflow: Fields, task: Fields): Fields {
  const { templates, ...spec } = workflow['spec'] as { readonly templates: readonly unknown[] };
  const dag = { name: 'dag', dag: { tasks: [task] } };
  return { ...workflow, spec: { ...spec, entrypoint: 'dag', templates: [...templates, dag] } };
}

function begun(
  engine: ContainerEngine,
  manifests: readonly unknown[],
  parameters: Readonly<Record<string, string>> = {},
) {
  return startLocalRun({
    manifests,
    engine,
    parameters,
    claims: { data: join(folder, 'volume') },
    path: CONTAINER_PATH,
    isPatient: false,
  });
}

async function ended(
  engine: ContainerEngine,
  manifests: readonly unknown[],
  parameters: Readonly<Record<string, string>> = {},
): Promise<LocalOutcome> {
  const outcome = await begun(engine, manifests, parameters).ended;
  rmSync(outcome.folder, { recursive: true });
  return outcome;
}

/** What a script says in a container. */
async function saidBy(engine: ContainerEngine, script: string, container: Fields = {}, template: Fields = {}) {
  const { phase, pods } = await ended(engine, [workflowOf({ command: ['sh', '-c', script], ...container }, template)]);
  return { phase, message: pods[0]?.message, status: pods[0]?.end.status, log: pods[0]?.end.log ?? '', pods };
}

const command = (args: readonly string[], whenStarted?: (stop: () => void) => void): Promise<Said> =>
  said(CONTAINER_PATH, args, whenStarted);

/** Waits until a file is there. */
async function appeared(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 100));
}

if (ENGINES_HERE.length === 0) test.skip('there is no engine for containers', () => undefined);

describe.each(ENGINES_HERE)('%s', (engine) => {
  beforeAll(() => makeImages(engine));
  afterEach(() => expect(containersOf(engine)).toEqual([]));

  test('the committed BWA chart makes the host engine’s BAM, to the byte; a second run does nothing', async () => {
    const genome = simulate({ seed: 1, contigs: [300_000, 100_000], pairs: 4_000 });
    const made = { 'in/g.fa.gz': genome.fasta, 'in/S1_1.fastq.gz': genome.fastq1, 'in/S1_2.fastq.gz': genome.fastq2 };
    const aligned = async (by: string) => {
      const volume = join(folder, by);
      lay(volume, made);
      chownSync(volume, 1000, 1000);
      const given = { reference: '/in/g.fa.gz', fastq1: '/in/S1_1.fastq.gz', fastq2: '/in/S1_2.fastq.gz' };
      const parameters = Object.entries(given).flatMap(([name, value]) => ['-p', `${name}=${value}`]);
      const args = ['dist/bwa-oss.k8s.yaml', '--volume', `pvc-oss=${volume}`, '--engine', by, ...parameters];
      const first = await command(args);
      expect([first.progress, first.status, first.out]).toEqual([expect.any(String), 0, expect.any(String)]);
      return { args, volume, bam: join(volume, 'gene/S1.untrimmed.sam.bam.sorted.bam'), ...first };
    };
    const [contained, host] = [await aligned(engine), await aligned('host')];
    expect(contained.progress).toContain(`${engine} runs the containers, with their images, users and limits`);
    const bam = readBam(contained.bam);
    expect([bam.primary, bam.properPairs > 3_900]).toEqual([8_000, true]);
    for (const end of ['', '.bai', '.summary.txt']) {
      expect([end, readFileSync(`${contained.bam}${end}`).equals(readFileSync(`${host.bam}${end}`))]).toEqual([
        end,
        true,
      ]);
    }
    expect(statSync(contained.bam)).toMatchObject({ uid: 1000, gid: 1000 });
    const second = await command(contained.args);
    expect([second.status, second.progress.match(/was done before/g)]).toEqual([0, Array(4).fill('was done before')]);
  });

  test('the user, its groups and its privileges are the manifest’s; the root file system is read-only', async () => {
    const securityContext = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    };
    const { status, log } = await saidBy(
      engine,
      'id -u; id -g; id -G; grep -E "^(CapBnd|CapEff|NoNewPrivs|Seccomp):" /proc/self/status; ' +
        'for place in / /tmp /usr /var /run; do touch "$place/x" 2>/dev/null && echo "wrote $place"; done; touch /data/x',
      { securityContext },
      { securityContext: { ...USER, fsGroup: 2000, seccompProfile: { type: 'RuntimeDefault' } } },
    );
    expect([status, log.replaceAll('\t', ' ').trim().split('\n')]).toEqual([
      0,
      [
        '1000',
        '1000',
        '1000 2000',
        'CapEff: 0000000000000000',
        'CapBnd: 0000000000000000',
        'NoNewPrivs: 1',
        'Seccomp: 2',
      ],
    ]);
    expect(statSync(join(folder, 'volume/x')).uid).toBe(1000);
  });

  test('a container’s own user stands before its pod’s, and a capability that is added is there', async () => {
    const { log } = await saidBy(engine, 'id -u; grep CapEff /proc/self/status', {
      securityContext: { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'], add: ['CHOWN'] } },
    });
    expect(log).toMatch(/^0\nCapEff:\s+0000000000000001\n$/);
  });

  test('claims, sub-paths, ConfigMaps and Secrets are mounted as they are declared', async () => {
    const place = join(folder, 'volume', 'a,b "c": d');
    mkdirSync(place);
    writeFileSync(join(place, 'x'), 'below\n');
    const configMap = { kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'run.sh': 'echo ran\n', text: 'plain\n' } };
    const secret = {
      kind: 'Secret',
      metadata: { name: 's' },
      data: { word: Buffer.from('hidden').toString('base64') },
    };
    const script = `
      cat /sub/x; touch /data/x /sub/y 2>/dev/null && echo wrote
      /c/run.sh; stat -c '%a %n' /c/* /few/inner/one /s/word; cat /s/word; touch /c/z 2>/dev/null || echo read-only`;
    const manifest = workflowOf(
      {
        command: ['sh', '-c', script],
        env: [{ name: 'BELOW', value: 'a,b "c": d' }],
        volumeMounts: [
          { name: 'data', mountPath: '/data', readOnly: true },
          { name: 'data', mountPath: '/sub', subPathExpr: '$(BELOW)', readOnly: true },
          { name: 'c', mountPath: '/c' },
          { name: 'few', mountPath: '/few' },
          { name: 's', mountPath: '/s' },
        ],
      },
      {
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
          { name: 'c', configMap: { name: 'c', defaultMode: 0o555 } },
          { name: 'few', configMap: { name: 'c', items: [{ key: 'text', path: 'inner/one', mode: 0o444 }] } },
          { name: 's', secret: { secretName: 's' } },
        ],
      },
    );
    const { pods } = await ended(engine, [manifest, configMap, secret]);
    expect(pods[0]?.end.log).toBe(
      'below\nran\n555 /c/run.sh\n555 /c/text\n444 /few/inner/one\n644 /s/word\nhiddenread-only\n',
    );
  });

  test('more memory than the limit ends with 137, which the manifest may try again', async () => {
    const limits = { resources: { limits: { memory: '64Mi', cpu: '500m' } } };
    const retryStrategy = { limit: 1, expression: 'asInt(lastRetry.exitCode) in [137]' };
    const { status, message, pods } = await saidBy(engine, 'exec tail /dev/zero', limits, { retryStrategy });
    expect([status, pods.length]).toEqual([137, 2]);
    expect(message).toBe('OOMKilled (exit code 137)');
    expect(existsSync('oom')).toBe(false);
  });

  test('hostile texts arrive as they are, in arguments, variables and a raw artifact; no shell is between', async () => {
    const hostile = `$(touch /data/pwned) \`id\` "double" 'single' \\ * ? ~ {a,b}\n-- --rm -v /:/x ; | & > < # ! é 日`;
    const { pods } = await ended(
      engine,
      [
        workflowOf(
          {
            command: ['/usr/bin/printf', '[%s]'],
            args: ['{{inputs.parameters.x}}', '', '-a', '--privileged'],
            env: [
              { name: 'X', value: '{{inputs.parameters.x}}' },
              { name: 'EMPTY', value: '' },
              { name: 'STAR*', value: 'x' },
            ],
          },
          { inputs: { parameters: [{ name: 'x', value: '{{workflow.parameters.x}}' }] } },
          { arguments: { parameters: [{ name: 'x' }] } },
        ),
      ],
      { x: hostile },
    );
    expect(pods[0]?.end.log).toBe(`[${hostile}][][-a][--privileged]`);
    const environment = await ended(
      engine,
      [
        workflowOf(
          {
            command: ['sh', '-c', 'printf "[%s]" "$X" "${EMPTY-unset}"; cat /deep/inside/list /data/list'],
            env: [
              { name: 'X', value: '{{inputs.parameters.x}}' },
              { name: 'EMPTY', value: '' },
            ],
          },
          {
            inputs: {
              parameters: [{ name: 'x', value: '{{workflow.parameters.x}}' }],
              artifacts: [
                { name: 'outside', path: '/deep/inside/list', raw: { data: '{{inputs.parameters.x}}|' } },
                { name: 'inside', path: '/data/list', raw: { data: 'inside' } },
              ],
            },
          },
          { arguments: { parameters: [{ name: 'x' }] } },
        ),
      ],
      { x: hostile },
    );
    expect(environment.pods[0]?.end.log).toBe(`[${hostile}][]${hostile}|inside`);
    expect(existsSync(join(folder, 'volume/pwned'))).toBe(false);
  });

  test('without a command the image’s own has the arguments; the folder is the manifest’s', async () => {
    const { pods } = await ended(engine, [workflowOf({ args: ['a b'] })]);
    expect(pods[0]?.end.log).toBe('by the image a b\n');
    expect((await saidBy(engine, 'pwd', { workingDir: '/usr/share' })).log).toBe('/usr/share\n');
  });

  test('output parameters are read, from a mount and from the container’s own files', async () => {
    const parameters = [
      { name: 'mounted', valueFrom: { path: '/data/text' } },
      { name: 'own', valueFrom: { path: '/tmp/own/text' } },
    ];
    const script = 'echo one >/data/text; mkdir /tmp/own; printf two >/tmp/own/text';
    const { pods, phase } = await ended(engine, [
      workflowOf({ command: ['sh', '-c', script] }, { outputs: { parameters } }),
    ]);
    expect([phase, pods[0]?.end.texts]).toEqual(['Succeeded', { '/data/text': 'one\n', '/tmp/own/text': 'two' }]);
    const lost = await ended(engine, [workflowOf({ command: ['true'] }, { outputs: { parameters } })]);
    expect(lost.phase).toBe('Error');
  });

  test('scratch in memory is as large as it may be; scratch on the disk that holds more ends the pod', async () => {
    const mounted = (emptyDir: Fields) => ({ volumes: [{ name: 'scratch', emptyDir }] });
    const container = { volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] };
    const memory = await saidBy(
      engine,
      'stat -f -c %T /scratch; dd if=/dev/zero of=/scratch/x bs=1M count=8 2>&1 | grep -o "No space.*"; stat -c %s /scratch/x',
      container,
      mounted({ medium: 'Memory', sizeLimit: '4Mi' }),
    );
    expect([memory.status, memory.log]).toEqual([0, 'tmpfs\nNo space left on device\n4194304\n']);
    const disk = await saidBy(
      engine,
      'dd if=/dev/zero of=/scratch/x bs=1M count=8 2>/dev/null; sleep 60',
      container,
      mounted({ sizeLimit: '4Mi' }),
    );
    expect([disk.phase, disk.message]).toEqual([
      'Failed',
      'Usage of EmptyDir volume "scratch" exceeds the limit "4Mi". ',
    ]);
    const fresh = await saidBy(engine, 'ls -A /scratch; touch /scratch/mine', container, mounted({}));
    expect([fresh.status, fresh.log]).toEqual([0, '']);
  });

  test('at its deadline a container has TERM, and its time to end', async () => {
    const script = `trap 'echo told >/data/told; exit 3' TERM; while :; do sleep 0.1; done`;
    const { message, pods } = await saidBy(engine, script, {}, { activeDeadlineSeconds: 2 });
    expect(message).toBe('Pod was active on the node longer than the specified deadline');
    expect(readFileSync(join(folder, 'volume/told'), 'utf8')).toBe('told\n');
    expect(pods[0]?.seconds).toBeLessThan(20);
    // What sets no trap ends as well: it is not the container's first process.
    const plain = await saidBy(engine, 'exec sleep 300', {}, { activeDeadlineSeconds: 1 });
    expect([plain.message, (plain.pods[0]?.seconds ?? 99) < 20]).toEqual([message, true]);
  });

  test('Ctrl-C ends and removes every container', async () => {
    const file = join(folder, 'w.json');
    const script = 'touch "/data/began-$1"; sleep 300';
    const task = {
      name: 'all',
      template: 'one',
      withItems: ['a', 'b'],
      arguments: { parameters: [{ name: 'x', value: '{{item}}' }] },
    };
    const container = {
      command: ['sh', '-c', script, 'sh', '{{inputs.parameters.x}}'],
      resources: { requests: { cpu: '100m' } },
    };
    const one = workflowOf(container, { inputs: { parameters: [{ name: 'x' }] } });
    writeFileSync(file, JSON.stringify(inDag(one, task)));
    const began = Promise.all(['a', 'b'].map((item) => appeared(join(folder, `volume/began-${item}`))));
    const { status, progress } = await command(
      [file, '--volume', `data=${join(folder, 'volume')}`, '--engine', engine],
      (stop) => void began.then(stop),
    );
    expect([status, progress]).toEqual([130, expect.stringContaining('interrupted')]);
    expect(containersOf(engine)).toEqual([]);
  });

  test('an image that cannot be had is told before anything begins', async () => {
    const wanted = (container: Fields) => () => begun(engine, [workflowOf({ command: ['true'], ...container })]);
    const image = 'registry.invalid/none:1';
    expect(wanted({ image, imagePullPolicy: 'Never' })).toThrow(
      `[image ${image}] an image cannot be had, got imagePullPolicy Never, and no such image here`,
    );
    expect(wanted({ image, imagePullPolicy: 'IfNotPresent' })).toThrow(`see what \`${engine} pull ${image}\` says`);
    const late = await ended(engine, [
      workflowOf(
        { image: '{{workflow.parameters.image}}', command: ['true'] },
        { retryStrategy: { limit: 3, expression: 'asInt(lastRetry.exitCode) in [-1, 75, 137, 143]' } },
        { arguments: { parameters: [{ name: 'image', value: image }] } },
      ),
    ]);
    expect(late.pods.map(({ message }) => message)).toEqual(['StartError (exit code 125)']);
    expect(late.pods[0]?.end.log).toMatch(/registry.invalid/);
  });

  test('a program that the image does not have is the container’s failure', async () => {
    const { phase, pods } = await ended(engine, [workflowOf({ command: ['no-such-tool'] })]);
    expect([phase, pods[0]?.end.log]).toEqual(['Failed', expect.stringMatching(/no-such-tool|No such file/)]);
  });

  // The tests' docker has no network: it would need a bridge and rules of the machine's firewall.
  (engine === 'docker' ? test.skip : test)(
    'a container may download, by the network that the engine gives',
    async () => {
      const server = await serve(new Map([['/list', Buffer.from('from a server\n')]]));
      const { log } = await saidBy(engine, `wget -qO- ${server.url}/list`).finally(() => server.close());
      expect(log).toBe('from a server\n');
    },
  );

  test('what a container took is seen where it lasts', async () => {
    const { pods } = await saidBy(
      engine,
      'x=$(head -c 40000000 /dev/zero | tr "\\0" a); i=0; while [ $i -lt 1500000 ]; do i=$((i + 1)); done',
    );
    expect(pods[0]?.end.memory).toBeGreaterThan(20_000_000);
    expect(pods[0]?.end.cpuSeconds).toBeGreaterThan(0.3);
  });

  test('a test of a user’s takes the same engine, with stand-ins for tools', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = CONTAINER_PATH;
    const count = ['sh', '-c', 'counter /data/in >/data/out; bwa 2>&1 | grep -c Version'];
    const manifest = inDag(workflowOf({ command: count }), { name: 'count', template: 'one' });
    const tools = { counter: 'wc -l <"$1"' };
    const result = await runWorkflow([manifest], { engine, tools, volume: { '/in': 'a\nb\n' } }).finally(() => {
      process.env['PATH'] = path;
    });
    expect([result.phase, result.stage('count').log, result.read('/out')]).toEqual(['Succeeded', '1\n', '2\n']);
    result.remove();
  });

  test('a stage whose pod is killed by a test’s fault is tried again', async () => {
    const chart = new Chart(new App(), 'c', { namespace: 'argo' });
    const settings = { image: TOOLS, cpu: 1, memory: '64Mi', scratch: '1Mi' } as const;
    const workflow = new GenomicsWorkflow(chart, 'letters', { ...settings, parameters: { folder: '/run' } });
    new GenomicsStage(workflow, 'upper', {
      inputs: { text: SEED_VOLUME.file('/in/text') },
      outputs: { upper: SEED_VOLUME.folder(workflow.parameters.folder).result('upper.txt') },
      script: ({ inputs, outputs }) => sh`tr a-z A-Z <${inputs.text} >${outputs.upper}`,
    });
    const path = process.env['PATH'];
    process.env['PATH'] = CONTAINER_PATH;
    const result = await runWorkflow(chart, {
      engine,
      volume: { '/in/text': 'hello\n' },
      faults: [{ stage: 'upper', does: 'killed' }],
    }).finally(() => {
      process.env['PATH'] = path;
    });
    expect([result.phase, result.stage('upper')]).toEqual([
      'Succeeded',
      expect.objectContaining({ attempts: 2, status: 137 }),
    ]);
    expect(result.read('/run/upper.txt')).toBe('HELLO\n');
    result.remove();
  });
});
