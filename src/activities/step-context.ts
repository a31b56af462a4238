import { CancelledFailure, Context } from '@temporalio/activity';
import { translating } from './failures.ts';
import type { StepContext } from './rig.ts';
import type { GpuSession, Sessions } from './session.ts';

/** Between heartbeats; the worker's throttle lets them through at most once a second. */
const beatMs = 500;

/**
 * Runs a step of the session with its token: heartbeats while it runs, and a step that was
 * cancelled ends as cancelled whatever it answers, so that no truncated figure gets out.
 */
export async function runStep<T>(
  sessions: Sessions,
  token: string,
  step: (session: GpuSession, context: StepContext) => Promise<T>,
): Promise<T> {
  return translating(async () => {
    const session = sessions.find(token);
    return beating(async (context) => {
      try {
        const value = await session.run(() => step(session, context));
        if (context.signal.aborted) throw new CancelledFailure('the step was cancelled');
        return value;
      } catch (error) {
        if (context.signal.aborted) throw new CancelledFailure('the step was cancelled');
        throw error;
      }
    });
  });
}

/** Heartbeats with the newest details until `body` settles. */
export async function beating<T>(body: (context: StepContext) => Promise<T>): Promise<T> {
  const context = Context.current();
  const { activityId, attempt, workflowExecution } = context.info;
  let details: object = {};
  const beat = () => context.heartbeat(details);
  const timer = setInterval(beat, beatMs);
  beat();
  try {
    return await body({
      signal: context.cancellationSignal,
      seed: `${workflowExecution?.workflowId ?? ''}/${activityId}/${attempt}`,
      beat: (next) => {
        details = next;
      },
    });
  } finally {
    clearInterval(timer);
  }
}

/** What is left until `deadlineMs` by the server's clock; counted on by a monotonic one from here. */
export function remainingUntil(deadlineMs: number): number {
  return deadlineMs - Context.current().info.currentAttemptScheduledTimestampMs;
}
