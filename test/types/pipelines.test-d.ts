// Settings are for stages that the choice brings. Checked by `tsc --noEmit`, never run.
import type { Construct } from 'constructs';
import {
  BwaAlignment,
  BwaAlignmentChart,
  CohortAlignment,
  CohortAlignmentChart,
  type DataFile,
  type Folder,
  GeneExpression,
  GeneExpressionChart,
  HaploidCalling,
  type IVolume,
  Phylogeny,
  PhylogenyChart,
  type Value,
} from '../../lib';

interface Given {
  readonly scope: Construct;
  readonly folder: Folder;
  readonly file: DataFile;
  readonly value: Value;
}

export function stagesOfBwaFollowTheAlgorithmAndTheChecksums({ scope, folder, value }: Given): void {
  const pair = { folder, reference: value, fastq1: value, fastq2: 'https://h/S1_2.fq.gz' };
  const checksums = { fastq1: value };
  new BwaAlignment(scope, 'a', { ...pair, stages: { bwaprepare: { cpu: 4 }, bwamap: {}, bwaindex: {} } });
  new BwaAlignment(scope, 'a', { ...pair, checksums, stages: { bwareads: { cpu: 4 }, bwaindex: {} } });
  new BwaAlignment(scope, 'a', { ...pair, algorithm: 'mem', checksums, stages: { bwamap: { cpu: 4 } } });
  // @ts-expect-error mem indexes while it aligns
  new BwaAlignment(scope, 'a', { ...pair, algorithm: 'mem', stages: { bwaindex: { cpu: 4 } } });
  // @ts-expect-error mem takes the reads from their URLs, with checksums too
  new BwaAlignment(scope, 'a', { ...pair, algorithm: 'mem', checksums, stages: { bwareads: { cpu: 4 } } });
  // @ts-expect-error without checksums bwaprepare downloads the reads
  new BwaAlignment(scope, 'a', { ...pair, stages: { bwareads: { cpu: 4 } } });
  // @ts-expect-error the checksum of a file that is not there
  new BwaAlignment(scope, 'a', { ...pair, checksums: { fastq3: 'abc' } });
  // @ts-expect-error a folder is of a volume, not a path
  new BwaAlignment(scope, 'a', { ...pair, folder: '/run' });
  // @ts-expect-error a pair has two
  new BwaAlignment(scope, 'a', { folder, reference: value, fastq1: value });
}

export function stagesOfTheBwaChartDoSo(scope: Construct): void {
  const checked = { referenceChecksum: 'd41d8cd98f00b204e9800998ecf8427e' };
  new BwaAlignmentChart(scope, 'b', { stages: { bwaindex: { cpu: 4 } } });
  new BwaAlignmentChart(scope, 'b', { parameters: checked, stages: { bwareads: { cpu: 4 } } });
  // @ts-expect-error mem indexes while it aligns
  new BwaAlignmentChart(scope, 'b', { algorithm: 'mem', stages: { bwaindex: { cpu: 4 } } });
  // @ts-expect-error mem takes the reads from their URLs, with checksums too
  new BwaAlignmentChart(scope, 'b', { algorithm: 'mem', parameters: checked, stages: { bwareads: { cpu: 4 } } });
  // @ts-expect-error without a checksum among the parameters bwaprepare downloads the reads
  new BwaAlignmentChart(scope, 'b', { parameters: { maxReads: '1000' }, stages: { bwareads: { cpu: 4 } } });
}

