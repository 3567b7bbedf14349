import { CASES } from './corpus/cases';
import { answered } from './corpus/ours';
import { askedIn, recordOf } from './corpus/recorded';

// Argo's own answers, which e2e/engines.sh recorded with CORPUS_RECORD=write: what it started, with which environment,
// and how all ended.

test('each case has a name of its own, and an answer of Argo', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  expect(CASES.filter(({ name }) => recordOf(name) === undefined).map(({ name }) => name)).toEqual([]);
});

test.each(CASES.map((one) => [one.name, one] as const))('as Argo does: %s', (name, one) => {
  const recorded = recordOf(name);
  if (recorded === undefined) throw new Error(`CORPUS_RECORD=write e2e/engines.sh: no Argo has answered for ${name}`);
  expect(answered(one, recorded)).toEqual(askedIn(recorded));
});
