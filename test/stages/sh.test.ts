import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { fed, lines, pipe, type ShellPart, sh, tee } from '../../lib';
import { ShellVariable, shellQuote } from '../../lib/stages/shell';
import { refusal } from '../synth';

const reads = new ShellVariable('IN_READS', "input 'reads'");

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
        echo 'a\n'
      fi`.text,
    ).toBe("if true; then\n  echo 'a\\n'\nfi");
  });

  test('a backquote and ${ can be written', () => {
    expect(sh`echo \${x%.gz} \`date\``.text).toBe('echo ${x%.gz} `date`');
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
    ['an alternative', () => sh`false || true`, 'shell-syntax'],
    ['a pipe after an argument that is a keyword elsewhere', () => sh`grep case f | sort`, 'shell-syntax'],
    ['a list after an argument that is a keyword elsewhere', () => sh`echo if; a && b`, 'shell-syntax'],
    ['a list after a negation', () => sh`! a; b && c`, 'shell-syntax'],
    ['a pipe in a quoted substitution', () => sh`x="$(a | b)"`, 'shell-syntax'],
    ['a list in a quoted substitution', () => sh`x="$(a; b && c)"`, 'shell-syntax'],
    ['a pipe in the body of a case', () => sh`case x in a) false | cat;; esac`, 'shell-syntax'],
    ['a reference in quotes in a quoted substitution', () => sh`x="$(printf %s "${reads}")"`, 'shell-syntax'],
    ['a reference in quotes after a # that begins no comment', () => sh`echo ${reads}#"${reads}"`, 'shell-syntax'],
    ['a pipe in backquotes', () => sh`x=\`a | b\``, 'shell-syntax'],
    ['a background command', () => sh`sleep 1 &`, 'shell-syntax'],
    ['a here-document', () => sh`cat <<E\n${reads}\nE`, 'shell-syntax'],
    ['a reference in double quotes', () => sh`tool --in="${reads}"`, 'shell-syntax'],
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

test('the members of all pipes of a script are numbered through', () => {
  const script = lines(pipe(sh`a`, sh`b`), sh`x`, pipe(sh`c`, sh`d`, sh`e`)).text;
  expect(script).toBe(
    '{ set +e; ( member 1; a ) | ( member 2; b ); joined 1 2; }\nx\n{ set +e; ( member 3; c ) | ( member 4; d ) | ( member 5; e ); joined 3 4 5; }',
  );
});

test('a line of a long pipe holds as many members as fit', () => {
  const long = sh`echo ${'x'.repeat(220)}`;
  expect(pipe(sh`a`, sh`b`, long, sh`c`, sh`d`).text).toBe(
    `{ set +e; ( member 1; a ) | ( member 2; b ) |\n( member 3; ${long.text} ) |\n( member 4; c ) | ( member 5; d ); joined 1 2 3 4 5; }`,
  );
});

test('the first reader of a tee is a member of its pipe, the others stand beside it; all are counted', () => {
  expect(pipe(sh`a`, tee(reads, sh`b`)).text).toBe(
    '{ set +e; ( member 1; a ) | ( member 2; tee "$IN_READS" ) | ( member 3; b ); joined 1 2 3; }',
  );
  const fifo = '/tmp/.tee1"$pipes"';
  expect(pipe(sh`a`, tee(reads, sh`b`, sh`c`)).text).toBe(
    `{ set +e; rm -f ${fifo}; mkfifo ${fifo} || exit; sides=''; ( ( member 4; c ) < ${fifo} || cat ${fifo} >/dev/null 2>&1 ) & sides="$sides $!"
( member 1; a ) | ( member 2; tee "$IN_READS" ${fifo} ) | ( member 3; b ); rm -f ${fifo} <>${fifo}; wait $sides; joined 1 2 3 4; }`,
  );
});

test('a fed pipe makes its named pipes, counts the feeds first, and sets a feed free whose reader never came', () => {
  const script = fed(
    [
      { fifo: '/tmp/1.fq', members: [sh`a`, sh`b`] },
      { fifo: '/tmp/2.fq', members: [sh`c`] },
    ],
    sh`d /tmp/1.fq /tmp/2.fq`,
    sh`e`,
  ).text;
  expect(script).toBe(
    `{ set +e; rm -f /tmp/1.fq /tmp/2.fq; mkfifo /tmp/1.fq /tmp/2.fq || exit; sides=''; ( ( ( member 1; a ) | ( member 2; b ) ) > /tmp/1.fq || [ ! -p /tmp/1.fq ] || : >/tmp/1.fq ) & sides="$sides $!"
( ( ( member 3; c ) ) > /tmp/2.fq || [ ! -p /tmp/2.fq ] || : >/tmp/2.fq ) & sides="$sides $!"
( member 4; d /tmp/1.fq /tmp/2.fq ) | ( member 5; e ); rm -f /tmp/1.fq <>/tmp/1.fq; rm -f /tmp/2.fq <>/tmp/2.fq; wait $sides; joined 1 2 3 4 5; }`,
  );
});
