import type { Measurement } from '../measurement.ts';
import { unmeasured } from '../measurement.ts';
import { median, medianInterval, quantile } from './quantiles.ts';

/** Most samples that a measurement keeps; its figures are those of the kept ones. */
export const maxSamples = 200;

/**
 * A measurement from raw samples, rounded to integers of their unit. None is `unmeasured no-samples`;
 * one that is negative, not finite or beyond the safe integers makes all `unmeasured not-finite`.
 * Of more than 200, 200 evenly spread in time are kept, so that every figure can be recomputed.
 */
export function summarize(samples: readonly number[]): Measurement {
  if (!samples.every(isSample)) return unmeasured('not-finite');
  const kept = thin(samples).map((sample) => Math.abs(Math.round(sample)));
  const middle = median(kept);
  const p90 = quantile(kept, 900_000);
  const ci = medianInterval(kept);
  if (middle === null || p90 === null || ci === null) return unmeasured('no-samples');
  return { kind: 'measured', samples: kept, median: middle, p90, ci };
}

function isSample(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function thin(samples: readonly number[]): readonly number[] {
  if (samples.length <= maxSamples) return samples;
  return samples.filter((_, index) => slot(index, samples) !== slot(index - 1, samples));
}

function slot(index: number, samples: readonly number[]): number {
  return Math.floor((index * maxSamples) / samples.length);
}
