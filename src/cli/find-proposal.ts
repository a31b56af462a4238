import { findPromotion } from '../client/promotions.ts';
import type { PromotionView } from '../client/read-promotion.ts';
import { readResult } from '../client/run-result.ts';
import { DreamError } from '../contracts/errors.ts';
import { whyNotProposable } from '../domain/promotion/proposable.ts';
import { reviewOf } from '../domain/review/review.ts';
import type { Context } from './globals.ts';
import { loadRun } from './load-view.ts';
import type { LoadedRun } from './load-view.ts';
import type { Stack } from './stack/server.ts';

/**
 * The proposal that a person means, by its id or its run. For a run that was never proposed REFUSED
 * with why, else PROMOTION_NOT_FOUND.
 */
export async function findProposal(
  context: Context,
  stack: Stack,
  target: string,
): Promise<PromotionView> {
  try {
    return await findPromotion(stack.client, target);
  } catch (error) {
    if (!(error instanceof DreamError) || error.code !== 'PROMOTION_NOT_FOUND') throw error;
    const run = await loadRun(context, target).catch(() => null);
    throw run === null ? error : notProposed(run);
  }
}

function notProposed(run: LoadedRun): DreamError {
  const why = whyNot(run);
  return new DreamError('REFUSED', {
    what: `the run ${run.runId} was not proposed`,
    why: why ?? 'nobody has proposed it yet',
    fix: why === null ? `dream promotions propose ${run.runId}` : `dream show ${run.runId}`,
  });
}

/** Why a run may not be proposed to its own target; null where it may. */
function whyNot({ runId, view }: LoadedRun): string | null {
  const result = readResult(view.close?.result);
  const review = result === null ? null : reviewOf(runId, view, result);
  if (review === null || view.spec === null) return 'it has not ended with a result';
  const { quality, space, target } = view.spec;
  const found = { rule: quality, verdict: review.quality.verdict };
  return whyNotProposable({ review, quality: found, space, target });
}
