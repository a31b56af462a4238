export const objectiveNames = [
  'sttLatency',
  'llmLatency',
  'capacity',
  'stability',
  'efficiency',
] as const;

export type ObjectiveName = (typeof objectiveNames)[number];

/**
 * Desirability by straight lines through points [value, ppm]; values ascend. Before the first and
 * after the last point the desirability stays. Units: latencies in microseconds, capacity in turns,
 * stability and efficiency in parts per million.
 */
export type Objective = {
  readonly name: ObjectiveName;
  readonly weightPpm: number;
  readonly points: readonly (readonly [number, number])[];
  /** The value where the target is just met (desirability 0.5), and which side is good. */
  readonly target: number;
  readonly better: 'lower' | 'higher' | 'near';
};

export type QualityRule = {
  /** Word error rate may exceed the baseline's by this much, absolute. */
  readonly marginPpm: number;
  /** Below this many reference words the quality is not decidable. */
  readonly minWords: number;
  readonly allowUndecided: boolean;
};

const whole = 1_000_000;

/**
 * Desirability of a value in ppm: straight lines through the points, rounded down, exact in integers
 * of any size. Before the first and after the last point it stays.
 */
export function desirabilityPpm(objective: Objective, value: number): number {
  const after = objective.points.findIndex(([at]) => value < at);
  const right = objective.points.at(after);
  const left = objective.points.at(after < 0 ? -1 : Math.max(0, after - 1));
  if (left === undefined || right === undefined) return 0;
  return left === right ? left[1] : between(left, right, value);
}

/**
 * At or beyond the limit, where the bad side's desirability has come down to 0: a hard constraint.
 * A `near` objective (efficiency) is a preference and never breaks.
 */
export function isBroken(objective: Objective, value: number): boolean {
  const limit = limitOf(objective);
  if (limit === null) return false;
  return objective.better === 'lower' ? value >= limit : value <= limit;
}

/** Whether the target is met, which is reported and decides nothing: a `lower` value must be below it. */
export function meetsTarget(objective: Objective, value: number): boolean {
  switch (objective.better) {
    case 'lower':
      return value < objective.target;
    case 'higher':
      return value >= objective.target;
    case 'near':
      return desirabilityPpm(objective, value) * 2 >= whole;
  }
}

/** The value at which an objective breaks, or null where it cannot. */
export function limitOf(objective: Objective): number | null {
  if (objective.better === 'near') return null;
  const fromBadSide =
    objective.better === 'lower' ? objective.points.toReversed() : objective.points;
  const good = fromBadSide.findIndex(([, ppm]) => ppm > 0);
  const limit = good < 0 ? fromBadSide.at(-1) : fromBadSide[good - 1];
  return limit === undefined ? null : limit[0];
}

type Point = readonly [number, number];

function between([x0, y0]: Point, [x1, y1]: Point, value: number): number {
  const width = BigInt(x1 - x0);
  const share = BigInt(value - x0);
  return Number((BigInt(y0) * (width - share) + BigInt(y1) * share) / width);
}
