import type { IConstruct } from 'constructs';
import type { RunTimeList } from '../argo/run-time-list';
import { GenomicsError, type Problem } from '../errors';
import { knownTexts, parsedJson } from './known-texts';

type Mistake = Omit<Problem, 'fix'>;

/**
 * Refuses a run-time list whose default, as the workflow's parameters have it, is not what the map reads: Argo would
 * end the run, or hand on the braces of a column that is not there.
 */
export function mustFitList(map: IConstruct, { json, columns }: RunTimeList<string>): void {
  // An empty one stands for nothing: the list must be given at submission.
  const texts = knownTexts(map, json).filter((text) => text !== '');
  const [mistake] = texts.flatMap((text) => mistakesIn(text, columns));
  if (mistake === undefined) return;
  throw new GenomicsError('invalid-value', map, {
    ...mistake,
    what: `the default of a run-time list ${mistake.what}`,
    fix: 'correct the value of the parameter, or leave it out so that it must be given at submission',
  });
}

function mistakesIn(text: string, columns: readonly string[]): readonly Mistake[] {
  const list = parsedJson(text);
  if (Array.isArray(list)) return list.flatMap((item: unknown, at) => mistakesOf(item, `item ${at + 1}`, columns));
  const [first] = columns;
  return first === undefined
    ? [{ what: 'is no JSON list of strings', got: `'${text}'`, expected: 'a list as ["a","b"]' }]
    : [{ what: 'is no JSON list of objects', got: `'${text}'`, expected: `a list as [{"${first}":"a"}]` }];
}

function mistakesOf(item: unknown, place: string, columns: readonly string[]): readonly Mistake[] {
  const got = `${place}, ${JSON.stringify(item)}`;
  if (columns.length === 0)
    return isText(item) ? [] : [{ what: 'has an item that is no text', got, expected: "a text without '{{'" }];
  if (!isRow(item))
    return [{ what: 'has an item that is no row', got, expected: `an object with ${columns.join(', ')}` }];
  return columns.flatMap((column): readonly Mistake[] => {
    if (!(column in item))
      return [{ what: `has a row without the column '${column}'`, got, expected: `the columns ${columns.join(', ')}` }];
    const expected = "a text without '{{', or a list that a map within runs over";
    if (isText(item[column]) || Array.isArray(item[column])) return [];
    return [{ what: `has a row whose column '${column}' is no text`, got, expected }];
  });
}

/** What Argo would replace is no text for it. */
function isText(item: unknown): boolean {
  return typeof item === 'string' && !item.includes('{{');
}

function isRow(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}
