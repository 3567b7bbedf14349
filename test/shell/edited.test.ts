import { fed, lines, pipe, sh, tee } from '../../lib';
import { commandsCalled } from '../../lib/shell/commands-called';
import { ignoredFailures } from '../../lib/shell/ignored-failures';
import { ShellVariable } from '../../lib/shell/shell';
import { unreadable } from '../../lib/shell/unreadable';
import { variablesRead } from '../../lib/shell/variables-read';

const out = new ShellVariable('OUT_X', 'an output');
const written = lines(
  pipe(sh`a`, sh`b`),
  pipe(sh`a`, tee(out, sh`b`)),
  fed([{ fifo: '1', members: [sh`a`] }], sh`b`),
  sh`if a || true; then b; fi`,
  sh`c || exit`,
).text;

describe('a failure that is ignored', () => {
  it.each([
    ['by true', 'a || true\nb', 'a || true'],
    ['by a colon', 'b\na || :', 'a || :'],
    ['by an exit with 0', 'a || exit 0', 'a || exit 0'],
    ['in a substitution', 'x=$(a || true)', 'x=$(a || true)'],
    ['in a block', 'if a; then\n  b || true\nfi', 'b || true'],
    ['in a member of a pipe', '(member 1 && a || true) |\n  (member 2 && b)', '(member 1 && a || true) |'],
  ])('is found %s', (_, script, line) => expect(ignoredFailures(script)).toEqual([line]));

  it.each([
    ['in a condition', 'if a || true; then b; fi'],
    ['where something is done', 'a || : >file'],
    ['where the status stays', 'a || exit'],
    ['in quotes', "echo 'a || true' # a || true"],
    ['in what this library writes', written],
  ])('is not found %s', (_, script) => expect(ignoredFailures(script)).toEqual([]));
});

describe('what no shell can read', () => {
  it.each([
    ['an open quote', 'a\nb "c', 'an unclosed "', 'b "c'],
    ['an open substitution', 'x=$(a', 'an unclosed $(', 'x=$(a'],
    ['an open block', 'if a; then\n  b', "'if' without 'fi'", 'if a; then'],
    ['a word that closes nothing', 'a\nfi', "an unexpected 'fi'", 'fi'],
    ['a redirection without a file', '< 2>&1', "an unexpected '2'", '< 2>&1'],
  ])('is found: %s', (_, script, got, line) => expect(unreadable(script)).toMatchObject({ got, line }));

  it.each([
    ['a here-document with a quote in it', "cat <<E\nit's\nE"],
    ['what bash alone reads', '[[ a = b ]] && x=(1 2)'],
    ['a target that bash takes for one', 'a 2>&1>b'],
    ['a function with a space behind its name', 'f () {\n  a\n}'],
    ['what this library writes', written],
  ])('is not: %s', (_, script) => expect(unreadable(script)).toBeUndefined());
});

describe('a variable that a script reads', () => {
  const names = (script: string) => variablesRead(script).map(({ name }) => name);

  it.each([
    ['plain', 'a $IN_X', ['IN_X']],
    ['in quotes and braces', 'a "${OUT_X%.bam}.bai" "${#IN_Y}"', ['OUT_X', 'IN_Y']],
    ['that says which items failed', 'a "$FAILED_IN_X"', ['FAILED_IN_X']],
    ['in a substitution, once', 'x=$(a "$IN_X") && b "$IN_X"', ['IN_X']],
  ])('is found %s', (_, script, found) => expect(names(script)).toEqual(found));

  it.each([
    ['in single quotes', "awk '{ print $IN_X }'"],
    ['in a comment', 'a # $IN_X'],
    ['behind a backslash', 'a "\\$IN_X"'],
    ['where it may be missing', 'a "${IN_X:-b}" "${IN_Y-}" "${IN_Z+c}"'],
    ['where the script sets it', 'IN_X=a\nb "$IN_X"\nread -r IN_Y && c "$IN_Y"'],
    ['of which it is a part', 'a "$MIN_X" "$SAID_IN_X"'],
    ['behind a here-document', "cat <<'E'\n$IN_X\nE"],
  ])('is not found %s', (_, script) => expect(names(script)).toEqual([]));

  it('comes with its line', () => {
    expect(variablesRead('a\n  b "$IN_X"\nc')).toEqual([{ name: 'IN_X', line: 'b "$IN_X"' }]);
  });
});

it('knows the commands that a script calls, wherever they stand', () => {
  const script = 'f() {\n  a\n}\nif b; then X=1 c "$(d)"; fi\n(member 1 && e) |\n  (f)\nwhile g; do a; done';
  expect([...commandsCalled(script)].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'g', 'member']);
});
