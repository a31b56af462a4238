import { judgedRow } from './apply-records.ts';
import { fieldOf, flagAt, intAt, listAt, textAt } from './foreign.ts';
import { readSpec } from './read-spec.ts';
import { readVerdict } from './read-verdict.ts';
import { withRow } from './rows.ts';
import type { ExperimentView, Row } from './view.ts';

/** What the run before handed over; in the first run of a chain what it was asked for. */
export function applyCarried(view: ExperimentView, input: unknown): ExperimentView {
  const carried = fieldOf(input, 'carried');
  const spec = readSpec(fieldOf(carried, 'spec'));
  if (spec === null) return asked(view, input);
  const desk = fieldOf(carried, 'desk');
  const grant = fieldOf(desk, 'grant');
  const capStartedMs = intAt(carried, 'startedMs') ?? view.capStartedMs;
  const prepareMs = intAt(carried, 'prepareMs') ?? 0;
  return {
    ...view,
    spec,
    folder: textAt(carried, 'folder'),
    card: textAt(grant, 'card') ?? view.card,
    fingerprint: textAt(grant, 'fingerprint') ?? view.fingerprint,
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

/** A whole spec, or names that a worker has yet to resolve. */
function asked(view: ExperimentView, input: unknown): ExperimentView {
  const requested = { experiment: textAt(input, 'experiment'), engines: textAt(input, 'engines') };
  return { ...view, requested, spec: readSpec(fieldOf(input, 'spec')) };
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
