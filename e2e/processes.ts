import { readdirSync, readFileSync } from 'node:fs';

/** The processes of a pod on this machine, by the name that Kubernetes gives it; of one with another variable too. */
export function processesOf(pod: string, variable = `HOSTNAME=${pod}`): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const variables = readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0');
        return variables.includes(`HOSTNAME=${pod}`) && variables.includes(variable) ? [Number(entry)] : [];
      } catch {
        return [];
      }
    });
}

/** Sends a signal to processes of a pod. What has ended meanwhile needs none. */
export function signal(pod: string, name: NodeJS.Signals, variable?: string): void {
  for (const process of processesOf(pod, variable)) {
    try {
      globalThis.process.kill(process, name);
    } catch {}
  }
}
