import fc from 'fast-check';
import { orderForRestarts, restartsOf } from '../../../src/domain/order.ts';
import type {
  Asked,
  Proposal,
  SearchProblem,
  SearchState,
  StrategyName,
  StrategySettings,
  TrialSummary,
} from '../../../src/domain/search.ts';
import { cellCount, configurationAt } from '../../../src/domain/space.ts';
import type { Configuration } from '../../../src/domain/space.ts';
import { startSearch, strategyOf } from '../../../src/domain/strategy/index.ts';
import { anySpace, spica } from '../spaces.ts';

export const settings: StrategySettings = {
  name: 'r-zero',
  populations: [2, 4, 4, 4],
  tournamentSize: 4,
  survivors: 2,
  elites: 1,
  fresh: 1,
  mutationPpm: 250_000,
};

/** The default experiment's search: baseline 50 % / small. */
export const spicaProblem: SearchProblem = {
  space: spica,
  settings,
  baselineCell: 8,
  infeasible: [],
};

/** What a configuration would be judged; the same for the same cell. */
export type Judge = (cell: number) => Omit<TrialSummary, 'candidateId' | 'cell' | 'generation'>;

export const scored = (fitnessPpm: number): ReturnType<Judge> => ({
  kind: 'scored',
  fitnessPpm,
  broken: 0,
  wordErrorPpm: 50_000,
  freeMiB: 1_000,
});

/** A pseudo-random landscape: every kind of verdict, mostly scored. */
export function landscape(salt: number): Judge {
  return (cell) => {
    const hash = Math.imul(cell + 1, 2_654_435_761) ^ Math.imul(salt + 7, 40_503);
    const kinds = ['disqualified', 'unmeasured', 'infeasible'] as const;
    const kind = kinds[(hash >>> 4) % 12];
    const fitness = (hash >>> 8) % 1_000_000;
    if (kind !== undefined) return { ...scored(0), kind };
    return { ...scored(fitness), broken: hash % 5 === 0 ? 1 : 0 };
  };
}

export type Generation = {
  readonly asked: Extract<Asked, { readonly kind: 'generation' }>;
  readonly before: SearchState;
};

export type Played = {
  readonly baseline: TrialSummary;
  readonly generations: readonly Generation[];
  readonly ended: Extract<Asked, { readonly kind: 'ended' }>;
  readonly state: SearchState;
  readonly boots: number;
};

/** Runs a whole search: the baseline first, then ask, order, judge, tell until the end. */
export function play(problem: SearchProblem, seed: number, judge: Judge): Played {
  const strategy = strategyOf(problem.settings.name);
  const baseline = {
    ...judge(problem.baselineCell),
    candidateId: 'c0',
    cell: problem.baselineCell,
    generation: 0,
  };
  let state = strategy.tell(startSearch(seed), [baseline]);
  let running: Configuration | null = configurationAt(problem.space, problem.baselineCell);
  let nextId = 1;
  let boots = 1;
  const generations: Generation[] = [];
  for (;;) {
    const asked = strategy.ask(problem, state);
    if (asked.kind === 'ended') return { baseline, generations, ended: asked, state, boots };
    if (generations.length > 1_000) throw new Error('the search does not end');
    generations.push({ asked, before: state });
    const named = asked.proposals.map((proposal, place) => ({ ...proposal, id: nextId + place }));
    nextId += named.length;
    const trials: TrialSummary[] = [];
    for (const proposal of orderForRestarts(problem.space, named, running)) {
      if (proposal.repeatOf !== null) continue;
      const to = configurationAt(problem.space, proposal.cell);
      boots += restartsOf(problem.space, running, to).boots;
      running = to;
      trials.push({
        ...judge(proposal.cell),
        candidateId: `c${proposal.id}`,
        cell: proposal.cell,
        generation: state.generation,
      });
    }
    state = strategy.tell(asked.state, trials);
  }
}

export function proposalsOf(played: Played): readonly Proposal[] {
  return played.generations.flatMap(({ asked }) => asked.proposals);
}

export function newProposals(played: Played): readonly Proposal[] {
  return proposalsOf(played).filter((proposal) => proposal.repeatOf === null);
}

const anySettings = (name: StrategyName): fc.Arbitrary<StrategySettings> =>
  fc.record({
    name: fc.constant(name),
    populations: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
    tournamentSize: fc.integer({ min: 1, max: 5 }),
    survivors: fc.integer({ min: 1, max: 3 }),
    elites: fc.integer({ min: 0, max: 2 }),
    fresh: fc.integer({ min: 0, max: 2 }),
    mutationPpm: fc.integer({ min: 0, max: 1_000_000 }),
  });

/** Problems over any space, with a bounded first knob, infeasible cells and any settings. */
export const anyProblem = (name: StrategyName): fc.Arbitrary<SearchProblem> =>
  fc
    .tuple(
      anySpace,
      anySettings(name),
      fc.nat(),
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.boolean(),
    )
    .map(([space, drawn, baseline, infeasible, isBounded]) => {
      const count = cellCount(space);
      const bounds = isBounded ? [{ knob: 'knob0', min: 10, max: 80 }] : [];
      return {
        space: { ...space, bounds },
        settings: drawn,
        baselineCell: baseline % count,
        infeasible: [...new Set(infeasible.map((cell) => cell % count))],
      };
    });

export const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });
