import type { IConstruct } from 'constructs';
import { choose, mustBeKnown, ranWhere } from '../argo/choice';
import type { Condition } from '../argo/condition';
import { argumentReferences } from '../argo/gather';
import { dagOf, type Step } from '../argo/step';
import type { Choice, Value } from '../argo/value';
import { GenomicsError } from '../errors';
import { either, listOfKind, mustBe } from '../kinds';
import { DataFile, FileSet, markedPath } from '../storage/file';
import { FILE, SET } from './kinds';
import { isSameVolume } from './stage-volumes';

const BRANCHES = listOfKind(either('a file or a set of files', FILE, SET));

/**
 * The file of whichever branch ran, where conditions leave out the others: `inputs: { bam: firstOf(star.outputs.bam,
 * hisat.outputs.bam) }`. A stage takes it as it takes any file. Where several ran it is the first of the list. Its
 * reader waits for all of them; it does not run where one failed, nor where all were left out.
 *
 * The last may be one that is there in any case: a given file, or the output of a stage that always runs. The files
 * must be alike: on one volume, with the same secondary files. Sets of maps that have conditions are chosen likewise.
 *
 * @throws GenomicsError where they differ, or where one before the last is there in any case
 */
export function firstOf(first: DataFile, second: DataFile, ...more: readonly DataFile[]): DataFile;
export function firstOf(first: FileSet, second: FileSet, ...more: readonly FileSet[]): FileSet;
export function firstOf(...all: readonly (DataFile | FileSet)[]): DataFile | FileSet {
  mustBe('firstOf', all, BRANCHES, 'branches');
  const files = all.flatMap((one) => {
    if (!(one instanceof DataFile)) return [];
    return one.candidates.length === 0 ? [one] : one.candidates;
  });
  const sets = all.filter((one) => one instanceof FileSet);
  if (sets.length === all.length) return firstSet(sets);
  if (sets.length === 0) return firstFile(files);
  throw wrong('firstOf', 'files and sets together', 'files, or sets', 'choose among those of one kind');
}

function firstFile(files: readonly DataFile[]): DataFile {
  const { cases, last, choice } = branches(files);
  const chosen = (of: (file: DataFile) => Value): Value =>
    choose(
      choice,
      cases.map(({ ran, one }) => ({ ran, value: of(one) })),
      of(last),
    );
  const found = ({ isGiven, path, published }: DataFile): Value | undefined => (isGiven ? path : published);
  return new DataFile({
    volume: last.volume,
    path: chosen(markedPath),
    name: chosen(({ name }) => name),
    stem: chosen(({ stem }) => stem),
    secondary: last.secondary,
    producer: undefined,
    isGiven: false,
    published: files.map(found).includes(undefined) ? undefined : chosen((file) => found(file) ?? file.path),
    isPublished: () => files.every((file) => file.isGiven || file.isPublished()),
    candidates: files,
  });
}

function firstSet(sets: readonly FileSet[]): FileSet {
  const { cases, last, choice } = branches(sets);
  const first = cases.map(({ ran, one }) => ({ ran, of: one.paths }));
  const paths = { kind: 'choice', choice, first, otherwise: last.paths } as const;
  return new FileSet(last.volume, paths, last.secondary, undefined, undefined);
}

interface Branches<T> {
  readonly cases: readonly { readonly ran: Condition; readonly one: T }[];
  readonly last: T;
  readonly choice: Choice;
}

/** What is chosen from: all but the last with what holds where its stage ran. */
function branches<T extends DataFile | FileSet>(all: readonly T[]): Branches<T> {
  const last = all.at(-1);
  const where = all.flatMap(({ producer }) => producer ?? [])[0] ?? 'firstOf';
  if (last === undefined || all.length < 2)
    throw wrong(where, `${all.length} of them`, 'two or more', 'pass each branch');
  const isUnlike = ({ volume, secondary }: T): boolean =>
    !isSameVolume(volume, last.volume) || secondary.join() !== last.secondary.join();
  if (all.some(isUnlike))
    throw wrong(
      where,
      'files that differ in volume or secondary files',
      'files that are alike',
      'let the stages agree',
    );
  const cases = all.slice(0, -1).map((one) => ({ ...mustBeBranch(where, one), one }));
  if (last instanceof FileSet && last.producer === undefined) throw ofSets(where);
  const of = [...cases.map(({ step }) => step), ...(last.producer === undefined ? [] : [last.producer])];
  const twice = of.find((step, at) => of.indexOf(step) < at);
  if (twice !== undefined)
    throw wrong(where, `two outputs of '${twice.node.path}'`, 'outputs of different stages', 'take the first of them');
  const lastRan = last.producer === undefined ? undefined : ranWhere(last.producer);
  const isSure = last.producer === undefined || lastRan === undefined;
  mustDiffer(where, [...cases, ...(isSure ? [] : [{ step: last.producer, ran: lastRan }])]);
  if (!isSure && of.some((step) => dagOf(step) !== dagOf(last.producer ?? step)))
    throw wrong(
      where,
      'stages inside and outside of a map, each of which may be left out',
      'stages beside one another, or a last one that is there in any case',
      'choose among those outside first, or give a file that is always there as the last',
    );
  for (const one of all)
    mustBeKnown(where, argumentReferences(one instanceof FileSet ? one.paths : one.path), 'a path');
  return { cases, last, choice: { of, isSure } };
}

/** Of two branches with one condition the second is never taken: it was copied, and its word forgotten. */
function mustDiffer(
  where: IConstruct | string,
  branches: readonly { readonly ran: Condition; readonly step: Step }[],
): void {
  for (const [at, second] of branches.entries()) {
    const first = branches.slice(0, at).find(({ ran }) => ran.isSame(second.ran));
    if (first === undefined) continue;
    throw wrong(
      where,
      `'${first.step.node.path}' and '${second.step.node.path}' under one condition`,
      'branches of which one runs where another does not',
      'give each a condition of its own',
    );
  }
}

/** The stage of one that is not the last, which may be left out. */
function mustBeBranch(
  where: IConstruct | string,
  { kind, producer }: DataFile | FileSet,
): { readonly step: Step; readonly ran: Condition } {
  if (kind === 'set' && producer === undefined) throw ofSets(where);
  const ran = producer === undefined ? undefined : ranWhere(producer);
  if (producer !== undefined && ran !== undefined) return { step: producer, ran };
  throw wrong(
    where,
    `${producer === undefined ? 'a given file' : `'${producer.node.path}', which always runs,`} before the last`,
    'branches that may be left out, and behind them what is there in any case',
    'move it to the end, or give its stage a condition',
  );
}

function ofSets(where: IConstruct | string): GenomicsError {
  return wrong(where, 'a set that is chosen already', 'sets of maps', 'pass all the sets to one firstOf');
}

function wrong(where: IConstruct | string, got: string, expected: string, fix: string): GenomicsError {
  return new GenomicsError('invalid-value', where, {
    what: 'these are no branches to choose from',
    got,
    expected,
    fix,
  });
}
