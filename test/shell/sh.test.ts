import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { fed, lines, pipe, type ShellPart, sh, tee } from '../../lib';
import { ShellVariable, shellQuote } from '../../lib/shell/shell';
import { refusal } from '../synth';

const reads = new ShellVariable('IN_READS', "input 'reads'");

const threads = new ShellVariable('THREADS', 'the number of threads', 'number');

describe('sh', () => {
  test('a reference is a quoted variable, a text one word, a list several', () => {
    expect(sh`tool -i ${reads} -n ${4} ${"it's"} ${['a', 'b c']} ${reads}.bai`.text).toBe(
      `tool -i "$IN_READS" -n 4 'it'\\''s' a 'b c' "$IN_READS".bai`,
    );
  });

  test('cuts the indentation of the TypeScript around it and keeps the script’s own', () => {
    expect(
      sh`
      if true; then
        printf 'a\n'
      fi`.text,
    ).toBe("if true; then\n  printf 'a\\n'\nfi");
  });

  test('a text of several lines keeps its spaces', () => {
    const script = sh`
      a
        b ${'x\n y\nz'} c`;
    expect(script.text).toBe("a\n  b 'x\n y\nz' c");
  });

  test('a backquote and ${ can be written', () => {
    expect(sh`echo \${x%.gz} \`date\``.text).toBe('echo ${x%.gz} `date`');
  });

  test('within double quotes a reference has braces, and a text what the quotes would read is escaped', () => {
    expect(sh`java "-Xmx${threads}m" --in="${reads}.bam" "@RG\tID:${'a"b$(c)`d`\\'}" "${4}"`.text).toBe(
      'java "-Xmx${THREADS}m" --in="${IN_READS}.bam" "@RG\\tID:a\\"b\\$(c)\\`d\\`\\\\" "4"',
    );
    expect(sh`x="$(printf %s "${reads}" ${reads})" # ${reads}`.text).toBe(
      'x="$(printf %s "${IN_READS}" "$IN_READS")" # "$IN_READS"',
    );
    expect(sh`python3 x.py -o "${reads}.txt" "$TMPDIR/${reads}"; awk -v n="${reads}" "${'x'}" "${reads}"`.text).toBe(
      'python3 x.py -o "${IN_READS}.txt" "$TMPDIR/${IN_READS}"; awk -v n="${IN_READS}" "x" "${IN_READS}"',
    );
    expect(sh`awk 1 "$TMPDIR/x"; echo "${reads} costs \$${reads}" ${reads}#"${reads}"`.text).toBe(
      'awk 1 "$TMPDIR/x"; echo "${IN_READS} costs \\$${IN_READS}" "$IN_READS"#"${IN_READS}"',
    );
  });

  test('a text within double quotes reaches a command byte for byte', () => {
    const text = fc.string({ unit: 'binary' }).map((one) => one.replaceAll('\0', '').replaceAll('{{', ''));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const script = sh`printf '%s.' "<${one}|${reads}|${other}>"`.text;
        const env = { ...process.env, IN_READS: other };
        const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8', env });
        expect(printed).toBe(`${Buffer.from(`<${one}|${other}|${other}>.`)}`);
      }),
      { numRuns: 40 },
    );
  });

  test('arithmetic is followed through its own parentheses and through what is substituted in it', () => {
    expect(sh`echo $(( (1 + (2)) * (${threads} - 1) + $(wc -l <${reads}) - ${threads})) ${reads}`.text).toBe(
      'echo $(( (1 + (2)) * (THREADS - 1) + $(wc -l <"$IN_READS") - THREADS)) "$IN_READS"',
    );
    expect(sh`echo "$((${threads} - ${-1}))" "${threads}"`.text).toBe('echo "$((THREADS - (-1)))" "${THREADS}"');
  });

  test('a quoted word reaches a command byte for byte', () => {
    const words = fc.array(
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(words, (all) => {
        const printed = execFileSync(
          'sh',
          ['-c', `for w in ${all.map(shellQuote).join(' ')}; do printf '%s\\0' "$w"; done`],
          {
            encoding: 'utf8',
          },
        );
        expect(printed.split('\0').slice(0, -1)).toEqual(all.map((word) => Buffer.from(word).toString()));
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, () => unknown, string]>([
    ['a bare pipe', () => sh`cat x | sort`, 'shell-syntax'],
    ['a pipe in a substitution', () => sh`n=$(cat x | wc -l)`, 'shell-syntax'],
    ['a list that switches set -e off', () => sh`false && true`, 'shell-syntax'],
    ['an alternative that goes on', () => sh`false || true`, 'shell-syntax'],
    ['an alternative that leaves as if all were well', () => sh`a || exit 0`, 'shell-syntax'],
    ['an alternative that fails with no number', () => sh`a || fail "$s" why`, 'shell-syntax'],
    ['an alternative that fails with 0', () => sh`a || fail 0 why`, 'shell-syntax'],
    ['an alternative whose status is not known here', () => sh`a || exit ${0}`, 'shell-syntax'],
    ['an alternative to a list', () => sh`a || b || exit`, 'shell-syntax'],
    ['an alternative to a group, in which set -e would not hold', () => sh`{ a; b; } || exit`, 'shell-syntax'],
    ['an alternative to a subshell', () => sh`(a; b) || exit`, 'shell-syntax'],
    ['an alternative to a loop', () => sh`while a; do b; done || exit`, 'shell-syntax'],
    ['an alternative to a condition', () => sh`if a; then b; fi || exit`, 'shell-syntax'],
    ['an alternative to a case', () => sh`case x in x) a; b ;; esac || exit`, 'shell-syntax'],
    ['an alternative to a negation', () => sh`! a || exit`, 'shell-syntax'],
    ['an alternative to a substitution of two commands', () => sh`x=$(a; b) || exit`, 'shell-syntax'],
    ['an alternative to a substitution of a group', () => sh`x="$(if a; then b; c; fi)" || exit`, 'shell-syntax'],
    ['an alternative to backquotes of two commands', () => sh`x=\`a; b\` || exit`, 'shell-syntax'],
    ['an alternative to a piece of shell', () => sh`${sh`a`} || exit`, 'shell-syntax'],
    ['an alternative to a pipe', () => sh`${pipe(sh`a`, sh`b`)} || exit`, 'shell-syntax'],
    ['a pipe after an argument that is a keyword elsewhere', () => sh`grep case f | sort`, 'shell-syntax'],
    ['a list after an argument that is a keyword elsewhere', () => sh`echo if; a && b`, 'shell-syntax'],
    ['a list after a negation', () => sh`! a; b && c`, 'shell-syntax'],
    ['a pipe in a quoted substitution', () => sh`x="$(a | b)"`, 'shell-syntax'],
    ['a list in a quoted substitution', () => sh`x="$(a; b && c)"`, 'shell-syntax'],
    ['a pipe in the body of a case', () => sh`case x in a) false | cat;; esac`, 'shell-syntax'],
    ['a pipe in backquotes', () => sh`x=\`a | b\``, 'shell-syntax'],
    ['a background command', () => sh`sleep 1 &`, 'shell-syntax'],
    ['a here-document', () => sh`cat <<E\n${reads}\nE`, 'shell-syntax'],
    ['a list of words in double quotes', () => sh`tool "${['a', 'b']}"`, 'shell-syntax'],
    ['a piece of shell in double quotes', () => sh`tool "${sh`a`}"`, 'shell-syntax'],
    ['a reference in an expansion in double quotes', () => sh`echo "\${x%${reads}}"`, 'shell-syntax'],
    ['a reference in quoted backquotes', () => sh`echo "\`cat ${reads}\`"`, 'shell-syntax'],
    ['a value in the text of an awk program', () => sh`awk -v n=1 "{ print ${reads} }"`, 'shell-syntax'],
    ['a value in a pattern of awk', () => sh`awk "/${reads}/" file`, 'shell-syntax'],
    ['a value in the text of a gnuplot program', () => sh`gnuplot -e "f='${reads}'" plot.gp`, 'shell-syntax'],
    ['a value in the text of a filter of jq', () => sh`jq ".[\"${reads}\"]" file`, 'shell-syntax'],
    ['a value as a word of eval', () => sh`eval tool ${reads}`, 'shell-syntax'],
    ['a value as a quoted word of eval', () => sh`eval tool "${reads}"`, 'shell-syntax'],
    ['a value as a word of what ssh runs', () => sh`ssh host tool ${reads}`, 'shell-syntax'],
    ['a value at the start of an awk program', () => sh`awk "${reads} > 0" file`, 'shell-syntax'],
    ['a value in a command of sed', () => sh`sed -i "s/x/${reads}/" file`, 'shell-syntax'],
    ['a value in the text of a shell', () => sh`xargs -n 1 sh -c "tool ${reads}"`, 'shell-syntax'],
    ['a value in the text of Python', () => sh`/usr/bin/python3.11 -c "print('${reads}')"`, 'shell-syntax'],
    ['a value in a text that is evaluated', () => sh`if true; then eval "a=${reads}"; fi`, 'shell-syntax'],
    ['a reference behind a $', () => sh`echo $${reads}`, 'shell-syntax'],
    ['a reference behind a $ in double quotes', () => sh`echo "$${reads}"`, 'shell-syntax'],
    ['a file in arithmetic', () => sh`echo $((${reads} + 1))`, 'shell-syntax'],
    ['a text in arithmetic', () => sh`echo $((${'1'} + 1))`, 'shell-syntax'],
    ['a fraction in arithmetic', () => sh`echo $((${0.5} + 1))`, 'shell-syntax'],
    ['a piece of shell in arithmetic', () => sh`echo $((${sh`x`} + 1))`, 'shell-syntax'],
    ['a digit before a reference in arithmetic', () => sh`echo $((1${threads}))`, 'shell-syntax'],
    ['a letter behind a reference in arithmetic', () => sh`echo $((${threads}x))`, 'shell-syntax'],
    ['two references as one word of arithmetic', () => sh`echo $((${threads}${4}))`, 'shell-syntax'],
    ['a reference in single quotes', () => sh`awk '{ print ${reads} }'`, 'shell-syntax'],
    ['an Argo tag', () => sh`echo {{inputs.parameters.x}}`, 'shell-syntax'],
    ['an Argo tag in a text', () => sh`echo ${'{{x}}'}`, 'shell-syntax'],
    ['an Argo tag taken as it is', () => sh.raw('{{x}}'), 'shell-syntax'],
    ['a pipe within a pipe', () => pipe(sh`a`, sh`b ${pipe(sh`c`, sh`d`)}`).text, 'shell-syntax'],
    ['a tee outside of a pipe', () => tee(reads, sh`a`).text, 'shell-syntax'],
    ['a tee in the middle of a pipe', () => pipe(tee(reads, sh`a`), sh`b`).text, 'shell-syntax'],
    ['a tee that is a part of a member', () => pipe(sh`a`, sh`b; ${tee(reads, sh`c`)}`).text, 'shell-syntax'],
    ['a pipe in a reader of a tee', () => pipe(sh`a`, tee(reads, pipe(sh`b`, sh`c`))).text, 'shell-syntax'],
    ['an untagged reference', () => `${reads}`, 'handle-in-text'],
    ['an untagged script', () => `${sh`a`}`, 'handle-in-text'],
    ['something that is no reference', () => sh`echo ${{} as unknown as ShellPart}`, 'handle-in-text'],
  ])('refuses %s', (_, write, code) => {
    const error = refusal(write);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^\[\w+\] .+, got .+, expected .+; .+/s);
  });

  test.each([
    ['a command or the end of the stage', () => sh`tool ${reads} || fail 65 "the tool found $?"`],
    ['a command or the end of the shell', () => sh`a || exit`],
    [
      'a command or another end of the shell',
      () => sh`
          a || exit 75 # later
          b`,
    ],
    ['a command or the end of the function', () => sh`f() { a || return; b || return 1; }`],
    ['a substitution of one command or an end', () => sh`x=$(cat "$(a)" y) || exit; b`],
    ['an alternative in a branch', () => sh`if a; then b || exit; else c || exit 3; fi`],
    ['an alternative in a loop', () => sh`for x in a; do b "$x" || exit; done`],
    ['an alternative in a case', () => sh`case x in (x) a || exit ;; y | z) b || exit ;; esac`],
    ['an alternative in a group and a subshell', () => sh`{ a || exit; }; (b; c || exit)`],
    ['an alternative behind a group', () => sh`{ a; b; }; c || exit`],
    [
      'an alternative in another line',
      () => sh`
          a ||
            fail 65 "why"`,
    ],
    ['lists in conditions', () => sh`if [ -s a ] && [ -s b ]; then echo; fi`],
    ['bits in arithmetic', () => sh`n=$((a | b)); m=$((a && b))`],
    ['quotes in a quoted substitution', () => sh`x="$(cat "a b")" y='|'`],
    ['a case in a loop', () => sh`for x in a; do case $x in a|b) echo;; (c|d) echo;; esac; done`],
    ['patterns of a case', () => sh`case $x in a|b) echo;; esac`],
    ['redirections', () => sh`tool 2>&1 >/dev/null`],
    ['quoted operators', () => sh`awk '$1 > 0 && /a|b/' file`],
    ['comments', () => sh`echo # a | b && c\necho`],
    ['text taken as it is', () => sh.raw('a | b')],
  ])('allows %s', (_, write) => {
    expect(write().text).not.toBe('');
  });
});

describe('a pipe', () => {
  test('numbers the members of all pipes of a script through, a member a line', () => {
    expect(lines(pipe(sh`a`, sh`b`), sh`x`, pipe(sh`c`, sh`d`, sh`e`)).text).toBe(`{
  set +e
  (member 1 && a) |
    (member 2 && b)
  joined 1 2
}
x
{
  set +e
  (member 3 && c) |
    (member 4 && d) |
    (member 5 && e)
  joined 3 4 5
}`);
  });

  test('writes a member of several commands in lines of its own, and leaves what stands in quotes as it is', () => {
    const program = sh`
      if true; then
        awk ${'{\n print\n}'}
      fi # done`;
    expect(
      sh`
      for x in 1 2; do
        ${pipe(program, sh`b`)}
      done`.text,
    ).toBe(`for x in 1 2; do
  {
    set +e
    (
      member 1
      if true; then
        awk '{
 print
}'
      fi # done
    ) |
      (member 2 && b)
    joined 1 2
  }
done`);
  });

  test('ends in a tee whose first reader is a member, while the others stand beside it; all are counted', () => {
    expect(pipe(sh`a`, tee(reads, sh`b`)).text).toBe(`{
  set +e
  (member 1 && a) |
    (member 2 && tee "$IN_READS") |
    (member 3 && b)
  joined 1 2 3
}`);
    expect(pipe(sh`a`, tee(reads, sh`b`, sh`c`)).text).toBe(`{
  set +e
  rm -f "$TMPDIR/.tee1\${pipes-}"
  mkfifo "$TMPDIR/.tee1\${pipes-}" || exit
  sides=''
  (
    (member 4 && c) <"$TMPDIR/.tee1\${pipes-}"
    status=$?
    [ "$status" = 0 ] || cat "$TMPDIR/.tee1\${pipes-}" >/dev/null 2>&1
  ) &
  sides="$sides $!"
  (member 1 && a) |
    (member 2 && tee "$IN_READS" "$TMPDIR/.tee1\${pipes-}") |
    (member 3 && b)
  rm -f "$TMPDIR/.tee1\${pipes-}" <>"$TMPDIR/.tee1\${pipes-}"
  # shellcheck disable=SC2086 # several words
  wait $sides
  joined 1 2 3 4
}`);
  });

  test('that is fed makes its named pipe, counts the feed first, and sets a feed free whose reader never came', () => {
    expect(fed([{ fifo: '1.fq', members: [sh`a`, sh`b`] }], sh`c "$TMPDIR/1.fq"`).text).toBe(`{
  set +e
  rm -f "$TMPDIR/1.fq"
  mkfifo "$TMPDIR/1.fq" || exit
  sides=''
  (
    (
      (member 1 && a) |
        (member 2 && b)
    ) >"$TMPDIR/1.fq"
    status=$?
    [ "$status" = 0 ] || [ ! -p "$TMPDIR/1.fq" ] || : >"$TMPDIR/1.fq"
  ) &
  sides="$sides $!"
  (member 3 && c "$TMPDIR/1.fq")
  rm -f "$TMPDIR/1.fq" <>"$TMPDIR/1.fq"
  # shellcheck disable=SC2086 # several words
  wait $sides
  joined 1 2 3
}`);
  });

  test.each(['/tmp/1.fq', 'a b', '.hidden', ''])('refuses a named pipe that is called %j', (fifo) => {
    expect(refusal(() => fed([{ fifo, members: [sh`a`] }], sh`b`).text).code).toBe('invalid-value');
  });
});

test('a piece of several lines goes on as the line begins in which it stands', () => {
  const piece = lines(sh`a`, sh`b ${'x\ny'}`);
  expect(
    sh`
    if true; then
      ${piece}
    fi`.text,
  ).toBe("if true; then\n  a\n  b 'x\ny'\nfi");
});

test('lines leave empty pieces out', () => {
  expect(lines(sh``, sh`a`, sh``, sh`b`, lines()).text).toBe('a\nb');
});
