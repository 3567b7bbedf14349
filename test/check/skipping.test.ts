import { fieldsIn, toWorld, type World } from '../../lib/check/model/world';
import { everyRule, rulesFor } from '../../lib/check/rules';
import { corpus } from './corpus';
import { manifests, variant } from './corpus/case';

/** What is found by the rules that are not run, since none of their fields is there. */
function lost(world: World): readonly string[] {
  const run = new Set(rulesFor(fieldsIn(world.documents)));
  return everyRule
    .filter((rule) => !run.has(rule))
    .flatMap((rule) => [...rule.find(world)].map(({ message }) => `${rule.code}: ${message}`));
}

function without(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => without(name, item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== name);
  return Object.fromEntries(kept.map(([key, field]) => [key, without(name, field)]));
}

const worlds = corpus.flatMap(({ yaml, options }) =>
  (['broken', 'mended'] as const).map((which) => ({ given: manifests(variant(yaml, which)), options: options ?? {} })),
);

it('loses nothing of the corpus', () => {
  expect(worlds.flatMap(({ given, options }) => lost(toWorld(given, options)))).toEqual([]);
});

it('loses nothing of the corpus with any one field taken out', () => {
  const found = worlds.flatMap(({ given, options }) =>
    [...fieldsIn(toWorld(given, options).documents)].flatMap((name) =>
      lost(
        toWorld(
          given.map((manifest) => without(name, manifest)),
          options,
        ),
      ),
    ),
  );
  expect(found).toEqual([]);
});

it('runs each rule for some and spares each rule that can be spared', () => {
  const sets = worlds.map(({ given, options }) => new Set(rulesFor(fieldsIn(toWorld(given, options).documents))));
  expect(everyRule.filter((rule) => !sets.some((set) => set.has(rule))).map(({ code }) => code)).toEqual([]);
  expect(everyRule.filter((rule) => sets.some((set) => !set.has(rule))).length).toBeGreaterThan(20);
});
