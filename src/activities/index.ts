import type { ControlActivities } from '../contracts/activities.ts';
import type { PromotionActivities } from '../contracts/promotion.ts';
import { createCheckEvidence } from './check-evidence.ts';
import { createExportHistory } from './export-history.ts';
import { createGatherEvidence } from './gather-evidence.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { createPublishArtifacts } from './publish-artifacts.ts';
import { createRecordGeneration } from './record-generation.ts';
import { createResolveSpec } from './resolve-spec.ts';
import type { ResolveDeps } from './resolve-spec.ts';
import { createWritePromotion } from './write-promotion.ts';

/** All activities of the control queue. */
export function createControlActivities(
  deps: ResolveDeps & PromotionDeps,
): ControlActivities & PromotionActivities {
  return {
    ...createResolveSpec(deps),
    ...createRecordGeneration(deps.folders),
    ...createPublishArtifacts(deps),
    ...createExportHistory(deps),
    ...createGatherEvidence(deps),
    ...createCheckEvidence(deps),
    ...createWritePromotion(deps),
  };
}
