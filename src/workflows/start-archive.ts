import { ChildWorkflowCancellationType, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { archiveWorkflowId, workflowTypes } from '../contracts/names.ts';
import type { archive } from './archive.ts';
import type { Run } from './run.ts';

/** Starts the archive once for the chain, at its beginning: it exports a terminated run as well. */
export async function startArchive(run: Run): Promise<void> {
  if (run.archived) return;
  await startChild<typeof archive>(workflowTypes.archive, {
    workflowId: archiveWorkflowId(run.workflowId),
    args: [
      {
        workflowId: run.workflowId,
        firstRunId: run.firstRunId,
        experiment: run.spec.experiment,
        folder: run.folder,
      },
    ],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    // A cancelled run is exported like any other.
    cancellationType: ChildWorkflowCancellationType.ABANDON,
    staticSummary: `archive of ${run.workflowId}`,
  });
  run.archived = true;
}
