import type { PromotionView } from '../../client/read-promotion.ts';
import { timeWords } from '../../contracts/time-words.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { plainText } from '../../domain/evidence.ts';
import type { Paint } from './paint.ts';
import { stateWords } from './promotion-state.ts';
import { renderTable } from './table.ts';

/** Proposals as a table, with who decided or until when they wait. */
export function renderPromotions(
  views: readonly PromotionView[],
  nowMs: number,
  paint: Paint,
): string {
  return renderTable(
    [{ title: 'proposal' }, { title: 'configuration' }, { title: 'proposed' }, { title: 'state' }],
    views.map((view) => {
      const candidate = view.proposal?.evidence.review.candidate ?? null;
      const words = candidate === null ? '' : configurationWords(candidate.configuration);
      return [view.promotionId, words, timeWords(view.startedMs), stateCell(view, nowMs)].map(
        plainText,
      );
    }),
    paint.dim,
  );
}

const mostState = 60;

/** What it is worth to see in a list; `show` has all of it. */
function stateCell(view: PromotionView, nowMs: number): string {
  const state = stateWords(view, nowMs);
  const line = view.why === '' || view.decision !== null ? state : `${state}: ${view.why}`;
  return line.length <= mostState ? line : `${line.slice(0, mostState - 1)}…`;
}
