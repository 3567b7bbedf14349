// A volume says what pods need to know of it, and a file comes from one. Checked by `tsc --noEmit`, never run.
import { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  BwaAlignmentChart,
  ClaimedVolume,
  type DataFile,
  type FileSet,
  type Folder,
  type GenomicsWorkflow,
  type IVolume,
  OssVolume,
  type OutputFile,
  SharedVolume,
  TemplateRefStage,
  type Value,
} from '../../lib';

export function whateverTakesAVolumeTakesAnyOfThem(scope: Construct, volume: IVolume): void {
  const capacity = Size.tebibytes(2);
  const claimed = new ClaimedVolume(scope, 'results', { storageClassName: 'nfs', capacity, owner: 'root' });
  const oss = new OssVolume(scope, 'oss', { bucket: 'b-1', endpoint: 'oss-cn-beijing.aliyuncs.com' });
  for (const any of [claimed, oss, volume, SharedVolume.fromClaim({ claimName: 'data', owner: 'root' })])
    new BwaAlignmentChart(scope, 'b', { volume: any });
  // @ts-expect-error a claim's name does not say who may write to it
  new BwaAlignmentChart(scope, 'b', { volume: 'data' });
  // @ts-expect-error nor do the props of a volume make one
  new BwaAlignmentChart(scope, 'b', { volume: { claimName: 'data', owner: 'root' } });
  // @ts-expect-error a folder is on a volume, and is none
  new BwaAlignmentChart(scope, 'b', { volume: volume.folder('/run') });
  // @ts-expect-error whoever gets any volume does not know whether there is a claim of this app
  volume.claim;
  // @ts-expect-error a volume does not change
  volume.mountPath = '/other';
}

export function aVolumeSaysWhoMayWrite(scope: Construct): void {
  // @ts-expect-error who writes to a claim that exists must be said
  SharedVolume.fromClaim({ claimName: 'data' });
  // @ts-expect-error a user without a group
  SharedVolume.fromClaim({ claimName: 'data', owner: { uid: 1000 } });
  // @ts-expect-error a volume is made by fromClaim, which checks it
  new SharedVolume({ claimName: 'data', owner: 'root' });
  // @ts-expect-error nobody knows which of the cluster's volumes many pods can write to
  new ClaimedVolume(scope, 'c', { capacity: '2Ti', owner: 'root' });
  // @ts-expect-error who writes to the new volume must be said
  new ClaimedVolume(scope, 'c', { storageClassName: 'nfs', capacity: '2Ti' });
  // @ts-expect-error a claim asks for a size
  new ClaimedVolume(scope, 'c', { storageClassName: 'nfs', owner: 'root' });
  // @ts-expect-error a new volume that nobody may write to stays empty
  new ClaimedVolume(scope, 'c', { storageClassName: 'nfs', capacity: '2Ti', owner: 'root', readOnly: true });
}

interface Given {
  readonly workflow: GenomicsWorkflow;
  readonly volume: IVolume;
  readonly file: DataFile;
  readonly set: FileSet;
  readonly output: OutputFile;
  readonly run: Folder;
  readonly value: Value;
}

export function aTemplateOfAnotherTeamGetsTextsAndPaths(given: Given): void {
  const { workflow, volume, file, set, output, run, value } = given;
  const named = { workflowTemplate: 'variant-caller', template: 'call' };
  const vcf = volume.file('/calls/', value, '.vcf');
  const inputs = { bam: file, sample: value, ploidy: 2, mode: 'fast' };
  const called = TemplateRefStage.fromTemplateName(workflow, 'a', { ...named, inputs, outputs: { vcf } });
  called.outputs.vcf;
  // @ts-expect-error a misspelt output
  called.outputs.vfc;
  // @ts-expect-error a template that declares no output has none
  TemplateRefStage.fromTemplateName(workflow, 'b', named).outputs['vcf'];
  // @ts-expect-error a set has no path: only our own stages read its list
  TemplateRefStage.fromTemplateName(workflow, 'c', { ...named, inputs: { bams: set } });
  // @ts-expect-error nor have files that are passed together
  TemplateRefStage.fromTemplateName(workflow, 'd', { ...named, inputs: { bams: [file, file] } });
  // @ts-expect-error a folder is no input; pass its path
  TemplateRefStage.fromTemplateName(workflow, 'e', { ...named, inputs: { folder: run } });
  // @ts-expect-error a file that is still to be made is no input
  TemplateRefStage.fromTemplateName(workflow, 'f', { ...named, inputs: { vcf: output } });
  // @ts-expect-error it knows nothing of our work folders: its output is the file where it lies
  TemplateRefStage.fromTemplateName(workflow, 'g', { ...named, outputs: { vcf: output } });
  // @ts-expect-error a path is no file on a volume
  TemplateRefStage.fromTemplateName(workflow, 'h', { ...named, outputs: { vcf: '/calls/S1.vcf' } });
  // @ts-expect-error a template without its WorkflowTemplate
  TemplateRefStage.fromTemplateName(workflow, 'i', { template: 'call' });
}
