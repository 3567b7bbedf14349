import { shellFile } from '../shell/shell-file';

/** Trimming of reads: `trim_stream`, `trim_files`, `trimmed_reads`. */
export const FASTP = shellFile(__dirname, 'fastp.sh');

/** Beside a BAM whose reads went through fastp: its report. */
export const FASTP_REPORT = '.fastp.json';
