import type { DecisionReply, Proposal } from '../../src/contracts/promotion.ts';
import { startPromotion } from '../../src/client/promotions.ts';
import { fetchPromotion } from '../../src/client/read-promotion.ts';
import type { PromotionView } from '../../src/client/read-promotion.ts';
import { until } from './real-stack.ts';
import type { Stack } from './real-stack.ts';
import { start } from './start-run.ts';

/** Runs the recorded experiment, whose winner is better, until its proposal waits for an answer. */
export async function proposedRun(stack: Stack, runId: string): Promise<Proposal> {
  const handle = await start(stack, runId);
  await handle.result();
  return waitingProposal(stack, `promotion-${runId}`);
}

/** The proposal, once its evidence is there and its folder was asked for. */
export async function waitingProposal(stack: Stack, promotionId: string): Promise<Proposal> {
  const view = await until(async () => {
    const found = await fetchPromotion(stack.client, promotionId).catch(() => null);
    return found?.expiresMs === null ? null : found;
  }, 30_000);
  if (view.proposal === null) throw new Error(`${promotionId} was refused: ${view.why}`);
  return view.proposal;
}

/** Proposes by hand; the end of it, with what it was refused for. */
export async function proposeByHand(
  stack: Stack,
  promotionId: string,
  input: Parameters<typeof startPromotion>[2],
): Promise<PromotionView> {
  await startPromotion(stack.client, promotionId, input);
  return until(async () => {
    const view = await fetchPromotion(stack.client, promotionId);
    return view.expiresMs === null && view.isOpen ? null : view;
  }, 30_000);
}

/** Sends an answer as any client of Temporal would. */
export function send(
  stack: Stack,
  promotionId: string,
  name: 'approve' | 'reject',
  input: unknown,
): Promise<DecisionReply> {
  const handle = stack.client.workflow.getHandle(promotionId);
  return handle.executeUpdate<DecisionReply, [unknown]>(name, { args: [input] });
}

/** What an answer was refused with; fails where it was taken. */
export async function refusalOf(
  stack: Stack,
  promotionId: string,
  name: 'approve' | 'reject',
  input: unknown,
): Promise<string> {
  const failure: unknown = await send(stack, promotionId, name, input).then(
    () => new Error('it was taken'),
    (error: unknown) => error,
  );
  const cause = failure instanceof Error ? failure.cause : undefined;
  if (cause instanceof Error) return cause.message;
  throw failure;
}
