import type { Client } from '@temporalio/client';
import { fetchChain } from '../../src/client/histories.ts';
import { firstPayload } from '../../src/client/read-payload.ts';
import type { RunHistory } from '../../src/contracts/history.ts';
import type { GenerationInput } from '../../src/contracts/activities.ts';
import type { LineageRecord, VerdictRecord } from '../../src/domain/lineage-record.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An activity of a history: when the server started and closed it, and how it ended. */
export type Step = {
  readonly id: string;
  readonly activity: string;
  readonly queue: string;
  readonly input: unknown;
  readonly result: unknown;
  readonly end: 'Completed' | 'Failed' | 'TimedOut' | 'Canceled' | null;
  readonly startedMs: number;
  readonly endedMs: number;
};

/** Every run of a workflow's chain, first run first. */
export async function chainOf(client: Client, workflowId: string): Promise<readonly RunHistory[]> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return fetchChain(client, workflowId, raw.workflowExecutionInfo?.firstRunId ?? '');
}

/** The activities of a workflow, over its whole chain of runs. */
export async function stepsOf(client: Client, workflowId: string): Promise<readonly Step[]> {
  return (await chainOf(client, workflowId)).flatMap(({ history }) => stepsIn(history.events));
}

export function stepsIn(events: readonly Fields[]): readonly Step[] {
  return events.flatMap((event) => {
    const scheduled = fieldsOf(event, 'activityTaskScheduledEventAttributes');
    if (scheduled === null) return [];
    const closed = closeOf(events, String(event['eventId']));
    return [
      {
        id: String(scheduled['activityId']),
        activity: String(fieldsOf(scheduled, 'activityType')?.['name']),
        queue: String(fieldsOf(scheduled, 'taskQueue')?.['name']),
        input: firstPayload(scheduled['input']),
        result: firstPayload(closed?.fields['result']),
        end: closed?.end ?? null,
        startedMs: timeOf(
          events.find((each) => isAbout(each, 'Started', String(event['eventId']))),
        ),
        endedMs: timeOf(closed?.event),
      },
    ];
  });
}

/** The lineage as the workflow handed it to `recordGeneration`. */
export async function recordsOf(
  client: Client,
  workflowId: string,
): Promise<readonly LineageRecord[]> {
  const steps = await stepsOf(client, workflowId);
  return steps
    .filter(({ activity }) => activity === 'recordGeneration')
    .flatMap(({ input }) => (input as GenerationInput).records.map(({ record }) => record));
}

export async function verdictsOf(
  client: Client,
  workflowId: string,
): Promise<readonly VerdictRecord[]> {
  const records = await recordsOf(client, workflowId);
  return records.flatMap((record) => (record.kind === 'verdict' ? [record] : []));
}

const ends = ['Completed', 'Failed', 'TimedOut', 'Canceled'] as const;

function closeOf(events: readonly Fields[], scheduledId: string) {
  for (const event of events) {
    const end = ends.find((each) => isAbout(event, each, scheduledId));
    const fields = end && fieldsOf(event, `activityTask${end}EventAttributes`);
    if (end && fields) return { event, end, fields };
  }
  return null;
}

function isAbout(event: Fields, what: string, scheduledId: string): boolean {
  const fields = fieldsOf(event, `activityTask${what}EventAttributes`);
  return fields !== null && String(fields['scheduledEventId']) === scheduledId;
}

function timeOf(event: Fields | undefined): number {
  return event === undefined ? Number.NaN : Date.parse(String(event['eventTime']));
}

function fieldsOf(value: Fields, name: string): Fields | null {
  const found = value[name];
  return typeof found === 'object' && found !== null ? (found as Fields) : null;
}
