import { spawnSync } from 'node:child_process';

import { sh } from '../../lib';
import { indentShell, marksAt, quoteAt, START, scanShell } from '../../lib/shell/shell-scan';
import { COMMANDS, SHELLS } from '../support/call';
import { Bench, type Called } from '../support/functions';
import { complaint, scanned } from '../support/scanned';
import { refusal } from '../synth';

const bench = new Bench();

beforeAll(() => {
  bench.file('two', 'a\nb\n');
  bench.file('name with spaces', 'x\n');
  bench.file('list', 'two\nname with spaces\n');
  bench.tool('broken', 'echo broke >&2; exit 3');
});

afterAll(() => bench.remove());

/** What a script does under each shell that is there. */
function doings(script: string): readonly Called[] {
  return SHELLS.map((shell) => bench.call(COMMANDS[shell], [], `${script}\necho to the end`));
}

const toTheEnd = ({ status, out }: Called): boolean => status === 0 && out.endsWith('to the end\n');
const parses = (command: readonly [string, ...string[]], text: string): boolean =>
  spawnSync(command[0], [...command.slice(1), '-n', '-c', text]).status === 0;

describe('what goes on behind a command that broke is refused:', () => {
  test.each([
    ['&', 'broken & sleep 0', "a background '&'"],
    ['|', 'broken | cat', "'|'"],
    ['&&', 'broken && true', "'&&' in a list"],
    ['||', 'broken || true', "'||' in a list"],
    ['|| of three', 'broken || broken || true', "'||' in a list"],
    ['|| to a group that ends well', 'broken || { echo no; true; }', "'||' in a list"],
    ['!', '! true', "'!' before a command"],
    [
      'a function in a condition',
      'work() { broken; echo; }\nif work; then :; fi',
      "'work', a function of several commands,",
    ],
    [
      'a function in an elif',
      'work() { broken; echo; }\nif false; then :; elif work; then :; fi',
      "'work', a function",
    ],
    ['a function after while', 'work() { broken; echo; }\nwhile work; do break; done', "'work', a function"],
    ['a function after until', 'work() { broken; echo; }\nuntil work; do :; done', "'work', a function"],
    ['a function before ||', 'work() { broken; echo; }\nwork || fail 65 "why"', "'work', a function"],
    [
      'a function that stands below',
      'all() { if work; then :; fi; }\nwork() { broken; echo; }\nall',
      "'work', a function",
    ],
    ['a function by another', 'work() { broken; echo; }\nall() { work; }\nif all; then :; fi', "'all', a function"],
    [
      'a function with a loop',
      'work() { for x in 1 2; do [ "$x" = 2 ]; done; }\nif work; then :; fi',
      "'work', a function",
    ],
    ['a function in a substitution', 'work() { broken; echo; }\nif [ -z "$(work)" ]; then :; fi', "'work', a function"],
    ['two commands in a condition', 'if broken; true; then :; fi', 'several commands in a condition'],
    ['two lines in a condition', 'while\n  broken\n  true\ndo break; done', 'several commands in a condition'],
    ['a group in a condition', 'if { broken; true; }; then :; fi', 'several commands in a condition'],
    ['a subshell in a condition', 'if (broken; true); then :; fi', 'several commands in a condition'],
    ['a loop in a condition', 'if for x in 1 2; do [ "$x" = 2 ]; done; then :; fi', 'a loop in a condition'],
    ['export', 'export x="$(broken)"', "a '$(…)' whose status is lost"],
    ['export with backquotes', 'export x=`broken`', "a '$(…)' whose status is lost"],
    ['readonly', 'readonly x=$(broken)', "a '$(…)' whose status is lost"],
    ['local', 'work() { local x=$(broken); }\nwork', "a '$(…)' whose status is lost"],
    ['the first of two assignments', 'x=$(broken) y=$(echo)', "a '$(…)' whose status is lost"],
    ['the first of two substitutions', 'x="$(broken) $(echo)"', "a '$(…)' whose status is lost"],
    ['an assignment before a command', 'LC_ALL=$(broken) true', "a '$(…)' whose status is lost"],
    ['set +e', 'set +e\nbroken', "'set +e'"],
    ['set with several options', 'set +ue\nbroken', "'set +ue'"],
    ['a function of the name fail', 'fail() { :; }\nbroken || fail 65 "why"', "a function 'fail'"],
    ['> in [ ]', '[ 5 > 30 ]', "'>' in [ ]"],
    ['< in [ ]', '[ 5 < two ]', "'<' in [ ]"],
    ['a list of files without quotes', 'set -- $(cat list)\n[ "$#" = 4 ]', "a '$(cat …)' without quotes"],
    ['a list of files in for', 'for x in $(cat list); do [ "$x" != name ] || echo "$x"; done', "a '$(cat …)' without"],
    ['a here-document', 'cat <<E\n$(broken)\nE', 'a here-document'],
  ])('%s', (_, script, got) => {
    const error = complaint(script);
    expect(error?.code).toBe('shell-syntax');
    expect(error?.problem.what).toBe('a script holds what can hide a failure');
    expect(error?.problem.got).toContain(got);
    expect(doings(script).some(toTheEnd)).toBe(true);
  });
});

