/**
 * F15: a stage had no props for variables, Secrets, GPUs, other volumes, or requests apart from limits, and its tools
 * took no further arguments; the way around was a patch by the template's index, whose mistake was a TypeError.
 */
import { JsonPatch } from 'cdk8s';
import { BwaAlignmentChart, bwaMem, GenomicsStage, type StageDefaults, setDefaults, sh } from '../../lib';
import { makes, named, newChart, newWorkflow, refusal, template } from '../synth';

function made(own: StageDefaults, above: StageDefaults = {}) {
  const { chart, workflow, run } = newWorkflow();
  setDefaults(workflow, above);
  new GenomicsStage(workflow, 'a', { ...own, outputs: { x: run.result('x') }, script: makes });
  return named(template(chart).spec.templates, 'a');
}

test('F15.1 a variable reaches the tool, and its text is declared for the work key', () => {
  const { container } = made({ env: { OMP_SCHEDULE: 'static,4' } });
  expect(container?.env).toContainEqual({ name: 'OMP_SCHEDULE', value: 'static,4' });
  expect(container?.args).toContain('--value=OMP_SCHEDULE');
});

test('F15.2 a licence comes from a Secret by reference, and its pod does not wait for a Secret that is missing', () => {
  const { container } = made({ env: { SENTIEON_LICENSE: { secret: 'sentieon', key: 'licence' } } });
  expect(container?.env).toContainEqual({
    name: 'SENTIEON_LICENSE',
    valueFrom: { secretKeyRef: { name: 'sentieon', key: 'licence', optional: true } },
  });
  expect(container?.args).toContain('--secret=SENTIEON_LICENSE,sentieon/licence');
  expect(container?.args).not.toContain('--value=SENTIEON_LICENSE');
});

test('F15.3 a script refers to a variable of its stage by its name', () => {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 'a', {
    env: { LICENCE: { secret: 'sentieon', key: 'licence' } },
    outputs: { x: run.result('x') },
    script: ({ env, outputs }) => sh`tool --licence ${env.LICENCE} >${outputs.x}`,
  });
  expect(named(template(chart).spec.templates, 'a').container?.args?.at(-1)).toBe(
    'tool --licence "$LICENCE" >"$OUT_X"',
  );
});

test('F15.4 a GPU is asked for and limited alike', () => {
  const { limits, requests } = made({ extendedResources: { 'nvidia.com/gpu': 1 } }).container?.resources ?? {};
  expect([limits?.['nvidia.com/gpu'], requests?.['nvidia.com/gpu']]).toEqual(['1', '1']);
});

test('F15.5 a database, a licence file and /dev/shm are mounted beside the volumes of the files', () => {
  const { container, volumes } = made({
    mounts: {
      '/opt/kraken2': { claim: 'kraken-db', subPath: '2024-09' },
      '/opt/licence': { secret: 'sentieon' },
      '/dev/shm': { emptyDir: 'memory', size: '1Gi' },
    },
  });
  expect(container?.volumeMounts?.slice(-3)).toEqual([
    { mountPath: '/opt/kraken2', name: 'mount-1', readOnly: true, subPath: '2024-09' },
    { mountPath: '/opt/licence', name: 'mount-2', readOnly: true },
    { mountPath: '/dev/shm', name: 'mount-3' },
  ]);
  expect(volumes?.slice(-3)).toEqual([
    { name: 'mount-1', persistentVolumeClaim: { claimName: 'kraken-db' } },
    { name: 'mount-2', secret: { secretName: 'sentieon', optional: true } },
    { name: 'mount-3', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
  ]);
});

test('F15.6 what is requested may be less than the limits, which threads and memory follow', () => {
  const { container } = made({ cpu: 2, memory: '4Gi', requests: { cpu: '1500m', memory: '3Gi' } });
  expect(container?.resources).toEqual({
    limits: { cpu: '2', memory: '4Gi' },
    requests: { cpu: '1500m', memory: '3Gi', 'ephemeral-storage': '10Gi' },
  });
});

test('F15.7 two stages of the BWA chart fit where one of them did', () => {
  const app = newChart().chart;
  const { templates } = template(new BwaAlignmentChart(app, 'bwa-oss')).spec;
  for (const name of ['bwaprepare', 'bwamap', 'bwaindex']) {
    expect(named(templates, name).container?.resources).toMatchObject({
      limits: { cpu: '2', memory: '4Gi' },
      requests: { cpu: '1', memory: '1536Mi' },
    });
  }
});

test('F15.8 a tool takes further arguments, where it takes options, each as one word', () => {
  const { chart, workflow, run, volume } = newWorkflow();
  bwaMem(workflow, 'align', {
    reference: volume.file('/ref.fa'),
    fastq1: product('reads1'),
    fastq2: product('reads2'),
    bam: run.result('x.bam'),
    args: { mem: ['-Y', '-k', 19], sort: ['-l', 9, "it's"] },
  });
  function product(id: string) {
    return new GenomicsStage(workflow, id, { outputs: { x: run.result(id) }, script: makes }).outputs.x;
  }
  const script = named(template(chart).spec.templates, 'align').container?.args?.at(-1);
  expect(script).toContain('-R "$rg" -Y -k 19 "$@" "$IN_FASTA" -');
  expect(script).toContain("sort_records -l 9 'it'\\''s'");
});

test('F15.9 what is still patched begins at the stage’s template, and a mistake there is told as any other', () => {
  const { chart, workflow, run } = newWorkflow();
  const stage = new GenomicsStage(workflow, 'a', { outputs: { x: run.result('x') }, script: makes });
  stage.addTemplatePatch(JsonPatch.add('/spec/templates/9/container/x', '1'));
  const { code, message } = refusal(() => template(chart));
  expect(code).toBe('invalid-value');
  expect(message).toContain('a patch does not fit the stage’s template');
});

test.each<[string, StageDefaults, string]>([
  ['a variable that every stage has', { env: { TMPDIR: '/x' } }, 'invalid-name'],
  ['a variable in small letters', { env: { licence: 'x' } }, 'invalid-name'],
  ['a variable with a tag', { env: { A: '{{workflow.name}}' } }, 'invalid-value'],
  ['a variable of two lines', { env: { A: 'a\nb' } }, 'invalid-value'],
  ['a Secret that nothing is called', { env: { A: { secret: 'Sent ieon', key: 'k' } } }, 'invalid-value'],
  ['half a GPU', { extendedResources: { 'nvidia.com/gpu': 0.5 } }, 'invalid-value'],
  ['memory as an extended resource', { extendedResources: { memory: 1 } }, 'invalid-name'],
  ['a mount over the scratch folder', { mounts: { '/tmp/db': { claim: 'db' } } }, 'invalid-value'],
  ['a mount below the volume of the files', { mounts: { '/bwa/db': { claim: 'db' } } }, 'invalid-value'],
  ['a mount below another', { mounts: { '/opt': { claim: 'a' }, '/opt/b': { claim: 'b' } } }, 'invalid-value'],
  ['a mount that climbs', { mounts: { '/opt/../tmp': { claim: 'a' } } }, 'invalid-value'],
  ['memory that leaves none', { mounts: { '/dev/shm': { emptyDir: 'memory', size: '4Gi' } } }, 'invalid-value'],
  ['a request above its limit', { cpu: 1, requests: { cpu: 2 } }, 'invalid-value'],
  ['a request of no memory', { requests: { memory: '0' } }, 'invalid-value'],
])('F15.10 %s is refused', (_, own, code) => {
  expect(refusal(() => made(own)).code).toBe(code);
});
