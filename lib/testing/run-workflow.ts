import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { GenomicsError } from '../errors';
import {
  either,
  type Fields,
  FLAG,
  instanceOf,
  listOfKind,
  mustBe,
  NUMBER,
  oneOf,
  optional,
  recordOf,
  shape,
  TEXT,
} from '../kinds';
import { RUN_ENGINES } from '../run/engines';
import { startLocalRun } from '../run/local-run';
import type { PodReport } from '../run/machine/machine';
import { claimsOf, reached } from '../run/reach';
import { selectWorkflow } from '../run/select';
import { type Fault, Faults, isNamed, NOT_FOUND_TOOLS } from './faults';
import { CHART_OR_MANIFESTS } from './matchers';

/** How a pipeline is tried. */
export interface RunOptions {
  /** Values of the workflow's parameters. @default those of the manifest */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * What lies on the volume: a folder of this machine, or files by their paths from its root. @default nothing
   */
  readonly volume?: string | Readonly<Record<string, string | Buffer>>;
  /**
   * What runs the containers: this machine's own tools, or docker or podman with the manifests' images.
   * @default host
   */
  readonly engine?: 'host' | 'docker' | 'podman';
  /** Shell scripts that stand for programs: `{ bwa: 'cat "$2"' }`. @default this machine's programs */
  readonly tools?: Readonly<Record<string, string>>;
  /** Each stage makes its outputs at once, without its script. @default its script runs */
  readonly stub?: boolean;
  /** That stage, and what it needs. @default all */
  readonly upTo?: string;
  /** What goes wrong. @default nothing */
  readonly faults?: readonly Fault[];
  /** Which workflow, where there are several, as `--workflow` names it. @default the one that no other calls */
  readonly workflow?: string;
}

/** What became of a stage, over all its items. */
export interface StageResult {
  readonly phase: 'Succeeded' | 'Failed' | 'Skipped' | 'Omitted';
  readonly items: number;
  /** Containers that ran, tries that failed included. */
  readonly attempts: number;
  /** The exit status of the last container that failed, or 0. */
  readonly status: number;
  /** What its containers said, one after the other. */
  readonly log: string;
}

/** A run that ended. */
export interface RunResult {
  readonly phase: 'Succeeded' | 'Failed' | 'Error';
  /** What Argo itself could not do. */
  readonly error: string | undefined;
  /** A stage by its name: its path as `per-sample.each.sort`, the end of it, or its template. */
  readonly stage: (name: string) => StageResult;
  /** The folder that stood for the volume. */
  readonly folder: string;
  /** The text of a file, by its path from the volume's root. */
  readonly read: (path: string) => string;
  /** The paths of all files for people, without what lies in a work folder. */
  readonly files: readonly string[];
  /** Removes what the run made on this machine, but for a folder that was given. */
  readonly remove: () => void;
}

const FAULT = shape({
  stage: TEXT,
  does: oneOf('killed', 'not-found', 'full-disk'),
  times: optional(NUMBER),
} satisfies Fields<Fault>);

const CONTENT = either('a text or a Buffer', TEXT, instanceOf('a Buffer', Buffer));

const OPTIONS = shape({
  parameters: optional(recordOf(TEXT)),
  volume: optional(either('a folder, or files by their paths', TEXT, recordOf(CONTENT))),
  engine: optional(oneOf(...RUN_ENGINES)),
  tools: optional(recordOf(TEXT)),
  stub: optional(FLAG),
  upTo: optional(TEXT),
  faults: optional(listOfKind(FAULT)),
  workflow: optional(TEXT),
} satisfies Fields<RunOptions>);

/**
 * Runs a chart, or manifests, on this machine as Argo would. Retries do not wait. Needs Linux where this user may have
 * namespaces of its own.
 */
