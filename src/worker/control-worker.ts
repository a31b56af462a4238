import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { createControlActivities } from '../activities/index.ts';
import { createRunFolders } from '../artifacts/run-folder.ts';
import { fetchChain } from '../client/histories.ts';
import type { Settings } from '../config/environment.ts';
import { controlQueue } from '../contracts/names.ts';
import { findBundle } from './bundle.ts';

/** Small: an experiment is short, and a cached workflow holds memory. */
const cachedWorkflows = 50;

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
  return Worker.create({
    connection,
    namespace,
    taskQueue: controlQueue,
    workflowBundle: { codePath: findBundle(packageDir).codePath },
    activities: createControlActivities({
      configDir,
      configFile,
      folders,
      fetchChain: chainReader(connection, namespace),
    }),
    maxCachedWorkflows: cachedWorkflows,
    stickyQueueScheduleToStartTimeout: stickyTimeout,
    shutdownGraceTime: '2 seconds',
    shutdownForceTime: '10 seconds',
  });
}

function chainReader(connection: NativeConnection, namespace: string) {
  const client = new Client({ connection, namespace });
  return (workflowId: string, firstRunId: string) => fetchChain(client, workflowId, firstRunId);
}
