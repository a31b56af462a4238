import type { Observations } from '../observation.ts';

/** Deviation of log medians between boots of one configuration, and from how many boots it was learned. */
export type BootNoise = { readonly deviationPpm: number; readonly boots: number };

/** What is assumed until at least 6 boots have taught better: 3 %. */
export const assumedBootNoise: BootNoise = { deviationPpm: 30_000, boots: 0 };
const enoughBoots = 6;

export function isLearned(noise: BootNoise): boolean {
  return noise.boots >= enoughBoots;
}

/**
 * Boot noise from repeats: one group of boots for each configuration. Pooled deviation of the log
 * medians of both latencies within the groups, in ppm; it holds the noise within boots too.
 */
export function learnBootNoise(groups: readonly (readonly Observations[])[]): BootNoise {
  const repeated = groups.filter((boots) => boots.length > 1);
  const latencies = repeated.flatMap((boots) => [
    logMedians(boots, 'sttLatencyUs'),
    logMedians(boots, 'llmLatencyUs'),
  ]);
  const freedom = latencies.reduce((sum, logs) => sum + Math.max(0, logs.length - 1), 0);
  if (freedom === 0) return assumedBootNoise;
  const squares = latencies.reduce((sum, logs) => sum + squaredDistances(logs), 0);
  return {
    deviationPpm: Math.round(Math.sqrt(squares / freedom) * 1_000_000),
    boots: repeated.reduce((sum, boots) => sum + boots.length, 0),
  };
}

function logMedians(
  boots: readonly Observations[],
  latency: 'sttLatencyUs' | 'llmLatencyUs',
): readonly number[] {
  return boots.flatMap(({ capacity }) => {
    const measurement = capacity.reference[latency];
    return measurement.kind === 'measured' ? [Math.log(Math.max(1, measurement.median))] : [];
  });
}

function squaredDistances(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
