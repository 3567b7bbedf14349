import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, type Shell, sh } from '../../lib';
import { type Said, said as saidFrom } from '../support/command';
import { SEED_VOLUME } from '../support/volumes';

// The command, on this machine, with nothing but its shell: needs user namespaces.
jest.setTimeout(120_000);

let folder = '';
beforeEach(() => {
  // Where pods see it too: their /tmp is their own.
  folder = mkdtempSync('/dev/shm/local-');
  mkdirSync(join(folder, 'volume'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Scripts {
  readonly split?: Shell;
  readonly upper?: Shell;
  readonly deadlineSeconds?: number;
  readonly onExit?: Shell;
}

/** A text is split by lines, each is written in capitals, and all are joined. */
function manifest({ split, upper, deadlineSeconds, onExit }: Scripts = {}): string {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'letters', {
    image: 'tools:1',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    retry: { limit: 1, backoff: '1s' },
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    ...(onExit === undefined ? {} : { onExit: { script: () => onExit } }),
    parameters: { folder: '/run', names: '["a","b"]' },
  });
  const out = SEED_VOLUME.folder(workflow.parameters.folder);
  const { text } = new GenomicsStage(workflow, 'split', {
    inputs: { text: SEED_VOLUME.file('/in/text') },
    outputs: { text: out.intermediate('copy') },
    script: ({ inputs, outputs }) => sh`${split ?? sh`true`}; cat ${inputs.text} >${outputs.text}`,
  }).outputs;
  const { upper: each } = new ParallelMapStage(workflow, 'names', {
    over: listOf(workflow.parameters.names),
    each: (scope, name) =>
      new GenomicsStage(scope, 'upper', {
        inputs: { name, text },
        outputs: { upper: out.intermediate(name, '.txt') },
        script: ({ inputs, outputs }) => sh`
          ${upper ?? sh`true`}
          { echo ${inputs.name}; tr a-z A-Z <${inputs.text}; } >${outputs.upper}`,
      }),
  }).outputs;
  new GenomicsStage(workflow, 'join', {
    inputs: { each },
    outputs: { all: out.result('all.txt') },
    script: ({ inputs, outputs }) => sh`
      while IFS= read -r file; do cat "$file"; done <${inputs.each.list} >${outputs.all}
      echo kept >/tmp/kept`,
  });
  const file = join(folder, 'letters.k8s.yaml');
  writeFileSync(
    file,
    Testing.synth(chart)
      .map((one) => JSON.stringify(one))
      .join('\n---\n'),
  );
  return file;
}

const said = (args: readonly string[], whenStarted?: (stop: () => void) => void): Promise<Said> =>
  saidFrom(process.env['PATH'] ?? '', args, whenStarted);

const withVolume = (file: string, ...more: readonly string[]): readonly string[] => [
  file,
  '--volume',
  `pvc-oss=${join(folder, 'volume')}`,
  ...more,
];
const lay = (text: string): void => {
  mkdirSync(join(folder, 'volume/in'), { recursive: true });
  writeFileSync(join(folder, 'volume/in/text'), text);
};
const result = (): string => readFileSync(join(folder, 'volume/run/all.txt'), 'utf8');

test('a pipeline runs to its end, each pod with its mount paths and a /tmp of its own; a second run does nothing', async () => {
  lay('hello\n');
  const file = manifest();
  const first = await said(withVolume(file));
  expect([first.status, result()]).toEqual([0, 'a\nHELLO\nb\nHELLO\n']);
  expect(first.progress).toMatch(/this machine runs the containers, with its own tools and as you/);
  expect(first.progress).toMatch(/names\(1\) succeeded in/);
  expect(first.out).toMatch(/^split +1 .*\nnames +2 .*\njoin +1 /m);
  expect(first.out).toMatch(/Succeeded after/);
  expect(existsSync('/tmp/kept')).toBe(false);
  const second = await said(withVolume(file));
  expect(second.progress.match(/was done before/g)).toHaveLength(4);
});

test('parameters come from the line and from a file, in YAML too', async () => {
  lay('x\n');
  const parameters = join(folder, 'parameters.yaml');
  writeFileSync(parameters, 'names: [c]\nfolder: /never\n');
  const { status, progress } = await said(withVolume(manifest(), '--parameter-file', parameters, '-p', 'folder=/run'));
  expect([progress, status, result()]).toEqual([expect.any(String), 0, 'c\nX\n']);
});

test('after a failure stand the stage’s message, its log and what to do, and what was not begun', async () => {
  lay('x\n');
  const file = manifest({ upper: sh`echo "a tool spoke"; fail 65 "the letters are bad"` });
  const { status, out, progress } = await said(withVolume(file));
  expect(status).toBe(1);
  expect(progress).toContain('failed with status 65');
  expect(out).toContain('the letters are bad');
  expect(out).toContain('| a tool spoke');
  expect(out).toContain('what to do: bad data: correct what the message names');
  expect(out).toContain('not begun, since what they need failed or was left out: join');
  expect(out).toMatch(/Failed after/);
});

test('a status that the manifest tries again is tried again, after its wait', async () => {
  lay('x\n');
  const file = manifest({ split: sh`if mkdir ${folder}/once 2>/dev/null; then fail 75 "the network is gone"; fi` });
  const { status, progress } = await said(withVolume(file));
  expect(status).toBe(0);
  expect(progress).toContain('split is tried again in 1.0 s, attempt 2');
});

test('a stage that runs into its deadline is ended, and not tried again', async () => {
  lay('x\n');
  const { status, out } = await said(withVolume(manifest({ split: sh`sleep 60`, deadlineSeconds: 2 })));
  expect(status).toBe(1);
  expect(out).toContain('split failed: Pod was active on the node longer than the specified deadline');
});

test('an interruption ends what runs at once, and the next run goes on from there', async () => {
  lay('x\n');
  const slow = manifest({ upper: sh`mkdir -p ${folder}/slow; sleep 71` });
  const began = Date.now();
  const { status, progress } = await said(withVolume(slow), (stop) => {
    const look = setInterval(() => {
      if (!existsSync(join(folder, 'slow'))) return;
      clearInterval(look);
      stop();
    }, 50);
  });
  expect([status, progress]).toEqual([130, expect.stringContaining('interrupted: what was done is kept')]);
  expect(Date.now() - began).toBeLessThan(60_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(commands().filter((command) => command.includes('sleep\u000071'))).toEqual([]);
  const next = await said(withVolume(manifest()));
  expect([next.status, next.progress]).toEqual([0, expect.stringContaining('split was done before')]);
});

/** The command lines of all processes. */
function commands(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    });
}

test('up to a stage, nothing else runs', async () => {
  lay('x\n');
  const { status, out } = await said(withVolume(manifest(), '--up-to', 'upper'));
  expect([status, out.match(/^(split|join|names\S*)/gm)]).toEqual([0, ['split', 'names']]);
  expect(existsSync(join(folder, 'volume/run/all.txt'))).toBe(false);
});

test('a stub run needs no volume, no inputs and no tools, and nobody is told of its end', async () => {
  const file = manifest({ split: sh`no-such-tool`, onExit: sh`false` });
  const { status, out, progress } = await said([file, '--stub', '--output', 'json']);
  expect([progress, status]).toEqual([expect.any(String), 0]);
  const { phase, volumes, pods, folder: own } = JSON.parse(out);
  expect([phase, pods.length]).toEqual(['Succeeded', 5]);
  expect(readFileSync(join(volumes['pvc-oss'], 'run/all.txt'), 'utf8')).toBe('stub\n');
  rmSync(own, { recursive: true });
});

test('the example from reads to variants runs without a tool, over the samples of a sheet', async () => {
  lay('x\n');
  const sheet = ['a', 'b', 'c'].map((name) => `${name},https://h/${name}_1.fq.gz,https://h/${name}_2.fq.gz`);
  writeFileSync(join(folder, 'volume/in/sheet.csv'), ['sample,fastq_1,fastq_2', ...sheet, ''].join('\n'));
  const { status, out } = await said([
    join(__dirname, '../../examples/germline/germline.k8s.yaml'),
    ...['--stub', '--output', 'json', '--volume', `data=${join(folder, 'volume')}`],
    ...['-p', 'sheet=/in/sheet.csv', '-p', 'reference=https://h/ref.fa', '-p', `referenceChecksum=${'0'.repeat(64)}`],
  ]);
  const { phase, pods, volumes, folder: own } = JSON.parse(out);
  expect([status, phase]).toEqual([0, 'Succeeded']);
  // Three samples of one lane: eight stages for each. One interval; twelve stages for all.
  expect(pods).toHaveLength(3 * 8 + 1 + 12);
  const { results, failed } = JSON.parse(
    readFileSync(join(volumes['data'], 'germline/pipeline_info/manifest.json'), 'utf8'),
  );
  expect([failed, results.map(({ file }: { readonly file: string }) => file)]).toEqual([
    [],
    expect.arrayContaining(['a.cram', 'b.cram', 'c.cram.crai', 'cohort.vcf.gz', 'cohort.vcf.gz.tbi']),
  ]);
  rmSync(own, { recursive: true });
});

test('a container begins in the folder that it names, which is made where it is not there', async () => {
  const container = {
    command: ['sh', '-c', 'pwd; printf "[%s]" "$@"', 'sh'],
    args: ['a b', ''],
    workingDir: '/bwa/new',
  };
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'pvc-oss' } }];
  const one = { name: 'one', container: { ...container, volumeMounts: [{ name: 'v', mountPath: '/bwa' }] }, volumes };
  const file = join(folder, 'one.json');
  const workflow = { kind: 'WorkflowTemplate', metadata: { name: 'w' }, spec: { entrypoint: 'one', templates: [one] } };
  writeFileSync(file, JSON.stringify(workflow));
  const { out } = await said(withVolume(file, '--output', 'json'));
  const { pods, folder: own } = JSON.parse(out);
  expect(readFileSync(pods[0].log, 'utf8')).toBe('/bwa/new\n[a b][]');
  rmSync(own, { recursive: true });
});

