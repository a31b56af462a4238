import type { ObjectiveName } from './objective.ts';

/** How one latency moved between two configurations, in parts per million of the baseline. */
export type LatencyChange = {
  readonly objective: ObjectiveName;
  readonly changePpm: number;
  readonly ci: readonly [number, number];
  readonly verdict: 'faster' | 'slower' | 'not-distinguishable';
};

/** Candidate against baseline, decided on fitness (DESIGN section 4, "Comparison"). */
export type Comparison = {
  readonly verdict: 'better' | 'worse' | 'not-distinguishable';
  /** Difference of fitness, candidate - baseline, and its 95 % interval, in ppm. */
  readonly differencePpm: number;
  readonly ci: readonly [number, number];
  readonly latencies: readonly LatencyChange[];
  /** true until the between-boot deviation was learned from at least 6 boots. */
  readonly bootNoiseAssumed: boolean;
};
