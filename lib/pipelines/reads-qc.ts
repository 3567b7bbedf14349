import { Construct } from 'constructs';
import type { Value } from '../argo/value';
import { ParallelMapStage } from '../constructs/parallel-map-stage';
import { settled } from '../constructs/settled-set';
import { succeeded } from '../constructs/succeeded-set';
import { ANYTHING } from '../kinds';
import { type StageDefaults, setDefaults } from '../pods/stage-defaults';
import type { DataFile, FileSet, Folder } from '../storage/file';
import { type FastpProps, fastp } from '../tools/fastp-lane';
import { laneOf } from '../tools/lane';
import { type MultiqcProps, multiqc } from '../tools/multiqc';
import { lanesIn, samplesIn } from '../tools/read-sample-sheet';
import { trimmedLanes } from '../tools/trimmed-lanes';
import { trimmedSamples } from '../tools/trimmed-samples';
import { pipelineAt, SAMPLE_SOURCE } from './kinds';
import { MULTIQC_IMAGE } from './multiqc-image';
import { mustHaveStages, type StageSettings } from './must-have-stages';
import { sampleList } from './sample-list';

/** Settings for single stages, by their names; `fastp` and `fastpreport` also take `args` for their programs. */
export interface ReadsQcStages {
  /** Where the samples come from a sheet. */
  readonly sheet?: StageDefaults;
  readonly fastp?: StageSettings<FastpProps>;
  readonly trimmed?: StageDefaults;
  readonly trimmedlist?: StageDefaults;
  /** MultiQC; it has an image of its own. */
  readonly fastpreport?: StageSettings<MultiqcProps>;
}

/** Where the samples come from. */
export type ReadsQcSource =
  | {
      /** The samples as a JSON list, as `writeSampleParameters` writes it. In its place there may be a `sheet`. */
      readonly samples: Value;
      readonly sheet?: undefined;
    }
  | {
      /** A sample sheet (CSV or TSV) on the volume, or what a stage made, in place of `samples`. */
      readonly sheet: DataFile;
      readonly samples?: undefined;
    };

/** @see ReadsQc */
export type ReadsQcProps = ReadsQcSource &
  StageDefaults & {
    /** Where results go: trimmed reads into `fastp`, reports into `reports`. */
    readonly folder: Folder;
    /** Settings for single stages, by their names, with `args` for fastp and MultiQC. @default none */
    readonly stages?: ReadsQcStages;
    /** Begins the names of its stages, where a workflow has two of it, each with its own folder. @default none */
    readonly prefix?: string;
    /** Samples worked on at once. @default all */
    readonly maxConcurrency?: number;
  };

/** Kinds of its own props. */
export const READS_QC = { ...SAMPLE_SOURCE, maxConcurrency: ANYTHING };

const ARGS = { sheet: false, fastp: true, trimmed: false, trimmedlist: false, fastpreport: true } as const;

/**
 * Trims the reads of each lane of each sample by fastp, and makes one MultiQC page over all. A sample that fails stops
 * no other, and none of what comes next; the workflow fails with its name. The image needs fastp 0.23 or later, and
 * curl or wget.
 *
 * A later pipeline stands on it by `samples`, the list that it was given, with the trimmed reads in place of the raw
 * ones, or leaves it out: `new CohortAlignment(scope, 'align', { samples: reads.samples, … })`. It then begins when all
 * samples are trimmed. Where each sample shall go on by itself, as with the prop `fastp` of `CohortAlignment`, nothing
 * of the reads lies on the volume.
 */
export class ReadsQc extends Construct {
  /** The samples that were trimmed, with the paths of their reads, for `samplesIn` and for `CohortAlignment`. */
  readonly samples: Value;
  /** The same as a JSON file, `trimmed.json`. */
  readonly list: DataFile;
  /** A directory for each sample, with the JSON reports of its lanes. */
  readonly reports: FileSet;
  /** MultiQC's page. */
  readonly html: DataFile;

  constructor(scope: Construct, id: string, props: ReadsQcProps) {
    super(...pipelineAt(scope, id, props, READS_QC, ARGS));
    const { samples, sheet, folder, stages = {}, prefix = '', maxConcurrency, ...settings } = props;
    setDefaults(this, settings);
    const stage = (name: string): string => `${prefix}${name}`;
    mustHaveStages(
      this,
      { ...stages },
      [...(sheet ? ['sheet'] : []), 'fastp', 'trimmed', 'trimmedlist', 'fastpreport'],
      'sheet is there where the samples come from a sheet',
    );
    const list = sampleList(this, stage('sheet'), { samples, sheet }, { folder, ...stages.sheet });
    const perSample = new ParallelMapStage(this, stage('reads'), {
      over: samplesIn(list),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      each: (inSample, { sample, lanes }) => {
        const perLane = new ParallelMapStage(inSample, stage('readlanes'), {
          over: lanesIn(lanes),
          each: (inLane, lane) => {
            const { readGroup: _, ...reads } = laneOf(lane, sample);
            return fastp(inLane, stage('fastp'), { sample, name: lane.id, ...reads, folder, ...stages.fastp });
          },
        });
        return trimmedLanes(inSample, stage('trimmed'), {
          of: perLane.outputs,
          reports: folder.intermediate(sample, '/'),
          lanes: folder.intermediate(sample, '.tsv'),
          ...stages.trimmed,
        });
      },
    });
    const { lanes, reports } = perSample.outputs;
    const trimmed = trimmedSamples(this, stage('trimmedlist'), {
      samples: list,
      lanes: succeeded(lanes),
      list: folder.result('trimmed.json'),
      ...stages.trimmedlist,
    });
    this.samples = trimmed.text('list');
    this.list = trimmed.outputs.list;
    this.reports = reports;
    this.html = multiqc(this, stage('fastpreport'), {
      image: MULTIQC_IMAGE,
      reports: settled(reports),
      html: folder.result('reports/multiqc_report.html'),
      ...stages.fastpreport,
    }).outputs.html;
  }
}
