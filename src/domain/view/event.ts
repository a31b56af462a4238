/**
 * What the view needs of a history event, decoded. Payloads are plain JSON of our own contracts;
 * the fold looks at the few fields that it knows and ignores the rest.
 */
export type RunEvent = { readonly id: number; readonly atMs: number } & (
  | {
      readonly kind: 'started';
      readonly runId: string;
      readonly firstRunId: string;
      /** Who started it, as the client claimed; empty where the history does not say. */
      readonly identity: string;
      readonly input: unknown;
    }
  | {
      readonly kind: 'scheduled';
      readonly activity: string;
      readonly activityId: string;
      readonly summary: string;
      readonly input: unknown;
    }
  | { readonly kind: 'completed'; readonly scheduledId: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly scheduledId: number; readonly why: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly input: unknown }
  | { readonly kind: 'updated'; readonly update: string; readonly input: unknown }
  | { readonly kind: 'cancel-requested' }
  | { readonly kind: 'task-failed'; readonly why: string }
  | { readonly kind: 'continued'; readonly nextRunId: string }
  | {
      readonly kind: 'closed';
      readonly status: CloseStatus;
      readonly result: unknown;
      readonly why: string;
    }
);

export type CloseStatus = 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';
