import { difference, estimateFitness } from './fitness-estimate.ts';
import type { Objective, ObjectiveName } from './objective.ts';
import type { Observations } from './observation.ts';
import { assumedBootNoise, isLearned } from './statistics/boot-noise.ts';
import type { BootNoise } from './statistics/boot-noise.ts';
import { mannWhitney } from './statistics/mann-whitney.ts';
import { normal975, poolBoots } from './statistics/pooled-boots.ts';
import type { LogMedian } from './statistics/pooled-boots.ts';

/** How one latency moved between two configurations, in parts per million of the baseline. */
export type LatencyChange = {
  readonly objective: ObjectiveName;
  readonly changePpm: number;
  readonly ci: readonly [number, number];
  readonly verdict: 'faster' | 'slower' | 'not-distinguishable';
  /** p of Mann-Whitney over all requests: information only, as those of one boot are not independent. */
  readonly mannWhitneyPpm: number | null;
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

export type ComparisonInput = {
  /** The boots of each side. */
  readonly candidate: readonly Observations[];
  readonly baseline: readonly Observations[];
  readonly objectives: readonly Objective[];
  /** Learned from repeats; absent or of fewer than 6 boots: 3 % is assumed. */
  readonly bootNoise?: BootNoise;
};

/** Smallest change of a latency that counts: 5 %. */
const leastChangePpm = 50_000;

/**
 * Candidate against baseline by fitness: intervals from the log medians, SE^2 = within^2 + between^2
 * for each side, and from the ends of the capacity intervals. No usable boot on a side: no verdict.
 */
export function compare(input: ComparisonInput): Comparison {
  const learned = input.bootNoise ?? assumedBootNoise;
  const bootNoiseAssumed = !isLearned(learned);
  const noise = bootNoiseAssumed ? assumedBootNoise : learned;
  const candidate = poolBoots(input.candidate, noise);
  const baseline = poolBoots(input.baseline, noise);
  if (candidate === null || baseline === null) return { ...nothingKnown, bootNoiseAssumed };
  const decided = difference(
    estimateFitness(input.objectives, candidate),
    estimateFitness(input.objectives, baseline),
  );
  const latencies = latencyNames.map((name) => ({
    ...latencyChange(name, candidate[name], baseline[name]),
    mannWhitneyPpm: mannWhitney(candidate[name].samples, baseline[name].samples)?.pPpm ?? null,
  }));
  return { ...decided, latencies, bootNoiseAssumed };
}

const latencyNames = ['sttLatency', 'llmLatency'] as const;

const nothingKnown = {
  verdict: 'not-distinguishable',
  differencePpm: 0,
  ci: [-1_000_000, 1_000_000],
  latencies: [],
} as const;

function latencyChange(
  objective: ObjectiveName,
  candidate: LogMedian,
  baseline: LogMedian,
): Omit<LatencyChange, 'mannWhitneyPpm'> {
  const step = candidate.log - baseline.log;
  const half = normal975 * Math.hypot(candidate.standardError, baseline.standardError);
  const changePpm = relativePpm(step);
  const ci = [relativePpm(step - half), relativePpm(step + half)] as const;
  if (ci[1] < 0 && changePpm <= -leastChangePpm)
    return { objective, changePpm, ci, verdict: 'faster' };
  if (ci[0] > 0 && changePpm >= leastChangePpm)
    return { objective, changePpm, ci, verdict: 'slower' };
  return { objective, changePpm, ci, verdict: 'not-distinguishable' };
}

function relativePpm(logarithm: number): number {
  return Math.round((Math.exp(logarithm) - 1) * 1_000_000);
}
