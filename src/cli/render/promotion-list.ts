import type { PromotionView } from '../../client/read-promotion.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import type { Paint } from './paint.ts';
import { stateWords, timeWords } from './promotion.ts';
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
      return [
        view.promotionId,
        candidate === null ? '' : configurationWords(candidate.configuration),
        timeWords(view.startedMs),
        view.why === '' || view.decision !== null
          ? stateWords(view, nowMs)
          : `${stateWords(view, nowMs)}: ${view.why}`,
      ];
    }),
    paint.dim,
  );
}
