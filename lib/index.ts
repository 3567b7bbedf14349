export { type Condition, differs, equals } from './argo/condition';
export type { PathSet } from './argo/gather';
export type { Owner, Placement, Toleration } from './argo/model';
export type { Producer } from './argo/producer';
export type { MemoryGrowth, RetryPolicy } from './argo/retry';
export type { Step, TaskCall } from './argo/step';
export { Value } from './argo/value';
export type { RuleResource, WorkflowAccount, WorkflowRole } from './constructs/executor-account';
export type { ExitContext, OnExit } from './constructs/exit-handler';
export type { ForeignInput, ForeignTemplateProps, ForeignTemplateStage } from './constructs/foreign-template-stage';
export { GenomicsStage, type GenomicsStageProps, type ScriptContext } from './constructs/genomics-stage';
export {
  GenomicsWorkflow,
  type GenomicsWorkflowProps,
  type ParameterProps,
  type ScheduleArguments,
} from './constructs/genomics-workflow';
export type { InputVariables, StageInput, StageInputs } from './constructs/inputs';
export type { MapItem, MapOver, Row } from './constructs/map-items';
export { type BodyOutputs, ParallelMapStage, type ParallelMapStageProps } from './constructs/parallel-map-stage';
export { listOf, type RunTimeList, tableOf } from './constructs/run-time-list';
export type { GivenArguments, Schedule, ScheduleProps } from './constructs/schedule';
export { type SettledSet, settled } from './constructs/settled-set';
export type { StageOutputs } from './constructs/stage-io';
export { type SameKind, TemplateRefStage, type TemplateRefStageProps } from './constructs/template-ref-stage';
export { type Url, url } from './constructs/url';
export { type ErrorCode, GenomicsError, type PlacedProblem, type Problem } from './errors';
export type { Amount, ListLengths } from './overview/amount';
export type { Estimate, Plan, PlanRow } from './overview/plan';
export {
  type BwaAlgorithm,
  BwaAlignment,
  type BwaAlignmentProps,
  type BwaChecksums,
  type BwaStages,
} from './pipelines/bwa-alignment';
export {
  BwaAlignmentChart,
  type BwaAlignmentChartProps,
  type BwaParameters,
} from './pipelines/bwa-alignment-chart';
export {
  CohortAlignment,
  type CohortAlignmentProps,
  type CohortStage,
  type CohortStages,
  type CramBases,
} from './pipelines/cohort-alignment';
export {
  CohortAlignmentChart,
  type CohortAlignmentChartProps,
  type CohortParameters,
} from './pipelines/cohort-alignment-chart';
export type { ArgoVersion } from './pods/argo-version';
export {
  type AcsProps,
  acs,
  type ComputeChoice,
  type ComputeProfile,
  type EciProps,
  eci,
  onNodes,
  type StageFacts,
} from './pods/compute-profile';
export type { Queue } from './pods/queue';
export { type StageDefaults, setDefaults } from './pods/stage-defaults';
export { type ParameterFilesProps, readSampleSheet, writeSampleParameters } from './samplesheet/files';
export { type SampleParameters, sampleParameters } from './samplesheet/parameters';
export type { PairedLane, Sample, SampleSheet, SingleLane } from './samplesheet/sample';
export { parseSampleSheet } from './samplesheet/sample-sheet';
export { fed, lines, pipe, type ShellPart, sh, tee } from './shell/sh';
export type { Feed, Shell, ShellList, ShellSettled, ShellVariable } from './shell/shell';
export { ClaimedVolume, type ClaimedVolumeProps } from './storage/claimed-volume';
export type { DataFile, FileSet, Folder, IVolume, OutputFile } from './storage/file';
export type { OssClient, OssCredentials } from './storage/oss-options';
export { OssVolume, type OssVolumeProps } from './storage/oss-volume';
export { SharedVolume, type SharedVolumeProps } from './storage/volume';
export type { WorkflowReports } from './synth/reports';
export { type Planned, resourcePlan } from './synth/resource-plan';
export { suppressCheck } from './synth/synth-checks';
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
export { type FastqPairProps, fastqPair } from './tools/fastq-pair';
export type { LaneProps } from './tools/lane';
export { type MarkDuplicatesProps, markDuplicates } from './tools/mark-duplicates';
export type { ReadGroup } from './tools/read-group';
export { lanesIn, type SampleSheetProps, sampleSheet, samplesIn } from './tools/read-sample-sheet';
export { type SampleRowProps, sampleRow } from './tools/sample-row';
