import type { Origin } from '../candidate.ts';
import { draw } from '../random.ts';
import type { Proposal, RandomState } from '../search.ts';
import type { Reach } from './free.ts';

/**
 * `count` new configurations, uniformly at random: the first from the level that opens, if one does,
 * so that it is surely tried; the others from all that is in reach.
 */
export function drawFresh(
  state: RandomState,
  reach: Reach,
  count: number,
  origin: Origin,
): readonly [readonly Proposal[], RandomState] {
  const [first, next] = draw(state, reach.opening, Math.min(count, 1));
  const rest = reach.cells.filter((cell) => !first.includes(cell));
  const [others, random] = draw(next, rest, count - first.length);
  const proposals = [...first, ...others].map((cell) => proposeFresh(cell, origin));
  return [proposals, random];
}

/** A configuration without parents. */
export function proposeFresh(cell: number, origin: Origin): Proposal {
  return { cell, origin, parentIds: [], mutations: [], repeatOf: null };
}