describe('what shells read differently is refused:', () => {
  test.each([
    ['&>', 'broken &>log; wait', "'&>'"],
    ['&>>', 'broken &>>log; wait', "'&>>'"],
    ['>& before a file', 'echo x >&log3; cat log3', "'>&' before a file"],
    ['<(…)', 'cat <(echo x)', "'<('"],
    ['>(…)', 'echo x > >(cat >log4); sleep 0.1; cat log4', "'>('"],
    ['<<<', 'cat <<<x', "'<<<'"],
    ['[[', '[[ -s two ]]', "'[['"],
    ['[[ in a condition', 'if [[ -s two && -s list ]]; then echo yes; fi', "'[['"],
    ['an array', 'a=(x y)', "'a=('"],
    ['more of an array', 'a+=(x)', "'a+=('"],
    ['a place in an array', 'a[1]=x', 'an array'],
    ['all of an array', 'set -- x; echo "${@[0]}${a[@]}"', "'${@[0]}'"],
    ['declare', 'declare -A a', "'declare'"],
    ['typeset', 'typeset x=1', "'typeset'"],
    ['local -a', 'work() { local -a x; }\nwork', "the option '-a'"],
    ['export -f', 'work() { :; }\nexport -f work', "the option '-f'"],
    ['mapfile', 'mapfile -t a <two', "'mapfile'"],
    ['readarray', 'readarray a <two', "'readarray'"],
    ['read -a', 'read -r -a x <two', "'read -a'"],
    [
      'read -d',
      "while IFS= read -r -d '' x; do echo x; done <two; printf 'a\\0' >zero; read -rd '' x <zero",
      "'read -d'",
    ],
    ['a range in braces', 'for x in chr{1..3}; do echo "$x"; done', 'a list in braces'],
    ['a list in braces', 'echo x.{bam,bai}', 'a list in braces'],
    ['pipefail', 'set -euo pipefail', "'set -euo pipefail'"],
    ['shopt', 'shopt -s nullglob', "'shopt'"],
    ['source', 'source ./two || exit 3', "'source'"],
    ['function', 'function work { echo; }\nwork', "'function'"],
    ['function with parentheses', 'function work() { echo; }\nwork', "'function'"],
    ['select', 'select x in a; do break; done <two', "'select'"],
    ["$'…'", "printf %s $'a\\tb'", "'$'…'"],
    ['$"…"', 'printf %s $"x"', "'$\"…'"],
    ['$[…]', 'echo $[1 + 1]', "'$['"],
    ['==', 'if [ x == x ]; then echo yes; fi', "'==' in [ ]"],
    ['== in test', 'if test x == x; then echo yes; fi', "'==' in [ ]"],
    ['=~', 'if [ x =~ x ]; then echo yes; else exit 4; fi', "'=~' in [ ]"],
    ['[ -v', 'if [ -v PATH ]; then echo yes; fi', "'-v' in [ ]"],
    ['echo -e', 'echo -e x', "'echo -e'"],
    ['echo -ne', 'echo -ne x', "'echo -ne'"],
    ['a backslash for echo', "echo 'a\\tb'", "a '\\' in what echo prints"],
    ['((', '((1 + 1))', "'(('"],
    ['for ((', 'for ((i = 0; i < 2; i++)); do echo; done', "'for (('"],
    ['let', 'let x=1', "'let'"],
    ['++', 'x=1; x=$((++x)); echo "$x"', "'++' in arithmetic"],
    ['**', 'x=$((2 ** 3))', "'**' in arithmetic"],
    ['+=', 'x=a; x+=b', "'+='"],
    ['${x/y/z}', 'x=abc; echo "${x/b/c}"', "'${x/b/c}'"],
    ['${x:1:2}', 'x=abc; echo "${x:1:2}"', "'${x:1:2}'"],
    ['${x^^}', 'x=abc; echo "${x^^}"', "'${x^^}'"],
    ['${!x}', 'x=PATH; echo "${!x}"', "'${!x}'"],
    ['$(<file)', 'x=$(<two); echo "$x"', "'$(<file)'"],
    [';&', 'case a in a) echo a ;& b) echo b ;; esac', "';&'"],
    ['pushd', 'pushd /tmp', "'pushd'"],
    ['trap … ERR', "trap 'echo' ERR", "'trap … ERR'"],
  ])('%s', (_, script, got) => {
    const error = complaint(script);
    expect(error?.code).toBe('shell-syntax');
    expect(error?.problem.what).toBe('a script holds what shells read differently');
    expect(error?.problem.got).toContain(got);
    const ends = new Set(doings(script).map(({ status, out }) => `${status} ${out}`));
    // No shell may be missing for this; where bash is `sh`, and nothing else is there, all is well.
    expect(ends.size > 1 || SHELLS.length < 3 || !doings(script).some(toTheEnd)).toBe(true);
  });
});

