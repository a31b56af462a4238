import { fieldOf, intAt, listAt, textAt, textsAt, wordAt } from './foreign.ts';
import { knobValueOf, readConfiguration } from './read-spec.ts';
import { readVerdict } from './read-verdict.ts';
import { withRow } from './rows.ts';
import type { Mutation } from '../candidate.ts';
import type { ExcludedCells, ExperimentView, Row } from './view.ts';

const origins = ['baseline', 'initial', 'elite', 'child', 'random', 'grid', 'injected'] as const;
const purposes = ['explore', 'confirm'] as const;

/** Takes over the lineage records of `recordGeneration`: they are the truth. */
export function applyRecords(view: ExperimentView, input: unknown): ExperimentView {
  const generation = intAt(input, 'generation') ?? 0;
  const hashed = listAt(input, 'records');
  const records = hashed.map((each) => fieldOf(each, 'record'));
  return {
    ...view,
    rows: hashed.reduce<readonly Row[]>(
      (rows, each) => rowsWith(rows, each, view.nowMs),
      view.rows,
    ),
    excluded: records.reduce(excludedBy, view.excluded),
    decisions: [...view.decisions, ...records.flatMap(decisionOf)],
    recorded: Math.max(view.recorded, generation + 1),
    lineageHead: textAt(input, 'head') ?? view.lineageHead,
  };
}

function rowsWith(rows: readonly Row[], hashed: unknown, atMs: number): readonly Row[] {
  const record = fieldOf(hashed, 'record');
  const id = textAt(record, 'candidateId');
  const purpose = wordAt(record, 'purpose', purposes);
  if (id === null || purpose === null) return rows;
  return withRow(rows, { id, purpose, atMs }, (row) => ({
    ...judgedRow(row, record, atMs),
    record: placeOf(hashed, record),
  }));
}

function placeOf(hashed: unknown, record: unknown): Row['record'] {
  const seq = intAt(record, 'seq');
  const hash = textAt(hashed, 'hash');
  return seq === null || hash === null ? null : { seq, hash };
}

/** The newest plan says which cells the search may not take. */
function excludedBy(excluded: ExcludedCells, record: unknown): ExcludedCells {
  if (textAt(record, 'kind') !== 'plan') return excluded;
  return { infeasible: cellsAt(record, 'infeasible'), dropped: cellsAt(record, 'dropped') };
}

function cellsAt(record: unknown, name: string): readonly number[] {
  return listAt(record, name).filter((cell): cell is number => Number.isSafeInteger(cell));
}

/** A row as a verdict record, or a candidate with its verdict, tells it. */
export function judgedRow(row: Row, record: unknown, atMs: number): Row {
  return {
    ...row,
    generation: intAt(record, 'generation') ?? row.generation,
    configuration: readConfiguration(fieldOf(record, 'configuration')),
    origin: wordAt(record, 'origin', origins),
    parentIds: textsAt(record, 'parentIds'),
    mutations: listAt(record, 'mutations').flatMap(readMutation),
    repeatOf: textAt(record, 'repeatOf'),
    step: 'judged',
    endedMs: row.endedMs ?? atMs,
    verdict: readVerdict(fieldOf(record, 'verdict')),
  };
}

function readMutation(value: unknown): readonly Mutation[] {
  const knob = textAt(value, 'knob');
  const [from, to] = [knobValueOf(fieldOf(value, 'from')), knobValueOf(fieldOf(value, 'to'))];
  return knob === null || from === null || to === null ? [] : [{ knob, from, to }];
}

function decisionOf(record: unknown): readonly string[] {
  const decision = textAt(record, 'decision');
  return decision === null ? [] : [`${decision}: ${textAt(record, 'detail') ?? ''}`];
}
