import { camel, joinCamel } from './names';
import type { Producer } from './producer';
import {
  type ApplyPart,
  type ChoicePart,
  type ItemPart,
  NAME_EXPRESSIONS,
  type OutputPart,
  type ParameterPart,
  type RunPart,
  type Test,
  type Value,
} from './value';

/** A part of a value that a DAG receives as one parameter. */
export type Reference = ParameterPart | ItemPart | OutputPart | RunPart | ApplyPart;

/**
 * Where something is found: by a name, as `inputs.parameters.sample`, `item.fastq` or `#`, or by an expression that
 * computes it.
 */
export type Location = string | { readonly expression: string };

/** Where an reference is found in the scope that a value is written for. */
export type Resolver = (reference: Reference) => Location;

/** The name of the parameter that carries an reference into a nested DAG. */
export function referenceName(reference: Reference): string {
  switch (reference.kind) {
    case 'parameter':
      return reference.name;
    case 'item':
      return joinCamel(reference.mapId, reference.key ?? 'item');
    case 'output':
      return joinCamel(camel(reference.step.node.id), reference.key);
    case 'run':
      return 'runId';
    case 'apply':
      return joinCamel(referenceName(hoisted(reference) ?? reference), reference.part);
  }
}

/** Whether two references are one value, not only one name. */
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

/** The parameter of which an reference is a name part: then the entrypoint computes it once, for all. */
function hoisted(reference: Reference): ParameterPart | undefined {
  if (reference.kind !== 'apply') return undefined;
  const [only, more] = reference.of.parts;
  return typeof only === 'object' && only.kind === 'parameter' && more === undefined ? only : undefined;
}

/** The references that a value needs from its scope. */
export function referencesIn(value: Value): readonly Reference[] {
  return value.parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    if (part.kind === 'choice') {
      return [...part.first.flatMap(({ ran, value }) => [...ran.operands, value]), part.otherwise].flatMap(
        referencesIn,
      );
    }
    return part.kind === 'apply' && hoisted(part) === undefined ? referencesIn(part.of) : [part];
  });
}

/** The stages whose texts values hold: they must have ended before. */
export function producersOf(values: readonly Value[]): readonly Producer[] {
  return values.flatMap(referencesIn).flatMap((reference) => (reference.kind === 'output' ? [reference.step] : []));
}

/** A value as Argo's template text: `/bwa{{inputs.parameters.folder}}/x`. */
export function templateText(value: Value, resolver: Resolver): string {
  return value.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'choice') return `{{=${chosen(part, resolver)}}}`;
      if (part.kind === 'apply' && hoisted(part) === undefined) return `{{=${applied(part, resolver)}}}`;
      const place = resolver(part);
      return typeof place === 'string' ? `{{${place}}}` : `{{=${place.expression}}}`;
    })
    .join('');
}

/** A value as an expression: `'/bwa' + inputs.parameters.folder + '/x'`. */
export function expression(value: Value, resolver: Resolver): string {
  const terms = value.parts.map((part) => {
    if (typeof part === 'string') return literal(part);
    if (part.kind === 'choice') return `(${chosen(part, resolver)})`;
    return part.kind === 'apply' && hoisted(part) === undefined
      ? applied(part, resolver)
      : inExpression(resolver(part));
  });
  return terms.length === 0 ? "''" : terms.join(' + ');
}

/** The expression that computes a hoisted reference, once, in the entrypoint. */
export function hoistedText(reference: ApplyPart, resolver: Resolver): string {
  return `{{=${applied(reference, resolver)}}}`;
}

function chosen({ first, otherwise }: ChoicePart, resolver: Resolver): string {
  const cases = first.map(({ ran, value }) => ({ ran, text: expression(value, resolver) }));
  return firstThatRan(cases, expression(otherwise, resolver), resolver);
}

/** An expression that gives the text of the first that ran. */
export function firstThatRan(
  cases: readonly { readonly ran: Test; readonly text: string }[],
  otherwise: string,
  resolver: Resolver,
): string {
  return `${cases.map(({ ran, text }) => `${tested(ran, resolver)} ? ${text} : `).join('')}${otherwise}`;
}

/** A condition as an expression. */
export function tested(test: Test, resolver: Resolver): string {
  return test.write(test.operands.map((value) => expression(value, resolver)));
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

function applied(part: ApplyPart, resolver: Resolver): string {
  return NAME_EXPRESSIONS[part.part](expression(part.of, resolver));
}
