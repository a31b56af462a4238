import type { Row } from '../view/view.ts';
import { rankRows } from './standing.ts';

/** The fitness of one generation; repeats count in it, confirmations do not. */
export type GenerationFitness = {
  readonly generation: number;
  readonly scored: readonly ScoredRow[];
  /** Candidates without a fitness: disqualified, infeasible, unmeasured or not judged yet. */
  readonly unscored: readonly Row[];
  readonly meanPpm: number | null;
  /** The best by rank of this and all earlier generations. */
  readonly best: ScoredRow | null;
};

export type ScoredRow = { readonly row: Row; readonly fitnessPpm: number };

/** How the fitness went on, generation by generation. The baseline belongs to generation 0. */
export function fitnessByGeneration(rows: readonly Row[]): readonly GenerationFitness[] {
  const searched = rows.filter(({ purpose }) => purpose === 'explore');
  const numbers = [...new Set(searched.map(({ generation }) => generation))];
  return numbers
    .toSorted((left, right) => left - right)
    .map((generation) => {
      const members = searched.filter((row) => row.generation === generation);
      const scored = members.flatMap(scoredRow);
      const soFar = rankRows(searched.filter((row) => row.generation <= generation));
      return {
        generation,
        scored,
        unscored: members.filter(({ verdict }) => verdict?.kind !== 'scored'),
        meanPpm: meanOf(scored),
        best: soFar.flatMap(scoredRow)[0] ?? null,
      };
    });
}

/** The row with its fitness; nothing where it has none. */
export function scoredRow(row: Row): readonly ScoredRow[] {
  const { verdict } = row;
  return verdict?.kind === 'scored' ? [{ row, fitnessPpm: verdict.fitnessPpm }] : [];
}

function meanOf(scored: readonly ScoredRow[]): number | null {
  if (scored.length === 0) return null;
  const sum = scored.reduce((total, { fitnessPpm }) => total + fitnessPpm, 0);
  return Math.round(sum / scored.length);
}
