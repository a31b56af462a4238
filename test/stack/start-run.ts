import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { controlQueue } from '../../src/contracts/names.ts';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { stepsOf } from './run-history.ts';
import type { Stack } from './real-stack.ts';
import { until } from './real-stack.ts';

type Experiment = (input: unknown) => Promise<ExperimentResult>;
export type RunHandle = WorkflowHandleWithFirstExecutionRunId<Experiment>;

/** Starts an experiment on the recorded engines, as any client of Temporal would. */
export function start(stack: Stack, workflowId: string, input: object = {}): Promise<RunHandle> {
  return startWith(stack, workflowId, { engines: 'recorded', ...input });
}

/** The same with exactly this input, bad ones too. */
export function startWith(stack: Stack, workflowId: string, input: unknown): Promise<RunHandle> {
  return stack.client.workflow.start<Experiment>('experiment', {
    workflowId,
    taskQueue: controlQueue,
    args: [input],
  });
}

export async function run(
  stack: Stack,
  workflowId: string,
  input: object = {},
): Promise<ExperimentResult> {
  return (await start(stack, workflowId, input)).result();
}

/** Until so many probes of candidates have been completed. */
export async function untilProbed(stack: Stack, workflowId: string, count = 1): Promise<void> {
  await until(async () => {
    const steps = await stepsOf(stack.client, workflowId);
    const probed = steps.filter(
      ({ activity, end }) => activity === 'probeCapacity' && end !== null,
    );
    return probed.length >= count;
  }, 60_000);
}
