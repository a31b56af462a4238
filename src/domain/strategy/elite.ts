import type { Proposal, TrialSummary } from '../search.ts';
import { rankTrials } from './rank.ts';

/** The best of the pool carried over: repeats of their first trial, never measured again. */
export function carryElites(pool: readonly TrialSummary[], count: number): readonly Proposal[] {
  return rankTrials(pool)
    .slice(0, count)
    .map(({ cell, candidateId }) => ({
      cell,
      origin: 'elite',
      parentIds: [candidateId],
      mutations: [],
      repeatOf: candidateId,
    }));
}
