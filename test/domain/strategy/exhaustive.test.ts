import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelNumber } from '../../../src/domain/space.ts';
import { feasibleCells, levelOrder } from '../../../src/domain/strategy/level-order.ts';
import {
  anyProblem,
  anySeed,
  landscape,
  newProposals,
  play,
  settings,
  spicaProblem,
} from './play.ts';

const grid = { ...spicaProblem, settings: { ...settings, name: 'exhaustive' as const } };

describe('exhaustive', () => {
  test('tries the first experiment in five generations, a level each', () => {
    const { generations, ended, boots } = play(grid, 1, landscape(2));
    const cells = generations.map(({ asked }) => asked.proposals.map(({ cell }) => cell));
    expect(cells).toEqual([
      [6, 7],
      [12, 13, 14],
      [0, 1, 2],
      [9, 10, 11],
      [3, 4, 5],
    ]);
    expect(ended.reason).toBe('exhausted');
    expect(boots).toBe(5);
  });

  test('tries every feasible configuration and boots no level twice', () => {
    fc.assert(
      fc.property(anyProblem('exhaustive'), anySeed, (problem, seed) => {
        const played = play(problem, seed, landscape(seed));
        const tried = newProposals(played).map(({ cell }) => cell);
        const expected = feasibleCells(problem).filter((cell) => cell !== problem.baselineCell);
        expect(tried.toSorted((a, b) => a - b)).toEqual(expected);
        const baselineLevel = levelNumber(problem.space, problem.baselineCell);
        const levels = new Set([baselineLevel, ...levelOrder(problem)]);
        const untried = tried.length === 0 ? 1 : levels.size;
        expect(played.boots).toBeLessThanOrEqual(untried);
      }),
    );
  });
});
