import { GenomicsError } from '../errors';
import type { Attempt } from '../run/engine';
import { isStage, withScript } from '../run/stub';
import type { Invocation } from '../run/template';

/** Something that goes wrong in a stage. */
export interface Fault {
  /** The stage, as {@link runWorkflow} names them. */
  readonly stage: string;
  /**
   * `killed`: the pod is lost when its work is done, and nothing says so; `not-found`: every server answers with 404;
   * `full-disk`: a tool finds no space left.
   */
  readonly does: 'killed' | 'not-found' | 'full-disk';
  /** The attempts at which it happens. @default the first alone */
  readonly times?: number;
}

/** Programs that stand before the machine's where a server is to answer with 404. */
export const NOT_FOUND_TOOLS: Readonly<Record<string, string>> = {
  curl: `
    if [ "\${FAULT-}" = not-found ]; then
      echo 'curl: (22) The requested URL returned error: 404' >&2
      printf 404
      exit 22
    fi
    PATH=\${PATH#*:} exec curl "$@"`,
  wget: `
    if [ "\${FAULT-}" = not-found ]; then
      echo '  HTTP/1.1 404 Not Found' >&2
      exit 8
    fi
    PATH=\${PATH#*:} exec wget "$@"`,
};

/** Whether a stage is meant by a name: its path, the end of it, or its template. */
export function isNamed(name: string, stage: string, template: string): boolean {
  return stage === name || stage.endsWith(`.${name}`) || template === name;
}

/** Brings faults into what runs, and knows which never happened. */
export class Faults {
  readonly #met = new Set<Fault>();

  constructor(private readonly all: readonly Fault[]) {}

  readonly applied = (invocation: Invocation, { stage, retries }: Attempt): Invocation =>
    this.all
      .filter((fault) => isNamed(fault.stage, stage, invocation.template) && retries < (fault.times ?? 1))
      .reduce((before, fault) => {
        this.#met.add(fault);
        return faulty(before, fault);
      }, invocation);

  /** A fault of a stage that did not run would make a test pass for nothing. */
  mustHaveHappened(): void {
    const missed = this.all.find((fault) => !this.#met.has(fault));
    if (missed === undefined) return;
    throw new GenomicsError('invalid-value', 'runWorkflow', {
      what: 'a fault never happened',
      got: `stage '${missed.stage}', which did not run`,
      expected: 'the name of a stage that runs',
      fix: 'correct the name, or leave the fault out',
    });
  }
}

function faulty(invocation: Invocation, { does }: Fault): Invocation {
  if (!isStage(invocation)) return invocation;
  if (does === 'killed') return withScript(invocation, (script) => `${script}\nkill -KILL 0`);
  if (does === 'full-disk') {
    return withScript(invocation, () => "echo 'tee: write error: No space left on device' >&2\nexit 1");
  }
  const { container } = invocation;
  const env = [...(container.env ?? []), { name: 'FAULT', value: 'not-found' }];
  return { ...invocation, container: { ...container, env } };
}
