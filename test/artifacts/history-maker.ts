import type { RunHistory } from '../../src/contracts/history.ts';

export type HistoryMaker = ReturnType<typeof createHistory>;

/** A history in Temporal's JSON form, event by event. */
export function createHistory(runId: string) {
  const events: Record<string, unknown>[] = [];
  const add = (name: string, attributes: Record<string, unknown>): string => {
    const eventId = String(events.length + 1);
    const eventTime = new Date(Date.UTC(2026, 10, 22) + events.length * 250).toISOString();
    events.push({ eventId, eventTime, [`${name}EventAttributes`]: attributes });
    return eventId;
  };
  const ask = (activity: string, activityId: string, input: unknown): string =>
    add('activityTaskScheduled', {
      activityId,
      activityType: { name: activity },
      input: payload(input),
    });
  const answer = (scheduledEventId: string, result: unknown): string =>
    add('activityTaskCompleted', { scheduledEventId, result: payload(result) });
  add('workflowExecutionStarted', { firstExecutionRunId: runId, input: payload({}) });
  return {
    ask,
    answer,
    step: (activity: string, activityId: string, input: unknown, result: unknown) =>
      answer(ask(activity, activityId, input), result),
    complete: (result: unknown) => add('workflowExecutionCompleted', { result: payload(result) }),
    /** The history as it would be, had the run been terminated now. */
    terminated: (): readonly RunHistory[] => {
      const attributes = { reason: 'by hand' };
      const last = { ...events.at(-1), workflowExecutionTerminatedEventAttributes: attributes };
      return [{ runId, history: { events: [...events, last] } }];
    },
    chain: (): readonly RunHistory[] => [{ runId, history: { events: [...events] } }],
  };
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

const payload = (value: unknown) => ({
  payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(value)) }],
});
