import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Invocation } from './argo';
import { sharedFolder, startPod } from './fault-pod';
import type { Ended } from './run';

/** A container that stands still right after its nth change of the volume, until it is let go. */
export interface Held {
  /** Whether it came so far; it may have ended before. */
  readonly isHeld: boolean;
  readonly go: () => Promise<Ended>;
}

export async function holdAt(invocation: Invocation, volume: string, change: number): Promise<Held> {
  const shared = sharedFolder();
  const file = join(shared, 'pod');
  const { ended } = startPod(invocation, volume, { trace: ['hold', `${change}`, file] });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!existsSync(`${file}.held`) && !isOver) await new Promise((next) => setTimeout(next, 5));
  const isHeld = existsSync(`${file}.held`);
  const go = async (): Promise<Ended> => {
    writeFileSync(`${file}.go`, '');
    const end = await ended;
    rmSync(shared, { recursive: true });
    return end;
  };
  return { isHeld, go };
}
