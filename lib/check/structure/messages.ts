import { nearest } from '../../values/nearest';
import { quote } from '../json';
import type { RuleProblem } from '../rule';
import type { CelRule } from './cel';
import type { FieldVersions } from './schema';

type FindingText = Omit<RuleProblem, 'path'>;

/** What became of fields that Argo once had. */
const gone: Readonly<Record<string, string>> = {
  mutex: 'Argo 4 has mutexes, a list',
  semaphore: 'Argo 4 has semaphores, a list',
  schedule: 'Argo 4 has schedules, a list',
  podPriority: 'Argo 4 has podPriorityClassName only',
  priorityClass: 'it is priorityClassName',
};

export function unknownField(name: string, known: readonly string[], given: readonly string[]): FindingText {
  return { message: `there is no field ${name} here; ${hintForField(name, known, given)}` };
}

function hintForField(name: string, known: readonly string[], given: readonly string[]): string {
  const old = Object.hasOwn(gone, name) ? gone[name] : undefined;
  const close = nearest(name, known, given);
  if (close !== undefined && old === undefined) return `did you mean ${close}?`;
  if (old !== undefined) return `${old}.`;
  return known.length > 0 && known.length <= 12
    ? `the fields here are ${known.join(', ')}.`
    : 'remove it or correct its name.';
}

/** What is newer than the version that is asked for. */
export function newerThan(name: string, since: string, argoVersion: string, instead = 'drop it'): FindingText {
  const fix = `${instead}, or ask for argoVersion ${since}`;
  return {
    code: 'newer-than-argo-version',
    message: `${name} came with Argo ${since}, and ${argoVersion} is asked for; ${fix}.`,
  };
}

export function newerField(
  name: string,
  { since, instead }: FieldVersions['newer'][string],
  argoVersion: string,
): FindingText {
  return newerThan(name, since, argoVersion, instead === undefined ? undefined : `write ${instead}`);
}

/** The oldest version that is asked for has it, the newest has not: who has one of the two can say so. */
export function goneField(name: string, { last, now }: FieldVersions['gone'][string]): FindingText {
  const since = now === undefined ? '' : `, and since then ${now}`;
  return {
    severity: 'warning',
    message: `Argo has ${name} to ${last} only${since}; say which argoVersion you have.`,
  };
}

export function missingField(name: string): FindingText {
  return { code: 'missing-field', message: `${name} is missing; add it.` };
}

export function wrongType(value: unknown, type: string): FindingText {
  const fix =
    type.startsWith('string') && typeof value !== 'object' ? `put it in quotes: "${String(value)}"` : 'correct it';
  return {
    code: 'wrong-type',
    message: `${quote(value)} is ${kindOf(value)}, expected ${type}; ${fix}.`,
  };
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

export function notAllowed(value: unknown, allowed: readonly unknown[]): FindingText {
  return {
    code: 'bad-value',
    message: `${quote(value)} is not allowed; write one of ${allowed.filter((one) => one !== '').join(', ')}.`,
  };
}

/** A quantity is the only thing that is a text of some form or a whole number. */
export function notQuantity(value: unknown): FindingText {
  if (typeof value !== 'string') return wrongType(value, 'string or integer');
  return { code: 'wrong-type', message: `${quote(value)} is no quantity; write it as "500m", "2" or "8Gi".` };
}

export function wrongForm(value: unknown, pattern: string): FindingText {
  return { code: 'bad-value', message: `${quote(value)} does not have the form ${pattern}; correct it.` };
}

export function outOfRange(value: unknown, limit: 'least' | 'most', than: number): FindingText {
  const size = Array.isArray(value)
    ? `${value.length} items`
    : typeof value === 'string'
      ? `${value.length} characters`
      : quote(value);
  const fix = Array.isArray(value) && limit === 'most' ? 'use withItems or withParam, or split it' : 'correct it';
  return { code: 'out-of-range', message: `${size}: the API server allows at ${limit} ${than}; ${fix}.` };
}

export function brokenRule({ code, summary, fix }: CelRule): FindingText {
  return { code, message: `it must be that ${summary}; ${fix}.` };
}
