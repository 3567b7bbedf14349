import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { COMMANDS, SHELLS } from '../support/call';
import { complaint } from '../support/scanned';

/** Correct scripts as the field writes them. */
const CORPUS = [
  // awk, sed, grep
  `awk '$1 > 0 && /a|b/ { n++ } END { print n + 0 }' two >out`,
  `awk -F'\\t' -v OFS='\\t' 'NR > 1 && $3 == "PASS" || $4 != "." { print $1, $2 - 1, $2 }' in.tsv >out.bed`,
  `awk 'BEGIN { while ((getline line < "names") > 0) seen[line] = 1 } ($1 in seen) { print $1 | "sort" }' two`,
  `awk '{ if ($1 ~ /^#/) { next } else { a[$1] += $2; b[$1]++ } } END { for (k in a) print k, a[k]/b[k] }' two`,
  `awk "\\$1 == \\"$name\\" { print \\$2 }" two`,
  `awk -v cutoff="$min" '\n  # not the header, it'"'"'s checked\n  $5 >= cutoff {\n    print\n  }\n' two`,
  `sed -e 's/chr\\([0-9]*\\)/&_\\1/g' -e '/^$/d' -e "s|$a|$b|" two`,
  `sed -n '/{/,/}/p' two`,
  `grep -v '^#' x.vcf >body; grep -c '>' x.fa >n; grep -E 'a{1,3}|b{2,}' two`,
  `tr -d '\\r' <two >out`,
  `cut -f 1,2 two >out; sort -k 1,1 -k 2,2n -T "$TMPDIR" out`,
  `find . -name '*.bam' -exec samtools index {} +`,
  `find . \\( -name '*.fq' -o -name '*.fastq' \\) -print >list`,
  `xargs -n 1 -P 4 gzip <list`,
  // tools
  `samtools view -b -@ 4 -f 0x2 -F 0x904 -q 20 -o out.bam in.bam chr1:1-1000`,
  `samtools view -e '[NM] <= 2 && mapq > 20 || flag.unmap' in.bam >out.sam`,
  `samtools sort -@ $((THREADS - 1)) -m "$((MEMORY * 8 / 10 / THREADS))"M -o out.bam in.bam 2>sort.log`,
  `bcftools filter -i 'QUAL>20 && (FORMAT/DP[0]>=10 || INFO/AF<0.01)' -s 'Low|Qual' in.vcf.gz >out.vcf`,
  `bcftools query -f '%CHROM\\t%POS\\t[%GT\\t]\\n' in.vcf.gz >out.tsv`,
  `bcftools view -i "INFO/AC>=$ac & ALT!='*'" in.vcf >out.vcf`,
  `bwa mem -R '@RG\\tID:a\\tSM:b' -t 4 ref.fa 1.fq 2.fq >out.sam 2>bwa.log`,
  `gatk --java-options "-Xmx4g -XX:+UseParallelGC" HaplotypeCaller -R ref.fa -I in.bam -O out.g.vcf.gz -ERC GVCF`,
  `fastp --in1=1.fq --in2=2.fq --json="$TMPDIR/x.json" --detect_adapter_for_pe`,
  `bedtools intersect -a a.bed -b b.bed -wa -u >out.bed`,
  `curl -fsSL --retry 3 'https://h/x?a=1&b=2#c' -o file`,
  `STAR --outSAMattrRGline ID:x "PL:ILLUMINA" --readFilesCommand zcat --outFileNamePrefix ./`,
  // R, Python, Perl, JSON
  `Rscript -e 'x <- list(a = 1); if (x[[1]] > 0 && TRUE) { cat(x[["a"]], "\\n") }' >out`,
  `Rscript -e "d <- read.table('$file'); write.table(d[d[[1]] == 'a' | d$b, ], 'out')"`,
  `python3 -c '\nimport sys\n\nfor line in sys.stdin:\n    if line and not line.startswith("#"):\n        print(f"{line!r}")\n' <two`,
  `perl -lane 'print join("\\t", @F[0..2]) if $F[3] =~ /x{2,}/ && !$seen{$F[0]}++' two`,
  `printf '{"sample":"%s","files":["a","b"],"n":{"x":1,"y":2}}\\n' "$name" >out.json`,
  `jq -r '.[] | select(.a == "b" and .c != null) | [.a, .c] | @tsv' x.json >out`,
  // tests and branches
  `if [ "$a" = b ] || [ "$a" != "$c" ] && [ -s "$a" ]; then echo yes; fi`,
  `if test -s a && ! test -e b; then echo yes; elif [ "$n" -gt 0 -a "$m" -le 3 ]; then echo; else echo no; fi`,
  `if ! grep -q x two; then fail 65 "no x"; fi`,
  `if { [ -s a ] && [ -s b ]; } || [ -s c ]; then echo; fi`,
  `if [ "$(wc -l <two)" -gt 3 ]; then echo many; fi`,
  `if command -v samtools >/dev/null 2>&1; then samtools --version; fi`,
  `[ "$(cat n)" -gt 0 ] || fail 65 "no reads in $(basename "$a")"`,
  `case $1 in\n  *.gz | *.bgz) cat=zcat ;; # it's packed\n  (*.bz2) cat=bzcat ;;\n  '') fail 64 "no file" ;;\n  [!a-z]*) ;;\n  *) cat=cat\nesac`,
  `case "$a:$b" in 0:*|*:0) echo zero;; esac`,
  `case x in esac`,
  `x=$(case $a in a) echo b ;; *) echo "c)" ;; esac)`,
  // loops
  `for chrom in $(seq 1 22) X Y; do echo "chr$chrom"; done >list`,
  `for file in "$@"; do [ -s "$file" ] || fail 65 "$file is empty"; done`,
  `for file; do echo "$file"; done`,
  `for x in a b\ndo\n  echo "$x" # don't\ndone`,
  `while IFS= read -r line || [ -n "$line" ]; do echo "$line"; done <two`,
  `while read -r sample fastq rest; do printf '%s\\n' "$sample"; done <sheet.tsv`,
  `while IFS='\t' read -r a b; do :; done <two`,
  `set --; while IFS= read -r path; do set -- "$@" -I "$path"; done <list; tool "$@"`,
  `i=0; while [ "$i" -lt 10 ]; do i=$((i + 1)); done`,
  `until [ -e ready ]; do sleep 1; done`,
  `for x in a; do if [ "$x" = a ]; then continue; fi; case $x in b) break ;; esac; done`,
  // parameters, substitutions, quotes
  `name=\${x#*.} stem=\${name%.fq.gz} dir=\${x%/*} base=\${x##*/} y=\${z:-y} w="\${v:-"a b"}"`,
  `echo "\${a:+--flag}" "\${#name}" "\${1:-x}" "\${x%"$suffix"}" "\${x:-it's}" \${x#'}'}`,
  `: "\${TMPDIR:=/tmp}" "\${x?is missing}"`,
  `n=$(grep -c . two)`,
  'n=`wc -l <two`; d=`date "+%Y"`',
  `x="$(printf '%s' "a b")"; y='a'"'"'b'; z=a\\ b\\&c\\|d`,
  `echo "a & b | c; d > e && f || g" 'h << i' "it's" a#b \\# # c | d`,
  `echo a \\\n  b \\\n  c`,
  `x=$((1 + (2 * 3) - $(wc -l <two))) y=$((x > 2 ? x << 1 : x | 1)) z=$((x && y || 0))`,
  `x=a"b"'c'$d\${e}$(echo f)`,
  `echo {} {a} a{b} x,y {x } "$x"{ '{a,b}' \\{a,b\\}`,
  `echo "$?" "$#" "$*" "$$" "$!" "$-" $0`,
  `x='[[ a == b ]]' y='function source declare' z="&> |& <( >("`,
  `echo source declare function if then fi done esac '!'`,
  // redirections, groups, functions
  `exec 3>&1 4<two; echo x >&3; read -r x <&4; exec 3>&- 4<&-`,
  `echo x >out 2>&1; echo x >>out; echo x 1>&2; >empty; : >|out; cat <>two`,
  `{ echo a; echo b; } >out; (cd /tmp; ls) >list 2>/dev/null`,
  `( set -f; IFS=:; set -- $PATH; echo "$1" )`,
  `has() { grep -q "$1" two; }\nif has x; then echo; fi`,
  `name() {\n  local file=$1\n  local n\n  n=$(wc -l <"$file")\n  echo "$n"\n}\nname two >out`,
  `die() { echo "$*" >&2; exit 1; }\n[ -s two ] || { echo "two is empty" >&2; exit 65; }`,
  `in_folder() ( cd "$1"; ls )`,
  `trap 'rm -f "$TMPDIR/x"' EXIT; trap - TERM`,
  `export LC_ALL=C PATH="/opt/bin:$PATH"; readonly x=1; unset y`,
  `LC_ALL=C sort two >out; env A=b sh -c 'echo "$A" && true'`,
  `set -x; set -- a b; set -f; set -eu; set +x; shift 2; umask 022`,
  `mkdir -p a b; cd a; ln -s ../x y; cd - >/dev/null`,
  `# only a comment, it's said; a && b | c`,
  `\n\n  echo a;\n\n  # b\n  echo c;\n`,
  `printf '%s\\n' "$(date): don't" '@RG\\tID:x' >&2`,
  `echo -n x; echo 'a \\ b \\. \\1 \\(x\\)' "$x\\"y\\"" "\\$1"`,
  `. ./functions.sh; eval "$line"; command ls; wait; times`,
];

