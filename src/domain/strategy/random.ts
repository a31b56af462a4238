import type { Asked, SearchProblem, SearchState, Strategy } from '../search.ts';
import { freeCells } from './free.ts';
import { drawFresh } from './fresh.ts';
import { slotsOf } from './slots.ts';
import { tell } from './tell.ts';

/** New configurations drawn uniformly, as many in a generation as it has slots; nothing learned. */
export const random: Strategy = { ask, tell };

function ask(problem: SearchProblem, state: SearchState): Asked {
  const { settings } = problem;
  const cells = freeCells(problem, state.trials);
  if (cells.length === 0) return { kind: 'ended', reason: 'exhausted' };
  if (state.generation >= settings.populations.length)
    return { kind: 'ended', reason: 'generations' };
  const { fresh } = slotsOf(settings, state.generation);
  const [proposals, next] = drawFresh(state.random, { cells, opening: [] }, fresh, 'random');
  return {
    kind: 'generation',
    state: { ...state, random: next, generation: state.generation + 1 },
    proposals,
    selection: null,
  };
}
