import { shellFile } from './shell-file';

/** Runs a stage; every workflow has it. */
export const STAGE = shellFile(__dirname, 'stage.sh');

/** Runs an exit handler; uses {@link STAGE}. */
export const EXIT = shellFile(__dirname, 'exit.sh');

/** Removes what a run's attempts left behind without a record; uses {@link STAGE}. */
export const CLEAN = shellFile(__dirname, 'clean.sh');

/** `fetch`, `stream`, `show`, `unpack`, `verified`, `identity`, `must_name_file`: sources, by their URLs. */
export const FETCH = shellFile(__dirname, 'fetch.sh');

/** `must_be_reads`, `check`, `reads`, `pairs`, `mates` and others: reads in FASTQ. Uses {@link FETCH}. */
export const FASTQ = shellFile(__dirname, 'fastq.sh');
