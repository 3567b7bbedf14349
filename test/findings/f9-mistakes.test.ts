/**
 * The finding: mistakes that a new user makes were accepted at synth and hurt hours later, or were told with wrong
 * advice.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import {
  GenomicsStage,
  GenomicsWorkflow,
  lines,
  listOf,
  type MapOver,
  optional,
  ParallelMapStage,
  type ParameterProps,
  SharedVolume,
  type Shell,
  type StageOutputs,
  scriptFile,
  sh,
  tableOf,
  url,
  Value,
} from '../../lib';
import { mountedBucket, shellFile } from '../../lib/shell';
import { call, SHELLS } from '../support/call';
import { newVolume, removeVolume } from '../support/tree';
import { newChart, newWorkflow, refusal, template } from '../synth';
import { count, messageOf, type Write } from './count';

const reads: Write = ({ inputs, outputs }) => sh`cat ${inputs['bam'] ?? ''} >${outputs['txt'] ?? ''}`;

/** A map over a run-time list that the parameter `list` has. */
function over(list: ParameterProps, name: (value: Value) => Value = (value) => value, columns?: readonly string[]) {
  const { chart, volume } = newChart();
  const parameters: Record<string, ParameterProps> = { folder: '/d', list };
  const workflow = new GenomicsWorkflow(new Chart(chart, 'd', { namespace: 'argo' }), 'd', {
    image: 'a:1',
    parameters,
  });
  const { folder = Value.of('/d'), list: value = Value.of('[]') } = workflow.parameters;
  const run = volume.folder(folder);
  const items: MapOver = columns === undefined ? listOf(value) : tableOf(value, columns);
  return new ParallelMapStage(workflow, 'm', {
    over: items,
    each: (scope, item) => {
      const text = item instanceof Value ? item : ((item as Record<string, Value>)[columns?.[0] ?? ''] ?? value);
      return new GenomicsStage(scope, 'b', {
        inputs: { text },
        outputs: { o: run.result(name(text), '.txt') },
        script: ({ inputs, outputs }) => sh`echo ${inputs.text} >${outputs.o}`,
      });
    },
  });
}

describe('F9.1 a path as text', () => {
  test.each([
    ['a text', '/bams/S1.bam', '/bams/S1.bam'],
    ['a value', Value.of('/bams/', 'S1.bam'), '/bams/S1.bam'],
    ['a packed file', '/reads/S1_1.fastq.gz', '/reads/S1_1.fastq.gz'],
    ['a path below the mount', '/bwa/lists/names', '/lists/names'],
  ])('%s is refused, with the file to pass', (_, bam, path) => {
    const message = messageOf(() => count(reads, { bam }));
    expect(message).toMatch(/^\[c\/w\/count: input 'bam'\] it is a path on a volume that is passed as a text/);
    expect(message).toContain(`volume.file(…), here '${path}'`);
  });

  test('the default of a parameter and a row of a list are refused as well', () => {
    expect(messageOf(() => template(Chart.of(over('["/bams/S1.bam"]', (value) => value.name))))).toMatch(
      /^\[c\/d\/d\/m\/b: input 'text'\] it is a path.*got '\/bams\/S1.bam'/,
    );
  });

  test.each([
    '/dev/null',
    '/usr/share/adapters/TruSeq3.fa',
    '/opt/db/x.vcf',
    '/',
    '/bams',
    '/^>/d',
    '/opt/databases/kraken',
    'S1.bam',
    'chr1',
    '//x.bam',
  ])('%s is no such path', (bam) => {
    expect(() => count(reads, { bam })).not.toThrow();
  });
});

