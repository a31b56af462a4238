import { compareIds } from '../candidate.ts';
import type { SearchState, TrialSummary } from '../search.ts';

/** Takes finished trials in; a candidate told before is replaced (measured again on another card). */
export function tell(state: SearchState, trials: readonly TrialSummary[]): SearchState {
  const byId = new Map(state.trials.map((trial) => [trial.candidateId, trial]));
  for (const trial of trials) byId.set(trial.candidateId, trial);
  return { ...state, trials: [...byId.values()] };
}

/** Whether a generation tried a configuration for the first time: repeats do not count. */
export function hasNewTrials(trials: readonly TrialSummary[], generation: number): boolean {
  const firsts = new Map<number, TrialSummary>();
  for (const trial of trials) {
    const first = firsts.get(trial.cell);
    if (first === undefined || compareIds(trial.candidateId, first.candidateId) < 0)
      firsts.set(trial.cell, trial);
  }
  return [...firsts.values()].some((trial) => trial.generation === generation);
}
