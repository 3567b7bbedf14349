import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { forgetReference, pipelineOf } from './fault-checked';
import type { Data } from './fault-data';
import { newPlace, type Place } from './fault-place';
import { type Given, type Retried, type Run, retriedBy, runStages, withReader } from './fault-run';
import { bamInWords, SEED_TRIES, seedRetries, seedStages } from './fault-seed';
import type { FaultServer, Source } from './fault-server';
import { publish, type SourceName, type Sources, sourcesOf } from './fault-sources';
import type { Fault } from './fault-table';
import { isPublished, lies } from './fault-verdict';

/** What a run is made of, beside its fault. */
export interface Bench {
  readonly pipeline: WorkflowTemplate;
  readonly server: FaultServer;
  readonly data: Data;
  readonly other: Data;
}

export interface Observed {
  readonly first: Run;
  /** A second run with the fault taken away; none where it cannot be. */
  readonly second: Run | undefined;
  readonly isTriedAgain: boolean;
  /** What is wrong with what lies on the volume, after the first and after the second run. */
  readonly lies: readonly string[];
  readonly log: string;
}

let cases = 0;

/** Our pipeline with the fault, and again without it. */
export async function observeOurs(fault: Fault, bench: Bench): Promise<Observed> {
  const { server, data, other } = bench;
  const pipeline = pipelineOf(fault, bench);
  const place = newPlace(fault.place);
  const where = `case-${++cases}`;
  const isTried: Retried = retriedBy(pipeline);
  const good = sourcesOf(data);
  const run = (given: Given, around = {}): Promise<Run> => runStages(stages(given), place, isTried, around);
  const stages = (given: Given) => withReader(pipeline, given, place);
  try {
    forgetReference(fault, data, place);
    if (fault.over !== undefined) await run(publish(server, where, fault.over === 'same' ? good : sourcesOf(other)));
    const given = { ...publish(server, where, faulty(fault, good)), ...fault.given };
    const first = await run(given, around(fault.before, fault.pods, place));
    const right = [data.records, ...(fault.over === 'other' ? [other.records] : [])];
    const found = fault.place === undefined ? [...(await lies(place, first.reader, right))] : [];
    place.mend?.();
    const isMended = fault.place === undefined || place.mend !== undefined;
    const second = isMended ? await run(publish(server, where, good)) : undefined;
    if (second?.isDone) found.push(...(await lies(place, second.reader, [data.records])));
    if (second?.isDone && !isPublished(place)) found.push('no BAM is published after the second run');
    const isTriedAgain = !first.isDone && isTried(failed(stages(given), first), first.last.status);
    return { first, second, isTriedAgain, lies: found, log: plain(logOf(first), server, where, place) };
  } finally {
    forgetReference(fault, data, place);
    place.close();
  }
}

/** The seed with the fault: how Argo would call the run, and what lies where the BAM should be. */
export async function observeSeed(fault: Fault, bench: Bench): Promise<string> {
  if (fault.isOursAlone) return '—';
  const { server, data, other } = bench;
  const place = newPlace(fault.place);
  const where = `case-${++cases}`;
  const run = (given: Given, more = {}): Promise<Run> =>
    runStages(seedStages(given, place), place, seedRetries, {
      tries: SEED_TRIES,
      isOnce: fault.isOnce ?? false,
      ...more,
    });
  try {
    if (fault.over !== undefined) await run(publish(server, where, sourcesOf(fault.over === 'same' ? data : other)));
    const given = { ...publish(server, where, faulty(fault, sourcesOf(data))), ...fault.given };
    const { isDone, last } = await run(
      given,
      around(fault.seedBefore ?? fault.before, fault.seedPods ?? fault.pods, place),
    );
    const phase = isDone ? 'Succeeded' : `Failed in ${last.task.replace(/\(\d\)/, '')}`;
    const folder = fault.given?.['fastqFolder'] ?? place.folder;
    return `${phase}, ${bamInWords({ ...place, folder }, data.records, other.records)}`;
  } finally {
    place.close();
  }
}

function failed(stages: ReturnType<typeof withReader>, { last }: Run): (typeof stages)[number] {
  const found = stages.find(({ task }) => task === last.task);
  if (found === undefined) throw new Error(`no task ${last.task}`);
  return found;
}

function around(before: Fault['before'] = {}, pods: Fault['pods'] = {}, { volume }: Place) {
  return {
    pods,
    before: Object.fromEntries(Object.entries(before).map(([task, act]) => [task, () => act(volume)])),
  };
}

function faulty({ sources = {} }: Fault, good: Readonly<Record<SourceName, Source>>): Sources {
  const changed = Object.entries(good).map(([name, source]) => {
    const fault = sources[name as SourceName];
    return [
      name,
      typeof fault === 'function' ? fault(source) : fault === 'missing' ? undefined : (fault ?? source),
    ] as const;
  });
  return Object.fromEntries(changed.filter(([, source]) => source !== undefined));
}

/** What a person reads: of a run that failed its last pod, else all. */
function logOf({ ended, last, isDone }: Run): string {
  return isDone ? ended.map(({ log }) => log).join('') : last.log;
}

/** Without what differs from run to run. */
function plain(log: string, { url }: FaultServer, where: string, { folder }: Place): string {
  return log
    .replaceAll(`${url}/${where}/`, 'https://…/')
    .replaceAll(folder, '/gene')
    .replaceAll(/[0-9a-f]{64}\.[-0-9a-z]+\.record\b/g, '….record')
    .replaceAll(/-[0-9a-f]{16}(\/[-0-9a-z]+-[0-9a-f]{16})?/g, '-…')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '…');
}
