import type { Construct } from 'constructs';
import { FILE, FOLDER, VALUE, VOLUME } from '../constructs/kinds';
import { ANYTHING, type Kind, mustBe, only, optional, placeOf, recordOf, spelt, TEXT } from '../kinds';
import { SETTING_KINDS, type StageDefaults } from '../pods/stage-defaults';
import type { PipelineChartProps } from './chart-props';

/** The names of all props, of each member of a union. */
type Names<P> = P extends unknown ? keyof P : never;

/** A kind for each prop that a pipeline has beside what every one has, so that none is forgotten. */
type Own<P> = Readonly<Record<Exclude<Names<P>, keyof StageDefaults | 'folder' | 'prefix' | 'stages'>, Kind>>;

/** The same for a chart. */
type OwnOfChart<P> = Readonly<Record<Exclude<Names<P>, keyof PipelineChartProps<never> | 'stages'>, Kind>>;

/** Where the samples of a pipeline come from. */
export const SAMPLE_SOURCE = { samples: optional(VALUE), sheet: optional(FILE) } as const;

/** Settings for single stages. */
const STAGES = optional(recordOf(optional(spelt({ ...SETTING_KINDS, args: ANYTHING }))));

/**
 * The scope and the id of a pipeline, whose props it can take apart: `super(...pipelineAt(scope, id, props, own))`. Its
 * own props are looked at here; what holds for every stage, by `setDefaults`.
 */
export function pipelineAt<P extends object>(
  scope: Construct,
  id: string,
  props: P,
  own: Own<P>,
): [scope: Construct, id: string] {
  const place = placeOf(scope, id);
  const kinds = { folder: FOLDER, prefix: optional(TEXT), stages: STAGES, ...own };
  mustBe(`${scope.node.path}/${id}`, props, spelt(kinds));
  return place;
}

/**
 * Refuses props that a chart does not take: its own ones, values for parameters that it does not have, and what every
 * chart has. What holds for a workflow or for every stage is looked at there.
 */
export function mustBeChart<P extends object>(
  id: string,
  props: P,
  own: OwnOfChart<P>,
  parameters: Readonly<Record<string, Kind>>,
): void {
  const given = Object.fromEntries(Object.entries(parameters).map(([name, kind]) => [name, optional(kind)]));
  const kinds = {
    namespace: optional(TEXT),
    name: optional(TEXT),
    volume: optional(VOLUME),
    stages: STAGES,
    parameters: optional(only(given)),
    ...own,
  };
  mustBe(id, props, spelt(kinds));
}
