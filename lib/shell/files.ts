import { shellFile } from './shell-file';

/** Runs a stage; every workflow has it. */
export const STAGE = shellFile(__dirname, 'stage.sh');

/** `member`, `joined`: the statuses of a pipe's members. */
export const PIPE = shellFile(__dirname, 'pipe.sh');
