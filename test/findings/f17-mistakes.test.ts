/** The finding: mistakes that are certain passed in silence. */
import { type Condition, differs, equals, GenomicsStage, GenomicsWorkflow, sh, type Value } from '../../lib';
import { FASTQ, FETCH } from '../../lib/shell';
import { complaint } from '../support/scanned';
import { makes, newChart, newWorkflow, template } from '../synth';
import { count, messageOf, type Write } from './count';

/** A script by its text, which writes the stage's output at its end. */
const typed =
  (script: string): Write =>
  () =>
    sh.raw(`${script}\ncount >"$OUT_TXT"`);

describe('brackets are read as the shell reads them:', () => {
  test.each([
    ['if [ "$x"="y" ]; then echo; fi', "a '=' without spaces"],
    ['if [ ! $x!=y ]; then echo; fi', "a '=' without spaces"],
    ['if test "$x"=y; then echo; fi', "a '=' without spaces"],
    ['if ["$x" = y ]; then echo; fi', "a '[' without a space"],
    ['if [-n "$x" ]; then echo; fi', "a '[' without a space"],
    ['if [ "$x" = y ; then echo; fi', "a '[' that no ' ]' ends"],
    ['if [ "$x" = y]; then echo; fi', "a '[' that no ' ]' ends"],
  ])('%s is refused', (script, got) => expect(complaint(script)?.problem.got).toContain(got));

  test('also around a reference', () => {
    const script: Write = ({ inputs: { x = '' }, outputs: { txt = '' } }) => sh`
      if [ ${x}="y" ]; then count >${txt}; fi`;
    expect(messageOf(() => count(script, { x: 'a' }))).toContain("a '=' without spaces");
  });

  test.each([
    '[ "x=y" ] || exit',
    '[ -n x=y ] || exit',
    '[ "$x" = a=b ] || exit',
    '[ x = y "]" || exit',
    'test -n "$x" || exit',
    'if [ "$x" = y ] && [ a != b ]; then echo; fi',
    'case $x in [ab]*) echo ;; esac',
    'ls [ab]*',
  ])('%s is not', (script) => expect(complaint(script)).toBeUndefined());
});

describe('an input is not changed by', () => {
  const given = () => {
    const { volume } = newWorkflow();
    return { in: volume.file('/in/x.gz'), dir: volume.file('/in/db/') };
  };

  test.each([
    ['sort x >"$IN_IN"', '>"$IN_IN"'],
    ['sort x >>${IN_IN}', '>>"$IN_IN"'],
    ['tool x 2>"$IN_IN.log"', '>"$IN_IN".log'],
    ['tool x >"${IN_IN}_sorted"', '>"$IN_IN"_sorted'],
    ['rm -f "$IN_IN"', 'rm … "$IN_IN"'],
    ['mv "$IN_IN" x', 'mv … "$IN_IN"'],
    ['gunzip "$IN_IN"', 'gunzip … "$IN_IN"'],
    ['/bin/gzip -df "$IN_IN"', 'gzip … "$IN_IN"'],
    ['tee "$IN_IN" <x', 'tee … "$IN_IN"'],
    ['cp x "$IN_IN"', 'cp … "$IN_IN"'],
    ['samtools sort -o "$IN_IN" x', 'samtools … "$IN_IN"'],
    ['bcftools view --output "$IN_IN" x', 'bcftools … "$IN_IN"'],
    ['mkdir -p "$IN_DIR/x"', 'mkdir … "$IN_DIR"/x'],
    ['tool >"$IN_DIR"/x', '>"$IN_DIR"/x'],
    ['cp x "$IN_DIR"', 'cp … "$IN_DIR"'],
  ])('%s', (script, got) => {
    const message = messageOf(() => count(typed(script), given()));
    expect(message).toContain('the script changes or removes it');
    expect(message).toContain(`got ${got},`);
  });

  test.each([
    'tool <"$IN_IN" >x',
    'cp "$IN_IN" x; gunzip x',
    'gunzip -c "$IN_IN" >x',
    'gzip -dc "$IN_IN" >x',
    'gunzip --keep --stdout "$IN_IN" >x',
    'gzip -t "$IN_IN"',
    'cp -t x "$IN_IN" "$IN_DIR"',
    'cp -n x "$IN_IN"',
    'ln -s "$IN_IN" x.gz; rm x.gz',
    'touch -r "$IN_IN" x',
    'rm "$(basename "$IN_IN")"',
    'tool >"${IN_IN##*/}.txt"',
    'mkdir -p "$IN_DIR"',
    'samtools sort -o x "$IN_IN"',
    'rm() { echo "$1"; }\nrm "$IN_IN"',
    'for IN_IN in a b; do rm "$IN_IN"; done',
    'IN_IN=x; rm "$IN_IN"',
    'echo rm "$IN_IN"',
  ])('but may be read by %s', (script) => expect(() => count(typed(script), given())).not.toThrow());
});

