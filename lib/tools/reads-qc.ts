import { shellFile } from '../shell/shell-file';

/** Where trimmed reads lie: `store_trimmed`, `trimmed_path`, `trimmed_lanes`, `trimmed_samples`. */
export const READS_QC = shellFile(__dirname, 'reads-qc.sh');

/** What a stage needs that only copies texts. */
export const TEXTS_ONLY = { cpu: 1, memory: '256Mi', scratch: '16Mi' } as const;
