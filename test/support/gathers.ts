import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type FileSet,
  type Folder,
  GenomicsStage,
  GenomicsWorkflow,
  listOf,
  ParallelMapStage,
  settled,
  sh,
  succeeded,
  tableOf,
} from '../../lib';
import { SEED_VOLUME } from './volumes';

/** How a table is made of a map's rows: of all of them, of those that are there, or not at all. */
export type Gather = 'strict' | 'settled';

const volume = SEED_VOLUME;

/** Items of {@link gatherManifests}: files in the folder `in` of the volume say how each ends. */
export function samplesOf(items: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(items).map(([sample, file]) => ({ sample, file: `/in/${file}` })));
}

/** How a run ends: a message in a pod's log or of a node, and the table, where there is one. */
export interface Ending {
  readonly phase: 'Succeeded' | 'Failed' | 'Error';
  readonly told?: string;
  readonly table?: string;
}

/** A list, and how its run ends by each way to gather. */
type Case = Readonly<Record<Gather, Ending>> & { readonly samples: string };

const ok = (name: string): string => `${name}\tgood\n`;

const BAD: Ending = { phase: 'Failed', told: 'are bad' };

/** Lists whose items end by themselves. */
export const LISTS: Readonly<Record<string, Case>> = {
  'no item failed': {
    samples: samplesOf({ a: 'good', b: 'good' }),
    strict: { phase: 'Succeeded', table: `sample\n${ok('a')}${ok('b')}` },
    settled: { phase: 'Succeeded', table: `sample\n${ok('a')}${ok('b')}` },
  },
  'some items failed': {
    samples: samplesOf({ a: 'good', b: 'bad', c: 'good' }),
    strict: BAD,
    settled: {
      phase: 'Failed',
      told: '1 failed, 2 did not; see the pods of those that failed: b\n',
      table: `sample\n${ok('a')}${ok('c')}b\tfailed\n`,
    },
  },
  'all items failed': {
    samples: samplesOf({ a: 'bad', b: 'bad' }),
    strict: BAD,
    settled: {
      phase: 'Failed',
      told: '2 failed, 0 did not; see the pods of those that failed: a b\n',
      table: 'sample\na\tfailed\nb\tfailed\n',
    },
  },
  'the list is empty': {
    samples: '[]',
    strict: { phase: 'Succeeded', table: 'sample\n' },
    settled: { phase: 'Succeeded', table: 'sample\n' },
  },
  'the list has a name twice': {
    samples: samplesOf({ a: 'good' }).replace(/\{.*\}/, '$&,$&'),
    strict: { phase: 'Failed', told: 'two items of this run have one name' },
    settled: { phase: 'Failed', told: "/a.tsv/row' twice" },
  },
};

/** Lists that hold a name twice, which nobody gathers: two items that differ in what they read, or in nothing. */
export const APART: Readonly<Record<'differ' | 'same', Ending & { readonly samples: string }>> = {
  differ: {
    samples: `[${[samplesOf({ a: 'good' }), samplesOf({ a: 'other' })].map((list) => list.slice(1, -1)).join()}]`,
    phase: 'Failed',
    told: 'two items of this run have one name',
  },
  same: {
    samples: samplesOf({ a: 'good' }).replace(/\{.*\}/, '$&,$&'),
    phase: 'Failed',
    told: 'two items of this run have one name',
  },
};

/** Lists of lists. */
export const NESTED_LISTS: Readonly<Record<string, Case>> = {
  'an inner list is empty': {
    samples: nested({ a: ['l1', 'l2'], b: [] }),
    strict: { phase: 'Succeeded', table: 'sample\na\t2\nb\t0\n' },
    settled: { phase: 'Succeeded', table: 'sample\na\t2\nb\t0\n' },
  },
  'some items of an inner list failed': {
    samples: nested({ a: ['l1', 'bad'], b: ['l1'] }),
    strict: { phase: 'Failed', told: 'the lane bad is bad' },
    settled: {
      phase: 'Failed',
      told: '1 failed, 1 did not; see the pods of those that failed: a\n',
      table: 'sample\nb\t1\na\tfailed\n',
    },
  },
};

