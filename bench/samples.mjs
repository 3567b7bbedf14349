// usage: node bench/samples.mjs
// A cohort from its CSV to parameter files and manifest: how time, files and the WorkflowTemplate grow with the samples.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, ms, ratio, seconds } from './measure.mjs';

const require = createRequire(import.meta.url);
const { App, Chart } = require('cdk8s');
const genomics = require('cdk8s-genomics');
const {
  GenomicsStage,
  GenomicsWorkflow,
  lanesIn,
  SharedVolume,
  ParallelMapStage,
  readSampleSheet,
  samplesIn,
  sh,
  writeSampleParameters,
} = genomics;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const sheet = join(folder, 'cohort.csv');
const params = join(folder, 'params');

/** Two lanes for every fourth sample, presigned URLs, a checksum: rows as long as a real cohort's. */
function writeSheet(samples) {
  const url = (at, lane, mate) =>
    `https://bucket.oss-cn-beijing.aliyuncs.com/run/S${at}_${lane}_R${mate}.fastq.gz?Expires=1700000000`;
  const row = (at, lane) => `S${at},${lane},${url(at, lane, 1)},${url(at, lane, 2)},d41d8cd98f00b204e9800998ecf8427e`;
  const rows = Array.from({ length: samples }, (_, at) =>
    at % 4 === 0 ? [row(at, 'L001'), row(at, 'L002')] : [row(at, 'L001')],
  ).flat();
  writeFileSync(sheet, ['sample,lane,fastq_1,fastq_2,fastq_1_md5', ...rows, ''].join('\n'));
}

/** A map over samples, each over its lanes; the sheet is in the files beside. */
function chart(outdir) {
  const app = new App({ outdir });
  const workflow = new GenomicsWorkflow(new Chart(app, 'cohort', { namespace: 'argo' }), 'cohort', {
    image: 'tools:1',
    parameters: { folder: '/cohort', samples: {} },
  });
  const run = SharedVolume.fromClaim({
    claimName: 'pvc-oss',
    volumeName: 'ossdir',
    mountPath: '/bwa',
    owner: { uid: 1000, gid: 1000 },
  }).folder(workflow.parameters.folder);
  new ParallelMapStage(workflow, 'each-sample', {
    over: samplesIn(workflow.parameters.samples),
    each: (scope, { sample, lanes }) =>
      new ParallelMapStage(scope, 'each-lane', {
        over: lanesIn(lanes),
        each: (inner, lane) =>
          new GenomicsStage(inner, 'lane', {
            inputs: { fastq: lane.fastq_1 },
            outputs: { text: run.intermediate(sample, '_', lane.lane) },
            script: ({ inputs, outputs }) => sh`echo ${inputs.fastq} > ${outputs.text}`,
          }),
      }),
  });
  return app;
}

function measure(samples, rounds) {
  writeSheet(samples);
  const dist = join(folder, 'out');
  const times = Array.from({ length: rounds }, () =>
    seconds(() => {
      chart(dist).synth();
      writeSampleParameters(readSampleSheet(sheet), { name: 'cohort', folder: params });
    }),
  );
  const files = readdirSync(params).map((file) => statSync(join(params, file)).size);
  const template = readdirSync(dist)
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .join('');
  const [time, bytes] = [median(times), files.reduce((sum, size) => sum + size, 0)];
  const largest = Math.round(Math.max(...files) / 1024);
  console.log(
    `${samples} samples: ${ms(time)}, ${files.length} parameter files, the largest ${largest} KiB; template ${template.length} bytes`,
  );
  return { time, bytes, files: files.length, template };
}

const sizes = [Number(process.env.SMALL ?? 1_000), Number(process.env.LARGE ?? 10_000)];
measure(200, 3); // warm-up
const [small, large] = sizes.map((size, at) => measure(size, at === 0 ? 5 : 3));
console.log(
  `growth: ${ratio(large.time, small.time)} the time, ${ratio(large.files, small.files)} the files, ${ratio(large.bytes, small.bytes)} the bytes for ${ratio(sizes[1], sizes[0])} the samples`,
);
console.log(`the WorkflowTemplate is ${small.template === large.template ? 'the same' : 'ANOTHER'}`);
if (small.template !== large.template) process.exitCode = 1;
rmSync(folder, { recursive: true });
