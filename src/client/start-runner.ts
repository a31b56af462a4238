import { WorkflowIdReusePolicy } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { controlQueue, workflowTypes } from '../contracts/names.ts';
import type { RunnerInput, RunnerResult } from '../contracts/workflows.ts';

/** Cycles that run: the id, and what they end with. */
export type StartedRunner = { readonly runnerId: string; result(): Promise<RunnerResult> };

/** Starts the cycles of `runner`; they outlive the caller. */
export async function startRunner(
  client: Client,
  runnerId: string,
  input: RunnerInput,
): Promise<StartedRunner> {
  const handle = await client.workflow.start<(given: RunnerInput) => Promise<RunnerResult>>(
    workflowTypes.runner,
    {
      workflowId: runnerId,
      taskQueue: controlQueue,
      args: [input],
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `${input.cycles} cycles of ${input.experiments.join(', ')}`,
    },
  );
  return { runnerId, result: () => handle.result() };
}
