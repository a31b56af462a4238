import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

/** The innermost message of a Temporal failure, for people: at most 500 characters. */
export function failureText(error: unknown): string {
  const root = rootOf(error);
  if (root instanceof TimeoutFailure) return `timed out (${root.timeoutType ?? 'unknown'})`;
  if (root instanceof Error) return root.message.slice(0, 500);
  return 'unknown failure';
}

/** Type of the application failure below an activity's failure, or null. */
export function failureType(error: unknown): string | null {
  const root = rootOf(error);
  return root instanceof ApplicationFailure ? (root.type ?? null) : null;
}

function rootOf(error: unknown): unknown {
  if (error instanceof ActivityFailure && error.cause !== undefined) return rootOf(error.cause);
  return error;
}
