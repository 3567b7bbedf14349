import { Chart, Testing } from 'cdk8s';
import {
  equals,
  firstOf,
  GenomicsStage,
  GenomicsWorkflow,
  listOf,
  optional,
  ParallelMapStage,
  sh,
  Value,
} from '../../lib';
import { SEED_VOLUME } from './volumes';

/** How the stages of {@link branchManifests} end, and what then becomes of their readers. */
export interface BranchCase {
  /** Which of two aligners runs. */
  readonly mode: string;
  /** The stage that fails. */
  readonly bad?: string;
  readonly phase: 'Succeeded' | 'Failed';
  readonly tasks: Readonly<Record<string, string>>;
  /** What the readers that ran made. */
  readonly made: Readonly<Record<string, string>>;
}

const BOTH = { star: 'Succeeded', hisat: 'Skipped', count: 'Succeeded', 'each(0:p)': 'Succeeded' } as const;

export const BRANCHES: Readonly<Record<string, BranchCase>> = {
  'the first ran': {
    mode: 'star',
    phase: 'Succeeded',
    tasks: { trim: 'Succeeded', ...BOTH, after: 'Succeeded', gather: 'Succeeded' },
    made: {
      'count.txt': 'star\n',
      'p.txt': 'star\n',
      'pick.txt': 'star\n',
      'maybe.txt': '2 words\n',
      'gather.txt': 'a by-star\nb by-star\n',
    },
  },
  'the second ran, and what the first reads was left out': {
    mode: 'hisat',
    phase: 'Succeeded',
    tasks: { trim: 'Skipped', star: 'Omitted', hisat: 'Succeeded', count: 'Succeeded', 'each(0:p)': 'Succeeded' },
    made: {
      'count.txt': 'hisat\n',
      'p.txt': 'hisat\n',
      'pick.txt': 'hisat\n',
      'maybe.txt': '0 words\n',
      'gather.txt': 'a by-hisat\nb by-hisat\n',
    },
  },
  'none ran': {
    mode: 'none',
    phase: 'Succeeded',
    tasks: {
      trim: 'Skipped',
      star: 'Omitted',
      hisat: 'Skipped',
      count: 'Omitted',
      each: 'Omitted',
      after: 'Succeeded',
    },
    made: { 'pick.txt': 'base\n', 'maybe.txt': '0 words\n' },
  },
  'the first failed': {
    mode: 'star',
    bad: 'star',
    phase: 'Failed',
    tasks: { star: 'Failed', hisat: 'Skipped', count: 'Omitted', each: 'Omitted', after: 'Omitted', pick: 'Omitted' },
    made: {},
  },
  'what the first reads failed, while the second ran': {
    mode: 'both',
    bad: 'trim',
    phase: 'Failed',
    tasks: { trim: 'Failed', star: 'Omitted', hisat: 'Succeeded', count: 'Omitted', after: 'Omitted', pick: 'Omitted' },
    made: {},
  },
  'both ran': {
    mode: 'both',
    phase: 'Succeeded',
    tasks: { star: 'Succeeded', hisat: 'Succeeded', count: 'Succeeded' },
    made: {
      'count.txt': 'star\n',
      'p.txt': 'star\n',
      'pick.txt': 'star\n',
      'maybe.txt': '2 words\n',
      'gather.txt': 'a by-star\nb by-star\n',
    },
  },
};

/** What the readers make. The maps are beside what fails: whether Argo begins their reader then, is its own affair. */
export function resultsOf({ phase }: BranchCase): readonly string[] {
  return ['count.txt', 'p.txt', 'pick.txt', 'maybe.txt', ...(phase === 'Succeeded' ? ['gather.txt'] : [])];
}

/**
 * Two aligners by condition, the first behind a stage with a condition; who reads whichever ran, beside them, in a map,
 * and as sets of maps; one with something that always is there behind them, and one that only comes after.
 */
export function branchManifests(): readonly { readonly kind: string }[] {
  const chart = new Chart(Testing.app(), 'branches', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'branches', {
    image: 'registry.example/geno/alltools:v0.2',
    serviceAccountName: 'bwa-oss',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    retry: { limit: 0 },
    parameters: { folder: '/branches', mode: 'star', bad: '-', samples: '["a","b"]' },
  });
  const { folder, mode, bad, samples } = workflow.parameters;
  const run = SEED_VOLUME.folder(folder);
  const forStar = equals(mode, 'star').or(equals(mode, 'both'));
  const forHisat = equals(mode, 'hisat').or(equals(mode, 'both'));
  const maker = (id: string, props: Pick<ConstructorParameters<typeof GenomicsStage>[2], 'inputs' | 'when'>) =>
    new GenomicsStage(workflow, id, {
      ...props,
      inputs: { ...props.inputs, bad },
      outputs: { bam: run.intermediate(id) },
      script: ({ inputs, outputs }) => sh`
        if [ ${inputs.bad} = ${id} ]; then fail 65 "bad"; fi
        echo ${id} > ${outputs.bam}`,
    }).outputs.bam;
  const trim = maker('trim', { when: forStar });
  const star = maker('star', { inputs: { trim } });
  const hisat = maker('hisat', { when: forHisat });
  const base = maker('base', {});
  const bam = firstOf(star, hisat);
  const reader = (scope: ConstructorParameters<typeof GenomicsStage>[0], id: string, file: typeof bam, name: Value) =>
    new GenomicsStage(scope, id, {
      inputs: { bam: file },
      outputs: { bam: run.result(name, '.txt') },
      script: ({ inputs, outputs }) => sh`cat ${inputs.bam} > ${outputs.bam}`,
    });
  reader(workflow, 'count', bam, Value.of('count'));
  reader(workflow, 'pick', firstOf(star, hisat, base), Value.of('pick'));
  new GenomicsStage(workflow, 'maybe', {
    inputs: { bam: optional(star) },
    outputs: { said: run.result('maybe.txt') },
    script: ({ inputs, outputs }) => sh`
      set -- ${inputs.bam.option('--bam')}
      echo "$# words" > ${outputs.said}`,
  });
  new ParallelMapStage(workflow, 'each', {
    over: ['p', 'q'],
    each: (scope, part) => {
      const first = reader(scope, 'part', bam, part);
      return reader(scope, 'copy', first.outputs.bam, Value.of(part, '-copy'));
    },
  });
  const mapOf = (id: string, when: typeof forStar) =>
    new ParallelMapStage(workflow, id, {
      over: listOf(samples),
      when,
      each: (scope, sample) =>
        new GenomicsStage(scope, `${id}-one`, {
          inputs: { sample },
          outputs: { text: run.intermediate(sample) },
          script: ({ inputs, outputs }) => sh`echo ${inputs.sample} ${id} > ${outputs.text}`,
        }),
    }).outputs.text;
  new GenomicsStage(workflow, 'gather', {
    inputs: { texts: firstOf(mapOf('by-star', forStar), mapOf('by-hisat', forHisat)) },
    outputs: { all: run.result('gather.txt') },
    script: ({ inputs, outputs }) =>
      sh`while read -r text; do cat "$text"; done < ${inputs.texts.list} > ${outputs.all}`,
  });
  const after = new GenomicsStage(workflow, 'after', {
    outputs: { done: run.result('after.txt') },
    script: ({ outputs }) => sh`date > ${outputs.done}`,
  });
  for (const { producer } of [star, hisat]) if (producer !== undefined) after.node.addDependency(producer);
  return Testing.synth(chart);
}
