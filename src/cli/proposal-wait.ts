import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { knownPromotion } from '../client/promotions.ts';
import type { PromotionView } from '../client/read-promotion.ts';
import { readResult } from '../client/run-result.ts';
import { promotionWorkflowId } from '../contracts/names.ts';
import type { ExperimentView } from '../domain/view/view.ts';

const limitMs = 30_000;
const lookMs = 200;

/** The proposal of a run that has just ended, once its evidence is there; null where it has none. */
export async function waitForProposal(
  client: Client,
  { close }: ExperimentView,
): Promise<PromotionView | null> {
  const result = readResult(close?.result);
  if (result?.outcome !== 'better') return null;
  const endMs = performance.now() + limitMs;
  for (;;) {
    const view = await knownPromotion(client, promotionWorkflowId(result.folder));
    if (view === null || view.expiresMs !== null || !view.isOpen) return view;
    if (performance.now() > endMs) return view;
    await delay(lookMs);
  }
}
