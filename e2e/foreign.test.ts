import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh, TemplateRefStage } from '../lib';
import { theirTemplate } from '../test/support/foreign';
import { SEED_VOLUME } from '../test/support/volumes';
import { apply, bucketFolder, submit } from './cluster';

jest.setTimeout(600_000);

const bucket = bucketFolder();

const theirs = theirTemplate('geno/alltools:v0.2', 'sleep 3; tr a-z A-Z <"$FROM" >"$TO"');

test('a template of another team reads a published result, and what it makes is read after its task', async () => {
  const chart = new Chart(Testing.app(), 'foreign', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'foreign', {
    image: 'geno/alltools:v0.2',
    cpu: 1,
    memory: '64Mi',
    scratch: '1Mi',
    serviceAccountName: 'bwa-oss',
    retry: { limit: 0 },
  });
  const folder = SEED_VOLUME.folder('/foreign');
  const { text } = new GenomicsStage(workflow, 'first', {
    outputs: { text: folder.result('text.txt') },
    script: ({ outputs }) => sh`echo acgt >${outputs.text}`,
  }).outputs;
  const loud = SEED_VOLUME.file('/foreign/loud.txt');
  const called = TemplateRefStage.fromTemplateName(workflow, 'shout', {
    workflowTemplate: 'theirs',
    template: 'shout',
    inputs: { 'from-file': text, 'to-file': loud },
    outputs: { loud },
  });
  new GenomicsStage(workflow, 'last', {
    inputs: { loud: called.outputs.loud },
    outputs: { twice: folder.result('twice.txt') },
    script: ({ inputs, outputs }) => sh`cat ${inputs.loud} ${inputs.loud} >${outputs.twice}`,
  });
  await apply(theirs);
  for (const object of Testing.synth(chart)) await apply(object);
  const { phase } = await submit('foreign', {});
  expect(phase).toBe('Succeeded');
  expect(readFileSync(join(bucket, 'foreign/twice.txt'), 'utf8')).toBe('ACGT\nACGT\n');
});
