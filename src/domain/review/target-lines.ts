import { meetsTarget } from '../objective.ts';
import type { Objective } from '../objective.ts';
import type { Measurement } from '../measurement.ts';
import type { Row } from '../view/view.ts';

/** One objective of the candidate beside the baseline. Values in the unit of the objective. */
export type TargetLine = {
  readonly objective: Objective['name'];
  readonly better: Objective['better'];
  readonly target: number;
  readonly weightPpm: number;
  /** null where it was not scored. */
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly baseline: number | null;
  readonly baselineInterval: Interval | null;
  readonly met: boolean;
  /** What the value is worth, 0 to 1 in ppm, before its weight. */
  readonly worthPpm: number | null;
};

/** 95 % interval of a median; for capacity largest rung passed and smallest failed, null: none failed. */
export type Interval = readonly [low: number, high: number | null];

/** Targets against what the rows say was measured; nothing is scored again. */
export function targetLines(
  objectives: readonly Objective[],
  candidate: Row,
  baseline: Row | null,
): readonly TargetLine[] {
  return objectives.map((objective) => {
    const { name, better, weightPpm } = objective;
    const part = partOf(objective, candidate);
    return {
      objective: name,
      better,
      target: aimOf(objective),
      weightPpm,
      value: part?.value ?? null,
      interval: intervalOf(objective, candidate),
      baseline: baseline === null ? null : (partOf(objective, baseline)?.value ?? null),
      baselineInterval: baseline === null ? null : intervalOf(objective, baseline),
      met: part !== null && meetsTarget(objective, part.value),
      worthPpm: part?.desirabilityPpm ?? null,
    };
  });
}

function partOf({ name }: Objective, { verdict }: Row) {
  if (verdict?.kind !== 'scored') return null;
  return verdict.parts.find(({ objective }) => objective === name) ?? null;
}

/** The value to hold a figure against; where one comes near to it, the value worth most. */
export function aimOf({ better, points, target }: Objective): number {
  if (better !== 'near') return target;
  const [best] = points.toSorted(([, one], [, other]) => other - one);
  return best?.[0] ?? target;
}

function intervalOf({ name }: Objective, { joint }: Row): Interval | null {
  if (joint === null) return null;
  switch (name) {
    case 'sttLatency':
      return medianInterval(joint.reference.sttLatencyUs);
    case 'llmLatency':
      return medianInterval(joint.reference.llmLatencyUs);
    case 'capacity':
      return [joint.capacity.passing, joint.capacity.failing];
    case 'stability':
    case 'efficiency':
      return null;
  }
}

function medianInterval(measurement: Measurement): Interval | null {
  return measurement.kind === 'measured' ? measurement.ci : null;
}
