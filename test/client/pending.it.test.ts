import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beating } from '../../src/activities/step-context.ts';
import { connect } from '../../src/client/connect.ts';
import type { Gateway, Target } from '../../src/client/connect.ts';
import { fetchHistory } from '../../src/client/histories.ts';
import { decodeEvents } from '../../src/client/history-events.ts';
import { sessionWorkflowId } from '../../src/contracts/names.ts';
import { fetchPending, viewNow } from '../../src/client/pending.ts';
import { foldRun } from '../../src/domain/view/fold.ts';
import { readSpec } from '../../src/domain/view/read-spec.ts';
import { spec as written } from '../domain/view/events.ts';
import { createStack } from '../server/stack.ts';
import { until } from '../stack/real-stack.ts';

const spec = readSpec(written);
const stack = createStack();
const stopping: (() => Promise<void>)[] = [];
let target: Target;
let gateway: Gateway;
let workers: NativeConnection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { address } = await stack.ensure();
  target = { address, namespace: 'default', connection: { address }, identity: 'test' };
  gateway = await connect(target);
  workers = await NativeConnection.connect({ address });
  const workflowsPath = fileURLToPath(new URL('fixtures/one-step.ts', import.meta.url));
  const logger = new DefaultLogger('ERROR');
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
  await serve({ taskQueue: 'flows', workflowBundle });
});
afterAll(async () => {
  for (const stop of stopping.toReversed()) await stop();
  await workers.close();
  await gateway.close();
  await stack.dispose();
});

type Served = Omit<Parameters<typeof Worker.create>[0], 'connection'>;

const serve = async (options: Served): Promise<void> => {
  const throttle = { maxHeartbeatThrottleInterval: '200 ms' };
  const worker = await Worker.create({ connection: workers, ...throttle, ...options });
  const running = worker.run();
  stopping.push(async () => {
    worker.shutdown();
    await running;
  });
};

/** A run whose one step is asked for on a queue that `probeCapacity` serves, or nobody. */
const begin = async (probeCapacity?: () => Promise<void>) => {
  const id = `stepping-${randomUUID()}`;
  if (probeCapacity !== undefined) await serve({ taskQueue: id, activities: { probeCapacity } });
  const handle = await gateway.client.workflow.start('oneStep', {
    workflowId: id,
    taskQueue: 'flows',
    args: [id],
  });
  const viewOf = async () => {
    const { events } = await fetchHistory(gateway.client, id, handle.firstExecutionRunId);
    return foldRun(decodeEvents(events));
  };
  /** The word of the candidate's row, once it has one. */
  const detail = () =>
    until(async () => {
      const { rows } = await viewNow(gateway.client, id, await viewOf());
      return rows[0]?.detail ?? null;
    }, 20_000);
  return { id, handle, viewOf, detail };
};

test('a step tells how far it is by its heartbeats', async () => {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = await begin(() =>
    beating(async ({ beat }) => {
      beat({ phase: 'rung 8', done: 5, total: 16 });
      await ended;
    }),
  );
  expect(await run.detail()).toBe('rung 8, 5 of 16');
  expect(await fetchPending(gateway.client, run.id)).toMatchObject([
    { activity: 'probeCapacity', activityId: 'c1.probeCapacity.1', attempt: 1, state: 'started' },
  ]);
  end();
  await run.handle.result();
  expect(await fetchPending(gateway.client, run.id)).toEqual([]);
  const closed = await run.viewOf();
  expect(await viewNow(gateway.client, run.id, closed)).toBe(closed);
});

test('a step that no worker takes says so', async () => {
  const { detail, handle } = await begin();
  expect(await detail()).toMatch(/^no worker has taken it for [5-9]\.\ds$/);
  await handle.terminate();
});

test('a step that is tried again says which try it is', async () => {
  const { detail, handle } = await begin(async () => {
    const { attempt } = Context.current().info;
    if (attempt === 1) throw ApplicationFailure.retryable('the engine is busy');
    await Context.current().cancelled.catch(() => undefined);
  });
  expect(await detail()).toMatch(/^try 2( after the engine is busy)?$/);
  await handle.terminate();
});

test('a run that waits says that no GPU worker is free', async () => {
  const { id, viewOf } = await begin();
  const session = await gateway.client.workflow.start('holding', {
    workflowId: sessionWorkflowId(id),
    taskQueue: 'flows',
  });
  const waiting = { ...(await viewOf()), spec };
  const words = await until(
    async () => (await viewNow(gateway.client, id, waiting)).detail,
    20_000,
  );
  expect(words).toMatch(/^no GPU worker is free for [5-9]\.\ds$/);
  await session.terminate();
});

test('where nobody answers the view is what the history says', async () => {
  const { viewOf, handle, id } = await begin();
  const view = await until(async () => {
    const seen = await viewOf();
    return seen.rows.length > 0 ? seen : null;
  }, 10_000);
  const away = await connect(target);
  await away.close();
  await expect(fetchPending(away.client, id)).rejects.toThrow(/closed|shut ?down|dropped/i);
  expect(await viewNow(away.client, id, view)).toBe(view);
  await handle.terminate();
});