describe('a correct script is taken:', () => {
  test.each(CORPUS.map((script) => [script]))('%s', (script) => {
    expect(complaint(script)?.message).toBeUndefined();
    expect(SHELLS.filter((shell) => !parses(shell, script))).toEqual([]);
  });
});

function parses(shell: (typeof SHELLS)[number], script: string): boolean {
  const [command, ...options] = COMMANDS[shell];
  return spawnSync(command, [...options, '-n', '-c', `${script}\n`]).status === 0;
}

/** Words and signs of the shell, which make scripts that are mostly wrong. `-n` does not look into backquotes. */
const tokens = fc.constantFrom(
  ...['if', 'then', 'else', 'fi', 'for x in a', 'while', 'do', 'done', 'case a in', 'a)', ';;', 'esac', '{', '}', '('],
  ...[')', ';', '\n', '||', '&&', '|', '&', '!', '$(', '"', "'", '${x', '>', '<', '2>&1', '# c\n'],
  ...['echo', 'a b', '\\\n', 'f()', 'x=1', "'q'", '"q $x"', '$x', '${x:-y}', 'exit 3', 'fail 65 x'],
);

test('what is taken can be read by each shell, and what is called unreadable not by all', () => {
  const soup = fc.array(tokens, { maxLength: 12 }).map((all) => all.join(' '));
  fc.assert(
    fc.property(soup, (script) => {
      const error = complaint(script);
      if (error !== undefined && !error.problem.what.includes('no shell can read')) return;
      const readers = SHELLS.filter((shell) => parses(shell, script));
      expect(readers.length === SHELLS.length).toBe(error === undefined);
    }),
    { numRuns: 400 },
  );
});

test('nothing but a complaint comes of any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(tokens, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (script) => {
      const error = complaint(script.replaceAll('{{', '{'));
      expect(error?.code ?? 'shell-syntax').toBe('shell-syntax');
    }),
    { numRuns: 2000 },
  );
});

test('correct scripts one after another, in a function, a loop, a branch and a subshell are taken too', () => {
  const wrapped = fc.constantFrom<(text: string) => string>(
    (text) => `work() {\n${text}\n}`,
    (text) => `for one in 1; do\n${text}\ndone`,
    (text) => `if true; then\n${text}\nelse\n${text}\nfi`,
    (text) => `case a in\n  a)\n${text}\n;;\nesac`,
    (text) => `(\n${text}\n)`,
    (text) => `x=$(\n${text}\n)`,
    (text) => `{\n${text}\n} >out`,
  );
  const script = fc
    .tuple(fc.array(fc.constantFrom(...CORPUS), { minLength: 1, maxLength: 3 }), fc.array(wrapped, { maxLength: 3 }))
    .map(([all, wraps]) => wraps.reduce((text, wrap) => wrap(text), ['echo', ...all].join('\n')));
  fc.assert(
    fc.property(script, (text) => {
      expect(complaint(text)?.message).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
