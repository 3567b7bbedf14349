import type { Construct } from 'constructs';
import { FILE, FOLDER, VALUE, VOLUME } from '../constructs/kinds';
import { ANYTHING, type Kind, mustBe, only, optional, placeOf, shape, spelt, TEXT } from '../kinds';
import { SETTING_KINDS, type StageDefaults } from '../pods/stage-defaults';
import type { PipelineChartProps } from './chart-props';

/** The names of all props, of each member of a union. */
type Names<P> = P extends unknown ? keyof P : never;

/** A kind for each prop that a pipeline has beside what every one has, so that none is forgotten. */
type Own<P> = Readonly<Record<Exclude<Names<P>, keyof StageDefaults | 'folder' | 'prefix' | 'stages'>, Kind>>;

/** The same for a chart. */
type OwnOfChart<P> = Readonly<Record<Exclude<Names<P>, keyof PipelineChartProps<never> | 'stages'>, Kind>>;

/** The settings by stage that a pipeline takes. */
type Stages<P> = P extends { readonly stages?: infer S } ? NonNullable<S> : never;

/** Those of one stage. */
type Settings<S, Name> = S extends unknown ? (Name extends keyof S ? NonNullable<S[Name]> : never) : never;

/** Whether the programs of each stage are told further, by `args`: as the types have it, so that none is forgotten. */
type TakesArgs<P> = {
  readonly [Name in Names<Stages<P>>]: 'args' extends Names<Settings<Stages<P>, Name>> ? true : false;
};

/** Where the samples of a pipeline come from. */
export const SAMPLE_SOURCE = { samples: optional(VALUE), sheet: optional(FILE) } as const;

const SETTINGS = optional(only(SETTING_KINDS));
const SETTINGS_AND_ARGS = optional(only({ ...SETTING_KINDS, args: ANYTHING }));

/**
 * The scope and the id of a pipeline, whose props it can take apart: `super(...pipelineAt(scope, id, props, own,
 * args))`. Its own props are looked at here, and that settings of single stages are no more than that, for the pipeline
 * decides the rest; what holds for every stage, by `setDefaults`.
 */
export function pipelineAt<P extends object>(
  scope: Construct,
  id: string,
  props: P,
  own: Own<P>,
  args: TakesArgs<P>,
): [scope: Construct, id: string] {
  const place = placeOf(scope, id);
  // A stage that is not there is refused by `mustHaveStages`, which knows the others.
  const stages = Object.entries(args).map(([name, takes]) => [name, takes === true ? SETTINGS_AND_ARGS : SETTINGS]);
  const kinds = { folder: FOLDER, prefix: optional(TEXT), stages: optional(shape(Object.fromEntries(stages))), ...own };
  mustBe(`${scope.node.path}/${id}`, props, spelt(kinds));
  return place;
}

/**
 * The scope and the id of a chart, whose props it can take apart. Refused are its own props that are wrong, values for
 * parameters that it does not have, and what its pipeline takes, by `ofPipeline`, and the chart gives it by itself.
 * What holds for a workflow or for every stage is looked at there.
 */
export function chartAt<P extends object>(
  scope: Construct,
  id: string,
  props: P,
  own: OwnOfChart<P>,
  parameters: Readonly<Record<string, Kind>>,
  ofPipeline: Readonly<Record<string, Kind>>,
): [scope: Construct, id: string] {
  const place = placeOf(scope, id);
  const given = Object.fromEntries(Object.entries(parameters).map(([name, kind]) => [name, optional(kind)]));
  const elsewhere = ['folder', 'prefix', ...Object.keys(ofPipeline), ...Object.keys(parameters)];
  const kinds = {
    ...Object.fromEntries(elsewhere.map((name) => [name, givenElsewhere(name, Object.keys(parameters))])),
    ...own,
    namespace: optional(TEXT),
    name: optional(TEXT),
    volume: optional(VOLUME),
    stages: ANYTHING,
    parameters: optional(only(given)),
    schedule: optional(shape({ arguments: optional(shape(given)) })),
  };
  mustBe(id, props, spelt(kinds));
  return place;
}

/** No value of a prop that a chart does not take, and would drop. */
function givenElsewhere(name: string, parameters: readonly string[]): Kind {
  const isParameter = parameters.includes(name);
  return (value, path) =>
    value === undefined
      ? undefined
      : {
          path,
          what: isParameter ? 'a parameter of this chart' : 'no prop of this chart',
          got: `'${name}'`,
          expected: `parameters: ${parameters.join(', ')}`,
          fix: isParameter
            ? `give it as parameters.${name}`
            : 'leave it out, or give it to the pipeline in a GenomicsWorkflow of your own',
        };
}
