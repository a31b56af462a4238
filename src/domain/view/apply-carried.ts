import { judgedRow } from './apply-records.ts';
import { fieldOf, flagAt, intAt, listAt, textAt } from './foreign.ts';
import { readSpec } from './read-spec.ts';
import { readVerdict } from './read-verdict.ts';
import { withRow } from './rows.ts';
import type { ExperimentView, Row } from './view.ts';

/** What the run before handed over; nothing where this is the first run of its chain. */
export function applyCarried(view: ExperimentView, input: unknown): ExperimentView {
  const carried = fieldOf(input, 'carried');
  const spec = readSpec(fieldOf(carried, 'spec'));
  if (spec === null) return view;
  const desk = fieldOf(carried, 'desk');
  const grant = fieldOf(desk, 'grant');
  const capStartedMs = intAt(carried, 'startedMs') ?? view.capStartedMs;
  const prepareMs = intAt(carried, 'prepareMs') ?? 0;
  return {
    ...view,
    spec,
    folder: textAt(carried, 'folder'),
    card: textAt(grant, 'card') ?? view.card,
    session: { no: intAt(desk, 'lastNo') ?? 0, token: textAt(grant, 'token') },
    losses: intAt(desk, 'losses') ?? view.losses,
    phase: capStartedMs === null ? 'waiting' : 'searching',
    capStartedMs,
    prepareStartedMs:
      view.prepareStartedMs ?? (capStartedMs === null ? null : capStartedMs - prepareMs),
    capMs: intAt(carried, 'capMs') ?? spec.capMs,
    paused: flagAt(carried, 'paused'),
    rows: view.rows.length > 0 ? view.rows : leadersOf(fieldOf(carried, 'log'), view.nowMs),
  };
}

/** Where the runs before are gone, the best of them are still known. */
function leadersOf(log: unknown, atMs: number): readonly Row[] {
  const judged = [fieldOf(log, 'baseline'), ...listAt(log, 'leaders')];
  return judged.reduce<readonly Row[]>((rows, each) => {
    const candidate = fieldOf(each, 'candidate');
    const id = textAt(candidate, 'id');
    if (id === null) return rows;
    return withRow(rows, { id, purpose: 'explore', atMs }, (row) => ({
      ...judgedRow(row, candidate, atMs),
      verdict: readVerdict(fieldOf(each, 'verdict')),
    }));
  }, []);
}
