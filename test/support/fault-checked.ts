import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import type { WorkflowTemplate } from '../../imports/argoproj.io';
import { BwaAlignmentChart } from '../../lib';
import type { Bench } from './fault-case';
import type { Data } from './fault-data';
import type { Place } from './fault-place';
import { type SourceName, sourcesOf } from './fault-sources';
import type { Fault } from './fault-table';
import { workflowTemplate } from './manifests';

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
