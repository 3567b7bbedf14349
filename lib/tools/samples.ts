import { shellFile } from '../shell/shell-file';

/** Samples that are left out, and names on MultiQC's page: `left_out`, `none_left_out`, `quoted_names`. */
export const SAMPLES = shellFile(__dirname, 'samples.sh');
