import { desirabilityPpm, isBroken } from './objective.ts';
import type { Objective, ObjectiveName } from './objective.ts';
import type { FitnessPart } from './verdict.ts';

/** The value of each objective in its unit: microseconds, turns, ppm. */
export type ObjectiveValues = Readonly<Record<ObjectiveName, number>>;

export type Fitness = { readonly fitnessPpm: number; readonly geometricPpm: number };

export type Score = Fitness & {
  readonly parts: readonly FitnessPart[];
  /** Objectives at or beyond their limit, in the order of the objectives. */
  readonly broken: readonly ObjectiveName[];
};

/**
 * Fitness of measured values: the weighted sum of desirabilities (Derringer and Suich), in ppm.
 * The weighted geometric mean is shown beside it and decides nothing. `efficiency` never breaks.
 */
export function scoreTrial(objectives: readonly Objective[], values: ObjectiveValues): Score {
  const parts = objectives.map((objective) => partOf(objective, values[objective.name]));
  const broken = objectives.filter((objective) => isBroken(objective, values[objective.name]));
  return { ...recomputeFitness(parts), parts, broken: broken.map(({ name }) => name) };
}

/** Fitness from recorded parts alone, as `verify` derives it again. Sum rounded down. */
export function recomputeFitness(parts: readonly FitnessPart[]): Fitness {
  const sum = parts.reduce((total, part) => total + part.desirabilityPpm * part.weightPpm, 0);
  return { fitnessPpm: Math.floor(sum / 1_000_000), geometricPpm: geometricPpm(parts) };
}

function partOf(objective: Objective, value: number): FitnessPart {
  return {
    objective: objective.name,
    value,
    desirabilityPpm: desirabilityPpm(objective, value),
    weightPpm: objective.weightPpm,
  };
}

function geometricPpm(parts: readonly FitnessPart[]): number {
  const weighed = parts.filter((part) => part.weightPpm > 0);
  if (weighed.some((part) => part.desirabilityPpm === 0)) return 0;
  const logarithm = weighed.reduce(
    (total, part) => total + part.weightPpm * Math.log(part.desirabilityPpm / 1_000_000),
    0,
  );
  return Math.round(Math.exp(logarithm / 1_000_000) * 1_000_000);
}
