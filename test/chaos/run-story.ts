import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { fetchHistory } from '../../src/client/histories.ts';
import { decodeEvents } from '../../src/client/history-events.ts';
import { intAt, objectAt, textAt, timeMsAt } from '../../src/client/records.ts';
import { sessionWorkflowId } from '../../src/contracts/names.ts';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { until } from '../stack/real-stack.ts';
import type { Chaos } from './chaos-stack.ts';

/** An activity as the history tells it. `attempt` is the last one. */
export type StepStory = {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly attempt: number;
  readonly scheduledMs: number;
  /** Start of the last attempt; null: none was started. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
};

type History = Awaited<ReturnType<typeof fetchHistory>>;

export async function historyOf(chaos: Chaos, workflowId: string): Promise<History> {
  const { runId } = await chaos.client.workflow.getHandle(workflowId).describe();
  return fetchHistory(chaos.client, workflowId, runId);
}

export async function stepsOf(chaos: Chaos, workflowId: string): Promise<readonly StepStory[]> {
  const { events } = await historyOf(chaos, workflowId);
  const ends = ['Completed', 'Failed', 'TimedOut', 'Canceled'];
  return events.flatMap((event) => {
    const scheduled = objectAt(event, 'activityTaskScheduledEventAttributes');
    if (!('activityId' in scheduled)) return [];
    const about = (kind: string) =>
      events.find((other) => {
        const attributes = objectAt(other, `activityTask${kind}EventAttributes`);
        return intAt(attributes, 'scheduledEventId') === intAt(event, 'eventId');
      });
    const started = about('Started');
    const ended = ends.map(about).find((found) => found !== undefined);
    const attributes = objectAt(started ?? {}, 'activityTaskStartedEventAttributes');
    return {
      id: textAt(scheduled, 'activityId'),
      name: textAt(objectAt(scheduled, 'activityType'), 'name'),
      queue: textAt(objectAt(scheduled, 'taskQueue'), 'name'),
      attempt: intAt(attributes, 'attempt'),
      scheduledMs: timeMsAt(event, 'eventTime'),
      startedMs: started === undefined ? null : timeMsAt(started, 'eventTime'),
      endedMs: ended === undefined ? null : timeMsAt(ended, 'eventTime'),
    };
  });
}

/** Askings for the GPU, as the run's session tells them. */
export const holdsOf = (chaos: Chaos, workflowId: string): Promise<readonly StepStory[]> =>
  stepsOf(chaos, sessionWorkflowId(workflowId));

/** Waits until an activity runs whose id matches; the id. */
export async function untilRunning(
  chaos: Chaos,
  { workflowId }: Pick<WorkflowHandle, 'workflowId'>,
  pattern: RegExp,
): Promise<string> {
  return until(async () => {
    const handle = chaos.client.workflow.getHandle(workflowId);
    const { raw, status } = await handle.describe();
    if (status.name !== 'RUNNING')
      throw new Error(`ended: ${JSON.stringify(await handle.result())}`);
    const running = (raw.pendingActivities ?? []).find(
      ({ activityId, state }) => state === 2 && pattern.test(activityId ?? ''),
    );
    return running?.activityId;
  }, 60_000);
}

/** How often the run was told that its session was lost. */
export async function lossesOf(chaos: Chaos, workflowId: string): Promise<number> {
  const { events } = await historyOf(chaos, workflowId);
  return decodeEvents(events).filter(
    (event) => event.kind === 'signalled' && objectAt({ ...event }, 'input')['kind'] === 'lost',
  ).length;
}

/** Types of the failures with which steps ended. */
export async function failuresOf(chaos: Chaos, workflowId: string): Promise<readonly string[]> {
  const { events } = await historyOf(chaos, workflowId);
  return events.flatMap((event) => {
    const { failure } = objectAt(event, 'activityTaskFailedEventAttributes');
    const info = objectAt(objectAt({ failure }, 'failure'), 'applicationFailureInfo');
    return 'type' in info ? [textAt(info, 'type')] : [];
  });
}

/** `candidate purpose` of every verdict in the run's folder, in order. */
export function verdictsIn(chaos: Chaos, result: ExperimentResult): readonly string[] {
  return recordsIn(chaos, result)
    .filter((record) => record['kind'] === 'verdict' && record['repeatOf'] === null)
    .map((record) => `${textAt(record, 'candidateId')} ${textAt(record, 'purpose')}`);
}

export function recordsIn({ artifacts }: Chaos, { experiment, folder }: ExperimentResult) {
  const text = readFileSync(join(artifacts, experiment, folder, 'lineage.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => objectAt(JSON.parse(line) as Record<string, unknown>, 'record'));
}

/** Lines of the workers' log with this message. */
export function logLines(chaos: Chaos, message: string) {
  const file = join(chaos.root, 'logs', 'dream', 'runner.log');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter((line) => line.includes(message))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
