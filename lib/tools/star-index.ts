import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FOLDER } from '../constructs/kinds';
import { ANYTHING } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { Folder } from '../storage/file';
import { fetchReferences, identifyReferences, keptOf, MAKES_INDEX, referenceInputs } from './annotation';
import { keptAs, REFERENCE, type Reference } from './kept-reference';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { versionsOf } from './versions';

/** @see starIndex */
export interface StarIndexProps extends StageDefaults, TakesArguments<'index' | 'gffread'> {
  /** The annotation (GTF). */
  readonly annotation: Reference;
  /** The genome (FASTA). */
  readonly genome: Reference;
  /** The run's folder, on the volume that keeps the index. */
  readonly folder: Folder;
}

const PROGRAMS = { index: 'STAR', gffread: 'gffread' } as const;
const KEPT = 'star-index-2';

/**
 * Downloads a genome and its annotation, and indexes them for STAR, from 2.7 on, with `--genomeSAindexNbases` by the
 * genome's length. A flag in `args` replaces its own. It is done once: `index`, a directory, `transcripts`, those of
 * the annotation by gffread, and `tx2gene`, the table of transcripts, genes and their names, are kept in the volume's
 * work folder by the checksums.
 */
export function starIndex(scope: Construct, id: string, props: StarIndexProps) {
  const { annotation, genome, folder, args, ...settings } = checked(scope, id, props, {
    args: ANYTHING,
    annotation: REFERENCE,
    genome: REFERENCE,
    folder: FOLDER,
  });
  const told = toolArguments([scope, id], args, PROGRAMS);
  const isTold = (flag: string): boolean => told.index.includes(flag);
  const cacheKey = keptAs(KEPT, told);
  const kept = keptOf(folder, cacheKey, { annotation, genome });
  return new GenomicsStage(scope, id, {
    title: 'Download, check and index',
    ...settings,
    inputs: referenceInputs({ annotation, genome }),
    outputs: { index: kept('/'), transcripts: kept('.fa'), tx2gene: kept('.tx2gene.tsv') },
    cacheKey,
    identify: ({ inputs }) => identifyReferences(folder.volume, inputs),
    uses: MAKES_INDEX,
    versions: versionsOf('STAR', 'gffread'),
    script: ({ inputs, outputs, threads, memory }) =>
      lines(
        fetchReferences(folder.volume, inputs),
        sh`
          genes_of annotation.gtf >genes.tsv
          made_transcripts annotation.gtf genome.fa made.fa ${told.gffread}
          plain_transcripts made.fa genes.tsv >transcripts.fa
          transcript_genes genes.tsv transcripts 1 >${outputs.tx2gene}
          transcript_lines annotation.gtf >made.gtf
          must_fit_star made.gtf transcripts.fa
          put ${outputs.transcripts} <transcripts.fa
          mkdir index
          set -- --runThreadN ${threads} --sjdbGTFfile made.gtf`,
        isTold('--limitGenomeGenerateRAM') ? sh`` : sh`set -- "$@" --limitGenomeGenerateRAM "$((${memory} * 1048576))"`,
        isTold('--genomeSAindexNbases') ? sh`` : sh`set -- "$@" --genomeSAindexNbases "$(index_bases genome.fa)"`,
        sh`
          STAR --runMode genomeGenerate --genomeDir index --genomeFastaFiles genome.fa "$@" ${told.index}
          transcripts_left_out genes.tsv >index/left_out.tsv
          put_folder index ${outputs.index}`,
      ),
  });
}
