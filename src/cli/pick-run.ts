import type { Client } from '@temporalio/client';
import { runNotFound } from '../client/messages.ts';
import { listRuns } from '../client/list-runs.ts';
import { DreamError } from '../contracts/errors.ts';

/** The run that a command means: the one named, else the only open one. */
export async function pickRun(client: Client, runId: string | undefined): Promise<string> {
  if (runId !== undefined) return runId;
  const [only, ...others] = await listRuns(client, { limit: 20, openOnly: true });
  if (only === undefined) throw runNotFound('here');
  if (others.length === 0) return only.runId;
  throw new DreamError('USAGE', {
    what: `${others.length + 1} runs are open`,
    why: [only, ...others].map((run) => run.runId).join(', '),
    fix: 'name one of them',
  });
}