function nested(items: Readonly<Record<string, readonly string[]>>): string {
  return JSON.stringify(Object.entries(items).map(([sample, lanes]) => ({ sample, lanes })));
}

type Manifests = readonly { readonly kind: string }[];

/** Workflows in which nothing takes time; a pod that was lost is tried again once, after a second. */
function tinyWorkflow(name: string) {
  const chart = new Chart(Testing.app(), name, { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, name, {
    image: 'registry.example/geno/alltools:v0.2',
    serviceAccountName: 'bwa-oss',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    retry: { limit: 1, backoff: '1s' },
    parameters: { folder: '/gathers', samples: '[]' },
  });
  const manifests = (): Manifests => Testing.synth(chart);
  return { workflow, run: volume.folder(workflow.parameters.folder), manifests };
}

/** A line for each sample, of a file: where that says `bad` the item fails. A pod that is lost is not made again. */
function rowsOf({ workflow, run }: ReturnType<typeof tinyWorkflow>) {
  return new ParallelMapStage(workflow, 'rows', {
    over: tableOf(workflow.parameters.samples, ['sample', 'file']),
    each: (scope, { sample, file }) =>
      new GenomicsStage(scope, 'row', {
        retry: { limit: 0, backoff: '1s' },
        inputs: { sample, file: volume.file(file) },
        outputs: { row: run.intermediate(sample, '.tsv') },
        script: ({ inputs, outputs }) => sh`
          if grep -q bad ${inputs.file}; then fail 65 "the data of" ${inputs.sample} "are bad"; fi
          printf '%s\t%s\n' ${inputs.sample} "$(cat ${inputs.file})" > ${outputs.row}`,
      }),
  });
}

function tableStage(scope: Construct, run: Folder, rows: FileSet, gather: Gather): void {
  const outputs = { table: run.result('table.tsv') };
  if (gather === 'strict') {
    new GenomicsStage(scope, 'table', {
      inputs: { rows },
      outputs,
      script: ({ inputs, outputs }) => sh`
        { echo sample; while read -r row; do cat "$row"; done < ${inputs.rows.list}; } > ${outputs.table}`,
    });
    return;
  }
  new GenomicsStage(scope, 'table', {
    inputs: { rows: settled(rows) },
    outputs,
    script: ({ inputs, outputs }) => sh`
      { echo sample; while read -r row; do cat "$row"; done < ${inputs.rows.list}
        while IFS= read -r name; do printf '%s\tfailed\n' "$name"; done < ${inputs.rows.failed}; } > ${outputs.table}`,
  });
}

/** Rows of samples, and a table of them. */
export function gatherManifests(gather: Gather): Manifests {
  const tiny = tinyWorkflow(`gather-${gather}`);
  tableStage(tiny.workflow, tiny.run, rowsOf(tiny).outputs.row, gather);
  return tiny.manifests();
}

/** What a run leaves that goes on without the rows of items that failed: their number and the others' names, twice. */
export const GONE_ON: Readonly<Record<string, Ending & { readonly samples: string; readonly copy?: string }>> = {
  'no item failed': {
    samples: samplesOf({ a: 'good', b: 'good' }),
    phase: 'Succeeded',
    table: `sample\n${ok('a')}${ok('b')}`,
    copy: '2 are there\n',
  },
  'some items failed': {
    samples: samplesOf({ a: 'good', b: 'bad', c: 'good' }),
    phase: 'Failed',
    told: '1 failed, 2 did not; see the pods of those that failed: b\n',
    table: `sample\n${ok('a')}${ok('c')}b\tfailed\n`,
    copy: '2 are there\nb failed\n',
  },
  'all items failed': {
    samples: samplesOf({ a: 'bad', b: 'bad' }),
    phase: 'Failed',
    told: 'IN_ROWS has no member: none of its items succeeded',
    table: 'sample\na\tfailed\nb\tfailed\n',
  },
  'the list is empty': {
    samples: '[]',
    phase: 'Failed',
    told: 'IN_ROWS has no member: none of its items succeeded',
    table: 'sample\n',
  },
};

/** Rows of samples, a table of them that ends red where some are missing, and two stages that go on, one by one. */
export function goesOnManifests(): Manifests {
  const tiny = tinyWorkflow('goes-on');
  const { workflow, run } = tiny;
  const { row } = rowsOf(tiny).outputs;
  const { count } = new GenomicsStage(workflow, 'count', {
    inputs: { rows: succeeded(row) },
    outputs: { count: run.intermediate('count.txt') },
    script: ({ inputs, outputs }) => sh`
      awk 'END { print NR " are there" }' ${inputs.rows.list} > ${outputs.count}
      sed 's/$/ failed/' ${inputs.rows.failed} >> ${outputs.count}`,
  }).outputs;
  tableStage(workflow, run, row, 'settled');
  new GenomicsStage(workflow, 'copy', {
    inputs: { count },
    outputs: { copy: run.result('copy.txt') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.count} > ${outputs.copy}`,
  });
  return tiny.manifests();
}

/** Rows of samples, which nobody reads. */
export function apartManifests(): Manifests {
  const tiny = tinyWorkflow('gather-apart');
  rowsOf(tiny);
  return tiny.manifests();
}

/** Lanes within samples: a sample's row tells how many lanes it has. A lane whose name begins with `bad` fails. */
export function nestedManifests(gather: Gather): Manifests {
  const tiny = tinyWorkflow(`gather-nested-${gather}`);
  const { workflow, run } = tiny;
  const map = new ParallelMapStage(workflow, 'rows', {
    over: tableOf(workflow.parameters.samples, ['sample', 'lanes']),
    each: (scope, { sample, lanes }) => {
      const { part } = new ParallelMapStage(scope, 'lanes', {
        over: listOf(lanes),
        each: (inner, lane) =>
          new GenomicsStage(inner, 'lane', {
            inputs: { lane },
            outputs: { part: run.intermediate(sample, '-', lane, '.txt') },
            script: ({ inputs, outputs }) => sh`
              case ${inputs.lane} in bad*) fail 65 "the lane" ${inputs.lane} "is bad" ;; esac
              echo ${inputs.lane} > ${outputs.part}`,
          }),
      }).outputs;
      const outputs = { row: run.intermediate(sample, '.tsv') };
      return gather === 'strict'
        ? new GenomicsStage(scope, 'row', {
            inputs: { sample, parts: part },
            outputs,
            script: ({ inputs, outputs }) =>
              sh`printf '%s\t%s\n' ${inputs.sample} "$(awk 'END { print NR }' ${inputs.parts.list})" > ${outputs.row}`,
          })
        : new GenomicsStage(scope, 'row', {
            inputs: { sample, parts: settled(part) },
            outputs,
            script: ({ inputs, outputs }) =>
              sh`printf '%s\t%s\n' ${inputs.sample} "$(awk 'END { print NR }' ${inputs.parts.list})" > ${outputs.row}`,
          });
    },
  });
  tableStage(workflow, run, map.outputs.row, gather);
  return tiny.manifests();
}

/**
 * A stage that can be killed in its middle, and one that reads what it made. While the file `in.txt` of its folder says
 * `wait` it waits, with half of its output written; while it says `stubborn` its tool does not hear TERM either.
 */
export function interruptedManifests(): Manifests {
  const tiny = tinyWorkflow('interrupted');
  const { workflow, run } = tiny;
  const { made } = new GenomicsStage(workflow, 'make', {
    inputs: { file: volume.file(workflow.parameters.folder, '/in.txt') },
    outputs: { made: run.result('made.txt') },
    script: ({ inputs, outputs }) => sh`
      if grep -q stubborn ${inputs.file}; then trap '' TERM; fi
      echo "half of $(cat ${inputs.file})" > ${outputs.made}
      if grep -qE 'wait|stubborn' ${inputs.file}; then sleep 600; fi
      cat ${inputs.file} > ${outputs.made}`,
  }).outputs;
  new GenomicsStage(workflow, 'copy', {
    inputs: { made },
    outputs: { copy: run.result('copy.txt') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.made} > ${outputs.copy}`,
  });
  return tiny.manifests();
}
