import type { Ended } from './run';

/** The statuses with which a stage may refuse what it was given. */
const REFUSED = [65, 69];

/** What is wrong with how a stage refused, or nothing. */
export function badRefusal({ status, log }: Ended): string | undefined {
  if (!REFUSED.includes(status)) return `status ${status}: ${log}`;
  return /^\[[a-z]+\] \S.*\S/m.test(log) ? undefined : `no message: ${log}`;
}

/** The paths of a volume that lie neither in the run's folder nor on the way to it. */
export function strays(paths: Iterable<string>, folder: string): readonly string[] {
  const isWork = (path: string): boolean => /^\/[.]work(\/[^/]+-[0-9a-f]{16}([.]note|\/.*)?)?$/.test(path);
  return [...paths].filter(
    (path) => !isWork(path) && !`${path}/`.startsWith(`${folder}/`) && !`${folder}/`.startsWith(`${path}/`),
  );
}
