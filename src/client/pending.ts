import type { Client } from '@temporalio/client';
import { sessionWorkflowId } from '../contracts/names.ts';
import type { PendingState, PendingStep } from '../domain/view/pending.ts';
import { awaitsGpu, withPending } from '../domain/view/pending.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { failureText } from './failure-text.ts';
import { firstPayload } from './read-payload.ts';
import { intAt, isRecord, objectAt, textAt, timeMsAt } from './records.ts';
import type { Fields } from './records.ts';

const answerTimeoutMs = 2_000;

/** Steps of a run that have not ended, as the server knows them. Throws where it does not answer. */
export async function fetchPending(
  client: Client,
  workflowId: string,
  runId = '',
): Promise<readonly PendingStep[]> {
  const { pendingActivities } = await client.connection.withDeadline(
    Date.now() + answerTimeoutMs,
    () =>
      client.workflowService.describeWorkflowExecution({
        namespace: client.options.namespace,
        execution: { workflowId, runId },
      }),
  );
  return decodePending(pendingActivities);
}

/** The view with what is being done for it now; as it is where nothing is, or nobody answers. */
export async function viewNow(
  client: Client,
  workflowId: string,
  view: ExperimentView,
): Promise<ExperimentView> {
  if (!isAtWork(view)) return view;
  const asked = [
    ...(hasStepInFlight(view) ? [fetchPending(client, workflowId, view.runId)] : []),
    ...(awaitsGpu(view) ? [fetchPending(client, sessionWorkflowId(workflowId))] : []),
  ];
  const answers = await Promise.allSettled(asked);
  const pending = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  return pending.length === 0 ? view : withPending(view, pending, Math.max(Date.now(), view.nowMs));
}

/** A step is in flight, or a GPU is waited for: else there is nothing to ask the server for. */
export function isAtWork(view: ExperimentView): boolean {
  return view.close === null && (hasStepInFlight(view) || awaitsGpu(view));
}

function hasStepInFlight({ inFlight }: ExperimentView): boolean {
  return Object.keys(inFlight).length > 0;
}

/** Temporal's pending activities, raw from the server; foreign heartbeats are undefined. */
export function decodePending(activities: readonly unknown[]): readonly PendingStep[] {
  return activities.flatMap((activity) => {
    const state = isRecord(activity) ? states[intAt(activity, 'state')] : undefined;
    return isRecord(activity) && state !== undefined ? [decodeStep(activity, state)] : [];
  });
}

/** By the numbers of Temporal's PendingActivityState; one that is to be paused counts as paused. */
const states: Readonly<Record<number, PendingState>> = {
  1: 'scheduled',
  2: 'started',
  3: 'cancel-requested',
  4: 'paused',
  5: 'paused',
};

function decodeStep(activity: Fields, state: PendingState): PendingStep {
  return {
    activity: textAt(objectAt(activity, 'activityType'), 'name'),
    activityId: textAt(activity, 'activityId'),
    attempt: intAt(activity, 'attempt'),
    state,
    sinceMs: timeMsAt(activity, state === 'scheduled' ? 'scheduledTime' : 'lastStartedTime'),
    details: firstPayload(activity['heartbeatDetails']),
    lastFailure: failureText(activity['lastFailure']),
  };
}
