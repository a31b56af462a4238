import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

export type Owner = { readonly ownerWorkflowId: string; readonly ownerFirstRunId: string };

/** true while the owner's chain of runs is open, or while nobody can tell (the server is away). */
export async function watchOwner(client: Client, owner: Owner): Promise<boolean> {
  try {
    const { status, raw } = await client.workflow.getHandle(owner.ownerWorkflowId).describe();
    const firstRunId = raw.workflowExecutionInfo?.firstRunId;
    return status.name === 'RUNNING' && (!firstRunId || firstRunId === owner.ownerFirstRunId);
  } catch (error) {
    return !(error instanceof WorkflowNotFoundError);
  }
}
