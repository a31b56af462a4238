import type { Client } from '@temporalio/client';
import { fetchHistory } from '../../client/histories.ts';
import { decodeEvents } from '../../client/history-events.ts';
import { listRuns } from '../../client/list-runs.ts';
import { DreamError } from '../../contracts/errors.ts';
import { foldRun } from '../../domain/view/fold.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { phaseWords } from '../render/row-words.ts';

export type OpenRun = { readonly runId: string; readonly view: ExperimentView };

const mostOpenRuns = 100;

/** Experiments that have not ended, each with what it is doing. */
export async function openRuns(client: Client): Promise<readonly OpenRun[]> {
  const listed = await listRuns(client, { limit: mostOpenRuns, openOnly: true });
  return Promise.all(
    listed.map(async ({ runId, firstRunId }) => {
      const { events } = await fetchHistory(client, runId, firstRunId);
      return { runId, view: foldRun(decodeEvents(events)) };
    }),
  );
}

/** Those that hold or wait for a GPU of the class; one that is not resolved yet may be any. */
export function inTheWay(runs: readonly OpenRun[], gpuClass: string): readonly OpenRun[] {
  return runs.filter(({ view }) => view.spec === null || view.spec.gpuClass === gpuClass);
}

/** The refusal that names the run and the ways on. */
export function refuseBeside({ runId, view }: OpenRun): DreamError {
  return new DreamError('RUN_IN_THE_WAY', {
    what: `the run ${runId} holds the GPU or waits for it: ${phaseWords(view)}`,
    why: 'two runs on one GPU would spoil the figures of both',
    fix: [
      `carry it on: dream run --resume ${runId}`,
      `or end it: dream stop ${runId} --now`,
      'or wait behind it: the same command with --queue',
    ].join('\n'),
  });
}
