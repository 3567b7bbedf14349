/** The finding: props of tools, maps, workflows and volumes that are nearly spelt right were dropped without a word. */
import { Construct } from 'constructs';
import {
  bwaMem,
  ClaimedVolume,
  eci,
  GenomicsStage,
  GenomicsWorkflow,
  markDuplicates,
  OssVolume,
  ParallelMapStage,
  SharedVolume,
  setDefaults,
  url,
} from '../../lib';
import { makes, newChart, newWorkflow, template } from '../synth';
import { messageOf } from './count';

const bucket = { bucket: 'b', endpoint: 'oss-cn-beijing-internal.aliyuncs.com' };
const claim = { claimName: 'c', owner: { uid: 1, gid: 1 } } as const;

/** Whatever a compiler would refuse. */
const untyped = (props: object): never => props as never;

const lane = (more: object) => {
  const { workflow, volume, run } = newWorkflow();
  const given = { reference: volume.file('/ref.fa').with('.fai'), fastq1: 'https://h/1.fq', bam: run.result('x.bam') };
  return bwaMem(workflow, 'a', untyped({ ...given, ...more }));
};
const workflow = (more: object) => new GenomicsWorkflow(newChart().chart, 'w', untyped({ image: 'a:1', ...more }));
const map = (more: object) => {
  const all = newWorkflow();
  const each = (scope: Construct) =>
    new GenomicsStage(scope, 's', { outputs: { x: all.run.result('x') }, script: makes });
  return new ParallelMapStage(all.workflow, 'm', untyped({ over: ['x'], each, ...more }));
};

test.each<[string, () => unknown, string, string]>([
  ['a tool', () => lane({ fastq_2: 'https://h/2.fq' }), 'fastq_2', 'fastq2'],
  ['arguments of a tool', () => lane({ arg: { mem: ['-M'] } }), 'arg', 'args'],
  ['a map', () => map({ maxConcurency: 2 }), 'maxConcurency', 'maxConcurrency'],
  ['what a map goes through', () => map({ over: undefined, Over: ['x'] }), 'Over', 'over'],
  ['a workflow', () => workflow({ paralelism: 3 }), 'paralelism', 'parallelism'],
  ['parameters', () => workflow({ parameter: {} }), 'parameter', 'parameters'],
  ['a parameter', () => workflow({ parameters: { a: { vaule: 'x' } } }), 'parameters.a.vaule', 'value'],
  ['a schedule', () => workflow({ schedule: { cron: '1 1 * * *', timeZone: 'UTC' } }), 'schedule.timeZone', 'timezone'],
  ['a shared volume', () => SharedVolume.fromClaim(untyped({ ...claim, mountpath: '/x' })), 'mountpath', 'mountPath'],
  [
    'a bucket',
    () => new OssVolume(newChart().chart, 'v', untyped({ ...bucket, client: undefined, clients: 'ossfs2' })),
    'clients',
    'client',
  ],
  [
    'a claim',
    () =>
      new ClaimedVolume(newChart().chart, 'v', untyped({ owner: claim.owner, storageClassName: 'x', capcity: '1Gi' })),
    'capcity',
    'capacity',
  ],
  ['options of url', () => url('https://h/x', untyped({ optionl: true })), 'options.optionl', 'optional'],
  ['a profile', () => eci(untyped({ spots: 'SpotAsPriceGo' })), 'spots', 'spot'],
  [
    'a queue',
    () => setDefaults(newWorkflow().workflow, untyped({ queue: { kueue: 'q', workloadPriorityclass: 'x' } })),
    'queue.workloadPriorityclass',
    'workloadPriorityClass',
  ],
])('a misspelt field of %s is refused', (_, make, path, meant) => {
  const message = messageOf(make);
  expect(message).toContain(`'${path}' is a field that is not known`);
  expect(message).toContain(`did you mean ${meant}?`);
});

test('fields of a wrapper’s own may be spread into a tool', () => {
  const { chart, workflow: owner, volume, run } = newWorkflow();
  const own = { sample: 'S1', fasta: 'x', label: 'l', lane: 7, maps: true, sheet: 'y' };
  const lanes = [volume.file('/a.bam').with('.bai')];
  markDuplicates(new Construct(owner, 'g'), 'm', untyped({ ...own, image: 'a:1', lanes, bam: run.result('x.bam') }));
  expect(() => template(chart)).not.toThrow();
});
