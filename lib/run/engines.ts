import { GenomicsError, type PlacedProblem } from '../errors';
import { containerRuntime } from './container/container';
import { readyImages } from './container/images';
import { pullOf } from './container/options';
import { CONTAINER_ENGINES, findProgram } from './container/program';
import { containerRefusals } from './container/refusals';
import { hostRuntime } from './host/host';
import { namespaces } from './host/namespaces';
import type { Runtime } from './machine/runtime';
import { type Reached, reached } from './reach';
import type { Selected } from './select';

/** What runs containers: this machine's own tools, or an engine that takes their images. */
export const RUN_ENGINES = ['host', ...CONTAINER_ENGINES] as const;
export type RunEngine = (typeof RUN_ENGINES)[number];

/** What an engine is made ready for. */
export interface EngineSettings {
  readonly engine?: RunEngine;
  readonly selected: Selected;
  /** @default all are */
  readonly isWanted?: (stage: string) => boolean;
  readonly run: string;
  readonly isStub?: boolean;
  readonly path: string;
  readonly programs?: string;
  readonly tell?: (line: string) => void;
}

/** An engine that is there. */
export interface PreparedEngine {
  readonly hasImages: boolean;
  /** What of the manifests it would not do as a kubelet does it. */
  readonly problems: readonly PlacedProblem[];
  /** Makes the rest ready, as images, where there are no problems. */
  readonly runtime: () => Runtime;
}

/** Looks whether an engine is there, and what it would not do. */
export function prepareEngine(settings: EngineSettings): PreparedEngine {
  const { engine = 'host', path, programs, selected, run, isStub = false, isWanted, tell = () => undefined } = settings;
  if (engine === 'host') {
    const own = namespaces();
    if ('missing' in own) throw noNamespaces(own.missing);
    const runtime = hostRuntime({ unshare: own.command, path, programs });
    return { hasImages: false, problems: [], runtime: () => runtime };
  }
  if (isStub) throw noStub(engine);
  const program = findProgram(engine, path);
  const all = reached(selected).filter((one) => isMeant(one, isWanted));
  return {
    hasImages: true,
    problems: all.flatMap((one) => containerRefusals(one, selected.workflow.spec.securityContext)),
    runtime: () => {
      const containers = all.flatMap(({ found }) => found?.template.container ?? []);
      const wanted = containers.map((container) => ({ image: container.image ?? '', pull: pullOf({ container }) }));
      const { images, problems } = readyImages(program, wanted, tell);
      if (problems.length > 0) throw refused(problems);
      return containerRuntime({ program, images, run, programs });
    },
  };
}

/** The exit handler runs in any case. */
function isMeant({ stage, task }: Reached, isWanted: (stage: string) => boolean = () => true): boolean {
  return task === undefined || stage.startsWith('onExit') || isWanted(stage);
}

/** All problems as one error. */
export function refused(problems: readonly PlacedProblem[]): GenomicsError {
  const [{ where, ...problem }, ...more] = problems as readonly [PlacedProblem, ...PlacedProblem[]];
  return new GenomicsError('invalid-value', where, problem, more);
}

function noStub(engine: string): GenomicsError {
  return new GenomicsError('invalid-value', 'run', {
    what: 'a stub run calls no tools and needs no images',
    got: `a stub run by ${engine}`,
    expected: 'the engine host, as where none is named',
    fix: 'leave the engine out, or the stub',
  });
}

function noNamespaces(missing: string): GenomicsError {
  return new GenomicsError('invalid-value', 'run', {
    what: 'this machine cannot show a container its mounts',
    got: `no namespaces of its own; it needs ${missing}`,
    expected: 'Linux where this user, or root, may unshare its mounts',
    fix: 'change that, or run it on a machine that has it',
  });
}
