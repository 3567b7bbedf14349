import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { BwaAlignmentChart } from '../../lib';
import type { Bench } from './fault-case';
import type { Data } from './fault-data';
import type { Place } from './fault-place';
import type { Around, Given, Run } from './fault-run';
import { publish, type SourceName, sourcesOf } from './fault-sources';
import type { Fault } from './fault-table';
import { workflowTemplate } from './manifests';

/** A stage stands still after so many of its changes of the volume, while another run comes and goes on the other mount. */
export interface Meanwhile {
  readonly task: string;
  readonly change: number;
  readonly seedChange: number;
  /** What the other run is of: the same work, other data in the same folder, or another folder with the same reference. */
  readonly of: 'the same work' | 'other data' | 'the same reference';
}

export const RUN_FAULTS: readonly Fault[] = [
  {
    name: 'the same work submitted twice at once',
    task: 'reader',
    status: 0,
    says: /\[bwaprepare\] another attempt took this work over: waiting for it, .*\[bwaprepare\] done before/s,
    reads: '`[bwaprepare] another attempt took this work over: waiting for it, at most … s`, `done before`',
    meanwhile: { task: 'bwaprepare', change: 15, seedChange: 30, of: 'the same work' },
  },
  {
    name: 'two runs of other data at once in one folder',
    task: 'bwaindex',
    status: 69,
    says: /another run writes here; use a folder of its own/,
    meanwhile: { task: 'bwaindex', change: 9, seedChange: 5, of: 'other data' },
  },
  {
    name: 'two runs with one new reference checksum at once',
    task: 'reader',
    status: 0,
    says: /\[bwaprepare\] another attempt took this work over: waiting for it, .*\[bwaprepare\] done before/s,
    reads: '`[bwaprepare] another attempt took this work over: waiting for it, at most … s`, `done before`',
    checksums: ['reference'],
    meanwhile: { task: 'bwaprepare', change: 12, seedChange: 0, of: 'the same reference' },
    isOursAlone: true,
  },
];

/** The committed pipeline, or where the fault needs checksums one that has them. */
export function pipelineOf({ checksums = [] }: Fault, { pipeline, data }: Bench): WorkflowTemplate {
  return checksums.length === 0 ? pipeline : checkedPipeline(data, checksums);
}

export function checkedPipeline(data: Data, names: readonly SourceName[]): WorkflowTemplate {
  const parameters = Object.fromEntries(names.map((name) => [`${name}Checksum`, sumOf(data, name)]));
  return workflowTemplate(Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa-oss', { parameters })));
}

function sumOf(data: Data, name: SourceName): string {
  return createHash('sha256').update(sourcesOf(data)[name].body).digest('hex');
}

/** What an earlier case, or an earlier use of the bucket, has kept for all runs. */
export function forgetReference({ checksums = [] }: Pick<Fault, 'checksums'>, data: Data, { volume }: Place): void {
  if (checksums.length > 0)
    rmSync(join(volume, '.reference', sumOf(data, 'reference')), { recursive: true, force: true });
}

/** The other run of a fault, if it has one; it must end well. */
export function meanwhile(
  { meanwhile: fault }: Fault,
  { server, other }: Bench,
  place: Place,
  given: Given,
  run: (given: Given, on: Place) => Promise<Run>,
  which: 'change' | 'seedChange' = 'change',
): Around['hold'] {
  if (fault === undefined) return undefined;
  const second = { ...place, volume: place.second, second: place.volume };
  const until = async (): Promise<void> => {
    const { isDone, last } = await {
      'the same work': () => run(given, second),
      'other data': () => run(publish(server, 'meanwhile', sourcesOf(other)), second),
      'the same reference': () => run(given, { ...second, folder: `${place.folder}/second` }),
    }[fault.of]();
    if (!isDone) throw new Error(`the other run: ${last.task} ends with ${last.status}: ${last.log}`);
  };
  return { task: fault.task, change: fault[which], until };
}
