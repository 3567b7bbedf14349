// Options are literals: a misspelt one does not compile. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import {
  acs,
  BwaAlignmentChart,
  eci,
  equals,
  GenomicsWorkflow,
  OssVolume,
  type OutputFile,
  SharedVolume,
  setDefaults,
  Value,
} from '../../lib';

export function literalsAreChecked(scope: Construct): void {
  eci({ spot: 'SpotAsPriceGo' });
  // @ts-expect-error a misspelt spot strategy
  eci({ spot: 'SpotAsPricesGo' });
  // @ts-expect-error a misspelt quality of service
  acs({ qos: 'best-efort' });
  new BwaAlignmentChart(scope, 'b', { algorithm: 'mem', stages: { bwamap: { cpu: 4 } } });
  // @ts-expect-error an algorithm that bwa does not have
  new BwaAlignmentChart(scope, 'b', { algorithm: 'mem2' });
  // @ts-expect-error a stage that the pipeline does not have
  new BwaAlignmentChart(scope, 'b', { stages: { bwamapp: { cpu: 4 } } });
  // @ts-expect-error a misspelt parameter of the chart
  new BwaAlignmentChart(scope, 'b', { parameters: { fastqfolder: '/x' } });
  // @ts-expect-error a number of reads is text, as all parameters are
  new BwaAlignmentChart(scope, 'b', { parameters: { maxReads: 200000 } });
  // @ts-expect-error a version that Argo does not have
  setDefaults(scope, { argoVersion: '3.40' });
  // @ts-expect-error cpu is a number: threads follow from it
  setDefaults(scope, { cpu: '4' });
  // @ts-expect-error a misspelt default
  setDefaults(scope, { memmory: '8Gi' });
}

export function storageIsChecked(scope: Construct, output: OutputFile): void {
  const oss = { bucket: 'b-1', endpoint: 'oss-cn-beijing.aliyuncs.com' };
  new OssVolume(scope, 'o', { ...oss, credentials: { secretName: 's' }, client: 'ossfs2', owner: 'root' });
  // @ts-expect-error keys never stand in a manifest
  new OssVolume(scope, 'o', { ...oss, credentials: { akId: 'x', akSecret: 'y' } });
  // @ts-expect-error a client that the driver does not have
  new OssVolume(scope, 'o', { ...oss, client: 'ossfs3' });
  // @ts-expect-error the owner is root, or uid and gid
  new OssVolume(scope, 'o', { ...oss, owner: 1000 });
  // @ts-expect-error who writes to a claim that exists must be said
  SharedVolume.fromClaim({ claimName: 'pvc-oss', volumeName: 'ossdir', mountPath: '/bwa' });
  // @ts-expect-error a file that belongs to another is named by its suffix
  output.with('bai');
}

export function valuesAreNoText(scope: Construct): void {
  const { parameters } = new GenomicsWorkflow(scope, 'w', { parameters: { mode: 'mem' } });
  equals(parameters.mode, 'mem').and(equals('a', parameters.mode));
  // @ts-expect-error a value that is known only at run time is no string
  const text: string = parameters.mode;
  // @ts-expect-error nor a number to compute with
  parameters.mode * 2;
  // @ts-expect-error a value is made by Value.of
  new Value([text]);
  // @ts-expect-error handles do not change
  parameters.mode = Value.of('aln');
  // @ts-expect-error conditions compare texts and values
  equals(parameters.mode, 1);
}
