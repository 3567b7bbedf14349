import type { IConstruct } from 'constructs';
import type { ContainerTemplate } from '../argo/model';
import { GenomicsError } from '../errors';

/**
 * Two weeks, in seconds: the limit that most clusters in nf-core/configs have (at 6799ce15, 38 of 285 from a day on;
 * the median is 10 days). Honest work ends before, and a pod that hangs is not paid for ever.
 */
const TWO_WEEKS = 1_209_600;
/** Argo reads the field as a 32-bit number, and Kubernetes takes no longer one. */
const LONGEST = 2_147_483_647;

/** How long the pod of one attempt may take, for its template. */
export function deadlineOf(
  stage: IConstruct,
  seconds: number | false = TWO_WEEKS,
): Pick<ContainerTemplate, 'deadlineSeconds'> {
  if (seconds === false) return {};
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return { deadlineSeconds: seconds };
  throw new GenomicsError('invalid-value', stage, {
    what: 'deadlineSeconds is no time that a pod can be given',
    got: `${seconds}`,
    expected: `a whole number from 1 to ${LONGEST}, or false`,
    fix: 'give the seconds that one attempt may take, or false for no deadline',
  });
}
