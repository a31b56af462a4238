import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { PromotionInput, PromotionResult, Proposal } from '../contracts/promotion.ts';
import type { Decision } from '../domain/promotion/decision.ts';
import { promotionSteps } from './activity-options.ts';
import { applicationFailure, asFailure, failureText } from './failure-text.ts';
import { showProposal } from './proposal-details.ts';
import { listenForDecision } from './review-desk.ts';

const gatherLimitMs = 600_000;
const writeLimitMs = 60_000;

/**
 * A proposal waits for a person: puts the evidence together, shows it, hears one answer or runs out
 * of time, writes it down. Applying what was approved comes after it.
 */
export async function promotion(input: PromotionInput): Promise<PromotionResult> {
  const desk = listenForDecision();
  const proposal = await gather(input);
  const expiresMs = Date.now() + proposal.expireAfterMs;
  desk.open(proposal, expiresMs);
  showProposal(proposal, { expiresMs, decision: null });
  await write(proposal, { expiresMs, decision: null });
  const decision = await desk.decided();
  showProposal(proposal, { expiresMs, decision });
  const why = await write(proposal, { expiresMs, decision });
  await condition(allHandlersFinished);
  return resultOf(proposal, decision, why);
}

/** A run that may not be proposed is this workflow's own failure: one message, one code. */
async function gather(input: PromotionInput): Promise<Proposal> {
  const { workflowId: promotionId, runId: promotionRunId } = workflowInfo();
  try {
    const steps = promotionSteps(gatherLimitMs, 'put the evidence together');
    return await steps.gatherEvidence({ promotionId, promotionRunId, input });
  } catch (error) {
    throw asFailure(applicationFailure(error), error);
  }
}

type Stand = { readonly expiresMs: number; readonly decision: Decision | null };

/** Writes the folder; the text of what failed, as the decision stands whatever becomes of files. */
async function write(proposal: Proposal, stand: Stand): Promise<string> {
  const { workflowId: promotionId, firstExecutionRunId: promotionFirstRunId } = workflowInfo();
  const what = stand.decision === null ? 'write the proposal' : 'write the decision';
  try {
    const steps = promotionSteps(writeLimitMs, what);
    await steps.writePromotion({ promotionId, promotionFirstRunId, proposal, ...stand });
    return '';
  } catch (error) {
    return failureText(error);
  }
}

function resultOf(proposal: Proposal, decision: Decision, why: string): PromotionResult {
  const { evidence, digest, folder } = proposal;
  return {
    promotionId: workflowInfo().workflowId,
    run: evidence.review.run.runId,
    state: decision.state,
    digest,
    decision,
    folder,
    why,
  };
}
