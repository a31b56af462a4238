import { compareIds } from '../candidate.ts';
import type { TrialSummary } from '../search.ts';

/**
 * The scored trials, best first: fewer broken objectives, higher fitness, then on a tie lower word
 * error, more free memory, earlier candidate. Every other verdict is left out.
 */
export function rankTrials(trials: readonly TrialSummary[]): readonly TrialSummary[] {
  return trials.filter((trial) => trial.kind === 'scored').toSorted(compareTrials);
}

/** One scored trial for each configuration, the earliest candidate's, in order of proposal. */
export function scoredOnce(trials: readonly TrialSummary[]): readonly TrialSummary[] {
  const seen = new Set<number>();
  return trials
    .filter((trial) => trial.kind === 'scored')
    .toSorted((left, right) => compareIds(left.candidateId, right.candidateId))
    .filter(({ cell }) => !seen.has(cell) && seen.add(cell));
}

function compareTrials(left: TrialSummary, right: TrialSummary): number {
  return (
    left.broken - right.broken ||
    right.fitnessPpm - left.fitnessPpm ||
    left.wordErrorPpm - right.wordErrorPpm ||
    right.freeMiB - left.freeMiB ||
    compareIds(left.candidateId, right.candidateId)
  );
}
