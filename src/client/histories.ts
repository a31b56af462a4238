import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { HistoryJson, RunHistory } from '../contracts/history.ts';
import { grpcCodeOf, grpcCodes } from './grpc-code.ts';
import { runNotFound } from './messages.ts';

/**
 * Histories of every run of a workflow's chain, first run first. Throws RUN_NOT_FOUND where the
 * server does not know the first run any more.
 */
export async function fetchChain(
  client: Client,
  workflowId: string,
  firstRunId: string,
): Promise<readonly RunHistory[]> {
  const chain: RunHistory[] = [];
  for (let runId: string | null = firstRunId; runId !== null;) {
    const history = await fetchHistory(client, workflowId, runId);
    chain.push({ runId, history });
    runId = nextRunOf(history);
  }
  return chain;
}

/** One run's history so far. */
export async function fetchHistory(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<HistoryJson> {
  try {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    return parseHistory(historyToJSON(history));
  } catch (error) {
    throw isUnknown(error) ? runNotFound(workflowId) : error;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCodeOf(error) === grpcCodes.notFound;
}

/** The run that the last event continued as, or null. */
export function nextRunOf(history: HistoryJson): string | null {
  const last = history.events.at(-1);
  const continued = last?.['workflowExecutionContinuedAsNewEventAttributes'];
  if (typeof continued !== 'object' || continued === null) return null;
  const next = 'newExecutionRunId' in continued ? continued.newExecutionRunId : null;
  return typeof next === 'string' ? next : null;
}

function parseHistory(text: string): HistoryJson {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'events' in value && isEvents(value.events)) {
    return { events: value.events };
  }
  return { events: [] };
}

function isEvents(value: unknown): value is HistoryJson['events'] {
  return (
    Array.isArray(value) && value.every((event) => typeof event === 'object' && event !== null)
  );
}
