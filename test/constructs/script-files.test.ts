import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import {
  column,
  GenomicsStage,
  lines,
  readSampleSheet,
  readTable,
  type ScriptFile,
  type Shell,
  type ShellVariable,
  scriptFile,
  sh,
  table,
} from '../../lib';
import { check } from '../../lib/check';
import { invocations } from '../../lib/run/invocations';
import { keyDigest, shellFile, workKey } from '../../lib/shell';
import { recordsOf } from '../support/call';
import { workflowTemplate } from '../support/manifests';
import { programFolder } from '../support/program';
import { runPod } from '../support/run';
import { newVolume, removeVolume } from '../support/tree';
import { newWorkflow, refusal } from '../synth';

const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer = 'x'): ScriptFile {
  writeFileSync(join(folder, name), content);
  return scriptFile(folder, name);
}

/** Two stages of one workflow, of which the second names other files. */
function synthesized(write: (out: ShellVariable) => Shell, others: Partial<{ versions: Shell; script: Shell }> = {}) {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 'plot', {
    inputs: { n: 4 },
    outputs: { plot: run.result('plot') },
    script: ({ outputs }) => write(outputs.plot),
    scratch: '1Mi',
    ...(others.versions === undefined ? {} : { versions: others.versions }),
  });
  new GenomicsStage(workflow, 'other', {
    outputs: { other: run.result('other') },
    script: ({ outputs }) => lines(others.script ?? sh`tool`, sh`make ${outputs.other}`),
  });
  const all = Testing.synth(chart) as readonly { readonly kind: string; readonly data?: Record<string, string> }[];
  return {
    all,
    data: all.find(({ kind }) => kind === 'ConfigMap')?.data ?? {},
    workflow: workflowTemplate(all as never),
  };
}

const AWK = '# {{ 基因\r\nBEGIN { if (1) {{ printf "%s\\t", n }; print "\\"$(x)\\"" } }\n\t\n';

test('a script names a file by its place in the pod, and the workflow brings it along, byte for byte', () => {
  const [plot, versions] = [file('plot.awk', AWK), file('versions.py', 'print("py=3")\n')];
  const { all, data, workflow } = synthesized((out) => sh`awk -f ${plot} -v x="${plot}" >${out}; awk -f ${plot}`, {
    versions: sh`python3 ${versions}`,
    script: sh`awk -f ${scriptFile(folder, 'plot.awk')}`,
  });
  expect(data).toMatchObject({ 'plot.awk': AWK, 'versions.py': 'print("py=3")\n' });
  const argumentsOf = (stage: string): readonly string[] =>
    workflow.spec.templates?.find(({ name }) => name === stage)?.container?.args ?? [];
  expect(argumentsOf('plot').filter((option) => option.startsWith('--file='))).toEqual([
    '--file=plot.awk',
    '--file=versions.py',
  ]);
  expect(argumentsOf('plot').at(-1)).toBe(
    'awk -f /stage/plot.awk -v x="/stage/plot.awk" >"$OUT_PLOT"; awk -f /stage/plot.awk',
  );
  expect(argumentsOf('other')).toContain('--file=plot.awk');
  expect(check(all).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each<[string, () => unknown, string]>([
  [
    'two files of one name with other texts',
    () => {
      const [one, other] = [file('a.R', '1'), file('a.R', '2')];
      synthesized((out) => sh`Rscript ${one} ${out}`, { script: sh`Rscript ${other}` });
    },
    'duplicate-name',
  ],
  ['a file that is called as ours', () => synthesized((out) => sh`sh ${file('stage.sh')} ${out}`), 'duplicate-name'],
  ['a name that is no key', () => file('plot 1.R'), 'invalid-name'],
  ['a path', () => scriptFile(tmpdir(), '../etc/passwd'), 'invalid-name'],
  ['a name with two dots before it', () => scriptFile(folder, '..x'), 'invalid-name'],
  ['what is not UTF-8', () => file('b.R', Buffer.from([0x63, 0xe9])), 'invalid-value'],
  [
    'files of more than 900 KiB',
    () => synthesized((out) => sh`R -f ${file('c.R', 'é'.repeat(450_000))} ${out}`),
    'invalid-value',
  ],
  ['a file as the command', () => sh`${file('d.R')} -x`, 'shell-syntax'],
  ['a file as the command behind another', () => sh`true; ${file('d.R')} -x`, 'shell-syntax'],
  ['a file in single quotes', () => sh`echo '${file('d.R')}'`, 'shell-syntax'],
  ['a file in arithmetic', () => sh`echo $((${file('d.R')}))`, 'shell-syntax'],
  ['a file in an untagged text', () => lines(sh.raw(`sh ${file('d.R')}`)), 'handle-in-text'],
])('refused: %s', (_, write, code) => {
  expect(refusal(write).code).toBe(code);
});

test.each<[string, (folder: string, name: string) => unknown]>([
  ['a script file', scriptFile],
  ['a file of shell functions', shellFile],
  ['a table', (at, name) => readTable(join(at, name), table({ a: column.text() }))],
  ['a sample sheet', (at, name) => readSampleSheet(join(at, name))],
])('refused: %s that is not there, with its path', (what, read) => {
  expect(refusal(() => read(folder, 'lost'))).toMatchObject({
    code: 'invalid-value',
    where: join(folder, 'lost'),
    problem: { what: `${what} cannot be read`, got: expect.stringContaining('ENOENT') },
  });
});

test('{{ in a script is refused with the advice to put the program into a file', () => {
  expect(refusal(() => sh`awk '{{ print }}'`).message).toMatch(/write \{ \{, or put the program into a file/);
  expect(refusal(() => sh`echo "{${'{x'}"`).code).toBe('shell-syntax');
});

(process.getuid?.() === 0 ? test : test.skip)('a pod runs the file, and its SHA-256 is in the work key', async () => {
  const own = file('keyed.awk', AWK);
  writeFileSync(join(programFolder(), own.name), AWK);
  const volume = newVolume({ uid: 1000, gid: 1000 });
  const { workflow } = synthesized((out) => sh`awk -v n="a ${4}" -f ${own} >${out}`);
  const one = invocations(workflow).find(({ template }) => template === 'plot');
  if (one === undefined) throw new Error('there is no container');
  expect(await runPod(one, { volume, shell: 'dash' })).toMatchObject({ status: 0 });
  expect(readFileSync(join(volume, 'run/plot'), 'utf8')).toBe('a 4\t"$(x)"\n');
  const [record = ''] = recordsOf(volume, 'plot');
  const script = /^script=(.*)$/m.exec(record)?.[1] ?? '';
  const key = workKey({ script, uses: [], files: [own], image: 'tools:1', lines: ['IN_N=4'] });
  expect(record.slice(0, record.indexOf('\nkey='))).toBe(key);
  expect(record).toContain(`\nkey=${keyDigest(key)}\n`);
  writeFileSync(join(programFolder(), own.name), `${AWK}#`);
  expect((await runPod(one, { volume, shell: 'busybox' })).log).not.toContain('before');
  rmSync(join(programFolder(), own.name));
  expect(await runPod(one, { volume, shell: 'busybox' })).toMatchObject({
    status: 69,
    log: expect.stringContaining('/stage/keyed.awk cannot be read: apply the ConfigMap with the workflow'),
  });
  removeVolume(volume);
});
