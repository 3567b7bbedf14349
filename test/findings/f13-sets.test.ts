// Finding F13: a set was a file of paths alone, and what one wrote for a tool that takes arguments split them at
// spaces.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { each, lines, pipe, sh } from '../../lib';
import { type Shell, ShellList, ShellSettled } from '../../lib/shell/shell';
import { type Call, type CallEnd, call, SHELLS, type ShellName, sourced } from '../support/call';
import { newVolume, removeVolume } from '../support/tree';
import { refusal } from '../synth';

const rows = new ShellList('IN_ROWS');
const more = new ShellList('IN_MORE');
const settled = new ShellSettled('IN_ROWS');
const NAMES = ['my S1', "it's", '"a"  b', '*', '-rf', '$(touch pwned)', '\\n', 'x;y', '@z', '基因'];

let mount = '';
beforeEach(() => {
  mount = newVolume();
});
afterEach(() => removeVolume(mount));

/** Items of a map: each writes its name. */
async function made(shell: ShellName, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { status } = await call({
      shell,
      mount,
      options: ['--output=OUT_ROW'],
      env: { NODE: name, OUT_ROW: `${mount}/run/rows/${name}` },
      script: 'printf "%s\\n" "${OUT_ROW##*/}" >"$OUT_ROW"',
    });
    expect([name, status]).toEqual([name, 0]);
  }
}

/** Runs a script that reads two sets, or a settled one. */
async function read(shell: ShellName, script: Shell, one: readonly string[], other?: readonly string[]) {
  const path = (name: string): string => `${mount}/run/rows/${name}/row`;
  const told: Pick<Call, 'options' | 'lists'> =
    other === undefined
      ? { options: ['--settled=IN_ROWS'], lists: { IN_ROWS: one.map((name) => `${path(name)}//${name}`).join('\n') } }
      : {
          options: ['--inputs=IN_ROWS', '--inputs=IN_MORE'],
          lists: { IN_ROWS: one.map(path).join('\n'), IN_MORE: other.map(path).join('\n') },
        };
  const table = `${mount}/run/${other === undefined ? 'settled' : 'sets'}.txt`;
  const end: CallEnd = await call({
    shell,
    mount,
    ...told,
    options: [...told.options, '--publish=OUT_T'],
    env: { OUT_T: table },
    script: script.text,
  });
  return { ...end, table: end.status === 0 ? readFileSync(table, 'utf8') : '' };
}

const told = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');

describe.each(SHELLS)('under %s', (shell) => {
  test('F13.1 the members of sets are arguments of a command, whatever they are called', async () => {
    await made(shell, NAMES);
    const [first, ...others] = NAMES;
    const all = await read(
      shell,
      lines(
        sh`spread cat ${rows.args} /dev/null ${more.args} >"$OUT_T"`,
        pipe(sh`spread cat ${more.args}`, sh`spread cat ${rows.args} -`, sh`cat >>"$OUT_T"`),
        sh`[ "$(spread sh -c 'echo $#' '*' ${rows.args} '*' ${more.args} "a b")" = ${NAMES.length + 2} ]`,
      ),
      others,
      [`${first}`],
    );
    expect([all.status, all.table]).toEqual([0, told([...others, `${first}`, ...others, `${first}`])]);
    const some = await read(shell, sh`spread cat ${settled.args} >"$OUT_T"`, NAMES);
    expect([some.status, some.table]).toEqual([0, told(NAMES)]);
  });

  test('F13.1 a loop gives each path as one word, and no tool in it reads the list', async () => {
    await made(shell, NAMES);
    const [first, ...others] = NAMES;
    const pairs = each(
      rows,
      (row) => sh`
        cat >/dev/null
        ${each(more, (other) => pipe(sh`cat ${row} ${other}`, sh`cat >>"$OUT_T"`))}`,
    );
    const { status, table } = await read(shell, pairs, others, [`${first}`]);
    expect([status, table]).toEqual([0, others.map((name) => `${name}\n${first}\n`).join('')]);
    const one = await read(shell, sh`${each(settled, (row) => sh`cat ${row}`)} >"$OUT_T"`, NAMES);
    expect([one.status, one.table]).toEqual([0, told(NAMES)]);
  });

  test('F13.1 the status of the command counts, and so does that of each command of a loop', async () => {
    await made(shell, ['a', 'b']);
    const status = async (script: Shell) => (await read(shell, script, ['a'], ['b'])).status;
    expect(await status(sh`spread sh -c 'echo >"$OUT_T"; exit 7' ${rows.args}`)).toBe(7);
    expect(await status(pipe(sh`spread sh -c 'exit 6' sh ${rows.args}`, sh`cat >"$OUT_T"`))).toBe(6);
    expect(await status(sh`echo >"$OUT_T"; ${each(rows, (row) => lines(sh`[ -d ${row} ]`, sh`echo on`))}`)).toBe(1);
    expect(await status(sh`echo >"$OUT_T"; ${each(rows, (row) => pipe(sh`sh -c 'exit 5' ${row}`, sh`cat`))}`)).toBe(5);
  });

  test('F13.1 thousands of members are arguments, and an empty set is none', () => {
    const scratch = mkdtempSync('/var/tmp/spread-');
    mkdirSync(join(scratch, 'inputs'));
    const list = `${scratch}/inputs/IN_X.list`;
    const { out, status } = sourced(
      shell,
      ['stage.sh'],
      `newline='\n'
       seq -f '/tmp/inputs/IN_X/%.0f/a  *' 9000 >${list}
       spread sh -c 'echo $# "$9000"; eval "echo \\"\\\${9001}\\""' sh @${list} last
       : >${list}
       spread sh -c 'echo $#' sh @${list}`,
      { TMPDIR: scratch },
    );
    rmSync(scratch, { recursive: true });
    expect([status, out]).toEqual([0, expect.stringMatching(/^9001 .*\nlast\n0\n$/)]);
  });
});

