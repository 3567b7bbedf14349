import type { SchemaMistake } from '../../../imports/argoproj.io.validators';
import { at, type JsonObject, quote } from '../json';
import type { Problem } from '../rule';
import { findCelRule } from './cel';
import { hintForField, nodeAt } from './fields';

/** What the validators found, in words. */
export function toProblem({ instancePath, keyword, params }: SchemaMistake, json: JsonObject, kind: string, root: string): Problem {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
  let value: unknown = json;
  const steps = keys.map((key) => {
    const step = Array.isArray(value) ? Number(key) : key;
    value = (value as Readonly<Record<string, unknown>>)[key];
    return step;
  });
  const path = at(root, ...steps);
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      return { path: at(path, name), message: `there is no field ${name} here; ${hintForField(name, kind, keys)}` };
    }
    case 'required':
      return { path, code: 'missing-field', message: `${String(params['missingProperty'])} is missing; add it.` };
    case 'type':
    case 'anyOf':
      return { path, code: 'wrong-type', message: typeMessage(value, params['type'] ?? 'string or integer') };
    case 'enum': {
      const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'] : [];
      return { path, code: 'bad-value', message: `${quote(value)} is not allowed; write one of ${allowed.join(', ')}.` };
    }
    case 'pattern':
      return { path, code: 'bad-value', message: `${quote(value)} does not have the form ${String(params['pattern'])}; correct it.` };
    case 'x-kubernetes-validations': {
      const rule = findCelRule(String(params['rule']));
      return {
        path,
        code: rule?.code ?? 'bad-value',
        message: rule === undefined ? `it breaks the rule ${String(params['rule'])}` : `it must be that ${rule.summary}; ${rule.fix}.`,
      };
    }
    default:
      return { path, code: 'out-of-range', message: rangeMessage({ instancePath, keyword, params }, value, nodeAt(kind, keys)) };
  }
}

function typeMessage(value: unknown, type: unknown): string {
  const fix = type === 'string' && typeof value !== 'object' ? `put it in quotes: "${String(value)}"` : 'correct it';
  return `${quote(value)} is a ${Array.isArray(value) ? 'list' : typeof value}, expected ${String(type)}; ${fix}.`;
}

function rangeMessage({ keyword, params }: SchemaMistake, value: unknown, node: JsonObject): string {
  const limit = String(params['limit'] ?? node[keyword]);
  const size = Array.isArray(value) ? `${value.length} items` : typeof value === 'string' ? `${value.length} characters` : quote(value);
  const sense = keyword.startsWith('max') ? 'at most' : 'at least';
  const fix = keyword === 'maxItems' ? '; use withItems or withParam, or split it' : '; correct it';
  return `${size}: the API server allows ${sense} ${limit}${fix}.`;
}
