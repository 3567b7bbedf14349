export { type Condition, differs, equals } from './argo/condition';
export type { PathSet } from './argo/gather';
export type { Owner, Placement, Toleration } from './argo/model';
export type { Producer } from './argo/producer';
export type { MemoryGrowth, RetryPolicy } from './argo/retry';
export { listOf, type RunTimeList, tableOf } from './argo/run-time-list';
export type { Step, TaskCall } from './argo/step';
export { Value } from './argo/value';
export type { RuleResource, WorkflowAccount, WorkflowRole } from './constructs/executor-account';
export type { ExitContext, OnExit } from './constructs/exit-handler';
export { firstOf } from './constructs/first-of';
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
export type { GivenArguments, Schedule, ScheduleProps } from './constructs/schedule';
export { type SettledSet, settled } from './constructs/settled-set';
export type { StageOutputs } from './constructs/stage-io';
export { type SucceededSet, succeeded } from './constructs/succeeded-set';
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
export type { PipelineChartProps, SampleList } from './pipelines/chart-props';
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
export {
  type ExpressionAligner,
  GeneExpression,
  type GeneExpressionProps,
  type SalmonStages,
  type StarStages,
} from './pipelines/gene-expression';
export {
  GeneExpressionChart,
  type GeneExpressionChartProps,
  type GeneExpressionParameters,
} from './pipelines/gene-expression-chart';
export { HaploidCalling, type HaploidCallingProps, type HaploidCallingStages } from './pipelines/haploid-calling';
export { Phylogeny, type PhylogenyProps, type PhylogenySource, type PhylogenyStages } from './pipelines/phylogeny';
export {
  PhylogenyChart,
  type PhylogenyChartProps,
  type PhylogenyParameters,
  type SequencePhylogenyParameters,
} from './pipelines/phylogeny-chart';
export { ReadsQc, type ReadsQcProps, type ReadsQcSource, type ReadsQcStages } from './pipelines/reads-qc';
export { ReadsQcChart, type ReadsQcChartProps, type ReadsQcParameters } from './pipelines/reads-qc-chart';
export { VariantCalling, type VariantCallingProps } from './pipelines/variant-calling';
export {
  VariantCallingChart,
  type VariantCallingChartProps,
  type VariantCallingParameters,
} from './pipelines/variant-calling-chart';
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
export type { Environment, EnvironmentValue, PlainText, SecretKey } from './pods/environment';
export type { ExtraVolume, ExtraVolumes } from './pods/mounts';
export type { Queue } from './pods/queue';
export type { ExtendedResources, Requests } from './pods/resources';
export { type StageDefaults, setDefaults } from './pods/stage-defaults';
export type { Column } from './samplesheet/column';
export { type ParameterFilesProps, readSampleSheet, writeSampleParameters } from './samplesheet/files';
export { column } from './samplesheet/kinds';
export { type SampleParameters, sampleParameters } from './samplesheet/parameters';
export { parseTable, readTable, tableParameter } from './samplesheet/read-table';
export type { PairedLane, Sample, SampleSheet, SingleLane } from './samplesheet/sample';
export { parseSampleSheet } from './samplesheet/sample-sheet';
export { type SampleTable, type SampleTableColumns, sampleTable } from './samplesheet/sample-table';
export { type Table, type TableOptions, type TableRow, table } from './samplesheet/table';
export type { ShellPart } from './shell/reference';
export { type ScriptFile, scriptFile } from './shell/script-file';
export { each, fed, lines, pipe, sh, tee } from './shell/sh';
export type {
  Feed,
  Shell,
  ShellArguments,
  ShellList,
  ShellOptional,
  ShellSettled,
  ShellVariable,
} from './shell/shell';
export { ClaimedVolume, type ClaimedVolumeProps } from './storage/claimed-volume';
export {
  type DataFile,
  type FileSet,
  type Folder,
  type GivenFile,
  type GivenSet,
  type IVolume,
  type OptionalFile,
  type OutputFile,
  optional,
} from './storage/file';
export type { OssClient, OssCredentials } from './storage/oss-options';
export { OssVolume, type OssVolumeProps } from './storage/oss-volume';
export { SharedVolume, type SharedVolumeProps } from './storage/volume';
export type { WorkflowReports } from './synth/reports';
export { type Planned, resourcePlan } from './synth/resource-plan';
export { suppressCheck } from './synth/synth-checks';
export { type AlignmentSamplesProps, alignmentSamples } from './tools/alignment-samples';
export { type AlignmentStatsProps, alignmentStats } from './tools/alignment-stats';
export type { Alignments } from './tools/alignments';
export { type BcftoolsCallProps, bcftoolsCall } from './tools/bcftools-call';
export { type BwaAlnProps, bwaAln } from './tools/bwa-aln';
export { type BwaBacktrackProps, bwaBacktrack } from './tools/bwa-backtrack';
export { type BwaMemProps, bwaMem } from './tools/bwa-mem';
export { type BwaPrepareProps, bwaPrepare } from './tools/bwa-prepare';
export { type BwaReferenceProps, bwaReference } from './tools/bwa-reference';
export { type BwaSampeProps, bwaSampe } from './tools/bwa-sampe';
export type { CallProps, Ploidy } from './tools/call-interval';
export { type CallingIntervalsProps, callingIntervals } from './tools/calling-intervals';
export { type CohortReportProps, cohortReport } from './tools/cohort-report';
export { type CramProps, cram } from './tools/cram';
export { type ExpressionGates, type ExpressionTablesProps, expressionTables } from './tools/expression-tables';
export { type FastpProps, fastp } from './tools/fastp-lane';
export { type FastqPairProps, fastqPair } from './tools/fastq-pair';
export type { FastqSource } from './tools/fastq-source';
export { type FasttreeProps, fasttree } from './tools/fasttree';
export { type FreebayesProps, freebayes } from './tools/freebayes';
export { type GatherVariantsProps, gatherVariants } from './tools/gather-variants';
export { type GenomeTableProps, genomeTable } from './tools/genome-table';
export { type HaploidCallProps, haploidCall } from './tools/haploid-call';
export { type IqtreeProps, iqtree, type TreeProps } from './tools/iqtree';
export { alignmentOf, type IsolateListProps, isolateList, isolatesIn } from './tools/isolate-list';
export type { Reference } from './tools/kept-reference';
export { type LaneItem, type LaneProps, laneOf } from './tools/lane';
export { type MafftProps, mafft } from './tools/mafft';
export { type MarkDuplicatesProps, markDuplicates } from './tools/mark-duplicates';
export { type MosdepthProps, mosdepth } from './tools/mosdepth';
export { type MultiqcProps, multiqc, type Reports } from './tools/multiqc';
export { type NoneLeftOutProps, noneLeftOut } from './tools/none-left-out';
export type { SampleReads } from './tools/quantify';
export type { ReadGroup } from './tools/read-group';
export { lanesIn, type SampleSheetProps, sampleSheet, samplesIn } from './tools/read-sample-sheet';
export { rowsIn, type TableReaderProps, tableReader } from './tools/read-table';
export { type RunManifestProps, runManifest } from './tools/run-manifest';
export { type SalmonIndexProps, salmonIndex, type TranscriptSource } from './tools/salmon-index';
export { type SalmonQuantProps, salmonQuant } from './tools/salmon-quant';
export { type SalmonQuantAlignmentsProps, salmonQuantAlignments } from './tools/salmon-quant-alignments';
export { type SampleRowProps, sampleRow } from './tools/sample-row';
export { type SampleVariantsProps, sampleVariants } from './tools/sample-variants';
export { type SnpDistancesProps, snpDistances } from './tools/snp-distances';
export { type StarAlignProps, starAlign } from './tools/star';
export { type StarIndexProps, starIndex } from './tools/star-index';
export type { Arguments, Program, TakesArguments, ToolArguments } from './tools/tool-arguments';
export { type GoodIsolates, type IsolateSource, type TreeIsolatesProps, treeIsolates } from './tools/tree-isolates';
export { type TreePictureProps, treePicture } from './tools/tree-picture';
export { type TreeReportProps, treeReport } from './tools/tree-report';
export { type TrimmedLanesProps, trimmedLanes } from './tools/trimmed-lanes';
export { type TrimmedSamplesProps, trimmedSamples } from './tools/trimmed-samples';
export { type Sites, type VariableSitesProps, variableSites } from './tools/variable-sites';
export { type VariantStatsProps, variantStats } from './tools/variant-stats';
