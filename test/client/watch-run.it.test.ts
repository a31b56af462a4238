import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/client/connect.ts';
import type { Gateway } from '../../src/client/connect.ts';
import { watchRun } from '../../src/client/watch-run.ts';
import type { Watched } from '../../src/client/watch-run.ts';
import { createStack } from '../server/stack.ts';

const stack = createStack();
let gateway: Gateway;
beforeAll(async () => {
  const { address } = await stack.ensure();
  gateway = await connect({
    address,
    namespace: 'default',
    connection: { address },
    identity: 'test',
  });
});
afterAll(async () => {
  await gateway.close();
  await stack.dispose();
});

/** A run that no worker serves: only its history moves. */
const startRun = async () => {
  const runId = `watched-${randomUUID()}`;
  const handle = await gateway.client.workflow.start('experiment', {
    workflowId: runId,
    taskQueue: 'nobody',
    args: [{}],
  });
  return { runId, handle };
};

const next = async (watch: AsyncGenerator<Watched, void>) => {
  const { value } = await watch.next();
  if (value?.kind !== 'view') throw new Error(`no view but ${JSON.stringify(value)}`);
  return value.view;
};

test('a watch shows what happens as it happens and ends with the run', async () => {
  const { runId, handle } = await startRun();
  const watch = watchRun(gateway.client, { runId });
  const first = await next(watch);
  expect(first).toMatchObject({ phase: 'resolving', firstRunId: handle.firstExecutionRunId });
  await handle.signal('gpuSession', { kind: 'granted', no: 1, token: 't', card: 'card-a' });
  expect(await next(watch)).toMatchObject({ card: 'card-a', close: null });
  await handle.terminate('by hand');
  expect(await next(watch)).toMatchObject({
    phase: 'ended',
    close: { status: 'terminated', why: 'by hand' },
  });
  expect((await watch.next()).done).toBe(true);
});

test('a watch that is left ends at once, in the middle of a long poll', async () => {
  const { runId, handle } = await startRun();
  const leaving = new AbortController();
  const watch = watchRun(gateway.client, { runId, signal: leaving.signal });
  await next(watch);
  const waiting = watch.next();
  leaving.abort();
  expect((await waiting).done).toBe(true);
  await handle.terminate();
});

test('a run that the server does not know is said to be missing', async () => {
  const watch = watchRun(gateway.client, { runId: 'nobody-knows-it' });
  await expect(watch.next()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
});
