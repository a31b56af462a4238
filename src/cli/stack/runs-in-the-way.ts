import type { Client } from '@temporalio/client';
import { fetchHistory } from '../../client/histories.ts';
import { decodeEvents } from '../../client/history-events.ts';
import { listRuns } from '../../client/list-runs.ts';
import { viewNow } from '../../client/pending.ts';
import { DreamError } from '../../contracts/errors.ts';
import { foldRun } from '../../domain/view/fold.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { takeFolderLock } from '../../server/folder-lock.ts';
import type { Context } from '../globals.ts';
import { phaseWords } from '../render/row-words.ts';
import type { Stack } from './server.ts';

export type OpenRun = { readonly runId: string; readonly view: ExperimentView };

const mostOpenRuns = 100;

/** Experiments that have not ended, each with what it is doing. */
export async function openRuns(client: Client): Promise<readonly OpenRun[]> {
  const listed = await listRuns(client, { limit: mostOpenRuns, openOnly: true });
  return Promise.all(
    listed.map(async ({ runId, firstRunId }) => {
      const { events } = await fetchHistory(client, runId, firstRunId);
      const view = foldRun(decodeEvents(events));
      return { runId, view: await viewNow(client, runId, view) };
    }),
  );
}

/**
 * Throws RUN_IN_THE_WAY beside an open run, and beside another `dream run` of this folder that has
 * not begun its own yet.
 */
export async function refuseInTheWay(
  { settings }: Context,
  { client }: Stack,
  gpuClass: string,
): Promise<void> {
  const [other] = inTheWay(await openRuns(client), gpuClass);
  if (other !== undefined) throw refuseBeside(other);
  const lock = takeFolderLock(settings.stateDir, `run-${gpuClass}`);
  if (lock.kind === 'held') throw refuseStarting(lock.pid);
}

/** Those that hold or wait for a GPU of the class; one that is not resolved yet may be any. */
function inTheWay(runs: readonly OpenRun[], gpuClass: string): readonly OpenRun[] {
  return runs.filter(({ view }) => view.spec === null || view.spec.gpuClass === gpuClass);
}

/** The refusal that names the run and the ways on. */
function refuseBeside({ runId, view }: OpenRun): DreamError {
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

function refuseStarting(pid: number): DreamError {
  return new DreamError('RUN_IN_THE_WAY', {
    what: `another \`dream run\` is at work in this folder: process ${pid}`,
    why: 'two runs on one GPU would spoil the figures of both',
    fix: 'wait behind it: the same command with --queue\nor look what it does: dream list',
  });
}
