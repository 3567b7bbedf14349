import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import type { Template, WorkflowTemplate } from '../../imports/argoproj.io';
import {
  type ArgoVersion,
  BwaAlignmentChart,
  eci,
  GenomicsStage,
  GenomicsWorkflow,
  type OnExit,
  pipe,
  type StageDefaults,
  setDefaults,
  sh,
} from '../../lib';
import { check } from '../../lib/check';
import { processOf } from '../../lib/run/process';
import { substitute } from '../../lib/run/substitute';
import { COMMANDS } from '../support/call';
import { HOSTILE, hostileText } from '../support/hostile';
import { programFolder } from '../support/program';
import { ROOT_VOLUME } from '../support/volumes';
import { named, refusal } from '../synth';

jest.setTimeout(120_000);

type Handler = OnExit<'folder' | 'note'>;

/** A workflow that tells at its end, and its manifests. */
function telling(onExit: Handler, settings: StageDefaults & { readonly denyCloudMetadata?: boolean } = {}) {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1.0',
    parameters: { folder: '/run', note: '' },
    onExit,
    ...settings,
  });
  const run = ROOT_VOLUME.folder(workflow.parameters.folder);
  new GenomicsStage(workflow, 'a', {
    outputs: { a: run.result('a') },
    script: ({ outputs }) => sh`date > ${outputs.a}`,
  });
  const manifests: readonly unknown[] = Testing.synth(chart);
  const template = manifests.find((one) => (one as WorkflowTemplate).kind === 'WorkflowTemplate') as WorkflowTemplate;
  return { manifests, template, handler: named(template.spec.templates, template.spec.onExit ?? '') };
}

const webhook: Handler = {
  image: 'curlimages/curl:8.10.1',
  script: ({ run, parameters, secret }) => sh`
    printf '{"text": "%s: %s after %s s", "folder": "%s", "failures": %s}' ${run.name} ${run.status} ${run.duration} \
      ${parameters.folder} ${run.failures} > /tmp/body
    curl -fsS -H ${'Authorization: Bearer '}${secret('chat', 'token')} --data-binary @/tmp/body \
      https://chat.example/hook
  `,
};

test('no value of a run is in the command of an exit handler', () => {
  expect(telling(webhook).handler.container?.args?.join('')).not.toContain('{{');
});

test.each<ArgoVersion | undefined>([undefined, '3.4', '3.5', '3.6', '3.7', '4.0', '4.1'])(
  'the manifests pass the checks for Argo %s without a warning',
  (argoVersion) => {
    const { manifests } = telling(webhook, { ...(argoVersion && { argoVersion }) });
    expect(check(manifests, { argoVersion })).toEqual([]);
  },
);

test('sizes, retries and the queue of stages are not the handler’s; where its pod runs is', () => {
  const above: StageDefaults = {
    cpu: 16,
    memory: '64Gi',
    queue: { kueue: 'cohorts' },
    compute: eci(),
    labels: { a: 'b' },
  };
  const { handler } = telling(webhook, { ...above, denyCloudMetadata: true });
  expect(handler.container?.resources?.limits).toEqual({ cpu: '1', memory: '1Gi' });
  expect(handler.metadata?.labels).toEqual({
    'alibabacloud.com/eci': 'true',
    a: 'b',
    'cdk8s-genomics/denies-cloud-metadata': 'w',
  });
  const own: Handler = {
    ...webhook,
    cpu: 2,
    memory: '2Gi',
    queue: { kueue: 'short' },
    deadlineSeconds: 60,
    retry: { limit: 1 },
  };
  expect(telling(own, above).handler).toMatchObject({
    activeDeadlineSeconds: 60,
    metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'short' } },
    container: { resources: { limits: { cpu: '2', memory: '2Gi' } } },
    retryStrategy: { limit: '1' },
  });
});

test('pull secrets that the account does not carry are in the pod’s patch', () => {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  setDefaults(chart, { serviceAccountName: 'runner', imagePullSecrets: ['mirror'] });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1.0', onExit: { script: () => sh`true` } });
  const run = ROOT_VOLUME.folder('/run');
  new GenomicsStage(workflow, 'a', {
    outputs: { a: run.result('a') },
    script: ({ outputs }) => sh`date > ${outputs.a}`,
  });
  const found = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate').spec.templates;
  expect(named<Template>(found, 'on-exit').podSpecPatch).toBe('{"imagePullSecrets":[{"name":"mirror"}]}');
});

