import type { Row, RowKey } from './view.ts';

/** The figures of a row before its round has any. */
export const nothingMeasured = {
  sttLatencyUs: null,
  llmLatencyUs: null,
  capacity: null,
  applied: null,
  joint: null,
  gpu: null,
  spans: [],
} as const;

/** A row as it stands when nothing but its name is known. */
export function emptyRow({ id, purpose }: RowKey, startedMs: number): Row {
  return {
    id,
    purpose,
    generation: 0,
    configuration: {},
    origin: id === 'c0' ? 'baseline' : null,
    parentIds: [],
    mutations: [],
    repeatOf: null,
    step: 'starting engines',
    round: 1,
    startedMs,
    endedMs: null,
    ...nothingMeasured,
    detail: null,
    fault: null,
    verdict: null,
    record: null,
  };
}

/** The rows with the one of `key` changed; a new one is put at the end. Searched from the end. */
export function withRow(
  rows: readonly Row[],
  key: RowKey & { readonly atMs: number },
  change: (row: Row) => Row,
): readonly Row[] {
  const at = rows.findLastIndex((row) => row.id === key.id && row.purpose === key.purpose);
  const old = rows[at];
  if (old === undefined) return [...rows, change(emptyRow(key, key.atMs))];
  return rows.with(at, change(old));
}
