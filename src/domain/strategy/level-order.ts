import type { SearchProblem } from '../search.ts';
import { cellsWithinBounds, levelReader } from '../space.ts';

type Levels = Pick<SearchProblem, 'space' | 'baselineCell' | 'infeasible'>;

/** Cells that may be applied at all: within the hard bounds and not infeasible, ascending. */
export function feasibleCells(problem: Omit<Levels, 'baselineCell'>): readonly number[] {
  const infeasible = new Set(problem.infeasible);
  return cellsWithinBounds(problem.space).filter((cell) => !infeasible.has(cell));
}

/**
 * Numbers of the levels with a feasible cell, in the order in which a search opens them: the
 * baseline's, the highest, the lowest, then the middles of the gaps, the upper gap first.
 */
export function levelOrder(problem: Levels): readonly number[] {
  const levelOf = levelReader(problem.space);
  const feasible = new Set(feasibleCells(problem).map(levelOf));
  const ascending = [...feasible].toSorted((left, right) => left - right);
  const last = ascending.length - 1;
  const first = ascending.indexOf(levelOf(problem.baselineCell));
  const gaps: [number, number][] =
    first < 0
      ? [[0, last]]
      : [
          [first, last],
          [0, first],
        ];
  const places = new Set([first, last, 0, ...middles(gaps)]);
  return [...places].flatMap((place) => ascending[place] ?? []);
}

/** Middles of the gaps between places, then of their halves, until nothing lies between. */
function middles(gaps: readonly (readonly [number, number])[]): readonly number[] {
  const open = gaps.filter(([low, high]) => high - low > 1);
  if (open.length === 0) return [];
  const split = open.map(([low, high]) => ({ low, middle: Math.ceil((low + high) / 2), high }));
  const halves = split.flatMap(({ low, middle, high }): [number, number][] => [
    [middle, high],
    [low, middle],
  ]);
  return [...split.map(({ middle }) => middle), ...middles(halves)];
}
