import { shellFile } from './shell-file';

/** `fetch`, `stream`, `show`, `unpack`, `verified`, `identity`, `must_name_file`: sources, by their URLs. */
export const FETCH = shellFile(__dirname, 'fetch.sh');

/** `must_be_reads`, `check`, `reads`, `pairs`, `mates` and others: reads in FASTQ. Uses {@link FETCH}. */
export const FASTQ = shellFile(__dirname, 'fastq.sh');

/** `settled`: who of a map's items succeeded. */
export const SETTLED = shellFile(__dirname, 'settled.sh');