test('F13.1 what is written is readable', () => {
  expect(sh`spread awk -F'\t' ${'{ print }'} ${rows.args} >"$OUT_T"`.text).toBe(
    `spread awk -F'\\t' '{ print }' "@$IN_ROWS" >"$OUT_T"`,
  );
  expect(each(rows, (row) => lines(sh`index ${row}`, sh`check ${row}.bai`)).text).toBe(
    `while IFS= read -r each_rows <&3; do
  index "$each_rows"
  check "$each_rows".bai
done 3<"$IN_ROWS"`,
  );
  expect(each(rows, (row) => each(more, (other) => sh`compare ${row} ${other}`)).text).toBe(
    `while IFS= read -r each_rows <&4; do
  while IFS= read -r each_more <&3; do
    compare "$each_rows" "$each_more"
  done 3<"$IN_MORE"
done 4<"$IN_ROWS"`,
  );
});

test.each<[string, () => unknown]>([
  ['a list that is split', () => sh`cat $(cat ${rows.list})`],
  ['a list that is split in a loop', () => sh`for row in $(cat ${settled.list}); do index "$row"; done`],
  ['members without spread', () => sh`cat ${rows.args}`],
  ['members behind a command that follows one with spread', () => sh`spread cat ${rows.args}; cat ${rows.args}`],
  ['members behind a setting', () => sh`LC_ALL=C spread sort ${rows.args}`],
  ['members that are the command', () => sh`spread ${rows.args}`],
  ['members that are a part of a word', () => sh`spread cat --in=${rows.args}`],
  ['members that another word follows', () => sh`spread cat ${rows.args}.bai`],
  ['members that another reference follows', () => sh`spread cat ${rows.args}${more.args}`],
  ['members in quotes', () => sh`spread cat "${rows.args}"`],
  ['members of which a command reads', () => sh`spread cat <${rows.args}`],
  ['a loop without a command', () => each(rows, () => sh``)],
  ['a loop over a set within a loop over it', () => each(rows, () => each(rows, (row) => sh`echo ${row}`))],
])('F13.2 %s is refused', (_, write) => {
  expect(refusal(write).code).toBe('shell-syntax');
});

test.each([
  ['behind a keyword', () => sh`if true; then spread cat ${rows.args}; fi`],
  ['in a substitution', () => sh`n="$(spread cat ${rows.args})"; m=$(spread cat -n ${rows.args} ${more.args})`],
  ['in several lines', () => sh`spread cat \\\n  -n \\\n  ${rows.args} \\\n  ${more.args} # all`],
  ['of a tool whose name is a text', () => sh`spread ${'tool'} ${rows.args}`],
  ['before an end', () => sh`spread cat ${rows.args} || fail 65 "no"`],
])('F13.2 members are taken %s', (_, write) => {
  expect(write().text).toContain('"@$IN_ROWS"');
});
