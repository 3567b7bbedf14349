import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER } from '../constructs/kinds';
import { GenomicsError } from '../errors';
import { ANYTHING, NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { mustBeShare } from '../values/numbers';
import { fetchReferences, identifyReferences, keptOf, MAKES_INDEX, referenceInputs } from './annotation';
import { keptAs, REFERENCE, type Reference } from './kept-reference';
import { type Arguments, type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** What transcripts are counted: of a FASTA, or those of the annotation in the genome. */
export type TranscriptSource =
  | {
      /**
       * The FASTA of the transcripts, with GENCODE's names or others. In its place there may be the `genome` alone, of
       * which gffread makes those of the annotation.
       */
      readonly transcripts: Reference;
      /** The genome (FASTA), whose sequences are salmon's decoys. @default no decoys */
      readonly genome?: Reference;
    }
  | {
      readonly transcripts?: undefined;
      readonly genome: Reference;
    };

/** @see salmonIndex */
export type SalmonIndexProps = TranscriptSource &
  StageDefaults &
  TakesArguments<'index' | 'gffread'> & {
    /** The annotation (GTF): which transcript is of which gene. */
    readonly annotation: Reference;
    /**
     * The share, to 1, of the transcripts that the annotation must have; one that it lacks is a gene of its own.
     * Beside `transcripts` alone: those that are made of the genome are all in the annotation.
     * @default 0.5
     */
    readonly minAnnotated?: number;
    /** The run's folder, on the volume that keeps the index. */
    readonly folder: Folder;
  };

const PROGRAMS = { index: 'salmon index', gffread: 'gffread' } as const;
type Told = Readonly<Record<keyof typeof PROGRAMS, Arguments>>;
const ONLY_INDEX = { index: PROGRAMS.index };
const KEPT = 'salmon-index-2';
/** Ensembl's FASTA has transcripts of alternative sequences, which its GTF lacks. */
const MIN_ANNOTATED = 0.5;

/**
 * Downloads transcripts and their annotation, checks that they belong together, and indexes them for salmon, from 1.4
 * on, with the genome as decoy where one is given. It is done once: `index`, a directory, and `tx2gene`, the table of
 * transcripts, genes and their names, are kept in the volume's work folder by the checksums.
 */
export function salmonIndex(scope: Construct, id: string, props: SalmonIndexProps) {
  const { annotation, transcripts, genome, minAnnotated, folder, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    annotation: REFERENCE,
    transcripts: optional(REFERENCE),
    genome: optional(REFERENCE),
    minAnnotated: optional(NUMBER),
    folder: FOLDER,
  });
  const { index, gffread = [] }: Partial<Told> & Pick<Told, 'index'> = transcripts
    ? toolArguments<'index'>([scope, id], args, ONLY_INDEX)
    : toolArguments([scope, id], args, PROGRAMS);
  if (minAnnotated !== undefined) mustBeShare(scope, 'minAnnotated', minAnnotated);
  if (transcripts === undefined && genome === undefined) throw noTranscripts(`${scope.node.path}/${id}`);
  if (transcripts === undefined && minAnnotated !== undefined) throw allAnnotated(`${scope.node.path}/${id}`);
  // Transcripts that are made of the annotation are in it, or gffread has renamed them.
  const least = transcripts ? (minAnnotated ?? MIN_ANNOTATED) : 1;
  const cacheKey = keptAs(KEPT, { index, gffread, least: transcripts && least !== MIN_ANNOTATED ? [least] : [] });
  const references = { annotation, transcripts, genome };
  const kept = keptOf(folder, cacheKey, references);
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: referenceInputs(references),
    outputs: { index: kept('/'), tx2gene: kept('.tx2gene.tsv') },
    cacheKey,
    identify: ({ inputs }) => identifyReferences(folder.volume, inputs),
    uses: MAKES_INDEX,
    versions: versionsOf('salmon', ...(transcripts ? [] : ['gffread'])),
    script: ({ inputs, outputs, threads }) =>
      lines(
        fetchReferences(folder.volume, inputs),
        sh`genes_of annotation.gtf >genes.tsv`,
        transcripts ? sh`` : sh`made_transcripts annotation.gtf genome.fa given.fa ${gffread}`,
        sh`
          plain_transcripts given.fa genes.tsv >transcripts.fa
          transcript_genes genes.tsv transcripts ${least} >${outputs.tx2gene}`,
        genome ? sh`decoys genome.fa >decoys.txt` : sh``,
        genome ? sh`cat genome.fa >>transcripts.fa` : sh``,
        sh`
          set -- -t transcripts.fa ${genome ? ['-d', 'decoys.txt'] : []} -p ${threads} ${index}
          salmon index -i index "$@"
          count_copies index`,
        transcripts ? sh`` : sh`transcripts_left_out genes.tsv >index/left_out.tsv`,
        sh`put_folder index ${outputs.index}`,
      ),
  });
}

function noTranscripts(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'there is nothing to count',
    got: 'neither transcripts nor genome',
    expected: 'one of both, or both',
    fix: 'give the FASTA of the transcripts, or the genome, of which they are made by the annotation',
  });
}

function allAnnotated(where: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'transcripts that are made of the genome are those of the annotation',
    got: 'minAnnotated, and no transcripts',
    expected: 'minAnnotated beside transcripts alone',
    fix: 'leave minAnnotated out, or give the FASTA of the transcripts',
  });
}
