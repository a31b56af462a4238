import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createControlActivities } from '../../src/activities/index.ts';
import { createRunFolders } from '../../src/artifacts/run-folder.ts';
import { fetchStarter } from '../../src/client/fetch-starter.ts';
import { fetchChain } from '../../src/client/histories.ts';
import { runOfChain } from '../../src/client/run-of-chain.ts';
import { firstRunOf } from '../../src/client/watch-run.ts';
import { controlQueue } from '../../src/contracts/names.ts';
import { exampleRun, workflowId } from '../artifacts/example-run.ts';
import { proposeByHand } from '../stack/proposal.ts';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';

// Runs that no server knows: their folders alone tell of them.

const bundle = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
const configFile = fileURLToPath(new URL('../../config/dream.yaml', import.meta.url));
let stack: Stack;
let connection: NativeConnection;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  stack = await startStack();
  const { client, address, artifacts } = stack;
  connection = await NativeConnection.connect({ address });
  worker = await Worker.create({
    connection,
    taskQueue: controlQueue,
    workflowBundle: { codePath: bundle },
    activities: createControlActivities({
      configDir: dirname(configFile),
      configFile,
      folders: createRunFolders(artifacts),
      fetchChain: (id, firstRunId) => fetchChain(client, id, firstRunId),
      firstRunOf: (runId) => firstRunOf(client, { runId }),
      starterOf: (id, runId) => fetchStarter(client, id, runId),
      askGpu: () => Promise.resolve(null),
      runOfChain,
    }),
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await connection.close();
  await stack.stop();
});

const history = JSON.stringify(exampleRun().closed);
const keep = (run: string, text: string): void => {
  const folder = join(stack.artifacts, 'spica_gpu_allocation', run);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'history.json'), text);
};
const whyOf = async (run: string): Promise<string> => {
  const view = await proposeByHand(stack, `promotion-${run}`, { run });
  expect(view.state).toBe('refused');
  return view.why;
};

test('a run of which only a folder tells is looked at by its history', async () => {
  keep(workflowId, history);
  expect(await whyOf(workflowId)).toContain('the winner was not confirmed on a fresh boot');
});

test('a folder with the history of another run is no run to propose', async () => {
  keep('foreign', history);
  expect(await whyOf('foreign')).toContain(`the history is that of another run: "${workflowId}"`);
});

test.each([
  ['cut short', history.slice(0, -2)],
  ['empty', ''],
  ['of another form', '{"events":[]}'],
])('a folder with a history that is %s is none', async (how, text) => {
  const run = how.replaceAll(' ', '-');
  keep(run, text);
  expect(await whyOf(run)).toContain(`there is no run ${run}`);
});
