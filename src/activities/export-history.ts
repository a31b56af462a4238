import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { ControlActivities, ExportInput } from '../contracts/activities.ts';
import { writeHistory } from '../artifacts/write-history.ts';
import type { HistoryDeps } from './history-deps.ts';
import { translating } from './failures.ts';
import { beating } from './step-context.ts';

/** Between looks of our own, should a long poll sleep through the close. */
const longestWaitMs = 60_000;

/** Waits until the chain of runs has closed, then writes `history.json`: servers forget. */
export function createExportHistory({
  folders,
  fetchChain,
}: HistoryDeps): Pick<ControlActivities, 'exportHistory'> {
  return {
    exportHistory: (input) =>
      translating(() =>
        beating(async ({ signal }) => {
          await untilClosed(input, signal);
          const { experiment, firstRunId, workflowId } = input;
          const path = await folders.claim({ experiment, run: input.folder, firstRunId });
          const chain = await fetchChain(workflowId, firstRunId);
          return writeHistory(path, chain);
        }),
      ),
  };
}

/** A long poll of the server; an answer that is no close (it was away) is asked again. */
async function untilClosed({ workflowId }: ExportInput, signal: AbortSignal): Promise<void> {
  const handle = Context.current().client.workflow.getHandle(workflowId);
  while ((await handle.describe()).status.name === 'RUNNING') {
    const closed = handle.result().catch(() => undefined);
    await Promise.race([closed, delay(longestWaitMs, undefined, { signal })]);
  }
}
