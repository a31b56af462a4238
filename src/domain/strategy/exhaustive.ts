import type { Asked, SearchProblem, SearchState, Strategy } from '../search.ts';
import { levelReader } from '../space.ts';
import { freeCells } from './free.ts';
import { proposeFresh } from './fresh.ts';
import { levelOrder } from './level-order.ts';
import { tell } from './tell.ts';

/** Every feasible configuration once, a generation for each level: one boot a level, none twice. */
export const exhaustive: Strategy = { ask, tell };

function ask(problem: SearchProblem, state: SearchState): Asked {
  const levelOf = levelReader(problem.space);
  const free = freeCells(problem, state.trials);
  const levels = new Set(free.map(levelOf));
  const next = levelOrder(problem).find((level) => levels.has(level));
  if (next === undefined) return { kind: 'ended', reason: 'exhausted' };
  return {
    kind: 'generation',
    state: { ...state, generation: state.generation + 1 },
    proposals: free
      .filter((cell) => levelOf(cell) === next)
      .map((cell) => proposeFresh(cell, 'grid')),
    selection: null,
  };
}
