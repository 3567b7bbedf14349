// Whichever branch ran is a file; an optional file is none. Checked by `tsc --noEmit`, never run.
import {
  cram,
  type DataFile,
  type FileSet,
  type Folder,
  firstOf,
  GenomicsStage,
  type GenomicsWorkflow,
  markDuplicates,
  type OptionalFile,
  type OutputFile,
  optional,
  type ShellOptional,
  sh,
  TemplateRefStage,
} from '../../lib';

interface Given {
  readonly workflow: GenomicsWorkflow;
  readonly file: DataFile;
  readonly set: FileSet;
  readonly output: OutputFile;
  readonly run: Folder;
}

export function theFirstOfSeveralGoesWhereAFileGoes({ workflow, file, set, output }: Given): void {
  cram(workflow, 'cram', { bam: firstOf(file, file), reference: file, cram: output });
  markDuplicates(workflow, 'merge', { lanes: firstOf(set, set), bam: output });
  markDuplicates(workflow, 'merge', { lanes: [firstOf(file, file)], bam: output });
  // @ts-expect-error one is no choice
  firstOf(file);
  // @ts-expect-error a file and a set are two kinds
  firstOf(file, set);
  // @ts-expect-error what need not be there is the reader's to say, not the list's
  firstOf(file, optional(file));
}

export function whatNeedNotBeThereIsAskedFor({ workflow, file, set, output }: Given): void {
  const stage = new GenomicsStage(workflow, 'a', {
    inputs: { bed: optional(firstOf(file, file)), bam: file },
    outputs: { bam: output },
    script: ({ inputs, outputs }) => {
      const bed: ShellOptional = inputs.bed;
      // @ts-expect-error a file that is always there is written as it is
      inputs.bam.option('--bam');
      return sh`tool ${bed.option('--bed')} ${inputs.bed} ${inputs.bam} > ${outputs.bam}`;
    },
  });
  const bed: OptionalFile = optional(file);
  new TemplateRefStage(workflow, 'b', { stage, inputs: { bed, bam: file }, outputs: { bam: output } }).outputs.bam;
  // @ts-expect-error the called stage does without the file, and must be told
  new TemplateRefStage(workflow, 'b', { stage, inputs: { bed: file, bam: file }, outputs: { bam: output } });
  // @ts-expect-error a set has no single path
  optional(set);
  // @ts-expect-error a tool that needs the file
  cram(workflow, 'cram', { bam: bed, reference: file, cram: output });
}
