import type { FoundExperiment } from './load-config.ts';
import { problemAt } from './problem-at.ts';
import type { ConfigProblem } from './problem.ts';
import { durationMs, sumOfPercents } from './units.ts';

/** Weights add up, and the three points of each objective are in order. */
export function checkObjectives(found: FoundExperiment): readonly ConfigProblem[] {
  const { objectives } = found.experiment;
  const { sttLatency, llmLatency, capacity, stability, efficiency } = objectives;
  const sum = sumOfPercents(Object.values(objectives).map(({ weight }) => weight));
  const orders: readonly (readonly [string, readonly number[], string])[] = [
    [
      'sttLatency',
      [sttLatency.ideal, sttLatency.target, sttLatency.limit],
      'ideal < target < limit',
    ],
    [
      'llmLatency',
      [llmLatency.ideal, llmLatency.target, llmLatency.limit],
      'ideal < target < limit',
    ],
    ['capacity', [capacity.limit, capacity.target, capacity.ideal], 'limit < target < ideal'],
    ['stability', [stability.limit, stability.target, stability.ideal], 'limit < target < ideal'],
    ['efficiency', [efficiency.low, efficiency.ideal, efficiency.high], 'low < ideal < high'],
  ];
  return [
    ...(sum === 100
      ? []
      : [
          problemAt(found, ['objectives'], {
            got: `weights that add up to ${sum}`,
            allowed: '100, in percent',
            fix: 'write 25 for 25 percent and make them add up to 100',
          }),
        ]),
    ...orders
      .filter(([, points]) => !isRising(points))
      .map(([name, , allowed]) =>
        problemAt(found, ['objectives', name], { allowed, fix: 'put the points in this order' }),
      ),
  ];
}

const isRising = (points: readonly number[]): boolean =>
  points.every((point, index) => index === 0 || point > (points[index - 1] ?? point));

/** The largest cap is not below the cap. */
export function checkBudget(found: FoundExperiment): readonly ConfigProblem[] {
  const { cap, maxCap } = found.experiment.budget;
  return maxCap === undefined || durationMs(maxCap) >= durationMs(cap)
    ? []
    : [
        problemAt(found, ['budget', 'maxCap'], {
          allowed: `at least the cap, ${cap}`,
          fix: 'raise maxCap, or leave it out for twice the cap',
        }),
      ];
}
