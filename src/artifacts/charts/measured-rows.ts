import { rankRows } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';

/** More rows than these cannot be read; the table has them all. */
const mostRows = 24;

/** Rows with figures of joint load, best rank first, each with its fresh boot below it. */
export function measuredRows({ rows }: ExperimentView): readonly Row[] {
  const ranked = rankRows(rows);
  const rest = rows.filter(
    (row) => row.purpose === 'explore' && row.repeatOf === null && !ranked.includes(row),
  );
  const confirmed = rows.filter(({ purpose }) => purpose === 'confirm');
  const all = [...ranked, ...rest].flatMap((row) => [
    row,
    ...confirmed.filter(({ id }) => id === row.id),
  ]);
  return all.filter(({ joint }) => joint !== null);
}

/** Those that are drawn. */
export function drawnRows(rows: readonly Row[], isKept: (row: Row) => boolean): readonly Row[] {
  return rows.filter((row, index) => index < mostRows || isKept(row));
}
