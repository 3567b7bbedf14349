import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import type { Invocation } from '../../lib/run/template';
import { workflowTemplate } from '../../test/support/manifests';
import { SEED_VOLUME } from '../../test/support/volumes';
import { type Place, runStages, type StageRun } from './runs';

/** A stage that copies a small file, and the same without the protocol. Each has its output in a folder that is there. */
export interface Empty {
  readonly bare: StageRun;
  readonly ours: StageRun;
  readonly again: StageRun;
}

/** `name` is new for each measurement: the first run of it makes, the second skips. */
export async function runEmpty(name: string, place: Place): Promise<Empty> {
  await mkdir(join(place.volume, 'empty/.work'), { recursive: true });
  const [ours] = invocations(emptyWorkflow(), { name });
  if (ours === undefined) throw new Error('the empty workflow has no stage');
  const bare = await runStages([withoutProtocol(ours)], place);
  const [first, second] = [await runStages([ours], place), await runStages([ours], place)];
  return { bare: only(bare), ours: only(first), again: only(second) };
}

function emptyWorkflow() {
  const chart = new Chart(Testing.app(), 'empty', { namespace: 'argo' });
  const volume = SEED_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'empty', {
    image: 'tools:1',
    scratch: '1Mi',
    parameters: { name: 'x' },
  });
  new GenomicsStage(workflow, 'copy', {
    outputs: { out: volume.folder('/empty').result(workflow.parameters.name, '.txt') },
    script: ({ outputs }) => sh`cp /etc/os-release ${outputs.out}`,
  });
  return workflowTemplate(Testing.synth(chart));
}

/** What the seed would write, with the least that could be called a marker. */
function withoutProtocol({ container, ...invocation }: Invocation): Invocation {
  const script = 'umask 022; cp /etc/os-release "$OUT_OUT.bare"; printf done > "$OUT_OUT.bare.done"';
  return { ...invocation, template: 'bare', container: { ...container, command: ['sh', '-c'], args: [script] } };
}

function only([run]: readonly StageRun[]): StageRun {
  if (run === undefined) throw new Error('nothing ran');
  return run;
}