describe('F9.2 an output that the script never writes', () => {
  test('is refused by its key', () => {
    expect(messageOf(() => count(({ inputs }) => sh`flagstat ${inputs['bam'] ?? ''}`, { bam: 'x' }))).toMatch(
      /^\[c\/w\/count: output 'txt'\] the script never mentions it/,
    );
  });

  test('may be written by a function of a file, by its own name, or by a computed one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'uses-'));
    const text = '# shellcheck shell=sh\n# results: 1\nwork() {\n  date >"$OUT_TXT"\n}\n';
    writeFileSync(join(folder, 'work.sh'), text);
    const uses = [shellFile(folder, 'work.sh')];
    rmSync(folder, { recursive: true });
    expect(() => count(() => sh`work`, {}, { uses })).not.toThrow();
    expect(() => count(() => sh.raw('date >"$OUT_TXT"'))).not.toThrow();
    expect(() => count(() => sh.raw('for x in TXT; do eval "date >\\$OUT_$x"; done'))).not.toThrow();
    expect(() => count(() => sh.raw('date >"$OUT_TXTS"'))).toThrow('never mentions it');
  });

  test('may be written by a script file, which reads its path from the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'files-'));
    writeFileSync(join(folder, 'plot.R'), 'pdf(Sys.getenv("OUT_TXT"))\n');
    writeFileSync(join(folder, 'other.R'), 'pdf("x")\n');
    const [plot, other] = [scriptFile(folder, 'plot.R'), scriptFile(folder, 'other.R')];
    rmSync(folder, { recursive: true });
    expect(() => count(() => sh`Rscript ${plot}`)).not.toThrow();
    expect(() => count(() => sh`Rscript ${other}`)).toThrow('never mentions it');
  });

  test('a variable of another language in single quotes is none of the stage’s', () => {
    const perl = `perl -e 'open my $OUT_FH, ">", $ENV{OUT_TXT}; print $OUT_FH 1'`;
    expect(() => count(() => sh.raw(perl))).not.toThrow();
    expect(() => count(() => sh.raw('date >"$OUT_TXT"; echo "$OUT_FH"'))).toThrow('reads a variable');
  });
});

describe('F9.4 a hard-coded path in a script', () => {
  test.each([
    ['cat /bwa/c/x.txt', '/bwa/c/x.txt'],
    ['cat "/bwa/c/x.txt"', '/bwa/c/x.txt'],
    ['cat <"/bwa/$name.txt"', '/bwa/$name.txt'],
    ['tool --ref=/bwa/ref.fa', '/bwa/ref.fa'],
  ])('%s is refused', (script, got) => {
    const error = refusal(() => count(({ outputs }) => lines(sh.raw(script), sh`: >${outputs['txt'] ?? ''}`)));
    expect([error.code, error.message]).toEqual(['unlinked-path', expect.stringContaining(`got ${got}, expected`)]);
    expect(error.message).toMatch(/^\[c\/w\/count: script\] it names a file on a volume/);
  });

  test.each([
    'cat /bwa',
    "sed '/bwa/d' list",
    "awk '/bwa/ { n++ }' list",
    'sed /bwa/d list',
    '# see /bwa/c/x.txt',
    'curl https://h/bwa/c/x.txt',
    'cat /other/bwa/c/x.txt',
    'cat /bwa-mem/x.txt',
    'cat "$HOME"/bwa/x.txt',
    'cat $(pwd)/bwa/x.txt',
    'cat "$(pwd)"/bwa/x.txt',
    'cat ~/bwa/x.txt',
    'cat `pwd`/bwa/x.txt',
    'echo "${x#/bwa/}.txt" "${x%/bwa/*}/y"',
  ])('%s is none', (script) => {
    expect(() => count(({ outputs }) => lines(sh.raw(script), sh`: >${outputs['txt'] ?? ''}`))).not.toThrow();
  });

  test('what says where a bucket is mounted is none', () => {
    const { volume } = newWorkflow();
    const bucket = { ...volume, bucket: 'b', bucketPath: '/x' };
    expect(() => count(({ outputs }) => lines(mountedBucket(bucket), sh`: >${outputs['txt'] ?? ''}`))).not.toThrow();
  });
});

describe('F9.5 a default of listOf that is no JSON list of strings', () => {
  test.each([
    ['S1,S2', "is no JSON list of strings, got 'S1,S2'"],
    ['{"a":"b"}', 'is no JSON list of strings'],
    ['["a",1]', 'has an item that is no text, got item 2, 1'],
    ['["{{x}}"]', 'has an item that is no text'],
  ])('%s is refused', (list, says) => {
    expect(messageOf(() => over(list))).toContain(`[c/d/d/m] the default of a run-time list ${says}`);
  });

  test('none, and an empty list, are not', () => {
    expect(() => over({})).not.toThrow();
    expect(() => over('[]')).not.toThrow();
  });
});

