import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createControlActivities } from '../../src/activities/index.ts';
import { createRunFolders } from '../../src/artifacts/run-folder.ts';
import { fetchStarter } from '../../src/client/fetch-starter.ts';
import { fetchChain } from '../../src/client/histories.ts';
import { fetchPromotion } from '../../src/client/read-promotion.ts';
import { runOfChain } from '../../src/client/run-of-chain.ts';
import { firstRunOf } from '../../src/client/watch-run.ts';
import { startPromotion } from '../../src/client/promotions.ts';
import { controlQueue } from '../../src/contracts/names.ts';
import { proposedRun } from '../stack/proposal.ts';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';

const bundle = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
const config = copyCheapConfig();
let stack: Stack;
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  stack = await startStack({ config: config.file });
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
  const path = inject('temporalTestServerBinary');
  const executable = { type: 'existing-path', path } as const;
  env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
});
afterAll(async () => {
  await env.teardown();
  await stack.stop();
  config.remove();
});

/** The control worker of a server whose clock skips; the run is known by its folder alone. */
async function controlWorker(): Promise<Worker> {
  const { client, nativeConnection: connection } = env;
  return Worker.create({
    connection,
    taskQueue: controlQueue,
    workflowBundle: { codePath: bundle },
    activities: createControlActivities({
      configDir: dirname(config.file),
      configFile: config.file,
      folders: createRunFolders(stack.artifacts),
      fetchChain: (workflowId, firstRunId) => fetchChain(client, workflowId, firstRunId),
      firstRunOf: (runId) => firstRunOf(client, { runId }),
      starterOf: (workflowId, runId) => fetchStarter(client, workflowId, runId),
      askGpu: () => Promise.resolve(null),
      runOfChain,
    }),
  });
}

test('a proposal of a run that only its folder tells expires after 24 hours', async () => {
  await proposedRun(stack, 'kept');
  const worker = await controlWorker();
  await worker.runUntil(async () => {
    await startPromotion(env.client, 'promotion-day', { run: 'kept' });
    await env.client.workflow.getHandle('promotion-day').result();
  });
  const view = await fetchPromotion(env.client, 'promotion-day');
  expect(view.decision).toMatchObject({ state: 'expired', cause: 'time' });
  const dayMs = 24 * 3_600_000;
  expect((view.expiresMs ?? 0) - view.startedMs).toBeGreaterThanOrEqual(dayMs);
  expect(view.decision?.atMs).toBeGreaterThanOrEqual(view.expiresMs ?? Number.MAX_SAFE_INTEGER);
});
