import { fed, lines, pipe, sh, tee } from '../../lib';
import { barePipes } from '../../lib/shell/bare-pipes';
import { ShellVariable } from '../../lib/shell/shell';

describe('a pipe that is written by hand is found', () => {
  it.each([
    ['on a line of its own', 'a\nb | c\nd', 'b | c'],
    ['over several lines', 'b |\n  c', 'b |'],
    ['of three', 'b | c | d', 'b | c | d'],
    ['in a substitution', 'x=$(b | c)', 'x=$(b | c)'],
    ['in quotes that are expanded', 'echo "$(b | c)"', 'echo "$(b | c)"'],
    ['in the target of a redirection', 'a >"$(b | c)"', 'a >"$(b | c)"'],
    ['in a condition', 'if b | grep -q x; then\n  a\nfi', 'if b | grep -q x; then'],
    ['in a loop', 'while read -r x; do\n  b | c\ndone', 'b | c'],
    ['in a branch of case', 'case $x in\n  1 | 2) b | c ;;\nesac', '1 | 2) b | c ;;'],
    ['in a function', 'f() {\n  b | c\n}', 'b | c'],
    ['in a subshell', '(b | c)', '(b | c)'],
    ['behind a list', 'a && b | c', 'a && b | c'],
    ['into a loop', 'b | while read -r x; do c; done', 'b | while read -r x; do c; done'],
    ['within a member of a pipe that counts', '(member 1 && a | b) |\n  (member 2 && c)', '(member 1 && a | b) |'],
    ['beside a member of a pipe that counts', '(member 1 && a) | b', '(member 1 && a) | b'],
    ['before what no shell can read', 'b | c\nif d', 'b | c'],
  ])('%s', (_, script, line) => expect(barePipes(script)).toEqual([line]));
});

describe('no pipe is found', () => {
  const out = new ShellVariable('OUT_X', 'an output');
  it.each([
    ['in single quotes', "awk -F '|' '/a|b/'"],
    ['in double quotes', 'echo "a | b"'],
    ['in a comment', 'a # b | c'],
    ['in the patterns of case', 'case $x in\n  1 | 2) a ;;\nesac'],
    ['in `||`', 'a || exit'],
    ['in what pipe writes', pipe(sh`a`, sh`b`, sh`if c; then d; fi`).text],
    ['in what pipe writes within a block', sh`if a; then ${pipe(sh`b`, sh`c`)}; fi`.text],
    ['in what tee writes', pipe(sh`a`, tee(out, sh`b`, sh`c`)).text],
    ['in what fed writes', fed([{ fifo: '1', members: [sh`a`, sh`b`] }], sh`c`, sh`d`).text],
    ['in two pipes', lines(pipe(sh`a`, sh`b`), pipe(sh`c`, sh`d`)).text],
  ])('%s', (_, script) => expect(barePipes(script)).toEqual([]));
});
