import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, call, namesOfCall, recordsOf, SHELLS, type ShellName } from '../support/call';
import { newVolume, removeVolume } from '../support/tree';

jest.setTimeout(60_000);

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

const at = (name: string): string => join(mount, 'run', name);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two results of one stage, and a directory of another. */
const makes = (shell: ShellName): Call => ({
  shell,
  mount,
  options: ['--output=OUT_BAM,.bai', '--output=OUT_SUMS'],
  versions: "echo bwa=0.7.17-r1188; echo odd='a\"b'",
  script: `
    printf bam >"$OUT_BAM"
    printf bai >"$OUT_BAM.bai"
    printf '${sha256('another')}  S 1.bam\\n' >"$OUT_SUMS"
    add_fact source "${sha256('fq')} https://h/a b.fq"
    add_fact made "${sha256('trimmed')} a b.fq"`,
  env: { OUT_BAM: at('S 1.bam'), OUT_SUMS: at('S 1.sha256') },
});
const makesFolder = (shell: ShellName): Call => ({
  shell,
  mount,
  options: ['--output=OUT_REPORTS,/'],
  script: 'mkdir "$OUT_REPORTS/b"; printf 1 >"$OUT_REPORTS/b/a,b.txt"; printf 2 >"$OUT_REPORTS/a.txt"',
  env: { OUT_REPORTS: at('reports') },
});

interface Manifest {
  readonly [name: string]: unknown;
  readonly stages: readonly (Readonly<Record<string, unknown>> & { readonly file: string })[];
}

/** A manifest of these, as the stage of `runManifest` writes one. */
async function manifested(shell: ShellName, more: Partial<Call> = {}, script = ''): Promise<Manifest> {
  const end = await call({
    shell,
    mount,
    options: ['--use=run-manifest.sh', '--inputs=IN_RESULT1,.bai', '--inputs=IN_RESULT2,/', '--output=OUT_X'],
    lists: { IN_RESULT1: `${at('S 1.bam')}/bam\n`, IN_RESULT2: `${at('reports')}/reports\n` },
    script: `
      files_in IN_RESULT1 .bai >>"$TMPDIR/files.results"
      files_in IN_RESULT2 / >>"$TMPDIR/files.results"
      ${script || 'manifest w'} >"$OUT_X"`,
    ...more,
    env: { OUT_X: at('manifest.json'), ...more.env },
  });
  expect(end).toMatchObject({ status: 0 });
  const { folder, names } = namesOfCall(mount, 'manifest.json');
  const made = names.filter((name) => new RegExp(`^${more.run ?? 'run-1'}-[0-9a-f]{16}$`).test(name));
  return JSON.parse(readFileSync(join(folder, made.at(-1) ?? '', 'manifest.json'), 'utf8')) as Manifest;
}

const keyOf = (file: string): string => /^key=(.*)$/m.exec(recordsOf(mount, file)[0] ?? '')?.[1] ?? '';
const COST = { seconds: expect.any(Number), cpu_seconds: expect.any(Number), memory_bytes: expect.anything() };

