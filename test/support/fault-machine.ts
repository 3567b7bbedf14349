import { existsSync, readdirSync, rmSync, statSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { RESULT } from './fault-run';
import type { Fault } from './fault-table';

/** A program that does half of its work and is then killed, or needs more memory than there is; `of` is its case. */
const half = (program: string, of: string, then: string): Readonly<Record<string, string>> => ({
  [program]: `case "$*" in
    ${of}) /usr/bin/${program} "$@" | head -c 20000; ${then} ;;
    *) exec /usr/bin/${program} "$@" ;;
  esac`,
});
const SAMPE = "'sampe '*";
const KILLED = { status: 137, says: /failed with status 137/, reads: '`failed with status 137`', isOnce: true };
const DONE = { task: 'reader', status: 0, says: /\[bwaindex\] done/ };
const OOM = half('bwa', SAMPE, 'exec tail -c 900m /dev/zero');

function filesOf(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
    : [];
}

/** As if all that lies there had been written by a node whose clock is two years ahead. */
function ahead(folder: string): void {
  const later = Date.now() / 1000 + 2 * 365 * 86_400;
  for (const path of filesOf(folder)) utimesSync(path, later, later);
}

/** Does something to the files whose paths end so, of which there must be one. */
function each(act: (path: string) => void, ...ends: readonly string[]): (volume: string) => void {
  return (volume) => {
    const found = filesOf(volume).filter((path) => ends.some((end) => path.endsWith(end)) && statSync(path).isFile());
    if (found.length === 0) throw new Error(`nothing in ${volume} ends with ${ends.join(', ')}`);
    for (const path of found) act(path);
  };
}

const remove = (...ends: readonly string[]) => each((path) => rmSync(path), ...ends);
const cut = (...ends: readonly string[]) =>
  each((path) => truncateSync(path, Math.floor(statSync(path).size / 2)), ...ends);
const empty = (...ends: readonly string[]) => each((path) => truncateSync(path), ...ends);
const NOT_AS_RECORDED = /has \d\S* bytes, its record says \d\S*: remove \S+ and submit again/;

const kills = (['bwaprepare', 'bwamap(0)', 'bwaindex'] as const).map(
  (task, at): Fault => ({
    name: `kill −9 of the pod in the middle of ${task.replace('(0)', '')}`,
    task,
    status: 137,
    says: /^(?!.*\] done)/s,
    isOnce: true,
    pods: { [task]: { trace: ['kill', `${[15, 7, 9][at]}`] } },
    seedPods: { [task]: { trace: ['kill', `${[30, 4, 5][at]}`] } },
  }),
);

