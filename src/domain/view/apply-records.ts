import { fieldOf, intAt, listAt, textAt, textsAt, wordAt } from './foreign.ts';
import { readConfiguration } from './read-spec.ts';
import { readVerdict } from './read-verdict.ts';
import { withRow } from './rows.ts';
import type { ExperimentView, Row } from './view.ts';

const origins = ['baseline', 'initial', 'elite', 'child', 'random', 'grid', 'injected'] as const;
const purposes = ['explore', 'confirm'] as const;

/** Takes over the lineage records of `recordGeneration`: they are the truth. */
export function applyRecords(view: ExperimentView, input: unknown): ExperimentView {
  const generation = intAt(input, 'generation') ?? 0;
  const records = listAt(input, 'records').map((hashed) => fieldOf(hashed, 'record'));
  return {
    ...view,
    rows: records.reduce<readonly Row[]>(
      (rows, record) => rowsWith(rows, record, view.nowMs),
      view.rows,
    ),
    decisions: [...view.decisions, ...records.flatMap(decisionOf)],
    recorded: Math.max(view.recorded, generation + 1),
    lineageHead: textAt(input, 'head') ?? view.lineageHead,
  };
}

function rowsWith(rows: readonly Row[], record: unknown, atMs: number): readonly Row[] {
  const id = textAt(record, 'candidateId');
  const purpose = wordAt(record, 'purpose', purposes);
  if (id === null || purpose === null) return rows;
  return withRow(rows, { id, purpose, atMs }, (row) => judgedRow(row, record, atMs));
}

/** A row as a verdict record, or a candidate with its verdict, tells it. */
export function judgedRow(row: Row, record: unknown, atMs: number): Row {
  return {
    ...row,
    generation: intAt(record, 'generation') ?? row.generation,
    configuration: readConfiguration(fieldOf(record, 'configuration')),
    origin: wordAt(record, 'origin', origins),
    parentIds: textsAt(record, 'parentIds'),
    repeatOf: textAt(record, 'repeatOf'),
    step: 'judged',
    endedMs: row.endedMs ?? atMs,
    verdict: readVerdict(fieldOf(record, 'verdict')),
  };
}

function decisionOf(record: unknown): readonly string[] {
  const decision = textAt(record, 'decision');
  return decision === null ? [] : [`${decision}: ${textAt(record, 'detail') ?? ''}`];
}
