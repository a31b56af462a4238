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
