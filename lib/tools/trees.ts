import { scriptFile } from '../shell/script-file';
import { shellFile } from '../shell/shell-file';

/** Which isolates are in a tree, and names: `isolate_table`, `numbered`, `named`, `variable_sites` and others. */
export const TREES = shellFile(__dirname, 'phylogeny.sh');

/** Distances and the picture, by Python's standard library alone: `distances`, `picture`. */
export const TREES_PY = scriptFile(__dirname, 'phylogeny.py');
