import { Context } from '@temporalio/activity';
import type { ControlActivities } from '../contracts/activities.ts';
import { publishRun } from '../artifacts/publish-run.ts';
import type { RunFolders } from '../artifacts/run-folder.ts';
import { fetchChain } from '../client/histories.ts';
import { translating } from './failures.ts';

/** Writes summary, winner, lineage, manifest and the history so far. */
export function createPublishArtifacts(
  folders: RunFolders,
): Pick<ControlActivities, 'publishArtifacts'> {
  return {
    publishArtifacts: (input) =>
      translating(async () => {
        const { workflowId, firstRunId, spec } = input;
        const path = await folders.claim({
          experiment: spec.experiment,
          run: input.folder,
          firstRunId,
        });
        const chain = await fetchChain(Context.current().client, workflowId, firstRunId);
        const files = await publishRun({ root: folders.root, path, input, chain });
        return { folder: path, files };
      }),
  };
}
