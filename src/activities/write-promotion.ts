import { writePromotion } from '../artifacts/promotion/write-promotion.ts';
import type { PromotionActivities } from '../contracts/promotion.ts';
import { translating } from './failures.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { beating } from './step-context.ts';

/** Writes the folder of a promotion, with the decision once there is one. */
export function createWritePromotion(
  deps: PromotionDeps,
): Pick<PromotionActivities, 'writePromotion'> {
  return {
    writePromotion: (input) =>
      translating(() =>
        beating(async () => {
          const { root } = deps.folders;
          const history = await deps.fetchChain(input.promotionId, input.promotionFirstRunId);
          await writePromotion({ root, input, history, report: null });
        }),
      ),
  };
}
