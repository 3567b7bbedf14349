import { validatorOf } from '../../../imports/argoproj.io.validators';
import type { JsonObject } from '../json';
import { type Code, type Problem, worldRule } from '../rule';
import { celRules } from './cel';

const also: readonly Code[] = [
  { code: 'missing-field', severity: 'error', summary: 'every required field is there' },
  { code: 'wrong-type', severity: 'error', summary: 'every value has the type that the CRD asks for' },
  { code: 'bad-value', severity: 'error', summary: 'every value is one that the CRD allows' },
  { code: 'out-of-range', severity: 'error', summary: 'numbers, lengths and lists keep the CRD’s limits (200 templates, 200 tasks)' },
  ...celRules.map(({ code, summary }): Code => ({ code, severity: 'error', summary })),
];

export const structure = {
  ...worldRule('unknown-field', 'error', 'every field is one that the CRD has', function* (world) {
    for (const { document, all } of world.flows) {
      for (const problem of validate(document.manifest, document.kind, '')) yield { ...problem, document };
      // The CRD does not look into inline templates; Argo does.
      for (const { json, path, inlineOf } of all)
        if (inlineOf !== undefined)
          for (const problem of validate({ name: 'inline', ...json }, 'Template', path)) yield { ...problem, document };
    }
  }),
  also,
};

function validate(json: JsonObject, kind: string, path: string): readonly Problem[] {
  const validator = validatorOf(kind);
  if (validator === undefined || validator(json)) return [];
  const { toProblem } = require('./explain') as typeof import('./explain');
  const mistakes = validator.errors ?? [];
  // An anyOf comes with one mistake for each of its members; they say less than it does.
  const unions = new Set(mistakes.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  return mistakes
    .filter(({ instancePath, keyword }) => keyword === 'anyOf' || !unions.has(instancePath))
    .map((mistake) => toProblem(mistake, json, kind, path));
}
