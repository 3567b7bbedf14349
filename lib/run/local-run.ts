import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { GenomicsError } from '../errors';
import { type Attempt, type Outcome, runWorkflow, type SettledNode } from './engine';
import { prepareEngine, type RunEngine, refused } from './engines';
import { type Listener, Machine, type PodReport } from './machine/machine';
import { layPlaceholders } from './machine/placeholders';
import type { Size } from './machine/pool';
import { objectsIn } from './objects';
import { parameterProblems } from './parameters';
import { claimsOf, neededFor, reached } from './reach';
import { refusals } from './refusals';
import { type Selected, selectWorkflow } from './select';
import { stubbed } from './stub';
import type { Invocation, Parameters } from './template';

/** A run on this machine. */
export interface LocalRun {
  readonly manifests: readonly unknown[];
  /** The file of each, for messages. */
  readonly files?: readonly string[];
  /** Which of them, where they hold several workflows. @default the one that no other calls */
  readonly workflow?: string | undefined;
  readonly parameters?: Parameters;
  /** Folders that stand for claims, by the claims' names. */
  readonly claims?: Parameters;
  /**
   * Each stage makes its outputs at once, in new folders: those that are given are only read, where they have what a
   * stage reads and nobody makes.
   */
  readonly isStub?: boolean;
  /** That stage, and what it needs. @default all */
  readonly upTo?: string | undefined;
  /** @default host */
  readonly engine?: RunEngine;
  /** Where programs are looked for. */
  readonly path: string;
  /** A folder of programs that stand before all others. @default none */
  readonly programs?: string;
  /** @default this machine's CPUs and memory */
  readonly size?: Size;
  /** Whether the waits of retries are kept. @default they are */
  readonly isPatient?: boolean;
  /** What else is changed of a container before it runs, as for a fault. @default nothing */
  readonly changed?: (invocation: Invocation, attempt: Attempt) => Invocation;
  /** Told of what is done before the first container begins. @default nobody */
  readonly tell?: (line: string) => void;
  /** Told of what happens. @default nobody */
  readonly listener?: Listener;
  readonly settled?: (node: SettledNode) => void;
}

/** A run that ended. */
export interface LocalOutcome extends Outcome {
  readonly run: string;
  /** Every container, in the order in which they ended. */
  readonly pods: readonly PodReport[];
  /** Every task and item, in the order in which they ended. */
  readonly nodes: readonly SettledNode[];
  readonly claims: Parameters;
  readonly seconds: number;
  /** The run's own folder: logs. */
  readonly folder: string;
}

export interface RunningLocally {
  readonly ended: Promise<LocalOutcome>;
  /** Has all that runs end, and waits for that; `ended` stays open. */
  readonly stop: () => Promise<void>;
}

const SILENT: Listener = { waits: () => undefined, begins: () => undefined, ends: () => undefined };

/** Begins a run, or refuses it by name. */
export function startLocalRun(local: LocalRun): RunningLocally {
  const { parameters = {}, isStub = false, upTo, size = machineSize(), listener = SILENT } = local;
  const selected = selectWorkflow(local.manifests, local.workflow, local.files);
  const needed = upTo === undefined ? undefined : neededFor(selected, upTo);
  if (upTo !== undefined && needed === undefined) throw noStage(selected, upTo);
  const objects = objectsIn(local.manifests, selected.workflow.metadata?.namespace);
  const run = `run-${randomBytes(6).toString('hex')}`;
  const isWanted = needed === undefined ? undefined : (stage: string): boolean => needed.has(stage);
  const prepared = prepareEngine({ ...local, selected, run, ...(isWanted === undefined ? {} : { isWanted }) });
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cdk8s-genomics-run-'));
  const mounted = claimsOf(reached(selected));
  const folders = Object.entries(local.claims ?? {});
  const claims = isStub
    ? emptyClaims(mounted, folder)
    : Object.fromEntries(folders.filter(([name]) => mounted.includes(name)));
  const runtime = orNothing(folder, () => {
    const problems = [
      ...parameterProblems(selected.workflow, parameters, isStub),
      ...refusals(selected, { ...claims, ...local.claims }, objects, prepared.hasImages),
      ...prepared.problems,
    ];
    if (problems.length > 0) throw refused(problems);
    if (mounted.length === 0)
      for (const [name] of folders) local.tell?.(`the workflow mounts no claim, so the folder for ${name} is not used`);
    return prepared.runtime();
  });
  const pods: PodReport[] = [];
  const nodes: SettledNode[] = [];
  const machine = new Machine({
    place: { folder, claims, objects, runtime },
    size,
    isPatient: local.isPatient ?? !isStub,
    ...(isStub ? { asks: () => ({ cpus: 1, memory: 0 }) } : {}),
    prepared: (invocation, attempt) => {
      const { changed = (one) => one } = local;
      if (!isStub) return changed(invocation, attempt);
      layPlaceholders(invocation, claims, local.claims ?? {}, objects);
      return changed(stubbed(invocation), attempt);
    },
    listener: {
      ...listener,
      ends: (report) => {
        pods.push(report);
        listener.ends(report);
      },
    },
  });
  const began = Date.now();
  const ended = new Promise<LocalOutcome>((resolve) => {
    runWorkflow(
      {
        workflow: selected.workflow,
        others: selected.others,
        parameters,
        uid: run,
        ...(isWanted === undefined ? {} : { isWanted }),
      },
      {
        start: machine.start,
        clock: machine.clock,
        settled: (node) => {
          nodes.push(node);
          local.settled?.(node);
        },
      },
      (outcome) => resolve({ ...outcome, run, pods, nodes, claims, seconds: (Date.now() - began) / 1000, folder }),
    );
  });
  return { ended, stop: () => machine.stop() };
}

/** A run that does not begin leaves no folder behind. */
function orNothing<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

function machineSize(): Size {
  return { cpus: availableParallelism(), memory: totalmem() };
}

/** A new folder for each claim. */
function emptyClaims(names: readonly string[], folder: string): Parameters {
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, 'claims', name);
      mkdirSync(path, { recursive: true });
      return [name, path];
    }),
  );
}

function noStage(selected: Selected, name: string): GenomicsError {
  const names = reached(selected).flatMap(({ stage, task }) => (task === undefined ? [] : [stage]));
  return new GenomicsError('invalid-value', 'run', {
    what: 'the workflow has no such stage',
    got: `'${name}'`,
    expected: [...new Set(names)].join(', '),
    fix: 'name one of those',
  });
}
