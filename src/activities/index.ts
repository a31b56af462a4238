import type { ControlActivities } from '../contracts/activities.ts';
import { createExportHistory } from './export-history.ts';
import { createPublishArtifacts } from './publish-artifacts.ts';
import { createRecordGeneration } from './record-generation.ts';
import { createResolveSpec } from './resolve-spec.ts';
import type { ResolveDeps } from './resolve-spec.ts';
import type { HistoryDeps } from './history-deps.ts';

/** All activities of the control queue. */
export function createControlActivities(deps: ResolveDeps & HistoryDeps): ControlActivities {
  return {
    ...createResolveSpec(deps),
    ...createRecordGeneration(deps.folders),
    ...createPublishArtifacts(deps),
    ...createExportHistory(deps),
  };
}