export function stagesOfACohortFollowTheSheetAndTheFormat({ scope, folder, file, value }: Given): void {
  const run = { folder, reference: value, referenceChecksum: value };
  new CohortAlignment(scope, 'c', { ...run, samples: value, stages: { align: { cpu: 16 }, report: {} } });
  new CohortAlignment(scope, 'c', { ...run, samples: value, cram: 'embedded', stages: { cram: { cpu: 4 } } });
  new CohortAlignment(scope, 'c', { ...run, sheet: file, stages: { sheet: { cpu: 1 } } });
  new CohortAlignment(scope, 'c', { ...run, sheet: file, cram: 'external', stages: { sheet: {}, cram: {} } });
  // @ts-expect-error a list is read by no stage
  new CohortAlignment(scope, 'c', { ...run, samples: value, stages: { sheet: { cpu: 1 } } });
  // @ts-expect-error without the prop cram the results are BAM
  new CohortAlignment(scope, 'c', { ...run, samples: value, stages: { cram: { cpu: 4 } } });
  // @ts-expect-error nor with a sheet
  new CohortAlignment(scope, 'c', { ...run, sheet: file, stages: { cram: { cpu: 4 } } });
  // @ts-expect-error the samples come from one place
  new CohortAlignment(scope, 'c', { ...run, samples: value, sheet: file });
  // @ts-expect-error the samples come from somewhere
  new CohortAlignment(scope, 'c', run);
  // @ts-expect-error a path is no sheet on a volume
  new CohortAlignment(scope, 'c', { ...run, sheet: '/sheet.csv' });
  // @ts-expect-error a stage that there is not
  new CohortAlignment(scope, 'c', { ...run, samples: value, stages: { aling: { cpu: 4 } } });
}

export function stagesOfTheCohortChartDoSo(scope: Construct): void {
  new CohortAlignmentChart(scope, 'c', { sheet: 'file', cram: 'external', stages: { sheet: { cpu: 1 }, cram: {} } });
  // @ts-expect-error a list is read by no stage
  new CohortAlignmentChart(scope, 'c', { stages: { sheet: { cpu: 1 } } });
  // @ts-expect-error nor one that is said to be one
  new CohortAlignmentChart(scope, 'c', { sheet: 'list', stages: { sheet: { cpu: 1 } } });
  // @ts-expect-error without the prop cram the results are BAM
  new CohortAlignmentChart(scope, 'c', { sheet: 'file', stages: { cram: { cpu: 4 } } });
  // @ts-expect-error the reference's bases are in the CRAM or not
  new CohortAlignmentChart(scope, 'c', { cram: 'internal' });
}

export function whatAPipelineMakesIsNamed({ scope, folder, value }: Given): void {
  const made = new BwaAlignment(scope, 'a', { folder, reference: value, fastq1: value, fastq2: value });
  const bam: DataFile = made.bam;
  // @ts-expect-error a misspelt result
  made.bma;
  const cohort = new CohortAlignment(scope, 'c', {
    folder,
    reference: value,
    referenceChecksum: bam.name,
    samples: value,
  });
  // @ts-expect-error the results of all samples are no file
  const one: DataFile = cohort.alignments;
  one.stem;
}

export function expressionIsCountedOverWhatTheAlignerTakes({ scope, folder, file, value }: Given): void {
  const annotation = { url: value, checksum: '0' };
  const run = { folder, annotation, samples: value };
  const genome = annotation;
  new GeneExpression(scope, 'e', { ...run, transcripts: genome, minAnnotated: 0.9 });
  new GeneExpression(scope, 'e', {
    ...run,
    transcripts: genome,
    genome,
    stages: { quant: { args: { quant: ['--gcBias'] } } },
  });
  new GeneExpression(scope, 'e', { ...run, genome, aligner: 'salmon' });
  new GeneExpression(scope, 'e', { ...run, genome, aligner: 'star', stages: { star: { args: { star: ['--x'] } } } });
  new GeneExpression(scope, 'e', { folder, annotation, sheet: file, genome });
  const aligner = process.env['ALIGNER'] === 'star' ? 'star' : 'salmon';
  new GeneExpression(scope, 'e', { ...run, genome, aligner });
  new GeneExpressionChart(scope, 'e', { aligner });
  new GeneExpressionChart(scope, 'e', { references: 'transcripts', minAnnotated: 0.9 });
  // @ts-expect-error the transcripts are those of the annotation
  new GeneExpressionChart(scope, 'e', { minAnnotated: 0.9 });
  // @ts-expect-error there is nothing to count
  new GeneExpression(scope, 'e', run);
  // @ts-expect-error the transcripts of STAR are those of the annotation
  new GeneExpression(scope, 'e', { ...run, genome, transcripts: genome, aligner: 'star' });
  // @ts-expect-error STAR aligns to a genome
  new GeneExpression(scope, 'e', { ...run, transcripts: genome, aligner: 'star' });
  // @ts-expect-error what is made of the annotation is annotated
  new GeneExpression(scope, 'e', { ...run, genome, minAnnotated: 0.9 });
  // @ts-expect-error without STAR there is no such stage
  new GeneExpression(scope, 'e', { ...run, genome, stages: { star: { cpu: 8 } } });
  // @ts-expect-error samples come from a list or from a sheet
  new GeneExpression(scope, 'e', { ...run, genome, sheet: file });
  // @ts-expect-error a reference has a checksum, by which it is kept
  new GeneExpression(scope, 'e', { ...run, genome: { url: value } });
  // @ts-expect-error a sample is left out, or fails the run
  new GeneExpression(scope, 'e', { ...run, genome, poorSamples: 'ignore' });
  new GeneExpressionChart(scope, 'c', { references: 'transcripts' });
  // @ts-expect-error STAR aligns to a genome
  new GeneExpressionChart(scope, 'c', { aligner: 'star', references: 'transcripts' });
}

