import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelNumber } from '../../../src/domain/space.ts';
import type { Space } from '../../../src/domain/space.ts';
import { feasibleCells, levelOrder } from '../../../src/domain/strategy/level-order.ts';
import { anyProblem, spicaProblem } from './play.ts';

function memories(values: readonly number[]): Space {
  return { knobs: [{ name: 'gpu_memory', engine: 'llm', values }], bounds: [] };
}

describe('levelOrder', () => {
  test.each([
    [
      'the baseline, the highest, the lowest, then the middles, upper first',
      2,
      [],
      [2, 4, 0, 3, 1],
    ],
    ['a baseline at the top', 4, [], [4, 0, 2, 3, 1]],
    ['a baseline at the bottom', 0, [], [0, 4, 2, 3, 1]],
    ['only feasible levels', 2, [0, 4], [2, 3, 1]],
    ['an infeasible baseline: from the highest on', 2, [2], [4, 0, 3, 1]],
    ['one level', 2, [0, 1, 3, 4], [2]],
    ['none', 2, [0, 1, 2, 3, 4], []],
  ])('%s', (_, baselineCell, infeasible, expected) => {
    const space = memories([40, 45, 50, 55, 60]);
    expect(levelOrder({ space, baselineCell, infeasible })).toEqual(expected);
  });

  test('goes through the finer space by halving its gaps', () => {
    const space = memories([35, 40, 42, 45, 47, 50, 52, 55, 57, 60]);
    expect(levelOrder({ space, baselineCell: 5, infeasible: [] })).toEqual([
      5, 9, 0, 7, 3, 8, 6, 4, 2, 1,
    ]);
  });

  test('has every level with a feasible cell exactly once', () => {
    fc.assert(
      fc.property(anyProblem('r-zero'), (problem) => {
        const feasible = feasibleCells(problem).map((cell) => levelNumber(problem.space, cell));
        const order = levelOrder(problem);
        expect(order).toHaveLength(new Set(feasible).size);
        expect(new Set(order)).toEqual(new Set(feasible));
      }),
    );
  });
});

describe('feasibleCells', () => {
  test('leaves out the infeasible and what the bounds forbid', () => {
    const bounds = [{ knob: 'gpu_memory', min: 50, max: 70 }];
    const space = { ...spicaProblem.space, bounds };
    expect(feasibleCells({ space, infeasible: [6, 7, 14] })).toEqual([8, 9, 10, 11, 12, 13]);
  });
});