describe('F9.6 a default of tableOf that lacks a column', () => {
  const columns = ['sample', 'bai'];

  test.each([
    ['[{"sample":"S1","bai":"x"},{"sample":"S2"}]', `has a row without the column 'bai', got item 2, {"sample":"S2"}`],
    ['[{"sample":"S1","bai":1}]', "has a row whose column 'bai' is no text, got item 1"],
    ['["S1"]', 'has an item that is no row, got item 1, "S1"'],
    ['S1', 'is no JSON list of objects, got \'S1\', expected a list as [{"sample":"a"}]'],
  ])('%s is refused', (list, says) => {
    expect(messageOf(() => over(list, undefined, columns))).toContain(`the default of a run-time list ${says}`);
  });

  test('a column may hold a list, which a map within runs over', () => {
    expect(() => over('[{"sample":"S1","bai":[{"x":"y"}]}]', undefined, columns)).not.toThrow();
  });

  test('the list within is looked at as well', () => {
    const { workflow, run } = newWorkflow();
    const parameters = { folder: '/d', list: '[{"sample":"S1","lanes":[{"lane":"1"},{"lain":"2"}]}]' };
    const inner = new GenomicsWorkflow(new Chart(workflow, 'd', { namespace: 'argo' }), 'd', {
      image: 'a:1',
      parameters,
    });
    const make = () =>
      new ParallelMapStage(inner, 'm', {
        over: tableOf(inner.parameters.list, ['sample', 'lanes']),
        each: (scope, { lanes }) => {
          new ParallelMapStage(scope, 'n', {
            over: tableOf(lanes, ['lane']),
            each: () => ({ outputs: {} }),
          });
          return { outputs: {} };
        },
      });
    expect(run).toBeDefined();
    expect(messageOf(make)).toContain(`a row without the column 'lane', got item 2, {"lain":"2"}`);
  });

  test.each(SHELLS)('at run time, under %s, an empty place of a row is told as one', async (shell) => {
    const mount = newVolume();
    const { status, log } = await call({
      shell,
      mount,
      options: ['--value=IN_BAI', '--publish=OUT_X'],
      script: 'date >"$OUT_X"',
      env: { IN_BAI: '{{item.bai}}', OUT_X: join(mount, 'run/x') },
    });
    removeVolume(mount);
    expect([status, log]).toEqual([69, expect.stringContaining('IN_BAI holds two braces, which Argo did not fill in')]);
    expect(log).toContain('an item without such a column');
  });
});

describe('F9.7 names that repeat in a list', () => {
  test('two items of a default that give one name are refused, both named', () => {
    const { message, code } = refusal(() => over('["GCF_1/protein.fa","GCF_2/protein.fa"]', (item) => item.name));
    expect(code).toBe('duplicate-output');
    expect(message).toContain("/protein.fa.txt for 'GCF_1/protein.fa' and 'GCF_2/protein.fa' of 'c/d/d/m'");
  });

  test('two items of a known list as well', () => {
    const { volume, workflow, run } = newWorkflow();
    const make = () =>
      new ParallelMapStage(workflow, 'm', {
        over: [volume.file('/GCF_1/protein.fa'), volume.file('/GCF_2/protein.fa')].map(({ path }) => path),
        each: (scope, item) => stageOf(scope, run.result(item.name)),
      });
    expect(messageOf(make)).toContain("for '/bwa/GCF_1/protein.fa' and '/bwa/GCF_2/protein.fa' of 'c/w/m'");
  });

  const stageOf = (scope: ParallelMapStage<MapOver, never> | Chart | object, out: StageOutputs[string]) =>
    new GenomicsStage(scope as Chart, 'b', {
      outputs: { out },
      script: ({ outputs }) => sh`date >${outputs.out}`,
    });
});

describe('F9.8 a folder that does not begin at the root', () => {
  test('is refused where a parameter has it as its value', () => {
    const { volume, workflow } = newWorkflow();
    const { mode } = workflow.parameters;
    expect(messageOf(() => volume.folder(mode))).toContain(
      "a path on a volume does not start at its root, got parameter 'mode', whose value is 'mem'",
    );
    expect(messageOf(() => volume.file(mode, '/x'))).toContain("whose value is 'mem'");
  });
});

describe('F9.9 a given file in the volume’s root', () => {
  test.each(SHELLS)('is read as any other, under %s', async (shell) => {
    const mount = newVolume();
    mkdirSync(join(mount, 'run'), { recursive: true });
    writeFileSync(join(mount, 'hg38.fa'), '>chr1\nACGT\n');
    const copy = {
      shell,
      mount,
      options: ['--given=IN_A', '--publish=OUT_X'],
      script: 'cat "$IN_A" >"$OUT_X"',
      env: { IN_A: join(mount, 'hg38.fa'), OUT_X: join(mount, 'run/x') },
    } as const;
    const first = await call(copy);
    const again = await call({ ...copy, run: 'run-2' });
    const outside = await call({ ...copy, run: 'run-3', env: { ...copy.env, OUT_X: join(mount, 'x') } });
    removeVolume(mount);
    expect([first.status, again.log]).toEqual([0, expect.stringContaining('done before')]);
    expect([outside.status, outside.log]).toEqual([69, expect.stringContaining('expected a path in a folder below')]);
  });
});

