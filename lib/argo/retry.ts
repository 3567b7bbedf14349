import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { mustBeWhole } from '../values/numbers';

/** When a lost or failed attempt is made again. */
export interface RetryPolicy {
  /** Attempts after the first. Default 3, as the seed's. */
  readonly limit?: number;
  /**
   * Attempts after the first where pods are often reclaimed: the last was lost with its node (`Error`, 143, or no exit
   * code). What fails by itself is tried again only while fewer than `limit` were made: Argo counts attempts, not their
   * causes. Default: `limit`.
   */
  readonly lost?: number;
  /**
   * Wait before the first retry, in Argo's duration syntax. Default `30s`: a preempted node is replaced within that.
   */
  readonly backoff?: string;
  /** Factor by which each wait is longer than the last. Default 2. */
  readonly factor?: number;
  /** Grow the memory limit of attempts that follow an OOM kill. Off by default: it spends more than was asked for. */
  readonly memoryGrowth?: MemoryGrowth;
}

/**
 * The memory limit becomes `memory × (attempt + 1)` up to `max`. Before Argo 3.7 an attempt's cause is unknown: every
 * retry grows.
 */
export interface MemoryGrowth {
  /** The most that a retry may ask for, as a Kubernetes quantity in `Gi`, e.g. `64Gi`. */
  readonly max: string;
}

/** A retry as the workflow model carries it. */
export interface Retry {
  readonly limit: string;
  readonly backoff: { readonly duration: string; readonly factor: string };
  readonly expression: string;
}

/**
 * Lost nodes and pods (`Error`, or exit code -1 where a pod vanished), the protocol's "try again" (75), and kills by
 * the node (137 and 143) are retried; bad data, refusals and a full scratch never are: they would fail the same way
 * again.
 */
const LOST = "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 143]";
const CAUSES = "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) in [-1, 75, 137, 143]";

/**
 * The kubelet's words for a pod that ran into its deadline: another attempt would run into it as well. Its containers
 * end with 143 or 137, like a lost node's. `toJson`, since before Argo 3.5 there is no `lastRetry.message`, and to
 * read it would be an error.
 */
const LATE = "toJson(lastRetry) contains 'longer than the specified deadline'";

export function retryOf(policy: RetryPolicy): Retry {
  const { limit = 3, lost = limit, backoff = '30s', factor = 2 } = policy;
  const own = `asInt(lastRetry.exitCode) in [75, 137] && asInt(retries) < ${limit}`;
  const causes = lost === limit ? CAUSES : `${LOST} || (${own})`;
  const expression = `!(${LATE}) && (${causes})`;
  return { limit: `${lost}`, backoff: { duration: backoff, factor: `${factor}` }, expression };
}

export function mustBeRetry(where: IConstruct, { limit = 3, lost, factor, backoff }: RetryPolicy): void {
  mustBeWhole(where, 'retry.limit', limit, 0);
  mustBeWhole(where, 'retry.lost', lost, limit);
  mustBeWhole(where, 'retry.factor', factor, 1);
  if (backoff === undefined || /^[1-9]\d*(s|m|h)$/.test(backoff)) return;
  throw new GenomicsError('invalid-value', where, {
    what: 'retry.backoff is not a duration',
    got: `'${backoff}'`,
    expected: 'a number with s, m or h, as 30s',
    fix: 'write it like that',
  });
}
