/** What is written into pods, for those who write stages of their own or look into records: `cdk8s-genomics/shell`. */
export { FASTQ, FETCH } from './shell/files';
export { type ShellFile, shellFile } from './shell/shell-file';
export { imageName, keyDigest, scriptDigest, type Work, workKey } from './shell/work-key';
export { identifySources, mountedBucket, type Source } from './tools/download';
