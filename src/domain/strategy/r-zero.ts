import type {
  Asked,
  Proposal,
  RandomState,
  SearchProblem,
  SearchState,
  Strategy,
  TrialSummary,
} from '../search.ts';
import { carryElites } from './elite.ts';
import { freeCells, reachOf } from './free.ts';
import type { Reach } from './free.ts';
import { drawFresh } from './fresh.ts';
import { breed } from './mutate.ts';
import { scoredOnce } from './rank.ts';
import { slotsOf } from './slots.ts';
import { hasNewTrials, tell } from './tell.ts';
import { runTournament } from './tournament.ts';

/**
 * Evolution by tournament (DESIGN section 5): first a drawn population, then elite, children of the
 * survivors and fresh ones. Takes levels only from those booted plus one new level per generation.
 */
export const rZero: Strategy = { ask, tell };

function ask(problem: SearchProblem, state: SearchState): Asked {
  const { settings } = problem;
  const { generation, trials } = state;
  const free = freeCells(problem, trials);
  const slots = slotsOf(settings, generation);
  const pool = scoredOnce(trials);
  const elites = carryElites(pool, slots.elites);
  const isStale = elites.length === 0 || !hasNewTrials(trials, generation - 1);
  if (generation >= settings.populations.length || (free.length === 0 && isStale))
    return { kind: 'ended', reason: free.length === 0 ? 'exhausted' : 'generations' };

  const reach = reachOf(problem, trials, free);
  if (generation === 0) {
    const [proposals, random] = drawFresh(state.random, reach, slots.fresh, 'initial');
    return generationOf(state, proposals, random);
  }
  const tournament = runTournament(state.random, pool, settings);
  const parents = parentsOf(tournament.survivors, slots.children);
  const [children, bred] = breedAll(tournament.random, problem, parents, reach);
  const count = slots.fresh + slots.children - parents.length;
  const [fresh, random] = drawFresh(bred, withoutTaken(reach, children), count, 'random');
  const asked = generationOf(state, [...elites, ...children, ...fresh], random);
  return {
    ...asked,
    selection: {
      generation,
      drawn: tournament.drawn.map(({ candidateId }) => candidateId),
      survivors: tournament.survivors.map(({ candidateId }) => candidateId),
      elites: elites.flatMap(({ parentIds }) => parentIds),
    },
  };
}

function generationOf(state: SearchState, proposals: readonly Proposal[], random: RandomState) {
  return {
    kind: 'generation',
    state: { ...state, random, generation: state.generation + 1 },
    proposals,
    selection: null,
  } as const;
}

/** Survivors in turn until every child has a parent; none where nothing survived. */
function parentsOf(survivors: readonly TrialSummary[], children: number): readonly TrialSummary[] {
  const places = Array.from({ length: children }, (_, child) => child % survivors.length);
  return places.flatMap((place) => survivors[place] ?? []);
}

function breedAll(
  state: RandomState,
  problem: SearchProblem,
  parents: readonly TrialSummary[],
  reach: Reach,
): readonly [readonly Proposal[], RandomState] {
  let random = state;
  let children: readonly Proposal[] = [];
  for (const parent of parents) {
    const open = withoutTaken(reach, children).cells;
    const [bred, next] = breed(random, problem, parent, open);
    children = [...children, ...bred];
    random = next;
  }
  return [children, random];
}

function withoutTaken(reach: Reach, taken: readonly Proposal[]): Reach {
  const cells = new Set(taken.map((proposal) => proposal.cell));
  const isFree = (cell: number): boolean => !cells.has(cell);
  return { cells: reach.cells.filter(isFree), opening: reach.opening.filter(isFree) };
}
