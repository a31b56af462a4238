import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { createControlActivities } from '../activities/index.ts';
import { createRunFolders } from '../artifacts/run-folder.ts';
import { askGpu } from '../client/ask-gpu.ts';
import { fetchStarter } from '../client/fetch-starter.ts';
import { fetchChain } from '../client/histories.ts';
import { runOfChain } from '../client/run-of-chain.ts';
import { firstRunOf } from '../client/watch-run.ts';
import type { Settings } from '../config/environment.ts';
import { controlQueue } from '../contracts/names.ts';
import { findBundle } from './bundle.ts';

/** Small: an experiment is short, and a cached workflow holds memory. */
const cachedWorkflows = 50;

/** Beyond it nobody is there to say whether card and profile are still the same. */
const gpuAnswerMs = 3_000;

/** So long a run waits for the control worker that knows it before another takes it up. */
const stickyTimeout = '3 seconds';

/** Worker of the control queue: workflows and light activities. */
export async function createControlWorker(
  connection: NativeConnection,
  namespace: string,
  settings: Settings,
): Promise<Worker> {
  const { configDir, configFile, artifactsDir, packageDir } = settings;
  const folders = createRunFolders(artifactsDir);
  const client = new Client({ connection, namespace });
  return Worker.create({
    connection,
    namespace,
    taskQueue: controlQueue,
    workflowBundle: { codePath: findBundle(packageDir).codePath },
    activities: createControlActivities({
      configDir,
      configFile,
      folders,
      fetchChain: (workflowId, firstRunId) => fetchChain(client, workflowId, firstRunId),
      firstRunOf: (runId) => firstRunOf(client, { runId }),
      starterOf: (workflowId, runId) => fetchStarter(client, workflowId, runId),
      askGpu: (gpuClass) => askGpu(client, gpuClass, gpuAnswerMs),
      runOfChain,
    }),
    maxCachedWorkflows: cachedWorkflows,
    stickyQueueScheduleToStartTimeout: stickyTimeout,
    shutdownGraceTime: '2 seconds',
    shutdownForceTime: '10 seconds',
  });
}
