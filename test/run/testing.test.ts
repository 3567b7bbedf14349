import { App, Chart } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, pipe, type Shell, sh, url } from '../../lib';
import { FETCH } from '../../lib/shell/files';
import { type RunOptions, type RunResult, runWorkflow } from '../../lib/testing';
import { SEED_VOLUME } from '../support/volumes';
import { refusal } from '../synth';

// What users' tests call: needs user namespaces, and no tool of the field.
jest.setTimeout(120_000);

interface Own {
  /** What writes the count. */
  readonly count?: Shell;
}

/** Counts the records of each file by a tool, and writes a table of them. */
function counting({ count }: Own = {}): Chart {
  const chart = new Chart(new App(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'counting', {
    image: 'tools:1',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    parameters: { folder: '/run', samples: '["a","b"]', source: 'https://h.example/list' },
  });
  const out = SEED_VOLUME.folder(workflow.parameters.folder);
  const each = new ParallelMapStage(workflow, 'samples', {
    over: listOf(workflow.parameters.samples),
    each: (scope, sample) =>
      new GenomicsStage(scope, 'count', {
        inputs: { sample, bam: SEED_VOLUME.file('/in/x.bam') },
        outputs: { row: out.intermediate(sample, '.tsv') },
        script: ({ inputs, outputs }) => sh`
          ${count ?? sh`counter ${inputs.bam} >"$TMPDIR/count"`}
          printf '%s\t%s\n' ${inputs.sample} "$(cat "$TMPDIR/count")" >${outputs.row}`,
      }),
  });
  new GenomicsStage(workflow, 'table', {
    inputs: { rows: each.outputs.row },
    outputs: { table: out.result('table.tsv') },
    script: ({ inputs, outputs }) => sh`xargs cat <${inputs.rows.list} >${outputs.table}`,
  });
  new GenomicsStage(workflow, 'download', {
    inputs: { source: url(workflow.parameters.source) },
    outputs: { list: out.result('list.txt') },
    uses: [FETCH],
    script: ({ inputs, outputs }) => sh`fetch ${inputs.source} ${outputs.list}`,
  });
  return chart;
}

const results: RunResult[] = [];
afterEach(() => {
  for (const result of results.splice(0)) result.remove();
});

async function tried(chart: Chart, options: RunOptions = {}): Promise<RunResult> {
  const tools = { counter: 'wc -l <"$1"', ...options.tools };
  const result = await runWorkflow(chart, { upTo: 'table', volume: { '/in/x.bam': 'r1\nr2\n' }, ...options, tools });
  results.push(result);
  return result;
}

test('a pipeline runs on files and stand-ins that the test gives, and the test reads what it made', async () => {
  const result = await tried(counting(), { parameters: { samples: '["x"]' } });
  expect([result.stage('count').log, result.phase]).toEqual([expect.any(String), 'Succeeded']);
  expect(result.read('/run/table.tsv')).toBe('x\t2\n');
  expect(result.files).toEqual(['/in/x.bam', '/run/table.tsv']);
  expect(result.stage('count')).toMatchObject({ phase: 'Succeeded', items: 1, attempts: 1, status: 0 });
});

describe('planted mistakes are found', () => {
  test('a wrong column', async () => {
    const wrong = counting({ count: pipe(sh`counter "$IN_BAM"`, sh`awk '{ print $2 }' >"$TMPDIR/count"`) });
    const { phase, read } = await tried(wrong);
    expect([phase, read('/run/table.tsv')]).toEqual(['Succeeded', 'a\t\nb\t\n']);
  });

  test('a stage that hides a failure', async () => {
    const hiding = counting({ count: sh.raw('counter "$IN_BAM" >"$TMPDIR/count" || echo 0 >"$TMPDIR/count"') });
    const { phase, read } = await tried(hiding, { tools: { counter: 'exit 3' } });
    expect([phase, read('/run/table.tsv')]).toEqual(['Succeeded', 'a\t0\nb\t0\n']);
    const honest = await tried(counting(), { tools: { counter: 'echo no index >&2; exit 3' } });
    expect(honest.stage('count')).toMatchObject({
      phase: 'Failed',
      status: 3,
      log: expect.stringContaining('no index'),
    });
    expect(honest.stage('table').phase).toBe('Omitted');
  });

  test('an output that is never written', async () => {
    const never = counting({ count: sh`exit 0` });
    const { stage, phase } = await tried(never);
    expect([phase, stage('count').status]).toEqual(['Failed', 65]);
    expect(stage('count').log).toContain('a.tsv is missing or empty');
  });
});

describe('a fault on request', () => {
  test('a pod that is killed is tried again, and all is well', async () => {
    const { phase, stage } = await tried(counting(), { faults: [{ stage: 'table', does: 'killed' }] });
    expect([phase, stage('table')]).toEqual(['Succeeded', expect.objectContaining({ attempts: 2, status: 137 })]);
  });

  test('a full disk ends red, with 73', async () => {
    const { stage } = await tried(counting(), { faults: [{ stage: 'table', does: 'full-disk' }] });
    expect(stage('table')).toMatchObject({ phase: 'Failed', status: 73 });
  });

  test('a server that answers 404 ends red, and says where', async () => {
    const { stage } = await tried(counting(), { upTo: 'download', faults: [{ stage: 'download', does: 'not-found' }] });
    expect(stage('download')).toMatchObject({ phase: 'Failed', status: 65, attempts: 1 });
    expect(stage('download').log).toContain('https://h.example/list was refused, HTTP 404');
  });

  test('of a stage that does not run is refused', async () => {
    const error = await tried(counting(), { faults: [{ stage: 'tabel', does: 'killed' }] }).catch((one: Error) => one);
    expect(`${error}`).toContain("a fault never happened, got stage 'tabel'");
  });
});

test('a stub run needs no file and no tool', async () => {
  const { phase, read, stage } = await tried(counting(), { stub: true, volume: {}, tools: { counter: 'exit 1' } });
  expect([phase, read('/run/table.tsv'), stage('count').items]).toEqual(['Succeeded', 'stub\n', 2]);
  expect(refusal(() => stage('sort')).message).toContain("the workflow has no such stage, got 'sort'");
});

// Where types are lost, as in JavaScript.
test.each([
  ['given', undefined],
  ['given', 'a text'],
  ['options', null],
  ['options.parameters', { parameters: { a: 5 } }],
  ['options.volume', { volume: { '/a': [] } }],
  ['options.tools', { tools: { bwa: () => undefined } }],
  ['options.faults[0].does', { faults: [{ stage: 'a', does: 'kiled' }] }],
  ['options.engine', { engine: 'containerd' }],
])('a wrong %s is named', async (name, wrong) => {
  const [given, options] = name === 'given' ? [wrong, {}] : [counting(), wrong];
  await expect(runWorkflow(given as Chart, options as RunOptions)).rejects.toThrow(
    expect.objectContaining({ name: 'GenomicsError', message: expect.stringContaining(name.replace(/\..*/, '')) }),
  );
});
