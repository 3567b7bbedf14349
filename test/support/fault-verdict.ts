import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from '../../lib/run/template';
import type { Place } from './fault-place';
import { startPod } from './fault-pod';
import { bamOf, RESULT, recordsRead } from './fault-run';
import { same } from './fault-seed';

type Records = readonly string[];

/**
 * What is wrong after a fault, or nothing: a published BAM that its note vouches for and that is not whole, or has
 * other records than the data of one of the runs; or a reader that gets one. On both mounts, where there are two.
 */
export async function lies(place: Place, maker: Invocation, right: readonly Records[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const volume of new Set([place.volume, place.second])) {
    const bam = isPublished({ ...place, volume }) ? bamOf(volume, place.folder) : undefined;
    if (typeof bam === 'string') found.push(`${bam} is published`);
    else if (bam !== undefined && !right.some((records) => same(records, bam)))
      found.push(`${bam.length} wrong records are published`);
    const { status, log } = await startPod(maker, volume).ended;
    if (status !== 0 && !/^\[reader\] .+/m.test(log))
      found.push(`the reader ends with ${status} without a message: ${log}`);
    if (status === 0 && !right.some((records) => same(records, recordsRead({ ...place, volume }))))
      found.push('a consumer got a wrong BAM');
  }
  return found;
}

/** Whether the BAM and its index are there as the note beside them says. */
export function isPublished({ volume, folder }: Place): boolean {
  const digest = createHash('sha256').update(`/bwa${folder}/${RESULT}`).digest('hex').slice(0, 16);
  const note = join(volume, '.work', `${RESULT}-${digest}.note`);
  if (!existsSync(note)) return false;
  const sizes = new Map(
    [...readFileSync(note, 'utf8').matchAll(/^is (\S+) (\d+) /gm)].map(([, name = '', size]) => [name, size]),
  );
  const paths = [...sizes].map(([name, size]) => ({ path: join(volume, folder, name), size }));
  return paths.length > 0 && paths.every(({ path, size }) => existsSync(path) && `${statSync(path).size}` === size);
}
