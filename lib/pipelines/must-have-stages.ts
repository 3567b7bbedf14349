import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import type { StageDefaults } from '../pods/stage-defaults';

/** Settings for one stage of a pipeline: those of any stage, and what the programs of its tool are told further. */
export type StageSettings<Tool extends { readonly args?: object }> = StageDefaults & Pick<Tool, 'args'>;

/**
 * Refuses settings for a stage that a pipeline, as it is asked for, does not have: nobody would hear them. `also` says
 * when it has more.
 */
export function mustHaveStages(
  pipeline: IConstruct,
  settings: Readonly<Record<string, object | undefined>>,
  stages: readonly string[],
  also: string,
): void {
  const wrong = Object.keys(settings).find((name) => settings[name] !== undefined && !stages.includes(name));
  if (wrong === undefined) return;
  throw new GenomicsError('invalid-value', pipeline, {
    what: 'settings are for a stage that the pipeline does not have',
    got: `stages.${wrong}`,
    expected: `${stages.join(', ')}; ${also}`,
    fix: 'give them to a stage that it has, or ask for that stage',
  });
}
