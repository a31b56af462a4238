import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { archiveWorkflowId } from '../contracts/names.ts';

const limitMs = 30_000;

/** Waits until the closed history is in the run folder; false where that takes too long or fails. */
export async function waitForArchive(client: Client, runId: string): Promise<boolean> {
  const limit = new AbortController();
  try {
    return await Promise.race([
      client.workflow
        .getHandle(archiveWorkflowId(runId))
        .result()
        .then(() => true),
      delay(limitMs, false, { signal: limit.signal }),
    ]);
  } catch {
    return false;
  } finally {
    limit.abort();
  }
}
