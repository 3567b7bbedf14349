export { BwaAlignmentChart, type BwaAlignmentChartProps, type BwaParameters } from './charts/bwa-alignment-chart';
export {
  CohortAlignmentChart,
  type CohortAlignmentChartProps,
  type CohortParameters,
  type CohortStage,
} from './charts/cohort-alignment-chart';
export { type ErrorCode, GenomicsError, type PlacedProblem, type Problem } from './errors';
export type { Amount, ListLengths } from './overview/amount';
export { type MermaidOptions, mermaid } from './overview/mermaid';
export { type NodeCountOptions, nodeCount } from './overview/node-count';
export type { Estimate, Plan, PlanRow } from './overview/plan';
export { type PlanTableOptions, planTable } from './overview/plan-table';
export { type ParameterFilesProps, readSampleSheet, writeSampleParameters } from './samplesheet/files';
export { type SampleParameters, sampleParameters } from './samplesheet/parameters';
export type { PairedLane, Sample, SampleSheet, SingleLane } from './samplesheet/sample';
export { parseSampleSheet } from './samplesheet/sample-sheet';
export { FASTQ, FETCH } from './shell/files';
export { type ShellFile, shellFile } from './shell/shell-file';
export type { ArgoVersion } from './stages/argo-version';
export {
  type AcsProps,
  acs,
  type ComputeChoice,
  type ComputeProfile,
  type EciProps,
  eci,
  nodes,
  type StageFacts,
} from './stages/compute-profile';
export { setDefaults } from './stages/defaults';
export type { ExitContext, OnExit } from './stages/exit-handler';
export { GenomicsStage, type GenomicsStageProps, type ScriptContext } from './stages/genomics-stage';
export {
  GenomicsWorkflow,
  type GenomicsWorkflowProps,
  type ParameterProps,
  type ScheduleArguments,
} from './stages/genomics-workflow';
export type { InputVariables, StageInput, StageInputs } from './stages/inputs';
export type { MapItem, MapOver, Row } from './stages/map-items';
export { type BodyOutputs, ParallelMapStage, type ParallelMapStageProps } from './stages/parallel-map-stage';
export { type Planned, plan } from './stages/plan';
export type { Queue } from './stages/queue';
export type { WorkflowReports } from './stages/reports';
export { listOf, type RunTimeList, tableOf } from './stages/run-time-list';
export type { GivenArguments, Schedule, ScheduleProps } from './stages/schedule';
export { type SettledSet, type ShellSettled, settled } from './stages/settled-set';
export { fed, lines, pipe, type ShellPart, sh, tee } from './stages/sh';
export type { Feed, Shell, ShellList, ShellVariable } from './stages/shell';
export type { StageDefaults } from './stages/stage-defaults';
export type { StageOutputs } from './stages/stage-ends';
export { suppressCheck } from './stages/synth-checks';
export { type SameKind, TemplateRefStage, type TemplateRefStageProps } from './stages/template-ref-stage';
export { type Url, url } from './stages/url';
export { imageName, keyDigest, scriptDigest, type Work, workKey } from './stages/work-key';
export type { File, FileSet, Folder, OutputFile } from './storage/file';
export type { OssClient, OssCredentials } from './storage/oss-options';
export { type ExistingClaim, OssVolume, type OssVolumeProps } from './storage/oss-volume';
export { Volume, type VolumeProps } from './storage/volume';
export { type AlignmentStatsProps, alignmentStats } from './tools/alignment-stats';
export { type BwaAlnProps, bwaAln } from './tools/bwa-aln';
export { bwaBacktrack } from './tools/bwa-backtrack';
export { type BwaMemOptions, type BwaMemProps, bwaMem } from './tools/bwa-mem';
export { bwaMemStream } from './tools/bwa-mem-stream';
export { type BwaPrepareProps, bwaPrepare } from './tools/bwa-prepare';
export { type BwaReferenceProps, bwaReference } from './tools/bwa-reference';
export { type BwaSampeProps, bwaSampe } from './tools/bwa-sampe';
export { type CohortReportProps, cohortReport } from './tools/cohort-report';
export { type CramProps, cram } from './tools/cram';
export { identifySources, mountedBucket, type Source } from './tools/download';
export { type FastqPairProps, fastqPair } from './tools/fastq-pair';
export type { LaneProps } from './tools/lane';
export { type MarkDuplicatesProps, markDuplicates } from './tools/mark-duplicates';
export type { ReadGroup } from './tools/read-group';
export { type SampleRowProps, sampleRow } from './tools/sample-row';
export { lanesIn, type SampleSheetProps, sampleSheet, samplesIn } from './tools/sample-sheet';
export { type Condition, differs, equals } from './workflow/condition';
export type { Owner, Placement, Toleration } from './workflow/model';
export type { MemoryGrowth, RetryPolicy } from './workflow/retry';
export { Value } from './workflow/value';
