import { join } from 'node:path';
import { verifyFolder } from '../artifacts/verify-folder.ts';
import { verifyPromotion } from '../artifacts/promotion/verify-promotion.ts';
import type { CheckInput, PromotionActivities } from '../contracts/promotion.ts';
import { checkEnvironment } from './evidence-environment.ts';
import { translating } from './failures.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { beating } from './step-context.ts';

/** Looks again, at the moment of an approval: files, then card and profile. */
export function createCheckEvidence(
  deps: PromotionDeps,
): Pick<PromotionActivities, 'checkEvidence'> {
  return {
    checkEvidence: (input) =>
      translating(() =>
        beating(async () => ({
          broken: await whatIsBroken(deps.folders.root, input),
          ...(await checkEnvironment(deps, input.proposal.evidence)),
        })),
      ),
  };
}

async function whatIsBroken(root: string, input: CheckInput): Promise<string | null> {
  const { runFolder, evidence } = input.proposal;
  try {
    const { findings, level, head } = await verifyFolder(join(root, runFolder));
    const [finding] = findings;
    if (finding !== undefined) return `the run does not verify: ${finding.file}, ${finding.what}`;
    if (level === null || level < evidence.verified.level || head !== evidence.verified.head) {
      return 'the run does not verify as it did when it was proposed';
    }
  } catch (error) {
    return error instanceof Error ? `the run does not verify: ${error.message}` : 'unknown';
  }
  const changed = await verifyPromotion(root, input);
  return changed === null ? null : `the proposal's own folder: ${changed}`;
}
