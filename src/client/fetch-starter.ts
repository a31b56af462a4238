import type { Client } from '@temporalio/client';
import { fetchHistory } from './histories.ts';
import { isRecord, objectAt, textAt } from './records.ts';

/** Who started a workflow, as claimed; `parent` is the workflow that did, or null. */
export async function fetchStarter(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<{ readonly identity: string; readonly parent: string | null }> {
  const { events } = await fetchHistory(client, workflowId, runId);
  const started = events[0]?.['workflowExecutionStartedEventAttributes'];
  if (!isRecord(started)) return { identity: '', parent: null };
  const parent = textAt(objectAt(started, 'parentWorkflowExecution'), 'workflowId');
  return { identity: textAt(started, 'identity'), parent: parent === '' ? null : parent };
}
