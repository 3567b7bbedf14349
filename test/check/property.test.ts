import { spawnSync } from 'node:child_process';
import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { type DataFile, equals, GenomicsStage, GenomicsWorkflow, listOf, ParallelMapStage, sh, url } from '../../lib';
import { check, describeFinding } from '../../lib/check';
import { SEED_VOLUME } from '../support/volumes';

/** What a stage of a composed workflow is made of; numbers choose among what there is when it is made. */
const stage = fc.record({
  kind: fc.constantFrom('stage', 'map over texts', 'map over files', 'map over a list', 'bounded map'),
  reads: fc.array(fc.nat(9), { maxLength: 3 }),
  conditional: fc.boolean(),
  cpu: fc.integer({ min: 1, max: 64 }),
  memory: fc.constantFrom('512Mi', '8Gi', '1Ti'),
  text: fc.string({ maxLength: 12 }).filter((text) => !text.includes('{{') && !/[\n\r]/.test(text)),
  retries: fc.nat(5),
  argoVersion: fc.constantFrom('3.4' as const, '4.1' as const),
});
type Plan = typeof stage extends fc.Arbitrary<infer T> ? T : never;

function compose(plans: readonly Plan[], name: string): readonly unknown[] {
  const chart = new Chart(Testing.app(), 'composed', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, name, {
    image: 'registry.example.com/tools:1.0',
    parameters: {
      folder: '/run',
      fastq: 'https://example.com/a_1.fastq.gz',
      mode: { value: 'on', enum: ['on', 'off'] },
      samples: '["a", "b"]',
    },
  });
  const { folder, fastq, mode, samples } = workflow.parameters;
  const run = SEED_VOLUME.folder(folder);
  const made: DataFile[] = [];
  for (const [index, { kind, reads, conditional, cpu, memory, text, retries, argoVersion }] of plans.entries()) {
    const files = [...new Set(reads.flatMap((read) => made[read % Math.max(1, made.length)] ?? []))];
    const inputs = { source: url(fastq), text, ...Object.fromEntries(files.map((file, at) => [`file${at}`, file])) };
    const settings = { cpu, memory, argoVersion, retry: { limit: retries } };
    const id = `stage-${index}`;
    const script = sh`true`;
    if (kind === 'stage') {
      const one = new GenomicsStage(workflow, id, {
        ...settings,
        inputs,
        outputs: { out: run.result(fastq.sample, `.${index}`) },
        ...(conditional && made.length === 0 ? { when: equals(mode, 'on') } : {}),
        script: ({ outputs }) => sh`${script} > ${outputs.out}`,
      });
      if (one.when === undefined) made.push(one.outputs.out);
      continue;
    }
    const over =
      kind === 'map over files' && made.length > 0 ? made : kind === 'map over a list' ? listOf(samples) : ['x', 'y'];
    new ParallelMapStage(workflow, id, {
      over: over as readonly string[],
      ...(kind === 'bounded map' ? { maxConcurrency: 2 } : {}),
      each: (scope, item) => {
        const named = (item as unknown as DataFile).name ?? item;
        return new GenomicsStage(scope, `${id}-each`, {
          ...settings,
          inputs: { ...inputs, item },
          outputs: { out: run.intermediate(named, `.${index}`) },
          script: ({ outputs }) => sh`${script} > ${outputs.out}`,
        });
      },
    });
  }
  return Testing.synth(chart);
}

const composed = fc.array(stage, { minLength: 1, maxLength: 6 });

it('is silent about whatever a generator composes from our constructs', () => {
  fc.assert(
    fc.property(composed, (plans) => {
      expect(
        check(compose(plans, 'composed'), { argoVersion: plans[0]?.argoVersion === '4.1' ? '4.1' : undefined }).map(
          describeFinding,
        ),
      ).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

/** A real API server, such as ../shared/cluster's: `CHECK_KUBECONFIG=… npm test`. */
const kubeconfig = process.env['CHECK_KUBECONFIG'] ?? '';

(kubeconfig === '' ? it.skip : it)(
  'composes what a real API server accepts',
  () => {
    const samples = fc.sample(composed, 12).flatMap((plans, index) => compose(plans, `composed-${index}`));
    const items = samples.filter((manifest) => (manifest as { kind: string }).kind === 'WorkflowTemplate');
    const given = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { status, stderr } = spawnSync(
      'kubectl',
      ['--kubeconfig', kubeconfig, 'apply', '--dry-run=server', '--validate=strict', '-f', '-'],
      { input: given, encoding: 'utf8' },
    );
    expect([status, stderr.replace(/^Warning: .*\n/gm, '')]).toEqual([0, '']);
  },
  60_000,
);
