import { z } from 'zod';

const text = z.string().optional();
const id = z.union([z.string(), z.int()]).transform(String);

/** Temporal's payloads in JSON form: metadata and data are base64. */
export const Payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.object({ encoding: text }).optional(), data: text }))
    .optional(),
});
export type Payloads = Readonly<z.infer<typeof Payloads>>;

/** What the folder's checks need of a history event; every other field is let pass unread. */
export const HistoryEvent = z.object({
  eventId: id,
  eventTime: z.string(),
  activityTaskScheduledEventAttributes: z
    .object({
      activityId: z.string(),
      activityType: z.object({ name: z.string() }),
      input: Payloads.optional(),
    })
    .optional(),
  activityTaskCompletedEventAttributes: z
    .object({ scheduledEventId: id, result: Payloads.optional() })
    .optional(),
  workflowExecutionCompletedEventAttributes: z.object({ result: Payloads.optional() }).optional(),
  workflowExecutionFailedEventAttributes: z.object({}).optional(),
  workflowExecutionCanceledEventAttributes: z.object({}).optional(),
  workflowExecutionTerminatedEventAttributes: z.object({}).optional(),
  workflowExecutionTimedOutEventAttributes: z.object({}).optional(),
});
export type HistoryEvent = Readonly<z.infer<typeof HistoryEvent>>;

/** `history.json`: the histories of the chain's runs, first run first. */
export const Histories = z.array(
  z.object({ runId: z.string(), history: z.object({ events: z.array(HistoryEvent) }) }),
);
export type Histories = Readonly<z.infer<typeof Histories>>;
