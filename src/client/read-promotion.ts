import type { Client } from '@temporalio/client';
import type { Proposal } from '../contracts/promotion.ts';
import type { RunHistory } from '../contracts/history.ts';
import { ProposalSchema, WrittenSchema } from '../contracts/schemas/promotion.ts';
import type { Decision, PromotionState } from '../domain/promotion/decision.ts';
import { foldPromotion } from '../domain/promotion/fold.ts';
import type { PromotionEvents } from '../domain/promotion/fold.ts';
import { fetchChain } from './histories.ts';
import { decodeEvents } from './history-events.ts';

/** A proposal as a person sees it, from its history. */
export type PromotionView = {
  readonly promotionId: string;
  readonly run: string;
  readonly startedMs: number;
  /** `gathering`: the evidence is not there yet; `refused`: there is nothing to decide, `why` says it. */
  readonly state: PromotionState | 'gathering' | 'refused';
  readonly proposal: Proposal | null;
  readonly expiresMs: number | null;
  readonly decision: Decision | null;
  readonly isOpen: boolean;
  readonly why: string;
};

/** A proposal by its id. Throws RUN_NOT_FOUND where the server does not know it. */
export async function fetchPromotion(client: Client, promotionId: string): Promise<PromotionView> {
  const { runId } = await client.workflow.getHandle(promotionId).describe();
  return promotionOf(promotionId, await fetchChain(client, promotionId, runId));
}

/** A proposal from its histories, from the server or from its folder. */
export function promotionOf(promotionId: string, chain: readonly RunHistory[]): PromotionView {
  const told = foldPromotion(chain.flatMap(({ history }) => decodeEvents(history.events)));
  const proposal = ProposalSchema.safeParse(told.proposal);
  const written = WrittenSchema.safeParse(told.written);
  const decision = written.success ? written.data.decision : null;
  return {
    promotionId,
    run: told.run,
    startedMs: told.startedMs,
    state: stateOf(told, { isProposed: proposal.success, decision }),
    proposal: proposal.success ? proposal.data : null,
    expiresMs: written.success ? written.data.expiresMs : null,
    decision,
    isOpen: told.closed === null,
    why: told.why,
  };
}

type Known = { readonly isProposed: boolean; readonly decision: Decision | null };

function stateOf(told: PromotionEvents, { isProposed, decision }: Known): PromotionView['state'] {
  if (decision !== null) return decision.state;
  if (told.closed !== null) return 'refused';
  return isProposed ? 'proposed' : 'gathering';
}
