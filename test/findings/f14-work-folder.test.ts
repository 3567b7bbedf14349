// Finding F14: the working directory was the image's, on a root file system that cannot be written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { workflowTemplate } from '../support/manifests';
import { type PodShell, runPod } from '../support/run';
import { newVolume, removeVolume } from '../support/tree';
import { SEED_VOLUME } from '../support/volumes';

/** A pod's view of this machine needs root, as those of test/run do. */
const inPods = process.getuid?.() === 0 ? describe : describe.skip;

inPods.each<PodShell>(['dash', 'bash', 'busybox'])('where sh is %s', (shell) => {
  test('F14 a tool that writes beside itself works under a read-only root', async () => {
    const owner = { uid: 1000, gid: 1000 };
    const volume = newVolume(owner);
    const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
    const workflow = new GenomicsWorkflow(chart, 'w', {
      image: 'tools:1',
      scratch: '1Mi',
      parameters: { folder: '/run' },
    });
    new GenomicsStage(workflow, 'sort', {
      outputs: { sorted: SEED_VOLUME.folder(workflow.parameters.folder).result('sorted') },
      script: ({ outputs }) => sh`
        if echo >/beside 2>/dev/null; then fail 65 "the root can be written"; fi
        printf 'b\na\n' >unsorted.txt
        mkdir -p parts
        sort -T parts -o sorted.txt unsorted.txt
        split -l 1 sorted.txt part.
        cat part.a? >${outputs.sorted}`,
    });
    const [one] = invocations(workflowTemplate(Testing.synth(chart) as never));
    if (one === undefined) throw new Error('there is no container');
    expect(await runPod(one, { volume, shell })).toMatchObject({ status: 0 });
    expect(readFileSync(join(volume, 'run/sorted'), 'utf8')).toBe('a\nb\n');
    removeVolume(volume);
  });
});