describe('F9.10 a variable that nobody declared', () => {
  test.each(['$IN_BAN', '${IN_BAN}', '$OUT_0', '$FAILED_IN_BAM', '"$OUT_TXT".bai$OUT_TXTS'])(
    '%s is refused',
    (text) => {
      const script = () => count((context) => lines(reads(context), sh.raw(`echo ${text}`)), { bam: 'x' });
      if (text === '$FAILED_IN_BAM') expect(script).not.toThrow();
      else
        expect(messageOf(script)).toMatch(
          /^\[c\/w\/count: script\] it reads a variable that no input and no output has/,
        );
    },
  );

  test.each([
    'IN_HAND=1; echo $IN_HAND',
    'for OUT_X in a b; do echo "$OUT_X"; done',
    'while read -r IN_LINE; do echo "$IN_LINE"; done <list',
    'echo "${OUT_X:-none}" "${IN_X-}"',
    'echo \\$IN_X',
    'echo $LOGIN_NAME',
  ])('%s knows what it reads', (text) => {
    expect(() => count((context) => lines(reads(context), sh.raw(text)), { bam: 'x' })).not.toThrow();
  });

  test('THREADS, typed bare, is declared with the container', () => {
    const { spec } = count(({ outputs }) => sh`echo $((THREADS - 1)) >${outputs['txt'] ?? ''}`);
    const { env = [] } = spec.templates?.find(({ name }) => name === 'count')?.container ?? {};
    expect(env.map(({ name }) => name)).toContain('THREADS');
  });
});

test('F9.12 an item that a list has twice is told as one', () => {
  const { workflow, run } = newWorkflow();
  const make = () =>
    new ParallelMapStage(workflow, 'm', {
      over: ['a', 'b', 'a'],
      each: (scope, item) =>
        new GenomicsStage(scope, 'b', {
          outputs: { out: run.result(item) },
          script: ({ outputs }) => sh`date >${outputs.out}`,
        }),
    });
  expect(messageOf(make)).toContain(
    "for 'a', which 'c/w/m' has twice, expected a name that differs from item to item; leave it out once",
  );
});

describe('F9 what a script says of what it reads and makes', () => {
  const optionalBed: Write = ({ inputs, outputs }) => sh`call -b ${inputs['bed'] ?? ''} >${outputs['txt'] ?? ''}`;
  const bed = () => ({ bed: optional(newWorkflow().volume.file('/beds/x.bed')) });

  test('an option before a file that may not be there is refused, with what to write', () => {
    const message = messageOf(() => count(optionalBed, bed()));
    expect(message).toMatch(/input 'bed'\] an option stands before a file that may not be there.*got -b "\$IN_BED"/);
    expect(message).toContain("inputs.bed.option('-b')");
  });

  test.each<[string, Write]>([
    [
      'where the script asks first',
      ({ inputs: { bed = '' }, outputs: { txt = '' } }) => sh`if [ -n ${bed} ]; then call -b ${bed} >${txt}; fi`,
    ],
    [
      'where it asks alone',
      ({ inputs: { bed = '' }, outputs: { txt = '' } }) => sh`if [ -s ${bed} ]; then a; fi >${txt}`,
    ],
    ['as an argument', ({ inputs: { bed = '' }, outputs: { txt = '' } }) => sh`call ${bed} >${txt}`],
  ])('it is not %s', (_, script) => {
    expect(() => count(script, bed())).not.toThrow();
  });

  test.each<[string, Shell | Write, string]>([
    ['samtools index', ({ outputs: { txt = '' } }) => lines(sh`a >${txt}`, sh`samtools index ${txt}`), '.bai'],
    ['samtools index with threads', ({ outputs: { txt = '' } }) => sh`samtools index -@ 4 ${txt}`, '.bai'],
    ['tabix', ({ outputs: { txt = '' } }) => sh`tabix -p vcf ${txt}`, '.tbi'],
    ['bcftools index', ({ outputs: { txt = '' } }) => sh`bcftools index ${txt}`, '.csi'],
    ['samtools faidx', ({ outputs: { txt = '' } }) => sh`samtools faidx ${txt}`, '.fai'],
    ['a name that is typed', ({ outputs: { txt = '' } }) => sh`index ${txt} > ${txt}.tbi`, '.tbi'],
  ])('an index that %s makes beside an output, which does not declare it, is refused', (_, script, suffix) => {
    const message = messageOf(() => count(script as Write));
    expect(message).toMatch(/output 'txt'\] an index is made beside it that no later stage and nobody else would find/);
    expect(message).toContain(`.with('${suffix}')`);
  });

  test('an index that is declared, and one in the scratch folder, are not', () => {
    const { workflow, run } = newWorkflow();
    const bam = run.result('x.bam').with('.bai');
    const sorts = () =>
      new GenomicsStage(workflow, 'sort', {
        outputs: { bam },
        script: ({ outputs }) =>
          lines(sh`sort >${outputs.bam}`, sh`samtools index ${outputs.bam}`, sh`samtools index "$TMPDIR/x.bam"`),
      });
    expect(sorts).not.toThrow();
  });

  test.each(['fetch', 'unpack', 'must_be_reads'])(
    '%s, a function of a file that the stage does not use, is refused',
    (name) => {
      const message = messageOf(() => count(() => sh.raw(`${name} https://h/x "$OUT_TXT"`), {}));
      expect(message).toMatch(new RegExp(`it calls ${name}, a function of a file that the stage does not use`));
    },
  );

  test('a function of the stage’s own of that name is not, nor a program that is called by a path', () => {
    const own = 'fetch() { curl -fsS "$1" >"$2"; }\nfetch https://h/x "$OUT_TXT"';
    expect(() => count(() => sh.raw(own))).not.toThrow();
    expect(() => count(({ outputs }) => sh`/usr/bin/fetch x >${outputs['txt'] ?? ''}`)).not.toThrow();
  });
});

