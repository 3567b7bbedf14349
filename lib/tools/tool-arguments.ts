import type { Construct } from 'constructs';
import { GenomicsError } from '../errors';
import { listOfKind, mustBe, optional, recordOf, WORD } from '../kinds';
import { nearest } from '../values/nearest';

/** Further arguments of a program, each one word: `['-l', 9]`. Whatever stands in a word, no shell reads it. */
export type Arguments = readonly (string | number)[];

/** Further arguments of the programs that a stage runs, by their names there: `{ mem: ['-Y'], sort: ['-l', 9] }`. */
export type ToolArguments<Name extends string> = { readonly [K in Name]?: Arguments };

/** What every stage has whose programs take further arguments. */
export interface TakesArguments<Name extends string> {
  /**
   * Further arguments of each program, behind those that the stage itself gives it. They are in the work key.
   * @default none
   */
  readonly args?: ToolArguments<Name>;
}

/**
 * What each program must not be told: where its output goes and in which format, what it reads, and what a prop says
 * already. The stage would keep, index or count something else than what it promises. Of alignments, whatever else
 * loses a record is caught by the stages' own counts; a caller's options decide what a variant is, and may.
 */
const REFUSED = {
  'bcftools call': [
    ...['-o', '--output', '-O', '--output-type', '-r', '--regions', '-R', '--regions-file', '-t', '--targets', '-T'],
    ...['--targets-file', '-s', '--samples', '-S', '--samples-file', '--ploidy', '--ploidy-file', '-g', '--gvcf', '-c'],
    ...['--consensus-caller', '-v', '--variants-only'],
  ],
  'bcftools concat': [
    ...['-o', '--output', '-O', '--output-type', '-f', '--file-list', '-n', '--naive', '-r', '--regions', '-R'],
    ...['--regions-file', '-l', '--ligate', '-D', '--remove-duplicates', '-d', '--rm-dups', '-G', '--drop-genotypes'],
  ],
  'bcftools filter': [
    ...['-o', '--output', '-O', '--output-type', '-s', '--soft-filter', '-m', '--mode', '-e', '--exclude', '-i'],
    ...['--include', '-r', '--regions', '-R', '--regions-file', '-t', '--targets', '-T', '--targets-file'],
  ],
  'bcftools mpileup': [
    ...['-o', '--output', '-O', '--output-type', '-b', '--bam-list', '-f', '--fasta-ref', '-r', '--regions', '-R'],
    ...['--regions-file', '-t', '--targets', '-T', '--targets-file', '-g', '--gvcf', '-s', '--samples', '-S'],
    ...['--samples-file', '-G', '--read-groups'],
  ],
  'bcftools norm': [
    ...['-o', '--output', '-O', '--output-type', '-f', '--fasta-ref', '-r', '--regions', '-R', '--regions-file', '-t'],
    ...['--targets', '-T', '--targets-file', '-m', '--multiallelics', '-d', '--rm-dup', '-D', '-c', '--check-ref'],
  ],
  'bcftools stats': [
    ...['-s', '--samples', '-S', '--samples-file', '-F', '--fasta-ref', '-f', '--apply-filters', '-r', '--regions'],
    ...['-R', '--regions-file', '-t', '--targets', '-T', '--targets-file', '-i', '--include', '-e', '--exclude'],
  ],
  'bcftools view': [
    ...['-o', '--output', '-O', '--output-type', '-s', '--samples', '-S', '--samples-file', '-h', '--header-only'],
    ...['-H', '--no-header', '-G', '--drop-genotypes', '-r', '--regions', '-R', '--regions-file', '-t', '--targets'],
    ...['-T', '--targets-file', '-C', '--max-ac'],
  ],
  'bwa index': ['-p', '-6'],
  'bwa aln': ['-f', '-b'],
  'bwa sampe': ['-f', '-r'],
  'bwa samse': ['-f', '-r'],
  'bwa mem': ['-o', '-R', '-p'],
  fastp: [
    ...['-i', '-I', '-o', '-O', '-j', '-h', '--in1', '--in2', '--out1', '--out2', '--json', '--html'],
    ...['--stdin', '--stdout', '--interleaved_in', '-m', '--merge', '-s', '--split', '-S', '--split_by_lines'],
  ],
  fasttree: [
    ...['-out', '-n', '-intree', '-intree1', '-makematrix', '-matrix', '-seed', '-nt', '-trans', '-quote', '-log'],
    ...['-expert', '-help'],
  ],
  freebayes: [
    ...['-b', '--bam', '-L', '--bam-list', '-c', '--stdin', '-f', '--fasta-reference', '-t', '--targets', '-r'],
    ...['--region', '-s', '--samples', '-p', '--ploidy', '-A', '--cnv-map', '-v', '--vcf', '--gvcf'],
  ],
  gffread: ['-w', '-x', '-y', '-g', '-o'],
  mosdepth: ['-b', '--by', '-f', '--fasta', '-t', '--threads', '-c', '--chrom'],
  iqtree2: [
    ...[
      '-s',
      '--prefix',
      '-pre',
      '--seed',
      '-seed',
      '-fconst',
      '-st',
      '--seqtype',
      '-p',
      '-q',
      '-Q',
      '-S',
      '-t',
      '-te',
    ],
    ...['-con', '-net', '-sup', '-rf', '-redo', '--redo', '-h', '-V', '--version', '-wt', '-b', '-bo', '-bc'],
  ],
  mafft: [
    ...['--out', '--reorder', '--treeout', '--clustalout', '--phylipout', '--adjustdirection', '--add', '--amino'],
    ...['--adjustdirectionaccurately', '--addfragments', '--addfull', '--addlong', '--addprofile', '--addtotop'],
    ...['--merge', '--seed', '--anysymbol', '--averageout', '--namelength', '--version', '--help'],
  ],
  multiqc: ['-o', '--outdir', '-n', '--filename', '-l', '--file-list', '--no-report'],
  STAR: [
    ...['--runMode', '--genomeDir', '--genomeLoad', '--genomeFastaFiles', '--sjdbGTFfile', '--readFilesIn'],
    ...['--readFilesCommand', '--readFilesType', '--readFilesManifest', '--readFilesPrefix', '--readMapNumber'],
    ...['--outFileNamePrefix', '--outStd', '--outSAMtype', '--outSAMmode', '--outSAMorder', '--outSAMattrRGline'],
    ...['--outTmpDir', '--outBAMsortingBinsN', '--quantMode', '--runThreadN', '--parametersFiles', '--soloType'],
  ],
  'salmon index': ['-t', '--transcripts', '-i', '--index', '-d', '--decoys', '-p', '--threads', '--tmpdir', '-n'],
  'salmon quant': [
    ...['-i', '--index', '-l', '--libType', '-1', '--mates1', '-2', '--mates2', '-r', '--unmatedReads', '-a'],
    ...['--alignments', '-e', '--eqclasses', '-t', '--targets', '-o', '--output', '-p', '--threads', '--skipQuant'],
    ...['--auxDir', '-z', '--writeMappings', '-g', '--geneMap', '-q', '--quiet'],
  ],
  'samtools faidx': ['-o', '--output', '--fai-idx', '--gzi-idx'],
  'samtools fixmate': ['-O', '--output-fmt'],
  'samtools flagstat': ['-O', '--output-fmt'],
  'samtools idxstats': [],
  'samtools index': ['-c', '--csi', '-m', '-o', '--output', '-M'],
  'samtools markdup': ['-O', '--output-fmt', '-T', '--write-index', '-r'],
  'samtools merge': [
    ...['-o', '-b', '-O', '--output-fmt', '-h', '-n', '-N', '-t', '-M', '-R', '-L', '-X', '--write-index'],
    '--template-coordinate',
  ],
  'samtools sort': [
    ...['-o', '-O', '--output-fmt', '-T', '-n', '-N', '-t', '-M', '--write-index'],
    '--template-coordinate',
  ],
  'samtools stats': ['-d', '--remove-dups', '-c'],
  'samtools tview': ['-d', '-p'],
  'samtools view': [
    ...['-o', '--output', '-O', '--output-fmt', '-b', '-1', '-u', '-c', '--count', '-h', '-H', '-U', '-T', '-t'],
    '--write-index',
  ],
} as const;

