import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '../artifacts/file-names.ts';
import { writePromotion } from '../artifacts/promotion/write-promotion.ts';
import { readChain } from '../artifacts/read-chain.ts';
import type { RenderedReport } from '../artifacts/report/index.ts';
import type { PromotionActivities, WritePromotionInput } from '../contracts/promotion.ts';
import { translating } from './failures.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { runPathOf } from './run-path.ts';
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
          const report = await reportOf(deps, input);
          await writePromotion({ root, input, history, report });
        }),
      ),
  };
}

/** The report of the run, with what is asked of its reader; null where its history is gone. */
async function reportOf(
  { folders, runOfChain }: PromotionDeps,
  { promotionId, proposal, expiresMs }: WritePromotionInput,
): Promise<RenderedReport | null> {
  const { evidence, digest, runFolder } = proposal;
  const file = join(runPathOf(folders.root, runFolder), runFiles.history);
  const chain = readChain(await readFile(file, 'utf8').catch(() => ''));
  if (chain === null) return null;
  const { view, result } = runOfChain(chain);
  if (result === null) return null;
  // The charts' library takes 0.1 s to load: no worker waits for it at its start.
  const { renderReport } = await import('../artifacts/report/index.ts');
  const { approval, target, requester, flags, verified, review } = evidence;
  const { level, head, records } = verified;
  return renderReport({
    runId: review.run.runId,
    view,
    result,
    verification: { level: level >= 1 ? 1 : 0, records, head, findings: [], notes: [] },
    flags,
    proposal: { id: promotionId, digest, approval, target, requester, expiresMs },
  });
}
