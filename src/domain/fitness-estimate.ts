import { desirabilityPpm, isBroken } from './objective.ts';
import type { Objective, ObjectiveName } from './objective.ts';
import type { Capacity } from './observation.ts';
import { normal975 } from './statistics/pooled-boots.ts';
import type { LogMedian, PooledBoots } from './statistics/pooled-boots.ts';

/**
 * Fitness of a configuration with its uncertainty, in ppm of fitness. `fitnessPpm` takes the capacity
 * at the passing rung, `highPpm` at the failing one; `stabilityPpm` is the stability's share in both.
 */
export type FitnessEstimate = {
  readonly fitnessPpm: number;
  readonly highPpm: number;
  readonly sePpm: number;
  readonly stabilityPpm: number;
  readonly bad: number;
  readonly requests: number;
  readonly isBroken: boolean;
};

/** Difference of two fitness estimates, first - second, with its 95 % interval. */
export type Difference = {
  readonly verdict: 'better' | 'worse' | 'not-distinguishable';
  readonly differencePpm: number;
  readonly ci: readonly [number, number];
};

/** Smallest difference of fitness that counts: 0.02. */
const leastDifferencePpm = 20_000;

/**
 * Standard errors of the log medians go through the desirabilities as half the step from one error
 * below to one above, which stays right at the kinks.
 */
export function estimateFitness(
  objectives: readonly Objective[],
  boots: PooledBoots,
): FitnessEstimate {
  const shares = objectives.map((objective) => shareOf(objective, boots));
  const sum = (pick: (share: Share) => number): number =>
    shares.reduce((total, share) => total + pick(share), 0);
  return {
    fitnessPpm: Math.round(sum(({ middle }) => middle)),
    highPpm: Math.round(sum(({ high }) => high)),
    sePpm: Math.round(Math.sqrt(sum(({ error }) => error ** 2))),
    stabilityPpm: Math.round(sum(({ name, middle }) => (name === 'stability' ? middle : 0))),
    bad: boots.bad,
    requests: boots.requests,
    isBroken: shares.some((share) => share.isBroken),
  };
}

/**
 * Better or worse only if the 95 % interval excludes zero and the difference is at least 0.02. The
 * interval reaches to equal stability while the failures under stress do not differ significantly.
 * One that breaks a limit which the other keeps never comes out better.
 */
export function difference(first: FitnessEstimate, second: FitnessEstimate): Difference {
  const differencePpm = first.fitnessPpm - second.fitnessPpm;
  const half = normal975 * Math.hypot(first.sePpm, second.sePpm);
  const chance = chanceOfStability(first, second);
  const low = Math.floor(first.fitnessPpm - second.highPpm - half - Math.max(0, chance));
  const high = Math.ceil(first.highPpm - second.fitnessPpm + half + Math.max(0, -chance));
  const mayBeBetter = !first.isBroken || second.isBroken;
  const mayBeWorse = first.isBroken || !second.isBroken;
  const ci = [low, high] as const;
  if (mayBeBetter && low > 0 && differencePpm >= leastDifferencePpm)
    return { verdict: 'better', differencePpm, ci };
  if (mayBeWorse && high < 0 && differencePpm <= -leastDifferencePpm)
    return { verdict: 'worse', differencePpm, ci };
  return { verdict: 'not-distinguishable', differencePpm, ci };
}

/** The step of stability that may be chance: all of it unless a test of two proportions says no. */
function chanceOfStability(first: FitnessEstimate, second: FitnessEstimate): number {
  const pooled = (first.bad + second.bad) / (first.requests + second.requests);
  const variance = pooled * (1 - pooled) * (1 / first.requests + 1 / second.requests);
  const apart = Math.abs(first.bad / first.requests - second.bad / second.requests);
  const isSignificant = apart > normal975 * Math.sqrt(variance);
  return isSignificant ? 0 : first.stabilityPpm - second.stabilityPpm;
}

/** One objective's part of the fitness, weighed, in ppm: middle, upper end, standard error. */
type Share = {
  readonly name: ObjectiveName;
  readonly middle: number;
  readonly high: number;
  readonly error: number;
  readonly isBroken: boolean;
};

function shareOf(objective: Objective, boots: PooledBoots): Share {
  switch (objective.name) {
    case 'sttLatency':
    case 'llmLatency':
      return latencyShare(objective, boots[objective.name]);
    case 'capacity':
      return intervalShare(objective, boots.capacities.map(ends));
    case 'stability':
      return valueShare(objective, [goodPpm(boots)]);
    case 'efficiency':
      return valueShare(objective, boots.usedPpm);
  }
}

function goodPpm({ bad, requests }: PooledBoots): number {
  return Math.floor(((requests - bad) * 1_000_000) / requests);
}

function latencyShare(objective: Objective, { log, standardError }: LogMedian): Share {
  const at = (errors: number): number => Math.round(Math.exp(log + errors * standardError));
  const middle = weigh(objective, at(0));
  const error = Math.abs(weigh(objective, at(1)) - weigh(objective, at(-1))) / 2;
  const { name } = objective;
  return { name, middle, high: middle, error, isBroken: isBroken(objective, at(0)) };
}

function valueShare(objective: Objective, boots: readonly number[]): Share {
  return intervalShare(
    objective,
    boots.map((value) => [value, value]),
  );
}

/** Low and high end of a value, one pair for each boot: the mean of either. */
type Ends = readonly [number, number];

function intervalShare(objective: Objective, boots: readonly Ends[]): Share {
  const mean = (end: 0 | 1): number =>
    boots.reduce((sum, pair) => sum + weigh(objective, pair[end]), 0) / boots.length;
  return {
    name: objective.name,
    middle: mean(0),
    high: mean(1),
    error: 0,
    isBroken: boots.every((pair) => isBroken(objective, pair[0])),
  };
}

/** Both ends count as possible: a rung near its target flips by noise from boot to boot. */
function ends({ passing, failing }: Capacity): Ends {
  return [passing, failing ?? passing];
}

function weigh(objective: Objective, value: number): number {
  return (desirabilityPpm(objective, value) * objective.weightPpm) / 1_000_000;
}
