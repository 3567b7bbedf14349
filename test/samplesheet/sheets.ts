import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenomicsError, parseSampleSheet } from '../../lib';
import { SHEET, SHEET_RULES } from '../../lib/samplesheet/awk';
import { oneSubmission } from '../../lib/samplesheet/parameters';

/** What becomes of a sheet: its parameters, or the lines that say what is wrong. */
export type Verdict = { readonly samples: string; readonly sampleNames: string } | { readonly messages: string };

/** The sheet at synth, as one submission. */
export function bySynth(text: string, file = 'cohort.csv'): Verdict {
  try {
    const { samples, sampleNames } = oneSubmission(parseSampleSheet(text, file));
    return { samples, sampleNames };
  } catch (error) {
    if (error instanceof GenomicsError && error.code === 'invalid-sheet') return { messages: error.message };
    throw error;
  }
}

const AWKS = { mawk: ['mawk'], gawk: ['gawk'], busybox: ['busybox', 'awk'] } as const;
export type Awk = keyof typeof AWKS;

/** The awks of this machine; one at least, `awk` itself being one of them. */
export const awks = (Object.keys(AWKS) as Awk[]).filter(
  (name) => spawnSync(AWKS[name][0], ['--help'], { stdio: 'ignore' }).error === undefined,
);

/** The sheet at run time: the stage's own command, with an awk of choice. */
export function byAwk(awk: Awk, text: string, file = 'cohort.csv'): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    IN_SHEET: file,
    OUT_SAMPLES: join(folder, 'a'),
    OUT_SAMPLE_NAMES: join(folder, 'b'),
  };
  const script = `awk() { ${AWKS[awk].join(' ')} "$@"; }\n${SHEET.text}\ncheck_sheet "$1"`;
  try {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', SHEET_RULES], {
      input: text.replaceAll('\0', '\u0001'),
      env,
      encoding: 'utf8',
    });
    if (stderr !== '') throw new Error(stderr);
    if (status === 65) return { messages: stdout.trimEnd() };
    if (status !== 0) throw new Error(`${awk} ended with ${status}: ${stdout}`);
    const [samples = '', sampleNames = ''] = ['a', 'b'].map((name) =>
      readFileSync(join(folder, name), 'utf8').replace(/\n$/, ''),
    );
    return { samples, sampleNames };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
