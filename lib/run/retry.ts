import { isFailure, type Phase } from './depends';
import { evaluate, type Scope } from './expression';
import type { RetryStrategy } from './manifest';

/** How an attempt ended, as the next one and the expression of its `retryStrategy` know it. */
export interface LastRetry {
  readonly phase: Phase;
  /** None where the container never ended by itself. */
  readonly exitCode?: number;
  readonly seconds?: number;
  readonly message?: string;
}

/** What a template knows of its earlier attempts; of none before the first, in Argo 4.1's words. */
export function scopeOf(retries: number, last?: LastRetry): Scope {
  if (last === undefined) return { retries: `${retries}`, ...written({ exitCode: '0' }) };
  const { phase, exitCode = -1, seconds = 0, message = '' } = last;
  return { retries: `${retries}`, ...written({ exitCode: `${exitCode}`, status: phase, seconds, message }) };
}

function written({
  exitCode,
  status = '',
  seconds = 0,
  message = '',
}: {
  readonly exitCode: string;
  readonly status?: string;
  readonly seconds?: number;
  readonly message?: string;
}): Scope {
  return {
    'lastRetry.exitCode': exitCode,
    'lastRetry.status': status,
    'lastRetry.duration': `${seconds}`,
    'lastRetry.message': message,
  };
}

/**
 * Seconds after which a container is tried again when it was tried so often, or undefined where it is not
 * (processNodeRetries of Argo's operator.go).
 */
export function secondsToRetry(
  strategy: RetryStrategy | undefined,
  tries: number,
  last: LastRetry,
): number | undefined {
  if (strategy === undefined || !isFailure(last.phase)) return undefined;
  const { limit, expression, retryPolicy = expression === undefined ? 'OnFailure' : 'Always', backoff } = strategy;
  if (limit !== undefined && tries > Number(limit)) return undefined;
  if (retryPolicy === 'OnTransientError') return undefined;
  if (retryPolicy === 'OnFailure' && last.phase !== 'Failed') return undefined;
  if (retryPolicy === 'OnError' && last.phase !== 'Error') return undefined;
  if (expression !== undefined && evaluate(expression, scopeOf(tries - 1, last)) !== true) return undefined;
  const { duration, factor, cap } = backoff ?? {};
  if (duration === undefined) return 0;
  const growth = factor === undefined ? 1 : Number(factor) ** (tries - 1);
  return Math.min(secondsOf(duration) * growth, cap === undefined ? Number.POSITIVE_INFINITY : secondsOf(cap));
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Argo's durations: `30s`, `1h30m`, or a plain number of seconds. */
export function secondsOf(duration: string): number {
  if (/^\d+$/.test(duration)) return Number(duration);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (SECONDS[unit] ?? 1), 0);
}
