import type { PromotionView } from '../../client/read-promotion.ts';
import { timeWords } from '../../contracts/time-words.ts';
import { decisionWords } from '../../domain/promotion/decision.ts';
import { showSeconds } from '../../domain/words/figures.ts';

/** Where it stands; a proposal past its time is expired, also before a worker has said so. */
export function stateWords(
  { state, proposal, expiresMs, decision, isOpen }: PromotionView,
  nowMs: number,
): string {
  if (decision !== null) return decisionWords(decision);
  if (!isOpen) return proposal === null ? 'refused' : 'ended without an answer';
  if (state !== 'proposed' || expiresMs === null) return 'being put together';
  const until = timeWords(expiresMs);
  return nowMs < expiresMs
    ? `waits for an answer until ${until} (${showSeconds(expiresMs - nowMs)})`
    : `expired at ${until}`;
}
