// Finding F2, rows 2 and 10 of its table and its last sentence: scripts that `sh` took and that could not run, or whose
// end nobody understood.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import {
  GenomicsStage,
  GenomicsWorkflow,
  pipe,
  type ScriptContext,
  type Shell,
  type StageInput,
  type StageOutputs,
  sh,
  url,
} from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { COMMANDS, SHELLS, type ShellName } from '../support/call';
import { workflowTemplate } from '../support/manifests';
import { runPlain } from '../support/run';
import { volumeAt } from '../support/volumes';
import { refusal } from '../synth';

const home = mkdtempSync('/var/tmp/arithmetic-');
beforeEach(() => mkdirSync(join(home, 'data'), { recursive: true }));
afterEach(() => rmSync(home, { recursive: true }));

type Write = (
  context: ScriptContext<Readonly<Record<'n', StageInput>>, { readonly out: StageOutputs[string] }>,
) => Shell;

/** A workflow of one stage, whose input is a parameter unless another is given. */
function workflowOf(script: Write, given?: StageInput) {
  const volume = volumeAt(join(home, 'data'));
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    scratch: '1Mi',
    parameters: { folder: '/run', n: '7' },
  });
  const { folder, n } = workflow.parameters;
  new GenomicsStage(workflow, 'reckon', {
    cpu: 4,
    memory: '2Gi',
    inputs: { n: given ?? n },
    outputs: { out: volume.folder(folder).result('out') },
    script: script as never,
  });
  return workflowTemplate(Testing.synth(chart) as never);
}

async function run(shell: ShellName, script: Write, parameters: Readonly<Record<string, string>> = {}) {
  const [one] = invocations(workflowOf(script), parameters);
  if (one === undefined) throw new Error('there is no container');
  const { status, log } = await runPlain(one, home, COMMANDS[shell]);
  const path = join(home, 'data/run/out');
  return { status, log, text: existsSync(path) ? readFileSync(path, 'utf8') : undefined };
}

const sums: Write = ({ inputs, outputs, threads, memory }) => sh`
  left=$((${threads} - 1)) mib=$((${memory} * 8 / 10 / (${threads} + ${-1})))
  echo "$left $mib $((${inputs.n} % ${4} + (1 << (${threads} - ${inputs.n} + 6))))" >${outputs.out}`;

test('F2.2 within arithmetic a reference is written bare, and its stage says that it must be a number', () => {
  const { container } = workflowOf(sums).spec.templates?.find(({ name }) => name === 'reckon') ?? {};
  expect(container?.args).toEqual(expect.arrayContaining(['--integer=IN_N']));
  expect(container?.args).not.toEqual(expect.arrayContaining(['--value=IN_N']));
  expect(container?.args?.at(-1)).toBe(
    `left=$((THREADS - 1)) mib=$((MEMORY * 8 / 10 / (THREADS + (-1))))
echo "$left $mib $((IN_N % 4 + (1 << (THREADS - IN_N + 6))))" >"$OUT_OUT"`,
  );
});

describe.each(SHELLS)('under %s', (shell) => {
  test('F2.2 arithmetic with threads, memory and an input runs', async () => {
    expect(await run(shell, sums)).toMatchObject({ status: 0, text: '3 546 11\n' });
    expect(await run(shell, sums, { n: '-1', folder: '/run' })).toMatchObject({ status: 0, text: '3 546 2047\n' });
  });

  test.each([
    'IN_N[$(touch pwned)]',
    'a[$(touch pwned)]',
    '$(touch pwned)',
    '1+1',
    'THREADS',
    '08',
    '-',
    '--1',
    '0x10',
    '1 ',
    '1.5',
    '',
    '1234567890123456789',
  ])('F2.2 an input of %j is refused before any work', async (n) => {
    expect(await run(shell, sums, { n })).toMatchObject({
      status: 69,
      text: undefined,
      log: expect.stringContaining(`IN_N is '${n}', expected a whole number`),
    });
    expect(existsSync(join(home, 'pwned'))).toBe(false);
  });

  test('F2.10 a member of a pipe that ends early is named, and what to write', async () => {
    const head: Write = ({ outputs }) => sh`
      ${pipe(sh`echo begin`, sh`cat`)}
      ${pipe(sh`seq 1000000`, sh`head -n ${4}`, sh`cat >${outputs.out}`)}`;
    const { status, log } = await run(shell, head);
    expect(status).toBe(141);
    expect(log).toContain(
      "seq was stopped by head, which ended before it had read all: let it read to the end, as awk 'NR <= 1000'",
    );
    const grep: Write = ({ outputs }) => sh`
      ${pipe(
        sh`seq 1000000`,
        sh`cat`,
        sh`
          # the first is enough
          grep -q 1`,
      )}
      echo >${outputs.out}`;
    expect((await run(shell, grep)).log).toContain('cat was stopped by grep, which ended');
  });

  test('F2.also an error of the shell names the script and its line', async () => {
    const script: Write = ({ outputs }) => sh`
      echo >${outputs.out}
      nosuchtool -x`;
    const { status, log } = await run(shell, script);
    expect(status).toBe(127);
    expect(log).toMatch(/\/\.script: (line )?2: nosuchtool|: 2: \/\S+\/\.script: nosuchtool/);
    expect(log).not.toMatch(/eval|--stage/);
  });
});

test.each<[string, StageInput]>([
  ['a text', 'many'],
  ['a number with zeros before it', '08'],
  ['a fraction', 1.5],
  ['nothing', ''],
])('F2.2 %s that is known is refused in arithmetic at synth', (_, n) => {
  const { code, message } = refusal(() => workflowOf(sums, n));
  expect([code, message]).toEqual([
    'invalid-value',
    expect.stringMatching(/^\[c\/w\/reckon\] input 'n' stands in arith/),
  ]);
});

test('F2.2 a file, a URL and an output are refused in arithmetic at synth', () => {
  const file = volumeAt(join(home, 'data')).file('/x/y');
  for (const given of [file, url('https://h/x')])
    expect(refusal(() => workflowOf(sums, given)).code).toBe('shell-syntax');
  expect(refusal(() => workflowOf(({ outputs }) => sh`echo $((${outputs.out} + 1))`)).code).toBe('shell-syntax');
});