describe('an output that has the path of an input', () => {
  const made = (input: string, name: string, kind: 'result' | 'intermediate' = 'result') => {
    const { chart, workflow, volume } = newWorkflow();
    new GenomicsStage(workflow, 's', {
      inputs: { a: volume.file(input) },
      outputs: { x: volume.folder('/in')[kind](name) },
      script: makes,
    });
    return template(chart);
  };

  test('is refused', () => {
    expect(messageOf(() => made('/in/x.bam', 'x.bam'))).toContain("[c/w/s: input 'a'] an output has the path of it");
  });

  test('is refused where both are parameters that have one value', () => {
    const { chart, volume } = newChart();
    const parameters = { bam: '/in/x.bam', folder: '/in' };
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters });
    const make = () =>
      new GenomicsStage(workflow, 's', {
        inputs: { a: volume.file(workflow.parameters.bam) },
        outputs: { x: volume.folder(workflow.parameters.folder).result('x.bam') },
        script: makes,
      });
    expect(messageOf(make)).toContain('an output has the path of it');
  });

  test('is none where the name is another, or it is not published', () => {
    expect(() => made('/in/x.bam', 'y.bam')).not.toThrow();
    expect(() => made('/in/x.bam', 'x.bam', 'intermediate')).not.toThrow();
  });
});

describe('a script', () => {
  test.each(['tool \\ \n  -o x', 'tool\n--threads 4', 'if x; then\n  -o y\nfi'])(
    'has no option in the place of a command: %j',
    (script) => {
      expect(messageOf(() => count(typed(script)))).toContain('an option stands where a command does');
    },
  );

  test('may have options in a piece', () => {
    const options = sh`-o x`;
    expect(() => count(({ outputs: { txt = '' } }) => sh`tool ${options} >${txt}`)).not.toThrow();
  });

  test('must write an output, not tell of it in a comment', () => {
    const message = messageOf(() => count(() => sh.raw('tool >x # then "$OUT_TXT"')));
    expect(message).toContain('the script never mentions it, got a script without $OUT_TXT but in a comment');
    expect(() => count(() => sh.raw('tool "#$OUT_TXT"'))).not.toThrow();
  });

  test.each(['awk \'{ print ENVIRON["IN_SS"] }\' x', 'python3 -c \'print(os.environ["IN_SS"])\''])(
    'asks the environment for what is there: %s',
    (script) => {
      expect(messageOf(() => count(typed(script), { s: 'a' }))).toContain('got ENVIRON["IN_SS"]');
      expect(() => count(typed(script.replace('IN_SS', 'IN_S')), { s: 'a' })).not.toThrow();
      expect(() => count(typed(`export IN_SS=1\n${script}`), { s: 'a' })).not.toThrow();
    },
  );

  test('that fetches reads uses both files of functions', () => {
    const fetching = typed('reads "$IN_U" x 1 ""');
    expect(messageOf(() => count(fetching, { u: 'a' }, { uses: [FASTQ] }))).toContain('got no fetch.sh in uses');
    expect(() => count(fetching, { u: 'a' }, { uses: [FETCH, FASTQ] })).not.toThrow();
    expect(() => count(typed('check 1 "" <x >y'), {}, { uses: [FASTQ] })).not.toThrow();
  });
});

describe('a condition that always holds', () => {
  const staged = (when: (by: Value, mode: Value) => Condition) => {
    const { chart, volume } = newChart();
    const parameters = { by: { value: 'a', enum: ['a', 'b'] }, mode: 'x' };
    const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters });
    const { by, mode } = workflow.parameters;
    const outputs = { x: volume.folder('/run').result('x') };
    new GenomicsStage(workflow, 's', { when: when(by, mode), outputs, script: makes });
    return template(chart);
  };

  test.each<[string, (by: Value, mode: Value) => Condition]>([
    ['differs from one or from another', (_, mode) => differs(mode, 'a').or(differs(mode, 'b'))],
    ['is a word or is not', (_, mode) => equals(mode, 'a').or(differs(mode, 'a'))],
    ['is any of all words', (by) => equals(by, 'a').or(equals(by, 'b'))],
    ['beside another', (by, mode) => equals(mode, 'a').or(differs(by, 'a')).or(equals(by, 'a'))],
  ])('is refused: %s', (_, when) => expect(messageOf(() => staged(when))).toContain('a condition always holds'));

  test.each<[string, (by: Value, mode: Value) => Condition]>([
    ['any of some words', (_, mode) => equals(mode, 'a').or(equals(mode, 'b'))],
    ['of two values', (by, mode) => differs(mode, 'a').or(differs(by, 'b'))],
    ['none of some words', (_, mode) => differs(mode, 'a').and(differs(mode, 'b'))],
    ['with a part that hangs on another', (by, mode) => equals(by, 'a').or(equals(by, 'b').and(equals(mode, 'x')))],
  ])('but not %s', (_, when) => expect(() => staged(when)).not.toThrow());
});
