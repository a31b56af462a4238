import type { CloseStatus, RunEvent } from '../domain/view/event.ts';
import { failureText } from './failure-text.ts';
import { firstPayload, readPayload } from './read-payload.ts';
import { intAt, isRecord, objectAt, textAt, timeMsAt } from './records.ts';
import type { Fields } from './records.ts';

/**
 * Temporal's history events, raw from the server or in JSON form, as what the view needs of them.
 * Events that the view does not look at are left out; foreign payloads are undefined.
 */
export function decodeEvents(events: readonly unknown[]): readonly RunEvent[] {
  return events.flatMap((event) => {
    const decoded = isRecord(event) ? decodeEvent(event) : null;
    return decoded === null ? [] : [decoded];
  });
}

type At = Pick<RunEvent, 'id' | 'atMs'>;
type Decode = (attributes: Fields, at: At, event: Fields) => RunEvent | null;

function decodeEvent(event: Fields): RunEvent | null {
  const name = Object.keys(event).find((key) => key.endsWith(suffix) && isRecord(event[key]));
  const decode = name === undefined ? undefined : decoders[name.slice(0, -suffix.length)];
  if (name === undefined || decode === undefined) return null;
  const at = { id: intAt(event, 'eventId'), atMs: timeMsAt(event, 'eventTime') };
  return decode(objectAt(event, name), at, event);
}

const suffix = 'EventAttributes';

const failed: Decode = (attributes, at) => ({
  ...at,
  kind: 'failed',
  scheduledId: intAt(attributes, 'scheduledEventId'),
  why: failureText(attributes['failure']),
});

const closed =
  (status: CloseStatus): Decode =>
  (attributes, at) => ({
    ...at,
    kind: 'closed',
    status,
    result: firstPayload(attributes['result']) ?? null,
    why: textAt(attributes, 'reason') || failureText(attributes['failure']),
  });

/** By the name of the attributes: the one field that every form of an event has. */
const decoders: Readonly<Record<string, Decode>> = {
  workflowExecutionStarted: (attributes, at) => ({
    ...at,
    kind: 'started',
    runId: textAt(attributes, 'originalExecutionRunId'),
    firstRunId: textAt(attributes, 'firstExecutionRunId'),
    identity: textAt(attributes, 'identity'),
    input: firstPayload(attributes['input']),
  }),
  activityTaskScheduled: (attributes, at, event) => ({
    ...at,
    kind: 'scheduled',
    activity: textAt(objectAt(attributes, 'activityType'), 'name'),
    activityId: textAt(attributes, 'activityId'),
    summary: summaryOf(event),
    input: firstPayload(attributes['input']),
  }),
  activityTaskCompleted: (attributes, at) => ({
    ...at,
    kind: 'completed',
    scheduledId: intAt(attributes, 'scheduledEventId'),
    result: firstPayload(attributes['result']),
  }),
  activityTaskFailed: failed,
  activityTaskTimedOut: failed,
  activityTaskCanceled: failed,
  workflowExecutionSignaled: (attributes, at) => ({
    ...at,
    kind: 'signalled',
    signal: textAt(attributes, 'signalName'),
    input: firstPayload(attributes['input']),
  }),
  workflowExecutionUpdateAccepted: (attributes, at) => {
    const input = objectAt(objectAt(attributes, 'acceptedRequest'), 'input');
    const update = textAt(input, 'name');
    return { ...at, kind: 'updated', update, input: firstPayload(input['args']) };
  },
  workflowExecutionCancelRequested: (_attributes, at) => ({ ...at, kind: 'cancel-requested' }),
  workflowTaskFailed: (attributes, at) => ({
    ...at,
    kind: 'task-failed',
    why: failureText(attributes['failure']),
  }),
  workflowExecutionContinuedAsNew: (attributes, at) => ({
    ...at,
    kind: 'continued',
    nextRunId: textAt(attributes, 'newExecutionRunId'),
  }),
  workflowExecutionCompleted: closed('completed'),
  workflowExecutionFailed: closed('failed'),
  workflowExecutionCanceled: closed('cancelled'),
  workflowExecutionTerminated: closed('terminated'),
  workflowExecutionTimedOut: closed('timed-out'),
};

function summaryOf(event: Fields): string {
  const summary = readPayload(objectAt(event, 'userMetadata')['summary']);
  return typeof summary === 'string' ? summary : '';
}
