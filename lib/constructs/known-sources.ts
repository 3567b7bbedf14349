import type { IConstruct } from 'constructs';
import { Value } from '../argo/value';
import { GenomicsError } from '../errors';
import type { BoundInput } from './bound-io';
import { hasToBeGiven, knownTexts } from './known-texts';

/** As stage.sh has it: a path from the volume's root, or a URL of these schemes without a password. */
const SOURCE = /^(?:\/|(?:https?|oss|s3):\/\/[^/?#@]+(?:[/?#]|$))/;

/** What would lead out of the mounted bucket. */
const OUTSIDE = /^(?:oss|s3):\/\/.*\/\.\.\//s;

/** Refuses a source that a stage would refuse when it runs. What is empty of it has to be given at submission. */
export function mustBeSources(stage: IConstruct, inputs: readonly BoundInput[]): void {
  for (const { key, option, argument } of inputs) {
    if (!/^--(optional-)?url=/.test(option) || !(argument instanceof Value)) continue;
    const isWrong = (text: string): boolean => text !== '' && (!SOURCE.test(text) || OUTSIDE.test(text));
    const wrong = hasToBeGiven(argument) ? undefined : knownTexts(stage, argument).find(isWrong);
    if (wrong === undefined) continue;
    throw new GenomicsError(
      'invalid-value',
      stage,
      {
        what: 'it is no source that a stage can read',
        got: `'${wrong.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//…@')}'`,
        expected:
          "a path on the volume that starts with '/', or an http, https, oss or s3 URL without a password and '..'",
        fix: 'give such an address, or leave it empty, so that it must be given at submission',
      },
      [],
      `input '${key}'`,
    );
  }
}
