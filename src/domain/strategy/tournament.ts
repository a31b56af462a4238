import { draw } from '../random.ts';
import type { RandomState, StrategySettings, TrialSummary } from '../search.ts';
import { rankTrials } from './rank.ts';

export type Tournament = {
  readonly drawn: readonly TrialSummary[];
  readonly survivors: readonly TrialSummary[];
  readonly random: RandomState;
};

/** Draws `tournamentSize` of the pool, each at most once; the best `survivors` of them survive. */
export function runTournament(
  state: RandomState,
  pool: readonly TrialSummary[],
  settings: StrategySettings,
): Tournament {
  const [drawn, random] = draw(state, pool, settings.tournamentSize);
  return { drawn, survivors: rankTrials(drawn).slice(0, settings.survivors), random };
}