describe('refused is', () => {
  test.each<[string, Handler, string]>([
    ['a name that a stage has', { ...webhook, name: 'w' }, 'duplicate-name'],
    ['a name that no template can have', { ...webhook, name: 'On Exit' }, 'invalid-name'],
    ['no time', { ...webhook, deadlineSeconds: 0 }, 'invalid-value'],
    [
      'a Secret that there cannot be',
      { script: ({ secret }) => sh`echo ${secret('My Secret', 'k')}` },
      'invalid-value',
    ],
    ['a key that there cannot be', { script: ({ secret }) => sh`echo ${secret('s', 'a b')}` }, 'invalid-value'],
    ['a tag in the script', { script: () => sh`echo {{workflow.failures}}` }, 'shell-syntax'],
    ['a value in single quotes', { script: ({ run }) => sh`echo '${run.failures}'` }, 'shell-syntax'],
    ['a value in arithmetic', { script: ({ run }) => sh`echo $((${run.duration} + 1))` }, 'shell-syntax'],
  ])('%s', (_, handler, code) => {
    expect(refusal(() => telling(handler)).code).toBe(code);
  });

  test('a handle as a string', () => {
    const handler: Handler = { script: ({ run }) => sh.raw(`echo ${run.status}`) };
    expect(refusal(() => telling(handler)).code).toBe('handle-in-text');
  });
});

test('an exit handler that somebody edited, and a template that only looks like one, are found', () => {
  const { manifests } = telling(webhook);
  const edited = JSON.parse(JSON.stringify(manifests).replace('umask 022', 'umask 000')) as readonly unknown[];
  expect(new Set(check(edited).map(({ code }) => code))).toEqual(new Set(['stage-program']));
  const tagged = JSON.parse(
    JSON.stringify(manifests).replace('https://chat.example', 'https://{{workflow.failures}}'),
  ) as readonly unknown[];
  expect(check(tagged).map(({ code, severity }) => [code, severity])).toEqual([['tag-in-shell', 'error']]);
});

test('the charts have one, with their parameters', () => {
  const chart = new BwaAlignmentChart(Testing.app(), 'b', {
    onExit: { script: ({ run, parameters }) => sh`echo ${run.status} ${parameters.fastqFolder}` },
  });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  expect(named<Template>(spec.templates, spec.onExit).container?.args?.[2]).toBe(
    'echo "$RUN_STATUS" "$IN_FASTQ_FOLDER"',
  );
});

// What follows runs the emitted container, as Argo and the kubelet hand it over.

interface Failure {
  readonly displayName: string;
  readonly message: string;
}

/** Go's strconv.Quote over JSON of Go's encoding/json: which signs are escaped, and how. */
function quotedByGo(value: unknown): string {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${hex(sign, 4)}`);
  const inner = json.replace(/["\\]|\p{C}|\p{Z}/gu, (sign) => {
    if (sign === ' ') return sign;
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${hex(sign, 2)}`;
    return code > 0xffff ? `\\U${hex(sign, 8)}` : `\\u${hex(sign, 4)}`;
  });
  return `"${inner}"`;
}

function hex(sign: string, digits: number): string {
  return (sign.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}

type ShellName = keyof typeof COMMANDS;
const shells = Object.keys(COMMANDS) as readonly ShellName[];
const tmp = mkdtempSync(join(tmpdir(), 'exit-'));
afterAll(() => rmSync(tmp, { recursive: true }));

/** Runs a handler's container at the end of a run; `passes` is how often Argo goes over its template. */
function end(
  handler: Template,
  {
    failures = 'null',
    note = '',
    secrets = {},
  }: {
    readonly failures?: string;
    readonly note?: string;
    readonly secrets?: Readonly<Record<string, string>>;
  },
  shell: ShellName = 'dash',
) {
  const scope = {
    'workflow.name': 'w-x7k2p',
    'workflow.namespace': 'argo',
    'workflow.uid': 'uid-1',
    'workflow.status': 'Failed',
    'workflow.duration': '12.345678',
    'workflow.failures': failures,
    'workflow.parameters.folder': '/run',
    'workflow.parameters.note': note,
  };
  const passes = [1, 2, 3].reduce((template) => substitute(template, scope), handler);
  const { container, volumes = [], securityContext } = passes;
  if (container === undefined) throw new Error('the handler has no container');
  const plain = { ...container, env: (container.env ?? []).filter(({ valueFrom }) => valueFrom === undefined) };
  const { argv, env } = processOf({
    template: 'on-exit',
    task: '',
    container: plain,
    files: {},
    outputs: [],
    volumes,
    securityContext,
  });
  const [command = 'sh', ...args] = COMMANDS[shell];
  const moved = argv.slice(1).map((text) => text.replace(/^\/stage\//, `${programFolder()}/`));
  const { status, stdout, stderr } = spawnSync(command, [...args, ...moved], {
    cwd: tmp,
    env: { PATH: process.env['PATH'], TMPDIR: tmp, ...env, ...secrets },
    encoding: 'utf8',
    // From a socket bash takes itself for a login and reads somebody's .bashrc.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
}

const listing = telling({ script: ({ run }) => sh`printf '%s' ${run.failures}` }).handler;
const noting = telling({ script: ({ parameters }) => sh`printf '<%s>' ${parameters.note}` }).handler;
const listed = (failures: readonly Failure[], shell?: ShellName): unknown => {
  const { status, stdout, stderr } = end(listing, { failures: quotedByGo(failures) }, shell);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe.each(shells)('in %s', (shell) => {
  test('the run’s own facts arrive', () => {
    const { handler } = telling({
      script: ({ run }) => sh`echo ${run.name} ${run.namespace} ${run.uid} ${run.status} ${run.duration}`,
    });
    expect(end(handler, {}, shell).stdout).toBe('w-x7k2p argo uid-1 Failed 12.345678\n');
  });

  test('failures are a list as JSON, an empty one where nothing failed', () => {
    expect(end(listing, { failures: '"null"' }, shell).stdout).toBe('[]');
    expect(end(listing, { failures: '"[]"' }, shell).stdout).toBe('[]');
    const failures = [{ displayName: 'a(0:x)', message: 'Error (exit code 65): "α" \\ it’s\nbad' }];
    expect(listed(failures, shell)).toEqual(failures);
  });

  test.each(HOSTILE)('a failure’s text of %j arrives as it was, and nothing of it is run', (text) => {
    const failures = [
      { displayName: text, message: text },
      { displayName: `${text}]`, message: `${text},{` },
    ];
    expect(listed(failures, shell)).toEqual(failures);
  });

  test.each(HOSTILE)('a parameter of %j arrives as it was, and nothing of it is run', (note) => {
    expect(end(noting, { note }, shell)).toEqual({ status: 0, stdout: `<${note}>`, stderr: '' });
  });

  test('of very many failures those arrive whole that fit', () => {
    const failures = Array.from({ length: 400 }, (_, at) => ({
      displayName: `align(${at}:"x],{)`,
      message: `Error ${at} ${'\\"{$('.repeat(10)}]`,
    }));
    const found = listed(failures, shell) as readonly Failure[];
    expect(found.length).toBeGreaterThan(50);
    expect(found).toEqual(failures.slice(0, found.length));
  });

  test('wherever a list is cut, what arrives is a list', () => {
    const failures = Array.from({ length: 30 }, (_, at) => ({ displayName: `d${at}`, message: '\\"]{α' }));
    const quoted = quotedByGo(failures);
    for (let length = 1; length < quoted.length; length += 7) {
      const cut = Buffer.from(quoted).subarray(0, length).toString();
      const found = JSON.parse(end(listing, { failures: cut }, shell).stdout) as readonly unknown[];
      expect(found).toEqual(failures.slice(0, found.length));
    }
  });

  test('a Secret that is not there is told by its name, with the status that is not tried again', () => {
    const { handler } = telling({ script: ({ secret }) => sh`printf '%s' ${secret('chat', 'web.hook')}` });
    expect(end(handler, {}, shell)).toEqual({
      status: 69,
      stdout: '',
      stderr: '[exit handler] Secret chat of this namespace has no key web.hook\n',
    });
    expect(end(handler, { secrets: { SECRET_CHAT_WEB_HOOK: 's3cr$(et) "' } }, shell).stdout).toBe('s3cr$(et) "');
  });

  test('a status of the script is the handler’s, that of a member of a pipe too', () => {
    expect(end(telling({ script: () => sh`false; true` }).handler, {}, shell).status).toBe(1);
    const piped = telling({ script: () => sh`${pipe(sh`exit 7`, sh`cat`)}` }).handler;
    expect(end(piped, {}, shell).status).toBe(7);
    expect(
      end(telling({ script: ({ run }) => sh`${pipe(sh`echo ${run.name}`, sh`tr a-z A-Z`)}` }).handler, {}, shell),
    ).toEqual({ status: 0, stdout: 'W-X7K2P\n', stderr: '' });
  });
});

test('any text of a failure and of a parameter arrives as it was', () => {
  fc.assert(
    fc.property(hostileText, hostileText, fc.constantFrom(...shells), (text, note, shell) => {
      fc.pre(!note.includes('\u0001')); // stands for a brace on the way
      const failures = [{ displayName: text, message: `${note}${text}` }];
      expect(listed(failures, shell)).toEqual(failures);
      expect(end(noting, { note }, shell).stdout).toBe(`<${note}>`);
    }),
    { numRuns: 150 },
  );
});
