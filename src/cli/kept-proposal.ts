import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promotionFiles } from '../artifacts/promotion/promotion-files.ts';
import { readChain } from '../artifacts/read-chain.ts';
import { rootFolders } from '../artifacts/file-names.ts';
import { promotionOf } from '../client/read-promotion.ts';
import type { PromotionView } from '../client/read-promotion.ts';
import type { Settings } from '../config/environment.ts';
import { DreamError } from '../contracts/errors.ts';
import { promotionIdPattern, promotionWorkflowId } from '../contracts/names.ts';
import { findProposal } from './find-proposal.ts';
import type { Context } from './globals.ts';
import { withStack } from './stack/server.ts';

const forgotten: readonly string[] = ['PROMOTION_NOT_FOUND', 'REFUSED', 'TEMPORAL_UNREACHABLE'];

/** A proposal from the server; from its folder where the server is away or has forgotten it. */
export async function showableProposal(context: Context, target: string): Promise<PromotionView> {
  try {
    return await withStack(context, (stack) => findProposal(context, stack, target));
  } catch (error) {
    const isGone = error instanceof DreamError && forgotten.includes(error.code);
    const kept = isGone ? keptProposal(context.settings, target) : null;
    if (kept === null) throw error;
    context.screen.say('from its folder: the server does not know it');
    return kept;
  }
}

function keptProposal({ artifactsDir }: Settings, target: string): PromotionView | null {
  const id = promotionIdPattern.test(target) ? target : promotionWorkflowId(target);
  if (!promotionIdPattern.test(id)) return null;
  const file = join(artifactsDir, rootFolders.promotions, id, promotionFiles.history);
  const chain = existsSync(file) ? readChain(readFileSync(file, 'utf8')) : null;
  return chain === null ? null : promotionOf(id, chain);
}