describe.each(SHELLS)('a manifest under %s', (shell) => {
  beforeEach(async () => {
    for (const one of [makes(shell), makesFolder(shell)]) expect(await call(one)).toMatchObject({ status: 0 });
  });

  test('has each file of each result, and each call of the run as its record tells it', async () => {
    const { stages, ...rest } = await manifested(shell);
    expect(rest).toEqual({
      run: 'run-1',
      workflow: 'w',
      parameters: {},
      results: [
        { file: 'S 1.bam', sha256: sha256('bam'), bytes: 3 },
        { file: 'S 1.bam.bai', sha256: sha256('bai'), bytes: 3 },
        { file: 'reports/a.txt', sha256: sha256('2'), bytes: 1 },
        { file: 'reports/b/a,b.txt', sha256: sha256('1'), bytes: 1 },
      ],
      inputs: [],
      failed: [],
    });
    const common = { stage: 's', run: 'run-1', image: 'tools:1' };
    expect(stages).toEqual([
      {
        ...common,
        ...COST,
        file: 'S 1.bam',
        key: keyOf('S 1.bam'),
        versions: { bwa: '0.7.17-r1188', odd: 'a"b' },
        sources: [{ source: 'https://h/a b.fq', sha256: sha256('fq') }],
        made: [{ file: 'a b.fq', sha256: sha256('trimmed') }],
      },
      { ...common, ...COST, file: 'reports', key: keyOf('reports'), versions: {}, sources: [], made: [] },
    ]);
  });

  test('names the items that failed of what succeeded, each once', async () => {
    const names = ['S 2', `"it's"`];
    const members = [`${at('S 1.bam')}/bam//S 1`, ...names.map((one) => `${at(`${one}.bam`)}/bam//${one}`)];
    const { failed, results } = await manifested(
      shell,
      {
        options: ['--use=run-manifest.sh', '--succeeded=IN_RESULT1,.bai', '--inputs=IN_RESULT2,/', '--output=OUT_X'],
        lists: { IN_RESULT1: members.join('\n'), IN_RESULT2: `${at('reports')}/reports\n` },
      },
      'for time in 1 2; do failed_in IN_RESULT1 >>"$TMPDIR/failed"; done; manifest w',
    );
    expect(failed).toEqual([`"it's"`, 'S 2']);
    expect(results).toMatchObject([{ file: 'S 1.bam' }, { file: 'S 1.bam.bai' }, {}, {}]);
  });

  test('of a second run names the first one, whose work it uses, and no call of a run of another name', async () => {
    for (const run of ['run-2', 'run-22']) await call({ ...makes(shell), run });
    await call({ ...makesFolder(shell), run: 'run-2' });
    await call({ ...makes(shell), run: 'run-22', env: { OUT_BAM: at('other.bam'), OUT_SUMS: at('other') } });
    const { run, stages } = await manifested(shell, { run: 'run-2' });
    expect([run, stages.map((one) => [one.file, one['run'], one['key']])]).toEqual([
      'run-2',
      [
        ['S 1.bam', 'run-1', keyOf('S 1.bam')],
        ['reports', 'run-1', keyOf('reports')],
      ],
    ]);
  });

  test.each([
    ['a sum that is given is taken, and the file not read', '', sha256('another')],
    ['of two sums for one name none is', `printf '%s *S 1.bam\\n' ${sha256('third')} >>"$TMPDIR/sums";`, sha256('bam')],
    ['what is no sum is none', `printf 'S 1.bam\\n' >"$TMPDIR/sums";`, sha256('bam')],
    [
      'where two files have its name none is',
      `printf 'S 1.bam\\t/dev/null\\n' >>"$TMPDIR/files.results";`,
      sha256('bam'),
    ],
  ])('%s', async (_, before, expected) => {
    const script = `sums_in IN_CHECKSUMS >"$TMPDIR/sums"; ${before} manifest w`;
    const { results } = await manifested(
      shell,
      {
        options: [
          ...['--use=run-manifest.sh', '--inputs=IN_RESULT1,.bai', '--inputs=IN_RESULT2,/'],
          ...['--inputs=IN_CHECKSUMS', '--output=OUT_X'],
        ],
        lists: {
          IN_RESULT1: `${at('S 1.bam')}/bam\n`,
          IN_RESULT2: `${at('reports')}/reports\n`,
          IN_CHECKSUMS: `${at('S 1.bam')}/sums\n`,
        },
      },
      script,
    );
    expect(results).toContainEqual({ file: 'S 1.bam', sha256: expected, bytes: 3 });
  });

  test('has any text of a parameter as it is but for queries of URLs, and given files under their paths', async () => {
    const texts = {
      one: `a"b\\c\\"d 'e' $(touch pwned) \`id\` $HOME \${x} %s %d \\u0041 \\n & = é ☃ 𝄞\ttab\u0001`,
      two: '',
      three: JSON.stringify([{ sample: 'S"1?', lanes: [] }]),
    };
    const signed = {
      url: 'https://h/a?b=1&Signature="secret"',
      list: JSON.stringify([{ a: 'https://h/a?Signature=sec"ret\\', b: 'c' }, { a: 'https://h/b?Signature=secret' }]),
    };
    mkdirSync(at('given'), { recursive: true });
    writeFileSync(at('given/ref.fa'), 'fasta');
    const script = `
      printf '%s\\t%s\\n' "$IN_REF" "$IN_REF" >"$TMPDIR/files.inputs"
      manifest 'the "w"' IN_one IN_two IN_three IN_url IN_list`;
    const all = Object.entries({ ...texts, ...signed });
    const env = Object.fromEntries(all.map(([name, text]) => [`IN_${name}`, `${name}=${text}`]));
    const made = await manifested(shell, { env: { ...env, IN_REF: at('given/ref.fa') } }, script);
    expect([made['workflow'], made['parameters'], made['inputs']]).toEqual([
      'the "w"',
      {
        ...texts,
        url: 'https://h/a?[redacted]',
        list: '[{"a":"https://h/a?[redacted]","b":"c"},{"a":"https://h/b?[redacted]"}]',
      },
      [{ file: at('given/ref.fa'), sha256: sha256('fasta'), bytes: 5 }],
    ]);
  });

  test('lists a call whose record was removed with what is known of it', async () => {
    const lost = { ...makes(shell), env: { OUT_BAM: at('lost.bam'), OUT_SUMS: at('lost') } };
    await call(lost);
    const { folder, names } = namesOfCall(mount, 'lost.bam');
    for (const name of names.filter((one) => one.endsWith('.record'))) rmSync(join(folder, name));
    const { stages } = await manifested(shell);
    expect(stages[0]).toEqual({
      ...{ stage: null, file: 'lost.bam', key: null, run: 'run-1', image: null, versions: {}, sources: [], made: [] },
      ...{ seconds: null, cpu_seconds: null, memory_bytes: null },
    });
    expect(stages).toHaveLength(3);
  });

  test('knows the image of work that an older library recorded', async () => {
    const { folder } = namesOfCall(mount, 'reports');
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.record'))) {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/fact (stage|image)=.*\n/g, ''));
    }
    const { stages } = await manifested(shell);
    expect(stages.map(({ file, stage, image }) => [file, stage, image])).toEqual([
      ['reports', null, 'tools:1'],
      ['S 1.bam', 's', 'tools:1'],
    ]);
  });
});