export async function runWorkflow(given: Chart | readonly unknown[], options: RunOptions = {}): Promise<RunResult> {
  mustBe('runWorkflow', given, CHART_OR_MANIFESTS, 'given');
  mustBe('runWorkflow', options, OPTIONS, 'options');
  const {
    parameters = {},
    volume = {},
    engine = 'host',
    tools = {},
    stub = false,
    upTo,
    faults = [],
    workflow,
  } = options;
  const manifests: readonly unknown[] = Chart.isChart(given) ? Testing.synth(given) : given;
  const own = mkdtempSync(join(realpathSync(tmpdir()), 'cdk8s-genomics-test-'));
  const laid = typeof volume === 'string' ? realpathSync(volume) : layOut(join(own, 'volume'), volume);
  const is404 = faults.some(({ does }) => does === 'not-found');
  const programs = layTools(join(own, 'tools'), { ...(is404 ? NOT_FOUND_TOOLS : {}), ...tools });
  const selected = selectWorkflow(manifests, workflow);
  const all = reached(selected);
  const troubles = new Faults(faults);
  const { ended } = startLocalRun({
    manifests,
    workflow,
    parameters,
    claims: Object.fromEntries(claimsOf(all).map((name) => [name, laid])),
    isStub: stub,
    upTo,
    engine,
    programs,
    path: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    isPatient: false,
    changed: troubles.applied,
  });
  const outcome = await ended;
  troubles.mustHaveHappened();
  const folder = Object.values(outcome.claims)[0] ?? laid;
  return {
    phase: outcome.phase,
    error: outcome.error?.message,
    folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    files: filesIn(folder, ''),
    stage: (name) => {
      const meant = all.filter(
        (one) => one.task !== undefined && isNamed(name, one.stage, one.found?.template.name ?? ''),
      );
      if (meant.length === 0)
        throw noStage(
          name,
          all.map(({ stage }) => stage),
        );
      const stages = meant.map(({ stage }) => stage);
      const pods = outcome.pods.filter(({ attempt }) => stages.includes(attempt.stage));
      const phases = outcome.nodes.filter((node) => stages.includes(node.stage)).map(({ phase }) => phase);
      return resultOf(pods, phases);
    },
    remove: () => {
      for (const made of [own, outcome.folder]) rmSync(made, { recursive: true, force: true });
    },
  };
}

function resultOf(pods: readonly PodReport[], phases: readonly string[]): StageResult {
  const isAny = (phase: string): boolean => phases.includes(phase);
  const failed = pods.filter(({ phase }) => phase !== 'Succeeded').at(-1);
  const phase =
    isAny('Failed') || isAny('Error')
      ? 'Failed'
      : isAny('Succeeded')
        ? 'Succeeded'
        : isAny('Skipped')
          ? 'Skipped'
          : 'Omitted';
  return {
    phase,
    items: new Set(pods.map(({ attempt }) => attempt.invocation.task)).size,
    attempts: pods.length,
    status: failed?.end.status ?? 0,
    log: pods.map(({ end }) => end.log).join(''),
  };
}

function noStage(name: string, stages: readonly string[]): GenomicsError {
  return new GenomicsError('invalid-value', 'runWorkflow', {
    what: 'the workflow has no such stage',
    got: `'${name}'`,
    expected: [...new Set(stages)].filter((stage) => stage !== '').join(', '),
    fix: 'name one of those',
  });
}

function layOut(folder: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folders = new Set([folder]);
  for (const [path, content] of Object.entries(files)) {
    for (let one = dirname(join(folder, path)); one.startsWith(folder); one = dirname(one)) folders.add(one);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  // A container's user is not always this one, and must be able to write.
  for (const one of folders) {
    mkdirSync(one, { recursive: true });
    chmodSync(one, 0o777);
  }
  return folder;
}

function layTools(folder: string, tools: Readonly<Record<string, string>>): string {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** Names that begin with a dot are the protocol's. */
function filesIn(folder: string, below: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name), `${below}/${entry.name}`) : [`${below}/${entry.name}`],
    )
    .sort();
}
