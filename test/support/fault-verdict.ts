import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Invocation } from './argo';
import type { Place } from './fault-place';
import { startPod } from './fault-pod';
import { bamOf, recordsRead } from './fault-run';
import { same } from './fault-seed';

/** What a marker's name ends with. */
export const MARKER = '.marker';

type Records = readonly string[];

/**
 * What is wrong after a fault, or nothing: a BAM below a finished marker that is not whole or has other records than the data of one of
 * the runs; or a consumer that gets one. On both mounts, where there are two.
 */
export async function lies(place: Place, maker: Invocation, right: readonly Records[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const volume of new Set([place.volume, place.second])) {
    for (const file of finished(join(volume, place.folder))) {
      const bam = file.endsWith('.bam') ? bamOf(volume, place.folder) : undefined;
      if (typeof bam === 'string') found.push(`${bam} under a finished marker`);
      else if (bam !== undefined && !right.some((records) => same(records, bam)))
        found.push(`${bam.length} wrong records under a marker`);
    }
    const { status, log } = await startPod(maker, volume).ended;
    if (status !== 0 && !/^\[reader\] .+/m.test(log))
      found.push(`the reader ends with ${status} without a message: ${log}`);
    if (status === 0 && !right.some((records) => same(records, recordsRead({ ...place, volume }))))
      found.push('a consumer got a wrong BAM');
  }
  return found;
}

/** The files whose marker is what a consumer takes for finished: it says who made them, and the sizes that they have. */
export function finished(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const markers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(MARKER));
  return markers.flatMap((path) => {
    const marker = join(folder, path);
    const work = dirname(marker);
    const name = basename(marker, MARKER);
    const file = join(basename(work) === '.work' ? dirname(work) : work, name);
    const [head = ''] = readFileSync(marker, 'utf8').split('\n\n');
    const sizes = head
      .split('\n')
      .find((line) => line.startsWith(`size ${name}=`))
      ?.split('=')
      .at(-1);
    return /^made=/m.test(head) && existsSync(file) && `${statSync(file).size}` === sizes?.split(',')[0] ? [file] : [];
  });
}