export function aTreeIsMadeOfOneThing({ scope, folder, volume, value }: Given & { readonly volume: IVolume }): void {
  const reference = volume.file('/a.fa').with('.fai');
  const alignments = [volume.file('/a.bam').with('.bai')];
  const genomes = new HaploidCalling(scope, 'h', { alignments, reference, folder, samples: value });
  const sequences = [volume.file('/a.fa')];
  new Phylogeny(scope, 'a', { alignments, reference, folder, maxMixed: 0.1, stages: { genome: { cpu: 2 } } });
  new Phylogeny(scope, 'b', { genomes, folder, program: 'fasttree', stages: { tree: { args: { fasttree: ['-x'] } } } });
  new Phylogeny(scope, 'c', { sequences, folder, stages: { mafft: { args: { mafft: ['--maxiterate', 100] } } } });
  // @ts-expect-error of nothing
  new Phylogeny(scope, 'd', { folder });
  // @ts-expect-error of two things
  new Phylogeny(scope, 'e', { genomes, sequences, folder });
  // @ts-expect-error likewise
  new Phylogeny(scope, 'f', { alignments, reference, genomes, folder });
  // @ts-expect-error alignments need their reference
  new Phylogeny(scope, 'g', { alignments, folder });
  // @ts-expect-error isolates that are called are masked already
  new Phylogeny(scope, 'i', { genomes, folder, mask: reference });
  // @ts-expect-error of sequences nothing is mixed
  new Phylogeny(scope, 'j', { sequences, folder, maxMixed: 0.1 });
  // @ts-expect-error what is called already is called by another construct
  new Phylogeny(scope, 'k', { genomes, folder, stages: { genome: { cpu: 2 } } });
  // @ts-expect-error of isolates nothing is aligned
  new Phylogeny(scope, 'l', { genomes, folder, stages: { mafft: { cpu: 2 } } });
  // @ts-expect-error the program is another one
  new Phylogeny(scope, 'm', { genomes, folder, program: 'iqtree', stages: { tree: { args: { fasttree: ['-x'] } } } });
  // @ts-expect-error there is no such program
  new Phylogeny(scope, 'n', { genomes, folder, program: 'raxml' });
}

export function theChartOfATreeDoesSo(scope: Construct): void {
  new PhylogenyChart(scope, 'a', { index: '.crai', minDepth: 5, parameters: { mask: '/a.bed' } });
  new PhylogenyChart(scope, 'b', { from: 'sequences', parameters: { sequences: '[]' } });
  // @ts-expect-error sequences have no index
  new PhylogenyChart(scope, 'c', { from: 'sequences', index: '.bai' });
  // @ts-expect-error alignments are no parameter of sequences
  new PhylogenyChart(scope, 'd', { from: 'sequences', parameters: { alignments: '[]' } });
  // @ts-expect-error of sequences no depth is asked
  new PhylogenyChart(scope, 'e', { from: 'sequences', minDepth: 5 });
}
