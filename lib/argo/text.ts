import { camel, joinCamel } from './names';
import type { Producer } from './producer';
import {
  type ApplyPart,
  type ItemPart,
  NAME_EXPRESSIONS,
  type OutputPart,
  type ParameterPart,
  type RunPart,
  type Value,
} from './value';

/** A part of a value that a DAG receives as one parameter. */
export type Reference = ParameterPart | ItemPart | OutputPart | RunPart | ApplyPart;

/**
 * Where something is found: by a name, as `inputs.parameters.sample`, `item.fastq` or `#`, or by an expression that
 * computes it.
 */
export type Location = string | { readonly expression: string };

/** Where an atom is found in the scope that a value is written for. */
export type Resolver = (atom: Reference) => Location;

/** The name of the parameter that carries an atom into a nested DAG. */
export function referenceName(atom: Reference): string {
  switch (atom.kind) {
    case 'parameter':
      return atom.name;
    case 'item':
      return joinCamel(atom.mapId, atom.key ?? 'item');
    case 'output':
      return joinCamel(camel(atom.step.node.id), atom.key);
    case 'run':
      return 'runId';
    case 'apply':
      return joinCamel(referenceName(hoisted(atom) ?? atom), atom.part);
  }
}

/** Whether two atoms are one value, not only one name. */
export function isSameReference(one: Reference, other: Reference): boolean {
  if (one.kind === 'parameter' && other.kind === 'parameter')
    return one.name === other.name && one.owner === other.owner;
  if (one.kind === 'item' && other.kind === 'item') return one.map === other.map && one.key === other.key;
  if (one.kind === 'output' && other.kind === 'output') return one.step === other.step && one.key === other.key;
  if (one.kind === 'run' && other.kind === 'run') return one.owner === other.owner;
  if (one.kind !== 'apply' || other.kind !== 'apply' || one.part !== other.part) return false;
  const [first, second] = [hoisted(one), hoisted(other)];
  return first !== undefined && second !== undefined && isSameReference(first, second);
}

/** The parameter of which an atom is a name part: then the entrypoint computes it once, for all. */
function hoisted(atom: Reference): ParameterPart | undefined {
  if (atom.kind !== 'apply') return undefined;
  const [only, more] = atom.of.parts;
  return typeof only === 'object' && only.kind === 'parameter' && more === undefined ? only : undefined;
}

/** The atoms that a value needs from its scope. */
export function referencesIn(value: Value): readonly Reference[] {
  return value.parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    return part.kind === 'apply' && hoisted(part) === undefined ? referencesIn(part.of) : [part];
  });
}

/** The stages whose texts values hold: they must have ended before. */
export function producersOf(values: readonly Value[]): readonly Producer[] {
  return values.flatMap(referencesIn).flatMap((atom) => (atom.kind === 'output' ? [atom.step] : []));
}

/** A value as Argo's template text: `/bwa{{inputs.parameters.folder}}/x`. */
export function templateText(value: Value, places: Resolver): string {
  return value.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'apply' && hoisted(part) === undefined) return `{{=${applied(part, places)}}}`;
      const place = places(part);
      return typeof place === 'string' ? `{{${place}}}` : `{{=${place.expression}}}`;
    })
    .join('');
}

/** A value as an expression: `'/bwa' + inputs.parameters.folder + '/x'`. */
export function expression(value: Value, places: Resolver): string {
  const terms = value.parts.map((part) => {
    if (typeof part === 'string') return literal(part);
    return part.kind === 'apply' && hoisted(part) === undefined ? applied(part, places) : inExpression(places(part));
  });
  return terms.length === 0 ? "''" : terms.join(' + ');
}

/** The expression that computes a hoisted atom, once, in the entrypoint. */
export function hoistedText(atom: ApplyPart, places: Resolver): string {
  return `{{=${applied(atom, places)}}}`;
}

/** A task's name may hold hyphens, which an expression takes for minus. */
function inExpression(place: Location): string {
  return typeof place !== 'string' ? place.expression : place.replace(/^tasks[.]([^.]+)/, "tasks['$1']");
}

/** A string literal of Argo's expression language. */
export function literal(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return `'${escaped.replace(/\p{Cc}/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

function applied(part: ApplyPart, places: Resolver): string {
  return NAME_EXPRESSIONS[part.part](expression(part.of, places));
}
