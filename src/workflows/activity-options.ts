import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { activityFailures } from '../contracts/activities.ts';
import type { ControlActivities, HoldActivities, StepActivities } from '../contracts/activities.ts';
import type { PromotionActivities } from '../contracts/promotion.ts';
import { controlQueue, holdQueue } from '../contracts/names.ts';

const finalFailures = [...Object.values(activityFailures), 'CONFIG_INVALID', 'CONFIG_MISSING'];

/** Light steps on the control queue; a dead worker is waited for, within the limit given. */
export function controlSteps(limitMs: number, summary: string) {
  return proxyActivities<ControlActivities>({
    taskQueue: controlQueue,
    summary,
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: limitMs,
    retry: {
      initialInterval: '1 second',
      maximumInterval: '5 seconds',
      nonRetryableErrorTypes: finalFailures,
    },
  });
}

/** The export waits for the close of the run it belongs to, so it may take long. */
export function archiveSteps() {
  return proxyActivities<ControlActivities>({
    taskQueue: controlQueue,
    summary: 'export the closed history',
    startToCloseTimeout: '30 days',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });
}

/** A proposal waits for its worker as long as it takes, but where a person waits too: `withinMs`. */
export function promotionSteps(attemptMs: number, summary: string, withinMs?: number) {
  return proxyActivities<PromotionActivities>({
    taskQueue: controlQueue,
    summary,
    startToCloseTimeout: attemptMs,
    heartbeatTimeout: '8 seconds',
    ...(withinMs === undefined ? {} : { scheduleToCloseTimeout: withinMs }),
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });
}

/** Never retried by itself: a silent retry would grant again behind the owner's back. */
export function holdSteps(
  gpuClass: string,
  hold: { heartbeatMs: number; limitMs: number; priority: number },
) {
  return proxyActivities<HoldActivities>({
    taskQueue: holdQueue(gpuClass),
    summary: 'hold the GPU',
    startToCloseTimeout: hold.limitMs,
    heartbeatTimeout: hold.heartbeatMs,
    retry: { maximumAttempts: 1 },
    priority: { priorityKey: hold.priority },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

export type StepCall = {
  readonly queue: string;
  /** Readable id such as `c5.probeStt.2`. */
  readonly activityId: string;
  readonly summary: string;
  readonly heartbeatMs: number;
  /** What is left until the cap; cancellation comes `grace` earlier. */
  readonly remainingMs: number;
  readonly attempts: number;
};

/** A step on the holder's own queue. WAIT is stated: the SDK's code sends TRY_CANCEL by default. */
export function gpuSteps(call: StepCall) {
  const limitMs = Math.max(1_000, call.remainingMs);
  const options: ActivityOptions = {
    taskQueue: call.queue,
    activityId: call.activityId,
    summary: call.summary,
    startToCloseTimeout: limitMs,
    scheduleToCloseTimeout: limitMs,
    heartbeatTimeout: call.heartbeatMs,
    retry: {
      maximumAttempts: call.attempts,
      initialInterval: '1 second',
      nonRetryableErrorTypes: finalFailures,
    },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  };
  return proxyActivities<StepActivities>(options);
}