describe('what no shell can read is refused:', () => {
  test.each([
    ['a quote', "echo 'abc", "an unclosed '", 1],
    ['a double quote', 'echo a\necho "abc', 'an unclosed "', 2],
    ['a substitution', 'x=$(echo', 'an unclosed $(', 1],
    ['a parameter', 'echo ${x', 'an unclosed ${', 1],
    ['arithmetic', 'echo $((1 + 1)', 'an unclosed $((', 1],
    ['backquotes', 'x=`echo', 'an unclosed `', 1],
    ['a subshell', '(echo', 'an unclosed (', 1],
    ['a group', '{ echo', "'{' without '}'", 1],
    ['a group whose brace is an argument', '{ echo }', "'{' without '}'", 1],
    ['if', 'echo\nif true; then echo', "'if' without 'fi'", 2],
    ['if in a substitution', 'x=$(if true; then echo)', "'if' without 'fi'", 1],
    ['then', 'if true\nfi', "an unexpected 'fi'", 2],
    ['what then does', 'if true; then\n  # later\nfi', "an unexpected 'fi'", 3],
    ['for', 'for x in a; do echo', "'for' without 'done'", 1],
    ['while', 'while true; do echo', "'while' without 'done'", 1],
    ['case', 'case a in a) echo', "'case' without 'esac'", 1],
    ['a loop closed otherwise', 'for x in a; do echo; fi', "an unexpected 'fi'", 1],
    ['the start of an if', 'echo\nfi', "an unexpected 'fi'", 2],
    ['the case of a ;; in a subshell', '( echo ;; )', "an unexpected ';;'", 1],
    ['the start of an if in a subshell', '( echo; fi )', "an unexpected 'fi'", 1],
    ['the start of a subshell', 'echo )', "an unexpected ')'", 1],
    ['a command before ;', 'echo; ; echo', "an unexpected ';'", 1],
    ['a command behind ||', 'echo ||', 'the end', 1],
    ['quotes around (', 'awk -F: print($1) two', "'('", 1],
    ['a file behind >', 'echo >', 'the end', 1],
    ['a file before the number of another', 'cat < 2>&1', "an unexpected '2'", 1],
    ['a file behind > before such a number', 'echo >2>x', "an unexpected '2'", 1],
  ])('%s', (_, script, got, line) => {
    const error = complaint(script);
    expect(error?.code).toBe('shell-syntax');
    expect(error?.problem.what).toBe('a script is one that no shell can read');
    expect(error?.problem.got).toContain(`${got} in line ${line}: `);
    expect(SHELLS.filter((shell) => parses(COMMANDS[shell], `${script}\n`))).toEqual([]);
  });
});