const ARGUMENTS = recordOf(optional(listOfKind(WORD)));

/** A program that stages run. */
export type Program = keyof typeof REFUSED;

/**
 * What each program of a stage is told further, by its name there; nothing where nobody says anything.
 *
 * @throws GenomicsError for a program that the stage does not run, and for an option that would break what it promises
 */
export function toolArguments<Name extends string>(
  [scope, id]: readonly [scope: Construct, id: string],
  args: ToolArguments<Name> = {},
  programs: Readonly<Record<Name, Program>>,
): Readonly<Record<Name, Arguments>> {
  const where = [scope.node.path, id].filter((name) => name !== '').join('/');
  mustBe(where, args, ARGUMENTS, 'args');
  const all: ToolArguments<string> = args;
  const stranger = Object.keys(all).find((name) => all[name] !== undefined && !(name in programs));
  if (stranger !== undefined) throw notRun(where, stranger, Object.keys(programs));
  const entries = Object.entries<Program>(programs).map(([name, program]) => {
    const given = all[name] ?? [];
    mustBeHarmless(where, program, given);
    return [name, given] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Arguments>;
}

/** Refuses arguments that would break what a stage promises. */
export function mustBeHarmless(where: string, program: Program, given: Arguments): void {
  for (const word of given) {
    const refused = REFUSED[program].find((option) => isOption(`${word}`, option));
    if (refused !== undefined) throw breaks(where, program, `${word}`, refused);
  }
}

/**
 * A short option may have its value directly behind it; a long one may be cut short, and has it behind an equals sign.
 */
function isOption(word: string, option: string): boolean {
  const [name = ''] = word.split('=');
  return option.startsWith('--') ? name.length > 2 && option.startsWith(name) : word.startsWith(option);
}

function notRun(where: string, name: string, programs: readonly string[]): GenomicsError {
  const meant = nearest(name, programs);
  return new GenomicsError('invalid-value', where, {
    what: 'args are for a program that the stage does not run',
    got: `'${name}'`,
    expected: programs.length === 0 ? 'none: it runs no program that takes some' : programs.join(', '),
    fix: meant === undefined ? 'give them to the stage that runs it' : `did you mean ${meant}?`,
  });
}

function breaks(where: string, program: Program, word: string, refused: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: `an argument of ${program} would break what the stage promises`,
    got: `'${word}'`,
    expected: `no ${refused}: the stage says itself what is read, and what is written where and how`,
    fix: 'leave it out, use the prop that is there for it, or write a GenomicsStage of your own',
  });
}
