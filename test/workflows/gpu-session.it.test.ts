import { fileURLToPath } from 'node:url';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { HoldActivities, HoldInput, HoldResult } from '../../src/contracts/activities.ts';
import type { GpuSessionInput, SessionNotice } from '../../src/contracts/workflows.ts';
import { until } from '../stack/real-stack.ts';

const input: GpuSessionInput = {
  ownerWorkflowId: 'owner',
  ownerFirstRunId: 'any',
  gpuClass: 'recorded',
  engines: 'recorded',
  profileDigest: 'd',
  experiment: 'e',
  seed: 1,
  heartbeatMs: 5_000,
  holdLimitMs: 600_000,
};

const aYear = 365 * 86_400;

let bundle: WorkflowBundleWithSourceMap;
let env: TestWorkflowEnvironment;
let stopping: (() => Promise<void>)[];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const workflowsPath = fileURLToPath(new URL('fixtures/owner.ts', import.meta.url));
  bundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
});

beforeEach(async () => {
  const path = inject('temporalTestServerBinary');
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  stopping = [];
  await serve({ taskQueue: 'dream', workflowBundle: bundle });
});

afterEach(async () => {
  for (const stop of stopping.toReversed()) await stop();
  await env.teardown();
});

const serve = async (options: {
  taskQueue: string;
  workflowBundle?: WorkflowBundleWithSourceMap;
  activities?: HoldActivities;
}): Promise<void> => {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    maxHeartbeatThrottleInterval: '200 ms',
    ...options,
  });
  const running = worker.run();
  stopping.push(async () => {
    worker.shutdown();
    await running;
  });
};

const serveGpu = (holdGpu: (asked: HoldInput) => Promise<HoldResult>): Promise<void> =>
  serve({ taskQueue: 'gpu-recorded', activities: { holdGpu } });

const begin = async () => {
  const { workflow } = env.client;
  const taskQueue = 'dream';
  const owner = await workflow.start<() => Promise<readonly SessionNotice[]>>('owner', {
    workflowId: 'owner',
    taskQueue,
  });
  const workflowId = 'owner/gpu-session';
  const session = await workflow.start('gpu-session', { workflowId, taskQueue, args: [input] });
  return { owner, session };
};

/** Until the GPU has been asked for; the time-outs of the asking in seconds. */
const untilAsked = (session: WorkflowHandle) =>
  until(async () => {
    const { events } = await session.fetchHistory();
    const asked = (events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes ?? [],
    );
    return asked.map(({ scheduleToStartTimeout, scheduleToCloseTimeout, startToCloseTimeout }) => ({
      scheduleToStart: Number(scheduleToStartTimeout?.seconds ?? 0),
      scheduleToClose: Number(scheduleToCloseTimeout?.seconds ?? 0),
      startToClose: Number(startToCloseTimeout?.seconds ?? 0),
    }))[0];
  }, 20_000);

/** Tells the session that the GPU is held, as `holdGpu` does. */
const grant = (asked: HoldInput): Promise<void> =>
  Context.current()
    .client.workflow.getHandle(asked.sessionWorkflowId)
    .signal('held', {
      no: asked.no,
      token: `token-${asked.no}`,
      queue: 'steps',
      card: 'card-a',
      fingerprint: 'f',
    });

/** Holds until the session ends it. */
const untilReleased = async (): Promise<HoldResult> => {
  const timer = setInterval(() => Context.current().heartbeat(), 200);
  const { cancelled } = Context.current();
  try {
    return await cancelled;
  } catch (error) {
    if (error instanceof CancelledFailure) return { kind: 'released', proven: true };
    throw error;
  } finally {
    clearInterval(timer);
  }
};

const gone = async (): Promise<never> => {
  throw new Error('the worker died');
};

describe('a GPU session', () => {
  test('waits for the GPU without a limit, is granted it, and gives it back', async () => {
    const { owner, session } = await begin();
    // A waiting activity stops the skipped clock, so its limits are read instead of waited for.
    const limits = await untilAsked(session);
    expect(limits.scheduleToStart).toBeGreaterThan(aYear);
    expect(limits.scheduleToClose).toBeGreaterThan(aYear);
    expect(limits.startToClose).toBe(input.holdLimitMs / 1_000);
    await serveGpu(async (asked) => {
      await grant(asked);
      await session.signal('release');
      return untilReleased();
    });
    expect(await owner.result()).toEqual([
      expect.objectContaining({ kind: 'granted', no: 1, token: 'token-1' }),
      { kind: 'ended', released: 'proven', why: 'released' },
    ]);
  });

  test('that is released while it waits has held nothing', async () => {
    const { owner, session } = await begin();
    await untilAsked(session);
    await session.signal('release');
    expect(await owner.result()).toEqual([{ kind: 'ended', released: 'proven', why: 'released' }]);
  });

  test('asks again at most three times, ahead of the waiters, and then gives up', async () => {
    const asked: (readonly [number, number | undefined])[] = [];
    await serveGpu(async ({ no }) => {
      asked.push([no, Context.current().info.priority?.priorityKey]);
      return gone();
    });
    const notices = await (await begin()).owner.result();
    expect(asked).toEqual([
      [1, 3],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
    expect(notices.map(({ kind }) => kind)).toEqual(['lost', 'lost', 'lost', 'lost', 'ended']);
    expect(notices.at(-1)).toMatchObject({ released: 'unproven', why: 'the worker died' });
  });

  test('takes another card only when its own has not come back for a minute', async () => {
    const preferred: (string | null)[] = [];
    await serveGpu(async (asked) => {
      preferred.push(asked.preferCard);
      if (asked.preferCard !== null) return { kind: 'declined', proven: true };
      await grant(asked);
      if (asked.no === 1) return gone();
      await Context.current().client.workflow.getHandle(asked.sessionWorkflowId).signal('release');
      return untilReleased();
    });
    const { owner } = await begin();
    const notices = await owner.result();
    expect(preferred[0]).toBeNull();
    expect(preferred.at(-1)).toBeNull();
    expect(new Set(preferred.slice(1, -1))).toEqual(new Set(['card-a']));
    expect(preferred.length).toBeGreaterThan(20);
    expect(notices.map(({ kind }) => kind)).toEqual(['granted', 'lost', 'granted', 'ended']);
    expect(notices[1]).toMatchObject({ no: 1, token: 'token-1' });
  });
});
