import type { TrialSummary } from '../search.ts';
import { rankTrials } from '../strategy/rank.ts';
import { fieldOf, textAt } from '../view/foreign.ts';
import type { ExperimentView, Row } from '../view/view.ts';

/** Whom every chart points out. */
export type Standing = {
  readonly baseline: Row | null;
  /** The winner of an ended run, else the best scored so far. */
  readonly best: Row | null;
  readonly isWinner: boolean;
};

/** Baseline and best of a run, as its result and its verdicts say. */
export function standingOf(view: ExperimentView): Standing {
  const trials = view.rows.filter(isTrial);
  const winnerId = winnerIdOf(view);
  const winner = trials.find(({ id }) => id === winnerId);
  const [leader] = rankRows(view.rows);
  return {
    baseline: trials.find(({ origin }) => origin === 'baseline') ?? null,
    best: winner ?? leader ?? null,
    isWinner: winner !== undefined,
  };
}

/** The winner that the result of an ended run names; null while there is none. */
export function winnerIdOf({ close }: ExperimentView): string | null {
  return textAt(fieldOf(close?.result, 'winner'), 'id');
}

/** `baseline`, `winner` or `best so far`, or two of them; empty for all others and for repeats. */
export function roleOf({ baseline, best, isWinner }: Standing, { id }: Row): string {
  const roles = [
    ...(id === baseline?.id ? ['baseline'] : []),
    ...(id === best?.id ? [isWinner ? 'winner' : 'best so far'] : []),
  ];
  return roles.join(', ');
}

/** The scored trials of the search, best first; repeats and confirmations are left out. */
export function rankRows(rows: readonly Row[]): readonly Row[] {
  const trials = rows.filter(isTrial);
  return rankTrials(trials.flatMap(summaryOf)).flatMap(({ candidateId }) =>
    trials.filter(({ id }) => id === candidateId),
  );
}

/** Measured in the search itself: no repeat and no confirmation. */
function isTrial({ purpose, repeatOf }: Row): boolean {
  return purpose === 'explore' && repeatOf === null;
}

function summaryOf({ id, generation, verdict }: Row): readonly TrialSummary[] {
  if (verdict?.kind !== 'scored') return [];
  const { kind, fitnessPpm, broken, wordErrorPpm, freeMiB } = verdict;
  const figures = { kind, fitnessPpm, broken: broken.length, wordErrorPpm, freeMiB };
  // the rank does not look at the cell
  return [{ candidateId: id, cell: 0, generation, ...figures }];
}
