import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { readManifests } from '../../check/command/files';
import { isObject } from '../../check/json';
import { GenomicsError } from '../../errors';
import type { RunEngine } from '../engines';
import { type LocalOutcome, type RunningLocally, startLocalRun } from '../local-run';
import type { Parameters } from '../template';
import { type Command, parseCommand, usage } from './arguments';
import { failureLines } from './failure';
import { Progress, type Screen } from './screen';
import { summaries, summaryLines, wasDone } from './summary';
import { duration } from './words';

/** What the command is given of the program that it is part of. */
export interface Surroundings {
  /** Where programs are looked for. */
  readonly path: string;
  readonly screen: Screen;
  /** The result, for a person or a program. */
  readonly write: (text: string) => void;
  /** Lets the run be stopped from outside; the way back undoes it. */
  readonly interruptible: (stop: () => void) => () => void;
}

const HOST = `this machine runs the containers, with its own tools and as you: images, users, limits and the network are
not as in a cluster, and a tool may write wherever you may`;

/** What a person must know of a run's engine. */
function aboutEngine(engine: RunEngine): string {
  return engine === 'host'
    ? HOST
    : `${engine} runs the containers, with their images, users and limits; requests say how many run at once, and the
network is what ${engine} gives them`;
}

/** Runs a workflow; the way back is the exit status. */
export async function run(given: readonly string[], surroundings: Surroundings): Promise<number> {
  const { screen, write } = surroundings;
  const command = parseCommand(given);
  if (command === 'help') {
    write(usage);
    return 0;
  }
  if ('mistake' in command) return refuse(screen, command.mistake);
  try {
    return await begin(command, surroundings);
  } catch (error) {
    if (error instanceof GenomicsError) return refuse(screen, error.message);
    throw error;
  }
}

function refuse({ write }: Screen, text: string): number {
  for (const line of text.split('\n')) write(`cdk8s-genomics run: ${line}\n`);
  return 2;
}

async function begin(command: Command, { path, screen, write, interruptible }: Surroundings): Promise<number> {
  const { sources, mistakes } = readManifests(command.paths);
  const [mistake] = mistakes;
  if (mistake !== undefined) return refuse(screen, `${mistake.file}:${mistake.line}: ${mistake.message}`);
  const progress = new Progress(screen);
  const running = startLocalRun({
    manifests: sources.map(({ manifest }) => manifest),
    files: sources.map(({ file }) => file),
    workflow: command.workflow,
    parameters: { ...fileParameters(command.parameterFile), ...command.parameters },
    claims: foldersOf(command.claims),
    engine: command.engine,
    isStub: command.isStub,
    tell: (line) => progress.line(line),
    upTo: command.upTo,
    path,
    listener: progress.listener,
  });
  progress.line(aboutEngine(command.engine));
  const outcome = await interrupted(running, interruptible);
  progress.finish();
  if (outcome === undefined) {
    progress.line('interrupted: what was done is kept; the same command goes on from there');
    return 130;
  }
  write(command.output === 'json' ? jsonOf(outcome) : plainOf(outcome));
  // Logs of what went well are nobody's; folders that were made for a stub run are what it is for.
  if (outcome.phase === 'Succeeded' && command.output === 'plain' && !command.isStub) {
    rmSync(outcome.folder, { recursive: true });
  }
  return outcome.phase === 'Succeeded' ? 0 : 1;
}

/** The outcome, or nothing where the run was stopped. */
async function interrupted(
  { ended, stop }: RunningLocally,
  interruptible: Surroundings['interruptible'],
): Promise<LocalOutcome | undefined> {
  let undo = (): void => undefined;
  const stopped = new Promise<undefined>((leave) => {
    undo = interruptible(() => {
      void stop().then(() => leave(undefined));
    });
  });
  const outcome = await Promise.race([ended, stopped]);
  undo();
  return outcome;
}

/** As `argo submit` reads such a file: what is no text is written as JSON. */
function fileParameters(file: string | undefined): Parameters {
  if (file === undefined) return {};
  const read = existsSync(file) ? (parse(readFileSync(file, 'utf8'), { version: '1.1' }) as unknown) : undefined;
  if (!isObject(read)) {
    throw new GenomicsError('invalid-value', file, {
      what: 'the parameters cannot be read',
      got: existsSync(file) ? 'no map' : 'no such file',
      expected: 'a map from names to values, in YAML or JSON',
      fix: 'write one, as `argo submit --parameter-file` takes it',
    });
  }
  return Object.fromEntries(
    Object.entries(read).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function foldersOf(claims: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(claims).map(([claim, folder]) => {
      if (existsSync(folder) && statSync(folder).isDirectory()) return [claim, resolve(folder)];
      throw new GenomicsError('invalid-value', `claim ${claim}`, {
        what: 'the folder that stands for a claim is not there',
        got: `'${folder}'`,
        expected: 'a folder of this machine',
        fix: `make it: mkdir -p ${folder}`,
      });
    }),
  );
}

function plainOf(outcome: LocalOutcome): string {
  const { pods, nodes, phase, error, seconds, claims } = outcome;
  const last = [...new Map(pods.map((pod) => [pod.attempt.invocation.task, pod])).values()];
  const folders = [...new Set(Object.values(claims))];
  const failed = last.filter((pod) => pod.phase !== 'Succeeded');
  const omitted = nodes.filter((node) => node.phase === 'Omitted').map(({ task }) => task);
  const lines = [
    ...failed.slice(0, 3).flatMap(failureLines),
    ...(failed.length > 3 ? ['', `${failed.length - 3} more failed`] : []),
    ...(error === undefined ? [] : ['', `Argo would end the run with an error: ${error.message}`]),
    ...(omitted.length === 0
      ? []
      : ['', `not begun, since what they need failed or was left out: ${omitted.join(', ')}`]),
    '',
    ...summaryLines(summaries(pods)),
    '',
    `${phase} after ${duration(seconds)}; files are in ${folders.join(', ') || 'no folder'}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function jsonOf(outcome: LocalOutcome): string {
  const { run: uid, phase, error, seconds, claims, nodes, folder } = outcome;
  const pods = outcome.pods.map((pod) => ({
    task: pod.attempt.invocation.task,
    stage: pod.attempt.stage,
    template: pod.attempt.invocation.template,
    attempt: pod.attempt.retries + 1,
    phase: pod.phase,
    status: pod.end.status,
    seconds: pod.seconds,
    cpuSeconds: pod.end.cpuSeconds,
    memoryBytes: pod.end.memory,
    doneBefore: wasDone(pod),
    log: pod.end.logFile,
  }));
  const stages = summaries(outcome.pods);
  const told = { run: uid, phase, error: error?.message, seconds, volumes: claims, folder, stages, pods, nodes };
  return `${JSON.stringify(told, null, 2)}\n`;
}
