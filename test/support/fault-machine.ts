import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESULT } from './fault-run';
import type { Fault } from './fault-table';
import { MARKER } from './fault-verdict';

/** A program that does half of its work and is then killed, or needs more memory than there is; `of` is its case. */
const half = (program: string, of: string, then: string): Readonly<Record<string, string>> => ({
  [program]: `case "$*" in ${of}) /usr/bin/${program} "$@" | head -c 20000; ${then} ;; *) exec /usr/bin/${program} "$@" ;; esac`,
});
const SAMPE = "'sampe '*";
const KILLED = { status: 137, says: /failed with status 137/, reads: '`failed with status 137`', isOnce: true };
const DONE = { task: 'reader', status: 0, says: /\[bwaindex\] done/ };
const OOM = half('bwa', SAMPE, 'exec tail -c 900m /dev/zero');
const marker = (folder: string): string => join(folder, '.work', `${RESULT}${MARKER}`);
const cut = (path: string): void => truncateSync(path, Math.floor(readFileSync(path).length / 2));

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

function remove(...ends: readonly string[]): (folder: string) => void {
  return (folder) => {
    const gone = filesOf(folder).filter((path) => ends.some((end) => path.endsWith(end)));
    if (gone.length === 0) throw new Error(`nothing in ${folder} ends with ${ends.join(', ')}`);
    for (const path of gone) rmSync(path);
  };
}

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
    says: /\[bwaprepare\] \/tmp is full/,
    reads: '`[bwaprepare] /tmp is full`',
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
    says: /is not what its marker .* says; run its stage again/,
    before: { 'bwamap(1)': (folder) => cut(join(folder, '.work/bwaprepare/SRR1976948.2.fq.gz')) },
    seedBefore: { 'bwamap(1)': (folder) => cut(join(folder, 'SRR1976948.2')) },
  },
  {
    name: 'a BAM cut on the volume under its marker',
    task: 'reader',
    status: 65,
    says: /is not what its marker .* says; run its stage again/,
    before: { reader: (folder) => cut(join(folder, RESULT)) },
    isOursAlone: true,
  },
  ...(
    [
      ['of another version', (text: string) => text.replace('protocol=1', 'protocol=0')],
      ['that is cut', (text: string) => text.slice(0, text.indexOf('\n\n') / 2)],
      ['of zero bytes', () => ''],
    ] as const
  ).map(
    ([what, edit]): Fault => ({
      name: `a marker ${what}`,
      ...DONE,
      over: 'same',
      before: { bwaindex: (folder) => writeFileSync(marker(folder), edit(readFileSync(marker(folder), 'utf8'))) },
      isOursAlone: true,
    }),
  ),
  {
    name: 'a marker of zero bytes between stages',
    task: 'bwamap(0)',
    status: 65,
    says: /is not what its marker .* says; run its stage again/,
    before: { 'bwamap(0)': (folder) => writeFileSync(join(folder, '.work/bwaprepare/SRR1976948.1.fq.gz.marker'), '') },
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
