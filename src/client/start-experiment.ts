import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { DreamError } from '../contracts/errors.ts';
import { controlQueue, runIdPattern, workflowTypes } from '../contracts/names.ts';
import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';

export type StartRequest = {
  readonly input: ExperimentInput;
  /** Name that a readable id is made of. */
  readonly experiment: string;
  /** An id of the caller's own; null: the next free readable one. */
  readonly runId: string | null;
  /** ISO date that readable ids carry. */
  readonly today: string;
  readonly summary: string;
};

export type Started = { readonly runId: string; readonly firstRunId: string };

const triesForFreeId = 1_000;

/**
 * Starts an experiment; one id is one lineage. Throws DUPLICATE_RUN for an id that was ever used
 * and USAGE for one that cannot name a folder.
 */
export async function startExperiment(client: Client, request: StartRequest): Promise<Started> {
  if (request.runId !== null) return startAs(client, request, checked(request.runId));
  const first = (await lastNumber(client, request)) + 1;
  for (let number = first; number < first + triesForFreeId; number += 1) {
    try {
      return await startAs(client, request, readableId(request, number));
    } catch (error) {
      if (!(error instanceof DreamError) || error.code !== 'DUPLICATE_RUN') throw error;
    }
  }
  throw duplicate(readableId(request, first));
}

async function startAs(client: Client, request: StartRequest, runId: string): Promise<Started> {
  try {
    const handle = await client.workflow.start(workflowTypes.experiment, {
      workflowId: runId,
      taskQueue: controlQueue,
      args: [request.input],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: request.summary,
      staticDetails: 'See the current details for the table of candidates.',
    });
    return { runId, firstRunId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw duplicate(runId);
    throw error;
  }
}

function readableId({ experiment, today }: StartRequest, number: number): string {
  return `${experiment}-${today}-${String(number).padStart(4, '0')}`;
}

/** Highest number of today's readable ids; 0 where visibility lags or there is none. */
async function lastNumber(client: Client, request: StartRequest): Promise<number> {
  const prefix = `${request.experiment}-${request.today}-`;
  let last = 0;
  const query = `WorkflowType = '${workflowTypes.experiment}' AND WorkflowId STARTS_WITH '${prefix}'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    const number = Number(workflowId.slice(prefix.length));
    if (Number.isSafeInteger(number)) last = Math.max(last, number);
  }
  return last;
}

function checked(runId: string): string {
  if (runIdPattern.test(runId)) return runId;
  throw new DreamError('USAGE', {
    what: `the run id ${JSON.stringify(runId.slice(0, 100))} cannot name a folder`,
    why: 'ids begin with a letter or digit and hold a-z, 0-9, _ and -, at most 81 characters',
    fix: 'choose another, or leave it out',
  });
}

function duplicate(runId: string): DreamError {
  return new DreamError('DUPLICATE_RUN', {
    what: `a run with the id ${runId} exists`,
    why: 'one id is one lineage',
    fix: `look at it with: dream show ${runId}, or choose another id`,
  });
}
