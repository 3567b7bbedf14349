import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { BwaAlignmentChart } from '../../../lib';
import { invocations } from '../../../lib/run/invocations';
import { faultData } from '../../support/fault-data';
import { isBucket, newPlace } from '../../support/fault-place';
import { sharedFolder, startPod } from '../../support/fault-pod';
import { type FaultServer, serveFaults } from '../../support/fault-server';
import { publish, sourcesOf } from '../../support/fault-sources';
import { CALLS, unsequential, writtenIn } from '../../support/fault-strace';
import { committedPipeline, workflowTemplate } from '../../support/manifests';

jest.setTimeout(isBucket ? 1_200_000 : 120_000);

const STRACE = ['/usr/bin/strace', '-f', '-y', '-qq', '-s', '0', '-e', `trace=${CALLS}`, '-o'];
/** As on a bucket: hard links are not there, symbolic ones in the scratch folder are. */
const NO_LINKS = 'case $1 in --) echo "ln: Operation not supported" >&2; exit 1 ;; esac; exec /usr/bin/ln "$@"';
const DATA = faultData(15, 20_000, 150);
let server: FaultServer;

beforeAll(async () => {
  server = await serveFaults();
});
afterAll(() => server.close());

test.each([
  ['backtrack', committedPipeline()],
  ['mem', workflowTemplate(Testing.synth(new BwaAlignmentChart(Testing.app(), 'bwa-oss', { algorithm: 'mem' })))],
] as const)(
  'every stage of the pipeline with %s writes its files on the volume from start to end, once, under their own names',
  async (_, pipeline) => {
    const place = newPlace();
    const shared = sharedFolder();
    const given = { ...publish(server, 'seq', sourcesOf(DATA)), fastqFolder: place.folder };
    for (const invocation of invocations(pipeline, given)) {
      const file = join(shared, invocation.task);
      const fault = { under: [...STRACE, file], tools: { ln: NO_LINKS } };
      const { status, log } = await startPod(invocation, place.volume, fault).ended;
      const trace = readFileSync(file, 'utf8');
      expect([invocation.task, status, status === 0 ? '' : log]).toEqual([invocation.task, 0, '']);
      expect(unsequential(trace, '/bwa/')).toEqual([]);
      expect(writtenIn(trace, '/bwa/').length).toBeGreaterThan(1);
    }
    rmSync(shared, { recursive: true });
    place.close();
  },
);

test.each([
  ['a seek', 'dd if=/dev/zero of=FOLDER/x bs=1 count=1 seek=9'],
  ['a rename', 'echo a > FOLDER/x; mv FOLDER/x FOLDER/y'],
  ['a link', 'echo a > FOLDER/x; ln FOLDER/x FOLDER/y'],
  ['a symbolic link', 'ln -s /tmp FOLDER/y'],
  ['a symbolic link to a neighbour', 'ln -s FOLDER/x FOLDER/y'],
  ['an addition', 'echo a > FOLDER/x; echo b >> FOLDER/x'],
  ['a cut', 'echo a > FOLDER/x; truncate -s 1 FOLDER/x'],
  [
    'an aligner’s index',
    "printf '>a\\nACGTACGTACGTACGTTT\\n' > /tmp/FILE.fa; bwa index -p FOLDER/x /tmp/FILE.fa; rm /tmp/FILE.fa",
  ],
])('the check finds %s', (_, script) => {
  expect(checked(script)).not.toEqual([]);
});

test('a symbolic link elsewhere is none of the volume', () => {
  expect(checked('echo a > FOLDER/x; ln -s FOLDER/x /tmp/link-FILE; rm /tmp/link-FILE')).toEqual([]);
});

function checked(script: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'strace-'));
  const text = script.replaceAll('FOLDER', `${folder}/v`).replaceAll('FILE', `${process.pid}`);
  spawnSync('strace', [...STRACE.slice(1), `${folder}/trace`, 'sh', '-c', `mkdir ${folder}/v; ${text}`]);
  const found = unsequential(readFileSync(`${folder}/trace`, 'utf8'), `${folder}/v/`);
  rmSync(folder, { recursive: true });
  return found;
}
