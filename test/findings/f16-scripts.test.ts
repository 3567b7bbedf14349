/** The finding: refusals of what a script does beside its files stopped valid scripts, and missed twins of mistakes. */
import { GenomicsStage, optional, sh, url } from '../../lib';
import { shellFile } from '../../lib/shell';
import { newWorkflow, template } from '../synth';
import { count, messageOf, type Write } from './count';

/** A script by its text, which writes the stage's output at its end. */
const typed =
  (script: string): Write =>
  () =>
    sh.raw(`${script}\ncount >"$OUT_TXT"`);
/** The same, with all that it does to the output. */
const made =
  (script: string): Write =>
  () =>
    sh.raw(script);

const vcf = () => ({ in: newWorkflow().volume.file('/in/x').with('.bai') });
const bed = () => ({ bed: optional(newWorkflow().volume.file('/beds/x.bed')) });

describe('an input is only read by', () => {
  test.each([
    'tabix -l "$IN_IN"',
    'tabix -h "$IN_IN" chr1',
    'tabix -R regions "$IN_IN"',
    'bcftools index -n "$IN_IN"',
    'bcftools index --nrecords "$IN_IN"',
    'bcftools index -s "$IN_IN"',
    'bcftools index --stats "$IN_IN"',
    'bcftools index -o "$TMPDIR/x.csi" "$IN_IN"',
    'samtools faidx -r regions "$IN_IN"',
    'samtools faidx "$IN_IN" chr1:1-10',
    'samtools index "$IN_IN" "$TMPDIR/x.bai"',
    'samtools index -o "$TMPDIR/x.bai" "$IN_IN"',
    'bwa index -p "$TMPDIR/ref" "$IN_IN"',
    'echo samtools index "$IN_IN"',
    'sort x # samtools index "$IN_IN"',
    '# sed -i s/x/y/ "$IN_IN"',
    'sed -i "r $IN_IN" other',
    'sed -i -f "$IN_IN" other',
    'sed -i \'s/x/y/\' other; tool "$IN_IN"',
    'sed s/x/y/ "$IN_IN" >other',
    'cp "$IN_IN" x; IN_IN=x; samtools index "$IN_IN"',
  ])('%s', (script) => expect(() => count(typed(script), vcf())).not.toThrow());

  test.each([
    ['samtools index -@ "$THREADS" "$IN_IN"', '.bai of $IN_IN'],
    ['samtools index -@4 "$IN_IN" 2>log', '.bai of $IN_IN'],
    ['/opt/bin/samtools index ${IN_IN}', '.bai of $IN_IN'],
    ['tabix --preset=vcf -f "$IN_IN"', '.tbi of $IN_IN'],
    ['samtools \\\n  faidx "$IN_IN"', '.fai of $IN_IN'],
    ['sed -E -i \'s/x/y/;s/a/b/\' "$IN_IN"', 'sed -i … "$IN_IN"'],
    ['sed -i.old -e s/x/y/ -e 1d "$IN_IN"', 'sed -i … "$IN_IN"'],
  ])('but not by %s', (script, got) => {
    expect(messageOf(() => count(typed(script), vcf()))).toContain(`got ${got},`);
  });
});

describe('an index of an input that is not declared', () => {
  test.each([
    'if [ -e "$IN_IN".csi ]; then tool "$IN_IN".csi; fi',
    'if [ -e "$IN_IN".csi ]; then echo found; fi\ntool --index "$IN_IN".csi',
    'echo "no $IN_IN.csi"',
    '# see "$IN_IN".csi',
    'tool "$IN_IN".csi.tmp',
    'awk \'$1 == "x"\' "$IN_IN" >x.csi',
    'tool "$IN_IN".bai',
  ])('is not named by %s', (script) => expect(() => count(typed(script), vcf())).not.toThrow());

  test.each(['tool "$IN_IN.csi"', 'tool --index=${IN_IN}.csi', 'tool <"$IN_IN".csi'])('is by %s', (script) => {
    expect(messageOf(() => count(typed(script), vcf()))).toContain('got "$IN_IN".csi');
  });
});

describe('an index that a script makes beside an output is not lost', () => {
  test.each([
    'sort >"$OUT_TXT"; samtools index "$OUT_TXT"; rm "$OUT_TXT".bai',
    'sort >"$OUT_TXT"; samtools index "$OUT_TXT"; mv "${OUT_TXT}.bai" "$TMPDIR"',
    'sort >"$OUT_TXT"; samtools index "$OUT_TXT"; rm "$(dirname "$OUT_TXT")"/*.bai',
    'sort >"$OUT_TXT"; samtools index "$OUT_TXT"; samtools idxstats "$OUT_TXT"',
    'trap \'rm -f "$OUT_TXT".bai\' EXIT; sort >"$OUT_TXT"; samtools index "$OUT_TXT"',
    'tidy() { rm "$1.bai"; }\nsort >"$OUT_TXT"; samtools index "$OUT_TXT"; tidy "$OUT_TXT"',
    'sort >"$OUT_TXT"; tool >"$OUT_TXT.bai.tmp"; mv "$OUT_TXT.bai.tmp" x',
    'sort >"$OUT_TXT"; echo "made $OUT_TXT.bai"',
    'sort >"$OUT_TXT"; samtools index "$OUT_TXT" x.bai',
    'bam=$OUT_TXT; sort >"$bam"; samtools index "$OUT_TXT"; samtools idxstats "$bam"',
    'set -- "$OUT_TXT"; sort >"$1"; samtools index "$OUT_TXT"; samtools idxstats "$1"',
    'for x in "$OUT_TXT"; do sort >"$x"; samtools index "$OUT_TXT"; samtools idxstats "$x"; done',
    'sort >"$OUT_TXT"; bcftools index -s "$OUT_TXT"',
    'sort >"$OUT_TXT" # samtools index "$OUT_TXT"',
  ])('%s', (script) => expect(() => count(made(script))).not.toThrow());

  test('where it is an output of its own', () => {
    const { chart, workflow, run } = newWorkflow();
    new GenomicsStage(workflow, 'sort', {
      outputs: { bam: run.result('x.bam'), index: run.result('x.bam.bai') },
      script: ({ outputs }) => sh`sort >${outputs.bam}; samtools index ${outputs.bam}; test -s ${outputs.index}`,
    });
    expect(() => template(chart)).not.toThrow();
  });

  test.each(['samtools index -@ "$THREADS" "$OUT_TXT"', 'samtools index "$OUT_TXT" 2>log', 'tool >"$OUT_TXT".bai'])(
    'but by %s it is',
    (script) => {
      expect(messageOf(() => count(made(`sort >"$OUT_TXT"; ${script}`)))).toContain('got .bai of $OUT_TXT');
    },
  );
});

