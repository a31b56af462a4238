import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';

/** The innermost message of a Temporal failure, for people: at most 500 characters. */
export function failureText(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) return `timed out (${root.timeoutType ?? 'unknown'})`;
  if (root instanceof Error) return root.message.slice(0, 500);
  return 'unknown failure';
}

/** Type of the application failure below an activity's failure, or null. */
export function failureType(error: unknown): string | null {
  return applicationFailure(error)?.type ?? null;
}

/** What a workflow fails with: the step's own failure without its shells, else what was thrown. */
export function asFailure(cause: ApplicationFailure | null, thrown: unknown): unknown {
  return cause === null ? thrown : ApplicationFailure.nonRetryable(cause.message, cause.type);
}

/** The application failure itself, without the shells around it, or null. */
export function applicationFailure(error: unknown): ApplicationFailure | null {
  const root = rootOf(error);
  return root instanceof ApplicationFailure ? root : null;
}

function rootOf(error: unknown): unknown {
  const isShell = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  return isShell && error.cause !== undefined ? rootOf(error.cause) : error;
}
