import { spawnSync } from 'node:child_process';

export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

export function seconds(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The median time of each piece of work, taken by turns, so that a busy minute of the machine touches all of them alike. */
export function byTurns(rounds, works) {
  const times = works.map(() => []);
  for (let round = 0; round < rounds; round++) works.forEach((work, at) => void times[at].push(seconds(work)));
  return times.map(median);
}

/** A process, which must end well. */
export function processOf(command, args, env = {}) {
  return () => {
    const { status, stderr } = spawnSync(command, args, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  };
}

export const ratio = (time, of) => `${(time / of).toFixed(2)} ×`;
export const ms = (time) => `${(time * 1000).toFixed(0)} ms`;