describe('an option stands before a file that may not be there, as the script knows, in', () => {
  test.each([
    'case $IN_BED in\n  "") tool ;;\n  *) tool -b "$IN_BED" ;;\nesac',
    'if [ "x$IN_BED" != x ]; then tool -b "$IN_BED"; fi',
    'bed="$IN_BED"; tool -b "$IN_BED"',
    'if [ -n "$IN_BED" -a -n "$HOME" ]; then tool -b "$IN_BED"; fi',
    'cat -n "$IN_BED"',
    'if [ "$mode" = bed ]; then tool -b "$IN_BED"; fi',
    'with_bed "$IN_BED"; tool -b "$IN_BED"',
    'tool ${IN_BED:+-b "$IN_BED"}',
  ])('%s', (script) => expect(() => count(typed(script), bed())).not.toThrow());

  test.each([
    ['tool \'-b\' "$IN_BED"', '-b'],
    ['tool --bed=$IN_BED', '--bed='],
    ['tool -b "$IN_BED" # if [ -n "$IN_BED" ]', '-b'],
    ['tool \\\n  -b \\\n  "$IN_BED"', '-b'],
  ])('but not in %s', (script, flag) => {
    expect(messageOf(() => count(typed(script), bed()))).toContain(`inputs.bed.option('${flag}')`);
  });

  test('nor behind an optional URL, which has no option(…)', () => {
    const inputs = { short: url('', { optional: true }) };
    expect(messageOf(() => count(typed('tool -1 x -2 y --in "$IN_SHORT"'), inputs))).toContain(
      'if [ -n ${inputs.short}',
    );
  });
});

describe('no function of a file that the stage does not use is called in', () => {
  test.each([
    'echo "now\nfetch the reads"',
    "awk '{\n  fetch x\n}' x",
    'python3 -c "\nfetch (1)\n"',
    "Rscript -e '\nunpack (1)'",
    'sort x # then: fetch y',
    'case $1 in\n  fetch | x) ;;\nesac',
    'tool \\\n  fetch x',
    '. ./functions.sh\nfetch x',
    'alias fetch=curl\nfetch x',
    'eval "$(cat functions)"\nfetch x',
    'fetch () {\n  curl x\n}\nfetch x',
    'identity x; reads x; mates x; stream x',
    'command fetch x',
  ])('%s', (script) => expect(() => count(typed(script))).not.toThrow());

  test.each(['if ! fetch x; then fail 65 no; fi', 'until fetch x; do sleep 1; done', 'A=x fetch y', 'x=$(fetch y)'])(
    'but in %s',
    (script) => {
      expect(messageOf(() => count(typed(script)))).toContain('it calls fetch, a function of a file');
    },
  );
});

describe('no path below a mount is named in', () => {
  test.each([
    'echo "see /bwa/c/x.txt"',
    'echo /bwa/c/x.txt',
    'fail 65 /bwa/c/x.txt',
    'log "/bwa/c/x.txt is there"',
    'perl -pe "/bwa/c/ and print" list',
    'jq \'."/bwa/c/x"\' list',
    "sort x # it's in /bwa/c/x.txt",
    'if [ "$x" = /bwa/c/x.txt ]; then echo; fi',
    'case $x in\n  /bwa/c/*) ;;\nesac',
    'sed /bwa/,/end/d list',
    'grep -e /bwa/c/x list',
    "sort x # it's\nperl -e 'open F, \"/bwa/c/x.txt\"'",
  ])('%s', (script) => expect(() => count(typed(script))).not.toThrow());

  test.each(['grep x /bwa/c/x.txt', 'for f in /bwa/c/*; do echo; done', 'ref=/bwa/c/x.txt', '/bwa/bin/tool'])(
    'but in %s',
    (script) => {
      expect(messageOf(() => count(typed(script)))).toContain('it names a file on a volume');
    },
  );
});

test('a script that bash alone reads is not judged by its words', () => {
  const script = 'x=(a b)\nsamtools index "$IN_IN"\nfetch y';
  expect(() => count(typed(script), vcf())).not.toThrow();
});

test('a variable of another language behind an apostrophe in a comment is none of the stage’s', () => {
  const script = "sort x # it's sorted\nperl -e 'print $OUT_FH 1'";
  expect(() => count(typed(script))).not.toThrow();
});

test('what a file of functions reads or keeps is known to the script', () => {
  const uses = [shellFile(__dirname, 'f16-functions.sh')];
  expect(() => count(typed('keep; tool -b "$IN_BED"'), bed(), { uses })).not.toThrow();
});
