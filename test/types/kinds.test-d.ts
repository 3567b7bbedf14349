// A file is no set, a set is no file, and neither is text. Checked by `tsc --noEmit`, never run.
import {
  bwaAln,
  bwaSampe,
  type DataFile,
  each,
  type FileSet,
  type Folder,
  GenomicsStage,
  type GenomicsWorkflow,
  type OutputFile,
  ParallelMapStage,
  pipe,
  type ShellVariable,
  sh,
  TemplateRefStage,
  type Value,
} from '../../lib';

interface Given {
  readonly workflow: GenomicsWorkflow;
  readonly file: DataFile;
  readonly set: FileSet;
  readonly output: OutputFile;
  readonly run: Folder;
  readonly value: Value;
}

export function filesAndSetsDoNotStandInForEachOther({ workflow, file, set, output, run }: Given): void {
  const pair = { reference: file, reads1: file, reads2: file, bam: output };
  bwaSampe(workflow, 'pair', { ...pair, sai: set });
  // @ts-expect-error one file where the set of both mates is needed
  bwaSampe(workflow, 'pair', { ...pair, sai: file });
  bwaAln(workflow, 'align', { reference: file, fastq: file, folder: run });
  // @ts-expect-error a set where one file is needed
  bwaAln(workflow, 'align', { reference: file, fastq: set, folder: run });
  // @ts-expect-error a file that is still to be made cannot be read
  bwaAln(workflow, 'align', { reference: file, fastq: output, folder: run });
  // @ts-expect-error a path is no file: it would carry no edge
  bwaAln(workflow, 'align', { reference: file, fastq: '/bwa/a.fq', folder: run });
  new ParallelMapStage(workflow, 'map', {
    // @ts-expect-error a set is no list to map over; map over the list that made it
    over: set,
    each: (scope) => bwaAln(scope, 'a', { reference: file, fastq: file, folder: run }),
  });
}

export function aScriptTakesDeclaredReferencesOnly({ workflow, file, set, output, value }: Given): void {
  new GenomicsStage(workflow, 'a', {
    inputs: { fasta: file, reports: set, pair: [file, file], sample: value },
    outputs: { report: output },
    script: ({ inputs, outputs }) => {
      // @ts-expect-error a set is read through its list
      sh`cat ${inputs.reports}`;
      // @ts-expect-error and so are files that were passed together
      sh`cat ${inputs.pair}`;
      // @ts-expect-error a file has no list
      inputs.fasta.list;
      // @ts-expect-error nor has it members
      inputs.fasta.args;
      // @ts-expect-error a loop runs over a set
      each(inputs.fasta, (path) => sh`cat ${path}`);
      // @ts-expect-error a loop's body is a piece of shell
      each(inputs.pair, () => 'cat');
      // @ts-expect-error members are no file
      const mistaken: ShellVariable = inputs.pair.args;
      // @ts-expect-error a file that is not declared as an input
      sh`cat ${file}`;
      // @ts-expect-error a set that is not declared as an input
      sh`cat ${set}`;
      // @ts-expect-error an output that is not declared
      sh`cat > ${output}`;
      // @ts-expect-error a value that is not declared as an input
      sh`echo ${value}`;
      // @ts-expect-error the inputs as a whole
      sh`cat ${inputs}`;
      // @ts-expect-error something that may be missing
      sh`cat ${undefined}`;
      // @ts-expect-error a handle that is joined to a string
      const joined: string = inputs.fasta;
      return pipe(
        sh`spread tool ${inputs.fasta} ${inputs.sample} ${joined} ${inputs.pair.args} ${mistaken}`,
        each(inputs.reports, (path) => sh`cat ${path}`),
        sh`cat ${inputs.reports.list} > ${outputs.report}`,
      );
    },
  });
  // @ts-expect-error a script is a piece of shell, not a string
  new GenomicsStage(workflow, 'b', { outputs: { report: output }, script: () => 'echo' });
  // @ts-expect-error a pipe has two members at least
  pipe(sh`tool`);
  // @ts-expect-error a stage without outputs has nothing that tells that it is done
  new GenomicsStage(workflow, 'c', { script: () => sh`tool` });
  // @ts-expect-error an output is a place of a folder, not a file that is there
  new GenomicsStage(workflow, 'd', { outputs: { report: file }, script: () => sh`tool` });
}

export function aCalledStageKeepsItsContract({ workflow, file, set, output }: Given): void {
  const stage = new GenomicsStage(workflow, 'a', {
    inputs: { fasta: file },
    outputs: { bam: output },
    script: () => sh`tool`,
  });
  new TemplateRefStage(workflow, 'b', { stage, inputs: { fasta: file }, outputs: { bam: output } }).outputs.bam;
  // @ts-expect-error an input is missing
  new TemplateRefStage(workflow, 'b', { stage, inputs: {}, outputs: { bam: output } });
  // @ts-expect-error a set where the stage takes a file
  new TemplateRefStage(workflow, 'b', { stage, inputs: { fasta: set }, outputs: { bam: output } });
  // @ts-expect-error an output is missing
  new TemplateRefStage(workflow, 'b', { stage, inputs: { fasta: file }, outputs: {} });
}
