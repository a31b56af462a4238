import type { Objectives } from '../contracts/schemas/config.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import { ppmOfPercent, usOfMs } from './units.ts';

type ObjectiveSpec = Spec['objectives'][number];

/** Three points in the units of people, to integers: microseconds, turns, parts per million. */
export function expandObjectives(objectives: Objectives): ObjectiveSpec[] {
  const { sttLatency, llmLatency, capacity, stability, efficiency } = objectives;
  return [
    expandLatency('sttLatency', sttLatency),
    expandLatency('llmLatency', llmLatency),
    expandRising('capacity', capacity, (turns) => turns),
    expandRising('stability', stability, ppmOfPercent),
    {
      name: 'efficiency',
      weightPpm: ppmOfPercent(efficiency.weight),
      points: [
        [ppmOfPercent(efficiency.low), 0],
        [ppmOfPercent(efficiency.ideal), 1_000_000],
        [ppmOfPercent(efficiency.high), 0],
      ],
      target: ppmOfPercent(efficiency.ideal),
      better: 'near',
    },
  ];
}

const expandLatency = (
  name: 'sttLatency' | 'llmLatency',
  { weight, ideal, target, limit }: Objectives['sttLatency'],
): ObjectiveSpec => ({
  name,
  weightPpm: ppmOfPercent(weight),
  points: [
    [usOfMs(ideal), 1_000_000],
    [usOfMs(target), 500_000],
    [usOfMs(limit), 0],
  ],
  target: usOfMs(target),
  better: 'lower',
});

const expandRising = (
  name: 'capacity' | 'stability',
  { weight, ideal, target, limit }: Objectives['stability'],
  unit: (value: number) => number,
): ObjectiveSpec => ({
  name,
  weightPpm: ppmOfPercent(weight),
  points: [
    [unit(limit), 0],
    [unit(target), 500_000],
    [unit(ideal), 1_000_000],
  ],
  target: unit(target),
  better: 'higher',
});