test('the exit handler runs, and makes the run red where it fails', async () => {
  lay('x\n');
  const { status, out } = await said(withVolume(manifest({ onExit: sh`fail 69 "nobody is there"` })));
  expect([status, out]).toEqual([1, expect.stringContaining('nobody is there')]);
});

test.each<[string, readonly string[], string]>([
  ['no claim', [], 'add --volume pvc-oss=<folder>'],
  ['a folder that is not there', ['--volume', 'pvc-oss=/none'], 'mkdir -p /none'],
  ['a parameter that there is not', ['-p', 'nmaes=1'], 'did you mean names?'],
  ['an engine that there is not', ['--engine', 'kata'], 'write host, docker or podman'],
  ['a stub run by containers', ['--engine', 'docker', '--stub'], 'leave the engine out, or the stub'],
  ['a stage that there is not', ['--up-to', 'sort'], "got 'sort'"],
  ['an option that there is not', ['--stubb'], 'see --help'],
  ['a file of parameters that is not there', ['--parameter-file', '/none.yaml'], 'no such file'],
])('it does not begin with %s, and says what to do', async (_, args, message) => {
  const { status, progress } = await said([manifest(), ...args]);
  expect([status, progress]).toEqual([2, expect.stringContaining(message)]);
});

test('a folder for a claim is said not to be used where the workflow mounts none', async () => {
  const file = join(folder, 'none.yaml');
  const spec = { entrypoint: 'main', templates: [{ name: 'main', container: { command: ['true'] } }] };
  writeFileSync(file, JSON.stringify({ kind: 'Workflow', metadata: { generateName: 'none-' }, spec }));
  const { status, out, progress } = await said(withVolume(file));
  expect([status, progress, out]).toEqual([
    0,
    expect.stringContaining('the workflow mounts no claim, so the folder for pvc-oss is not used'),
    expect.stringContaining('files are in no folder'),
  ]);
});

test('a stub run reads the files that its user has, and writes none of them', async () => {
  lay('mine\n');
  const { status, out } = await said(withVolume(manifest(), '--stub', '--output', 'json', '--up-to', 'split'));
  const { volumes, folder: own } = JSON.parse(out);
  expect(status).toBe(0);
  expect(volumes['pvc-oss']).not.toBe(join(folder, 'volume'));
  expect(readlinkSync(join(volumes['pvc-oss'], 'in/text'))).toBe(`/.machine${folder}/volume/in/text`);
  expect(readdirSync(join(folder, 'volume'))).toEqual(['in']);
  rmSync(own, { recursive: true });
});