export const MACHINE_FAULTS: readonly Fault[] = [
  ...kills,
  {
    name: 'a full disk',
    task: 'bwaprepare',
    status: 73,
    says: /No space left on device/,
    place: 'full',
    onBucket: { status: 75, says: /Input\/output error/ },
  },
  { name: 'a read-only volume', task: 'bwaprepare', status: 69, says: /cannot write/, place: 'read-only' },
  {
    name: 'too little scratch',
    task: 'bwaprepare',
    status: 73,
    says: /MiB free, expected/,
    pods: { bwaprepare: { scratch: '8m' } },
  },
  {
    name: 'a scratch that fills up at work',
    task: 'bwaprepare',
    status: 73,
    says: /\[bwaprepare\] \/tmp is full: raise/,
    reads: '`[bwaprepare] /tmp is full: raise the stage’s scratch`',
    pods: { bwaprepare: { scratch: '64k', isScratchUnasked: true } },
  },
  {
    name: 'a scratch that is full when the work is done',
    ...DONE,
    pods: {
      bwaindex: {
        scratch: '8m',
        isScratchUnasked: true,
        tools: {
          samtools:
            '/usr/bin/samtools "$@"; s=$?; [ "$1" != tview ] || cat /dev/zero >/tmp/fill 2>/dev/null; exit "$s"',
        },
      },
    },
  },
  {
    name: 'an OOM kill of bwa',
    task: 'bwaindex',
    ...KILLED,
    // The kernel takes the shell too, now and then.
    says: /^(?!.*\] done)/s,
    reads: '`failed with status 137`, or nothing',
    pods: { bwaindex: { tools: OOM, memoryMiB: 96 } },
  },
  ...(['dash', 'bash', 'busybox'] as const).map(
    (shell): Fault => ({
      name: `a lost pipe member under ${shell}`,
      task: 'bwaindex',
      ...KILLED,
      pods: { bwaindex: { shell, tools: half('bwa', SAMPE, 'kill -9 $$') } },
    }),
  ),
  {
    name: 'gzip killed in the middle of a FASTQ',
    task: 'bwaprepare',
    ...KILLED,
    pods: { bwaprepare: { tools: half('gzip', '-dc*', 'kill -9 $$') } },
    seedPods: { bwaprepare: { tools: half('gunzip', '*_2.fastq.gz', 'kill -9 $$') } },
  },
  {
    name: 'a tool fails in the middle',
    task: 'bwaindex',
    status: 1,
    says: /failed with status 1/,
    reads: '`failed with status 1`, below what the tools say',
    pods: { bwaindex: { tools: half('bwa', SAMPE, 'exit 1') } },
  },
  {
    name: 'a tool that leaves a child behind, which holds the log',
    ...DONE,
    pods: { bwaindex: { tools: { bwa: 'sleep 600 <&- >&2 & exec /usr/bin/bwa "$@"' } } },
  },
  {
    name: 'the script’s shell is killed, its child goes on',
    task: 'bwamap(0)',
    ...KILLED,
    pods: { 'bwamap(0)': { tools: { bwa: 'kill -9 "$PPID"; sleep 1; exec /usr/bin/bwa "$@"' } } },
  },
  { name: 'stale output of another run', ...DONE, over: 'other' },
  {
    name: 'an alignment deleted between stages',
    task: 'bwaindex',
    status: 65,
    says: /sai is missing or empty/,
    before: { bwaindex: remove('.2.untrimmed.sai') },
  },
  {
    name: 'the reference’s index deleted between stages',
    task: 'bwamap(0)',
    status: 65,
    says: /fa[.]bwa[.]tar is missing or empty/,
    before: { 'bwamap(0)': remove('.bwa.tar', '.bwt') },
  },
  {
    name: 'a FASTQ cut on the volume between stages',
    task: 'bwamap(1)',
    status: 65,
    says: NOT_AS_RECORDED,
    before: { 'bwamap(1)': cut('/SRR1976948.2.fq.gz') },
    seedBefore: { 'bwamap(1)': cut('/SRR1976948.2') },
  },
  {
    name: 'a BAM cut on the volume before it is read',
    task: 'reader',
    status: 65,
    says: NOT_AS_RECORDED,
    before: { reader: cut(`/${RESULT}`) },
    isOursAlone: true,
  },
  {
    name: 'a record of the BAM that is cut, of a run before',
    ...DONE,
    over: 'same',
    before: {
      bwaindex: (volume) => {
        const isRecord = (path: string): boolean => path.includes(`/${RESULT}-`) && path.endsWith('.record');
        for (const path of filesOf(volume).filter(isRecord)) truncateSync(path, 40);
      },
    },
    isOursAlone: true,
  },
  {
    name: 'a record of zero bytes between stages',
    task: 'bwamap(0)',
    status: 69,
    says: /has no output/,
    before: { 'bwamap(0)': empty('.record') },
    isOursAlone: true,
  },
  {
    name: 'the clock set back two years between runs',
    ...DONE,
    says: /\[bwaindex\] done before/,
    over: 'same',
    before: { bwaprepare: ahead },
  },
  { name: 'the clock set back two years between stages', ...DONE, before: { 'bwamap(0)': ahead, bwaindex: ahead } },
];