describe('F9 a source that no stage could read', () => {
  const from = (source: string) => () => {
    const { chart, volume } = newChart();
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters: { source } });
    new GenomicsStage(workflow, 'count', {
      inputs: { reads: url(workflow.parameters.source) },
      outputs: { txt: volume.folder('/run').result('x.txt') },
      script: ({ inputs, outputs }) => sh`count ${inputs.reads} >${outputs.txt}`,
    });
  };

  test.each(['ftp://h/x.fq', 'gs://b/x.fq', 'reads/x.fq', 's3:/b/x.fq', 'https://user:letmein@h/x.fq'])(
    '%s is refused as the default of a parameter',
    (source) => {
      expect(messageOf(from(source))).toMatch(/input 'reads'\] it is no source that a stage can read/);
      expect(messageOf(from(source))).not.toContain('letmein');
    },
  );

  test.each(['https://h/x.fq', '/reads/x.fq', 's3://b/x.fq', ''])("'%s' is not", (source) => {
    expect(from(source)).not.toThrow();
  });
});

describe('F9 messages', () => {
  test('a URL in place of a path says url(…)', () => {
    const { workflow, volume } = newWorkflow();
    expect(messageOf(() => volume.file(workflow.parameters.fastq))).toMatch(/whose value is 'https:.*url\(…\)/);
  });

  test('a text in place of a number stands in quotes', () => {
    expect(messageOf(() => count(reads, { bam: 'x' }, { cpu: '4' }))).toContain("got '4', expected a whole number");
  });

  test('an output on a volume that is mounted read-only says where outputs can lie', () => {
    const readOnly = SharedVolume.fromClaim({ claimName: 'refs', owner: 'root', readOnly: true });
    const outputs = { txt: readOnly.folder('/x').result('x.txt') };
    expect(messageOf(() => count(reads, { bam: 'x' }, { outputs }))).toMatch(
      /mounted read-only, got 'txt' on 'refs', expected a volume that pods may write to; write it to another volume/,
    );
  });

  test('unfinished work is removed with the workflow’s image, and that is said', () => {
    const { chart, volume } = newChart();
    const other = new GenomicsWorkflow(chart, 'o', { parameters: { folder: '/run' }, removeUnfinished: true });
    new GenomicsStage(other, 's', {
      image: 'a:1',
      outputs: { x: volume.folder(other.parameters.folder).result('x') },
      script: ({ outputs }) => sh`make >${outputs.x}`,
    });
    expect(messageOf(() => template(chart))).toMatch(/c\/o.*removeUnfinished.*set image on the workflow/);
  });

  test('a workflow without a stage is told in one line', () => {
    const { workflow } = newWorkflow();
    const synth = () => App.of(workflow).synth();
    expect(messageOf(synth)).toMatch(/^\[c\/w\] the workflow has no stage[^\n]*$/);
  });
});
