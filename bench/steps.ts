import { intAt, isRecord, objectAt, textAt, timeMsAt } from '../src/client/records.ts';
import type { Fields } from '../src/client/records.ts';

/** One activity of a history; milliseconds since 1970, by the server's clock. */
export type Step = {
  readonly kind: string;
  readonly id: string;
  readonly scheduledMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
};

const endings = ['Completed', 'Failed', 'TimedOut', 'Canceled'].map(
  (how) => `activityTask${how}EventAttributes`,
);

/** Activities that started and ended, in the order of their ends. */
export function stepsOf(events: readonly Fields[]): readonly Step[] {
  const scheduled = new Map<number, Pick<Step, 'kind' | 'id' | 'scheduledMs'>>();
  const started = new Map<number, number>();
  const steps: Step[] = [];
  for (const event of events) {
    const atMs = exactMsAt(event);
    const plan = objectAt(event, 'activityTaskScheduledEventAttributes');
    if ('activityId' in plan) {
      const kind = textAt(objectAt(plan, 'activityType'), 'name');
      scheduled.set(intAt(event, 'eventId'), {
        kind,
        id: textAt(plan, 'activityId'),
        scheduledMs: atMs,
      });
    }
    const start = objectAt(event, 'activityTaskStartedEventAttributes');
    if ('scheduledEventId' in start) started.set(intAt(start, 'scheduledEventId'), atMs);
    const ending = endings.map((name) => event[name]).find(isRecord);
    if (ending === undefined) continue;
    const number = intAt(ending, 'scheduledEventId');
    const known = scheduled.get(number);
    const startedMs = started.get(number);
    if (known !== undefined && startedMs !== undefined) {
      steps.push({ ...known, startedMs, endedMs: atMs });
    }
  }
  return steps;
}

/** First to last event. */
export function wallMsOf(events: readonly Fields[]): number {
  const [first] = events;
  const last = events.at(-1);
  return first === undefined || last === undefined ? 0 : exactMsAt(last) - exactMsAt(first);
}

/** The server writes nanoseconds; a Date knows whole milliseconds only. */
export function exactMsAt(event: Fields): number {
  const text = textAt(event, 'eventTime');
  const [, fraction = ''] = /\.(\d+)Z$/.exec(text) ?? [];
  const belowMs = Number(`0.${fraction.slice(3) || '0'}`);
  return timeMsAt(event, 'eventTime') + belowMs;
}

const gpuSteps = ['prepare', 'applyConfiguration', 'probeStt', 'probeLlm', 'probeCapacity'];
export const isGpuStep = ({ kind }: Step): boolean =>
  gpuSteps.includes(kind) || kind === 'sampleGpu';
/** Waits for other steps by design: the hold and the sampler. */
export const isWaiting = ({ kind }: Step): boolean => kind === 'holdGpu' || kind === 'sampleGpu';

/** Time in which at least one of the steps ran. */
export function coveredMs(steps: readonly Step[]): number {
  let covered = 0;
  let untilMs = 0;
  for (const step of steps.toSorted((left, right) => left.startedMs - right.startedMs)) {
    covered += Math.max(0, step.endedMs - Math.max(untilMs, step.startedMs));
    untilMs = Math.max(untilMs, step.endedMs);
  }
  return covered;
}
