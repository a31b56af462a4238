import type { Histories, HistoryEvent, Payloads } from '../contracts/schemas/history.ts';

/** A step that the workflow asked for; `result` is undefined until it answered. */
export type HistoryStep = {
  readonly activity: string;
  readonly activityId: string;
  readonly askedAt: string;
  readonly input: unknown;
  readonly result: unknown;
};

/** How the last run of a chain ended; `result` is undefined unless it completed. */
export type HistoryClose = { readonly completed: boolean; readonly result: unknown };

/** The histories of a chain as steps. Payloads of a foreign encoding are undefined. */
export type HistorySteps = {
  readonly firstRunId: string | null;
  readonly startedAt: string | null;
  readonly lastAt: string | null;
  /** In the order in which they were asked for. */
  readonly asked: readonly HistoryStep[];
  /** In the order in which they answered. */
  readonly answered: readonly HistoryStep[];
  /** null while the chain goes on. */
  readonly close: HistoryClose | null;
};

/** Folds the histories of a chain, first run first. */
export function stepsOf(chain: Histories): HistorySteps {
  const runs = chain.map(({ history }) => stepsOfRun(history.events));
  const events = chain.flatMap(({ history }) => history.events);
  return {
    firstRunId: chain[0]?.runId ?? null,
    startedAt: events[0]?.eventTime ?? null,
    lastAt: events.at(-1)?.eventTime ?? null,
    asked: runs.flatMap(({ asked }) => asked),
    answered: runs.flatMap(({ answered }) => answered),
    close: closeOf(chain.at(-1)?.history.events.at(-1)),
  };
}

function stepsOfRun(events: readonly HistoryEvent[]): Pick<HistorySteps, 'asked' | 'answered'> {
  const asked = new Map<string, HistoryStep>();
  const answered: HistoryStep[] = [];
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled !== undefined) asked.set(event.eventId, askedStep(event.eventTime, scheduled));
    const completed = event.activityTaskCompletedEventAttributes;
    const step = completed && asked.get(completed.scheduledEventId);
    if (step !== undefined) answered.push({ ...step, result: valueOf(completed?.result) });
  }
  return { asked: [...asked.values()], answered };
}

type Scheduled = NonNullable<HistoryEvent['activityTaskScheduledEventAttributes']>;

function askedStep(askedAt: string, scheduled: Scheduled): HistoryStep {
  const { activityId, activityType, input } = scheduled;
  const activity = activityType.name;
  return { activity, activityId, askedAt, input: valueOf(input), result: undefined };
}

function closeOf(last: HistoryEvent | undefined): HistoryClose | null {
  if (last === undefined) return null;
  const completed = last.workflowExecutionCompletedEventAttributes;
  if (completed !== undefined) return { completed: true, result: valueOf(completed.result) };
  const isClosed =
    last.workflowExecutionFailedEventAttributes !== undefined ||
    last.workflowExecutionCanceledEventAttributes !== undefined ||
    last.workflowExecutionTerminatedEventAttributes !== undefined ||
    last.workflowExecutionTimedOutEventAttributes !== undefined;
  return isClosed ? { completed: false, result: undefined } : null;
}

/** The first payload as plain JSON; undefined where it is none. */
function valueOf(list: Payloads | undefined): unknown {
  const payload = list?.payloads?.[0];
  if (payload === undefined || !fromBase64(payload.metadata?.encoding).startsWith('json/')) {
    return undefined;
  }
  try {
    return JSON.parse(fromBase64(payload.data));
  } catch {
    return undefined;
  }
}

function fromBase64(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64').toString('utf8');
}
