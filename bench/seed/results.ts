import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Neither secondary nor supplementary. */
const PRIMARY = ['-F', '0x900'];

/** The one BAM of a run's folder that has an index. */
export function resultIn(folder: string): string {
  const names = readdirSync(folder);
  const [bam, ...more] = names.filter((name) => names.includes(`${name}.bai`));
  if (bam === undefined || more.length > 0)
    throw new Error(`expected one indexed BAM in ${folder}, got ${names.join(', ')}`);
  return join(folder, bam);
}

export function primaryRecords(bam: string): number {
  return Number(execFileSync('samtools', ['view', '-c', ...PRIMARY, bam], { encoding: 'utf8' }));
}

/** A sum over the primary records, whatever their order and without their read group. */
export function sumOfRecords(bam: string): string {
  const script = `samtools view ${PRIMARY.join(' ')} "$1" | sed 's/\\tRG:Z:[^\\t]*//' | sort -S 200M | md5sum`;
  return execFileSync('bash', ['-o', 'pipefail', '-c', script, 'sum', bam], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
}
