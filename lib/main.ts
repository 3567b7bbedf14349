import { App, Chart } from 'cdk8s';
import { EXAMPLE_BUCKET, settingsFrom } from './app-settings';
import { BwaAlignmentChart } from './pipelines/bwa-alignment-chart';
import { OssVolume } from './storage/oss-volume';

const { namespace, bucket, endpoint, bucketPath, secretName, owner, image, algorithm, plan, diagrams } = settingsFrom(
  process.env,
);
if (bucket === EXAMPLE_BUCKET) {
  console.warn(
    `OSS_BUCKET is not set: the volume is the example '${EXAMPLE_BUCKET}'. ` +
      "A volume's bucket cannot be changed once applied.",
  );
}
const app = new App();
const storage = new Chart(app, 'bwa-oss-storage', { namespace });
const volume = new OssVolume(storage, 'oss', {
  bucket,
  endpoint,
  path: bucketPath,
  owner,
  credentials: { secretName },
  // The seed's names: who has its YAML applied keeps claim and mount.
  volumeName: 'ossdir',
  mountPath: '/bwa',
});
const optional = { ...(image !== undefined && { image }), ...(diagrams !== undefined && { diagrams }) };
new BwaAlignmentChart(app, 'bwa-oss', { namespace, volume, algorithm, printPlan: plan, ...optional });
app.synth();
