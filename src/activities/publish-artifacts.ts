import type { ControlActivities } from '../contracts/activities.ts';
import { publishRun } from '../artifacts/publish-run.ts';
import type { HistoryDeps } from './history-deps.ts';
import { translating } from './failures.ts';

/** Writes summary, winner, lineage, manifest and the history so far. */
export function createPublishArtifacts({
  folders,
  fetchChain,
}: HistoryDeps): Pick<ControlActivities, 'publishArtifacts'> {
  return {
    publishArtifacts: (input) =>
      translating(async () => {
        const { workflowId, firstRunId, spec } = input;
        const path = await folders.claim({
          experiment: spec.experiment,
          run: input.folder,
          firstRunId,
        });
        const chain = await fetchChain(workflowId, firstRunId);
        const files = await publishRun({ root: folders.root, path, input, chain });
        return { folder: path, files };
      }),
  };
}
