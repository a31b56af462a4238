import type { Measurement } from '../domain/measurement.ts';
import { median } from '../domain/statistics/quantiles.ts';
import { summarize } from '../domain/statistics/summarize.ts';

/** What is known of one engine's latencies, in microseconds of the engines' clock. */
export type Latencies = {
  readonly samples: readonly number[];
  /** Requests that ended at their time-out, and requests dropped in flight: true latency is longer. */
  readonly atLeast: readonly number[];
};

/**
 * Latency of what was answered. Where at least as many requests are known by a lower bound only, the
 * median lies among those and is censored, not measured.
 */
export function measurementOf({ samples, atLeast }: Latencies): Measurement {
  const bound = median([...samples, ...atLeast].map(Math.round));
  return bound !== null && atLeast.length >= samples.length
    ? { kind: 'censored', atLeast: bound }
    : summarize(samples);
}
