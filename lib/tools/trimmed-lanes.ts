import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, OUTPUT, SET } from '../constructs/kinds';
import { shape } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { each, lines, sh } from '../shell/sh';
import type { FileSet, OutputFile } from '../storage/file';
import { READS_QC, TEXTS_ONLY } from './reads-qc';

/** @see trimmedLanes */
export interface TrimmedLanesProps extends StageDefaults {
  /** `outputs` of a map over lanes by `fastp`. */
  readonly of: Readonly<Record<'fastq1' | 'fastq2' | 'reports', FileSet>>;
  /** A directory with the lanes' JSON reports: `folder.intermediate(sample, '/')`. */
  readonly reports: OutputFile;
  /** A line for each lane: the paths of its trimmed reads, a tab between. */
  readonly lanes: OutputFile;
}

/** What `fastp` made of all lanes of a sample: their reports in one directory, and the paths of their reads. */
export function trimmedLanes(scope: Construct, id: string, props: TrimmedLanesProps) {
  const { of, reports, lanes, ...settings } = checked(scope, id, props, {
    of: shape({ fastq1: SET, fastq2: SET, reports: SET }),
    reports: OUTPUT,
    lanes: OUTPUT,
  });
  return new GenomicsStage(scope, id, {
    title: 'The sample’s trimmed lanes',
    ...TEXTS_ONLY,
    ...settings,
    inputs: { fastq1: of.fastq1, fastq2: of.fastq2, reports: of.reports },
    outputs: { reports, lanes },
    uses: [READS_QC],
    script: ({ inputs, outputs }) =>
      lines(
        each(inputs.reports, (report) => sh`cp ${report}/*.json ${outputs.reports}`),
        sh`trimmed_lanes ${inputs.fastq1.list} ${inputs.fastq2.list} >${outputs.lanes}`,
      ),
    stub: ({ inputs, outputs }) => sh`
      echo stub >${outputs.reports}/stub.json
      trimmed_lanes ${inputs.fastq1.list} ${inputs.fastq2.list} >${outputs.lanes}`,
  });
}
