import type { PodReport } from '../machine/machine';

const LAST_LINES = 20;

/** What docs/protocol.md says of an exit status, for one machine. */
const ADVICE: Readonly<Record<number, string>> = {
  65: 'bad data: correct what the message names, or leave it out, and run again',
  69: 'refused: change what the message names and run again',
  73: 'no space left: free some where the volume and /tmp lie, or ask for less scratch',
  75: 'the network or a mount did not answer: run again',
  125: 'the engine could not start the container: the lines above say why',
  126: 'a program cannot be executed: look at its permissions',
  127: 'a program is missing on this machine or in the image: install it, or try the pipeline with --stub',
  137: 'it was killed: out of memory or by hand; look at the memory that it asks for',
  143: 'it was ended from outside: run again',
};

/** Lines of stage.sh that stand below the cause, and those that say what is read before there is one. */
const END = /^\[[^\]]+\] (failed with status \d+$|what this run did not make counts as failed)/;
const BEFORE = /^\[[^\]]+\] (IN_\w+ is \/|a source is not there, or does not tell what it holds)/;

/** What a reader of sheets says of a line; all that is wrong with a sheet is said at once. */
const OF_SHEET = /^\[\/.+?:\d+(:[^\]]+)?\] .+, got .+, expected .+; /;

/** The stage's own last message; else what is first wrong with a sheet; else what its tool said last. */
function headline(log: readonly string[], stage: string): string {
  const told = log.filter((line) => !END.test(line) && !BEFORE.test(line));
  const own = told.findLast((line) => line.startsWith(`[${stage}] `));
  const [first, ...more] = told.filter((line) => OF_SHEET.test(line));
  const ofSheet = first === undefined || more.length === 0 ? first : `${first} (and ${more.length} more)`;
  return own ?? ofSheet ?? told.at(-1) ?? '';
}

/** What a person needs of a container that failed: its own message, the end of its log, and what to do. */
export function failureLines(report: PodReport): readonly string[] {
  const { attempt, end, message = '' } = report;
  const lines = end.log.trimEnd().split('\n');
  const own = headline(lines, attempt.invocation.template);
  const tail = lines.slice(-LAST_LINES);
  const hidden = lines.length - tail.length;
  return [
    '',
    `${attempt.invocation.task || attempt.invocation.template} failed: ${message}`,
    ...(own === '' ? [] : [`  ${own}`]),
    `its log${hidden > 0 ? `, the last ${LAST_LINES} lines` : ''} (${end.logFile}):`,
    ...tail.map((line) => `  | ${line}`),
    `what to do: ${ADVICE[end.status] ?? 'the status is the tool’s own: read the lines above'}`,
  ];
}
