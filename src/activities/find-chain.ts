import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { RunHistory } from '../contracts/history.ts';
import { DreamError } from '../contracts/errors.ts';
import { archiveWorkflowId, runIdPattern } from '../contracts/names.ts';
import { runFiles } from '../artifacts/file-names.ts';
import { readChain } from '../artifacts/read-chain.ts';
import type { PromotionInput } from '../contracts/promotion.ts';
import type { PromotionDeps } from './promotion-deps.ts';

/** A run proposes itself a moment before it closes; the archive then writes its files. */
const closeLimitMs = 120_000;
const lookMs = 250;

/**
 * The closed histories of a run: from the server, or from its folder where the server has forgotten
 * it. Throws RUN_NOT_FOUND, and REFUSED for a run that goes on.
 */
export async function findChain(
  deps: PromotionDeps,
  { run, firstRunId }: PromotionInput,
  signal: AbortSignal,
): Promise<readonly RunHistory[]> {
  try {
    const first = firstRunId ?? (await deps.firstRunOf(run));
    await untilClosed(run, signal);
    await untilClosed(archiveWorkflowId(run), signal).catch(() => undefined);
    return await deps.fetchChain(run, first);
  } catch (error) {
    if (!isForgotten(error)) throw error;
    const kept = await keptChain(deps.folders.root, run);
    if (kept === null) throw unknownRun(run);
    return kept;
  }
}

function isForgotten(error: unknown): boolean {
  if (error instanceof DreamError) return error.code === 'RUN_NOT_FOUND';
  return error instanceof Error && error.name === 'WorkflowNotFoundError';
}

function unknownRun(run: string): DreamError {
  return new DreamError('RUN_NOT_FOUND', {
    what: `there is no run ${run.slice(0, 100)}, neither on this server nor as a folder`,
    fix: 'see what there is with: dream list',
  });
}

async function untilClosed(workflowId: string, signal: AbortSignal): Promise<void> {
  const handle = Context.current().client.workflow.getHandle(workflowId);
  const endMs = performance.now() + closeLimitMs;
  while ((await handle.describe()).status.name === 'RUNNING') {
    if (performance.now() > endMs) {
      throw new DreamError('REFUSED', {
        what: `${workflowId} has not ended`,
        fix: 'propose it when it has; follow it with: dream watch',
      });
    }
    await delay(lookMs, undefined, { signal });
  }
}

/** The exported history of the run folder of that name, whatever its experiment. */
async function keptChain(root: string, run: string): Promise<readonly RunHistory[] | null> {
  if (!runIdPattern.test(run)) return null;
  for (const experiment of await readdir(root).catch(() => [])) {
    const file = join(root, experiment, run, runFiles.history);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return readChain(text);
  }
  return null;
}
