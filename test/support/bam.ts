import { execFileSync } from 'node:child_process';

/** What a BAM is, asked of Debian's samtools and not of the pipeline's own checks. */
export interface Bam {
  readonly header: readonly string[];
  /** Neither secondary nor supplementary. */
  readonly primary: number;
  readonly properPairs: number;
  /** Primary records that start at the base that their read's name tells. */
  readonly placed: number;
  /** The primary records without order, to compare two runs. */
  readonly records: readonly string[];
}

const PROPER = 0x2;
const NOT_PRIMARY = 0x900;

/** Reads a BAM that must be whole and indexed: quickcheck and a query by region fail otherwise. */
export function readBam(path: string): Bam {
  samtools('quickcheck', '-v', path);
  const header = samtools('view', '-H', path).trimEnd().split('\n');
  const first = /\tSN:(\S+)/.exec(header.find((line) => line.startsWith('@SQ')) ?? '')?.[1];
  if (samtools('view', '-c', path, `${first}:1-100000`).trim() === '0')
    throw new Error(`the index of ${path} finds nothing`);
  const all = samtools('view', path).trimEnd().split('\n');
  const rows = all.map((line) => line.split('\t')).filter(([, flag]) => (Number(flag) & NOT_PRIMARY) === 0);
  return {
    header,
    primary: rows.length,
    properPairs: rows.filter(([, flag]) => (Number(flag) & PROPER) !== 0).length / 2,
    placed: rows.filter(([name = '', , , at = '']) => name.split(':').slice(2).includes(at)).length,
    records: rows.map((row) => row.join('\t')).sort(),
  };
}

function samtools(...args: readonly string[]): string {
  return execFileSync('samtools', args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
}