test('a refusal has the line of the script, the line’s text, and what to write instead', () => {
  const script = ['samtools index x.bam', "# it's there", ...Array.from({ length: 38 }, (_, at) => `echo ${at}`)];
  const error = complaint([...script, "  sh -c 'exit 3' &> log", 'cat x'].join('\n'));
  expect(error?.problem).toEqual({
    what: 'a script holds what shells read differently',
    got: "'&>' in line 41: sh -c 'exit 3' &> log",
    expected: 'POSIX shell, which dash, bash and busybox read alike',
    fix: "write '>file 2>&1': dash runs the command beside; sh.raw(…) takes text as it is",
  });
});

test('a refusal shows references as they were written, and of a long line what is around the place', () => {
  const { problem } = refusal(
    () => sh`
    cat ${'a'} ${sh`b`}
    cat ${'a'} ${sh`b`} &> log`,
  );
  expect(problem.got).toBe("'&>' in line 2: cat ${…} ${…} &> log");
  const long = complaint(`echo ${'word '.repeat(60)} &> log`);
  expect(long?.problem.got).toMatch(/^'&>' in line 1: …(ord|rd|d|word)[ word]+&> log$/);
});

test('the first of several is named', () => {
  expect(complaint("[ a == b ]\ncat <<E\nit's\nE")?.problem.got).toContain("'==' in [ ] in line 1: ");
});

describe('a command or the end is allowed:', () => {
  test.each([
    ['fail with a message', 'broken || fail 65 "it broke"', 65],
    ['fail behind a break of the line', 'broken ||\n  fail 65 "it broke"', 65],
    ['exit', 'broken || exit', 3],
    ['exit with a status', 'broken || exit 4', 4],
    ['return of a function', 'work() { broken || return; }\nwork', 3],
    ['return with a status', 'work() { broken || return 4; }\nwork', 4],
    ['a group that ends so', 'broken || { echo "it broke" >&2; exit 4; }', 4],
    ['a group that fails', 'broken || {\n  ls >&2\n  fail 65 "it broke"\n}', 65],
    ['a function of one command', 'has() { grep -q "$1" two; }\nhas c || fail 65 "no c"', 65],
  ])('%s', (_, script, status) => {
    expect(doings(scanned(script)).map((end) => end.status)).toEqual(SHELLS.map(() => status));
  });

  test('with a reference in the message, before it and behind it', () => {
    const { text } = sh`broken ${'a b'} || fail 65 "no reads in "${'a b'}", "${'c'} ${'d'}`;
    expect(text).toBe(`broken 'a b' || fail 65 "no reads in "'a b'", "c d`);
    for (const { status, log } of doings(text)) {
      expect(status).toBe(65);
      expect(log).toContain('no reads in a b, c d');
    }
  });

  test.each([
    ['a status of 256, which is 0', 'broken || exit 256'],
    ['a group that ends with the status of what it says', 'broken || { echo no; exit; }'],
    ['another command behind it', 'broken || exit 3 || true'],
    ['more than a status', 'broken || exit 3 4'],
  ])('but not %s', (_, script) => {
    expect(complaint(script)?.problem.got).toContain("'||' in a list");
  });
});

test('what a place stands in is known between stretches', () => {
  const marks = (text: string) => marksAt(scanShell(text, START, false));
  expect(marks('echo "$((')).toEqual(['"', '$((']);
  expect(marks("x=$(case a in a) echo '")).toEqual(['$(', "'"]);
  expect(marks('x=$(case a in (a) echo;; esac) y="${x#')).toEqual(['"', '${']);
  expect(marks("# it's\n\\' a#'b' $'")).toEqual(["'"]);
  expect(marks('echo "it\'s" ${x#\'}\'} "${x:-it\'s}" `a')).toEqual(['`']);
  const quote = (text: string) => quoteAt(scanShell(text, START, false));
  expect(quote('echo "${x:-')).toBe('"');
  expect(quote('echo "$(a ')).toBeUndefined();
});

test('lines are indented but for those that begin in quotes, also in a text that no scanner takes', () => {
  const text = "[[ a ]]\na=('x\ny' \"$(b\nc)\")\n# it's\nd";
  expect(indentShell(text, '  ')).toBe("[[ a ]]\n  a=('x\ny' \"$(b\n  c)\")\n  # it's\n  d");
});
