import type { IConstruct } from 'constructs';
import { GenomicsError, within } from '../errors';
import { Shell } from '../shell/shell';

/**
 * What a script is, given the references that it may use. What it refuses is told with the construct's path and
 * `part`; a reference that is not declared, which is undefined where nobody checks types, by its key.
 */
export function scriptOf<C extends object>(
  construct: IConstruct,
  part: string,
  context: C,
  write: (context: C) => Shell,
): Shell {
  return within(construct, part, () => {
    if (typeof write !== 'function') throw noScript(part, write);
    const missed: string[] = [];
    try {
      const written: unknown = write(noting(context, missed));
      if (!(written instanceof Shell)) throw noScript(part, written);
      // Where its pieces do not fit together, that is told here.
      written.text;
      return written;
    } catch (error) {
      if (!(error instanceof GenomicsError) || error.problem.got !== 'undefined' || missed.length === 0) throw error;
      throw undeclared(error, missed, context);
    }
  });
}

/** The same references; each key that is asked for and is not there is noted. Reading it stays allowed. */
function noting<C extends object>(context: C, missed: string[], path = ''): C {
  const inner = Object.entries(context).map(([key, value]) => [
    key,
    isRecord(value) ? noting(value, missed, `${path}${key}.`) : value,
  ]);
  return new Proxy(Object.freeze(Object.fromEntries(inner)), {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) missed.push(`${path}${key}`);
      return Reflect.get(target, key);
    },
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function namesIn(context: object, path = ''): readonly string[] {
  return Object.entries(context).flatMap(([key, value]) =>
    isRecord(value) ? namesIn(value, `${path}${key}.`) : [`${path}${key}`],
  );
}

function undeclared(
  { code, problem, where }: GenomicsError,
  missed: readonly string[],
  context: object,
): GenomicsError {
  return new GenomicsError(code, where, {
    ...problem,
    got: missed.join(', '),
    expected: `one of ${namesIn(context).join(', ')}`,
  });
}

function noScript(part: string, got: unknown): GenomicsError {
  return new GenomicsError('invalid-value', part, {
    what: 'it is no piece of shell',
    got: typeof got === 'string' ? 'a plain text' : got === null ? 'null' : typeof got,
    expected: 'a function of the references that gives sh`…`',
    fix: 'write script: ({ inputs, outputs }) => sh`…`',
  });
}
