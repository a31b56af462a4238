import type { ListedRun } from '../../client/list-runs.ts';
import type { OpenRun } from '../stack/runs-in-the-way.ts';
import type { Paint } from './paint.ts';
import { phaseNow } from './row-words.ts';
import { renderTable } from './table.ts';
import { showSeconds } from '../../domain/words/figures.ts';

/** Runs as a table; an open run says what it is doing. */
export function renderList(
  runs: readonly ListedRun[],
  open: readonly OpenRun[],
  paint: Paint,
): string {
  return renderTable(
    [
      { title: 'run' },
      { title: 'state' },
      { title: 'started (UTC)' },
      { title: 'took', align: 'right' },
      { title: 'best fitness', align: 'right' },
    ],
    runs.map((run) => [
      run.runId,
      stateOf(run, open),
      new Date(run.startedMs).toISOString().slice(0, 19).replace('T', ' '),
      run.closedMs === null ? '' : showSeconds(run.closedMs - run.startedMs),
      run.bestFitness === null ? '' : run.bestFitness.toFixed(3),
    ]),
    paint.dim,
  );
}

function stateOf({ runId, status, state }: ListedRun, open: readonly OpenRun[]): string {
  const here = open.find((run) => run.runId === runId);
  if (here !== undefined) return phaseNow(here.view);
  return status === 'COMPLETED' ? (state ?? 'completed') : status.toLowerCase();
}
