import { App, Chart } from 'cdk8s';
import { CohortAlignmentChart, OssVolume, readSampleSheet, writeSampleParameters } from 'cdk8s-genomics';

const app = new App();
const storage = new Chart(app, 'cohort-storage', { namespace: 'argo' });
const volume = new OssVolume(storage, 'oss', {
  bucket: 'my-bucket',
  endpoint: 'oss-cn-hangzhou-internal.aliyuncs.com',
});
new CohortAlignmentChart(app, 'cohort', {
  image: 'registry.example/genomics/tools@sha256:0000000000000000000000000000000000000000000000000000000000000000',
  volume,
  fastp: [],
  maxConcurrency: 50,
  stages: { align: { cpu: 16, memory: '32Gi', scratch: '200Gi' }, report: { memory: '8Gi' } },
});
app.synth();
// params/cohort-001.yaml and so on: what `argo submit` is given, 300 lines of the sheet in each.
writeSampleParameters(readSampleSheet('cohort.csv'), { name: 'cohort', parameters: { folder: '/my-cohort' } });
