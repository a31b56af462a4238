import type { SearchProblem, TrialSummary } from '../search.ts';
import { levelReader } from '../space.ts';
import { feasibleCells, levelOrder } from './level-order.ts';

/** Cells that may still be proposed: feasible, never tried, not the baseline. */
export function freeCells(
  problem: SearchProblem,
  trials: readonly TrialSummary[],
): readonly number[] {
  const tried = new Set(trials.map((trial) => trial.cell)).add(problem.baselineCell);
  return feasibleCells(problem).filter((cell) => !tried.has(cell));
}

/** What a generation may take: cells of levels booted so far and of the one that it opens. */
export type Reach = { readonly cells: readonly number[]; readonly opening: readonly number[] };

/** Limits free cells to booted levels plus the next unbooted one in the order of `levelOrder`. */
export function reachOf(
  problem: SearchProblem,
  trials: readonly TrialSummary[],
  free: readonly number[],
): Reach {
  const levelOf = levelReader(problem.space);
  const booted = new Set(
    trials.filter((trial) => trial.kind !== 'infeasible').map((trial) => levelOf(trial.cell)),
  );
  const levels = new Set(free.map(levelOf));
  const next = levelOrder(problem).find((level) => !booted.has(level) && levels.has(level));
  return {
    cells: free.filter((cell) => booted.has(levelOf(cell)) || levelOf(cell) === next),
    opening: free.filter((cell) => levelOf(cell) === next),
  };
}
