import { rankRows, winnerIdOf } from '../series/standing.ts';
import { modelOf } from '../space.ts';
import { observationsOf } from '../view/observations.ts';
import type { ExperimentView, Row } from '../view/view.ts';
import type { ComparedSide } from './compared-side.ts';

/** A run by the name that it is called by. */
export type NamedRun = { readonly runId: string; readonly view: ExperimentView };

/** The winner of a run, else its best scored, else its baseline; null where there is none. */
export function pickWinner(run: NamedRun): ComparedSide | null {
  return (
    pickNamed(run, winnerIdOf(run.view)) ??
    pickNamed(run, bestScoredId(run.view.rows)) ??
    pickBaseline(run)
  );
}

/** The baseline of a run, or null. */
export function pickBaseline(run: NamedRun): ComparedSide | null {
  return pickNamed(run, run.view.rows.find(isBaseline)?.id ?? null);
}

/**
 * Whom a run held against its baseline: the winner; where the baseline won, the first that was
 * confirmed beside it, else the best scored of the others. null where there is none.
 */
export function pickChallenger(run: NamedRun): ComparedSide | null {
  const others = run.view.rows.filter((row) => !isBaseline(row));
  const winner = winnerIdOf(run.view);
  return (
    pickNamed(run, others.find(({ id }) => id === winner)?.id ?? null) ??
    pickNamed(run, others.find(({ purpose }) => purpose === 'confirm')?.id ?? null) ??
    pickNamed(run, bestScoredId(others))
  );
}

/** A candidate by its id; a repeat is its first trial. null where the run has none of this id. */
export function pickNamed({ runId, view }: NamedRun, id: string | null): ComparedSide | null {
  const { spec, prepared, solo, rows } = view;
  const named = rows.find((row) => row.id === id);
  const trials = rows.filter((row) => row.id === (named?.repeatOf ?? id));
  const [first] = trials;
  if (spec === null || first === undefined) return null;
  const model = modelOf(spec.space, first.configuration);
  return {
    runId,
    firstRunId: view.firstRunId,
    startedMs: view.startedMs,
    spec,
    environment: prepared?.environment ?? null,
    candidateId: first.id,
    configuration: first.configuration,
    isWinner: first.id === winnerIdOf(view),
    isBaseline: isBaseline(first),
    model,
    words: prepared?.words[model] ?? solo.stt[model]?.words ?? null,
    boots: trials.map((row) => ({
      purpose: row.purpose,
      verdict: row.verdict,
      observations: observationsOf(view, row),
    })),
  };
}

function isBaseline({ origin }: Row): boolean {
  return origin === 'baseline';
}

function bestScoredId(rows: readonly Row[]): string | null {
  return rankRows(rows)[0]?.id ?? null;
}
