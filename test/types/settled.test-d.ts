// What some of a map's items may not have made is no set of files, and the other way round. Checked by `tsc --noEmit`,
// never run.
import {
  cohortReport,
  type DataFile,
  type FileSet,
  type Folder,
  GenomicsStage,
  type GenomicsWorkflow,
  markDuplicates,
  type OutputFile,
  ParallelMapStage,
  type SettledSet,
  settled,
  sh,
  succeeded,
  TemplateRefStage,
} from '../../lib';

interface Given {
  readonly workflow: GenomicsWorkflow;
  readonly file: DataFile;
  readonly set: FileSet;
  readonly some: SettledSet;
  readonly output: OutputFile;
  readonly run: Folder;
}

export function aGatherSaysWhetherAllMustSucceed({ workflow, file, set, some, output }: Given): void {
  cohortReport(workflow, 'report', { rows: settled(set), table: output, html: output });
  // @ts-expect-error a set of which all must be there, where some may have failed
  cohortReport(workflow, 'report', { rows: set, table: output, html: output });
  markDuplicates(workflow, 'merge', { lanes: set, bam: output });
  // @ts-expect-error some lanes of a sample are not the sample
  markDuplicates(workflow, 'merge', { lanes: some, bam: output });
  // @ts-expect-error one file is no set of a map's items
  settled(file);
  // @ts-expect-error what is settled already
  settled(some);
  new ParallelMapStage(workflow, 'map', {
    // @ts-expect-error a settled set is no list to map over
    over: some,
    each: (scope) => markDuplicates(scope, 'm', { lanes: set, bam: output }),
  });
}

export function whatSucceededIsNeitherAWholeSetNorASettledOne({ workflow, file, set, some, output }: Given): void {
  const most = succeeded(set);
  // @ts-expect-error the report would not end red for a sample that failed
  cohortReport(workflow, 'report', { rows: most, table: output, html: output });
  // @ts-expect-error some lanes of a sample are not the sample
  markDuplicates(workflow, 'merge', { lanes: most, bam: output });
  // @ts-expect-error one file is no set of a map's items
  succeeded(file);
  // @ts-expect-error its reader ends red, and this one shall not
  succeeded(some);
  new GenomicsStage(workflow, 'a', {
    inputs: { most },
    outputs: { report: output },
    script: ({ inputs }) => sh`spread cat ${inputs.most.args} ${inputs.most.list} ${inputs.most.failed}`,
  });
}

export function aScriptReadsWhatIsThereAndWhoFailed({ workflow, set, some, output }: Given): void {
  new GenomicsStage(workflow, 'a', {
    inputs: { rows: some, all: set },
    outputs: { report: output },
    script: ({ inputs }) => {
      // @ts-expect-error the set as a whole, as if all were there
      sh`cat ${inputs.rows}`;
      // @ts-expect-error of a set of which all must be there, none failed
      inputs.all.failed;
      return sh`spread cat ${inputs.rows.args} ${inputs.rows.list} ${inputs.rows.failed} ${inputs.all.list}`;
    },
  });
}

export function aCalledStageKeepsWhetherSomeMayFail({ workflow, set, some, output }: Given): void {
  const stage = new GenomicsStage(workflow, 'a', {
    inputs: { rows: some },
    outputs: { report: output },
    script: () => sh`tool`,
  });
  new TemplateRefStage(workflow, 'b', { stage, inputs: { rows: some }, outputs: { report: output } }).outputs.report;
  // @ts-expect-error the called stage looks for who failed
  new TemplateRefStage(workflow, 'b', { stage, inputs: { rows: set }, outputs: { report: output } });
}
