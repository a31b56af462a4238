import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../src/client/connect.ts';
import { fetchHistory } from '../src/client/histories.ts';
import { startExperiment } from '../src/client/start-experiment.ts';
import { readSettings } from '../src/config/environment.ts';
import { readSearchPath } from '../src/config/own-command.ts';
import type { ExperimentInput } from '../src/contracts/schemas/experiment-input.ts';
import { ensureServer } from '../src/server/ensure-server.ts';
import { startWorker } from './child.ts';
import type { BenchWorker, WorkerRole } from './child.ts';

const settings = readSettings();
const { packageDir } = settings;

/**
 * A server under its keeper and workers in a temporary folder, from the built files, as `dream run`
 * starts them. Caches are empty but for the Temporal executable: what is measured is a first run.
 */
export async function openStack(changeConfig: ChangeConfig = () => undefined) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream-bench-')));
  const stateDir = join(root, '.dream');
  const cacheDir = join(root, 'cache');
  const configDir = join(root, 'config');
  cpSync(join(packageDir, 'config'), configDir, { recursive: true });
  changeConfig(configDir);
  shareBinary(cacheDir);
  const startedMs = performance.now();
  const server = await ensureServer({
    stateDir,
    cacheDir,
    searchPath: readSearchPath(),
    graceMs: 500,
    keeperCommand: [process.execPath, join(packageDir, 'dist', 'server', 'keeper.js')],
  });
  const serverReadyMs = performance.now() - startedMs;
  const { address } = server;
  const target = { address, namespace: 'default', connection: { address }, identity: 'bench' };
  const gateway = await connect(target);
  const workers = new Set<BenchWorker>();
  const variables = {
    TEMPORAL_ADDRESS: address,
    DREAM_CONFIG: join(configDir, 'dream.yaml'),
    DREAM_STATE_DIR: stateDir,
    DREAM_ARTIFACTS_DIR: join(root, 'artifacts', 'dream'),
    DREAM_LOG_DIR: join(root, 'logs', 'dream'),
    DREAM_CACHE_DIR: cacheDir,
  };
  return {
    stateDir,
    variables,
    client: gateway.client,
    version: server.version,
    serverReadyMs,
    startWorker: async (role: WorkerRole, engines: string): Promise<BenchWorker> => {
      const worker = await startWorker(role, { packageDir, folder: root, variables, engines });
      workers.add(worker);
      return worker;
    },
    start: (runId: string, input: ExperimentInput) =>
      startExperiment(gateway.client, {
        input,
        experiment: 'bench',
        runId,
        today: new Date().toISOString().slice(0, 10),
        summary: 'bench',
      }),
    history: async (runId: string, firstRunId: string) =>
      (await fetchHistory(gateway.client, runId, firstRunId)).events,
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await gateway.close();
      server.detach();
      await untilGone(server.keeperPid);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Edits the stack's own copy of the config folder before anything reads it. */
export type ChangeConfig = (configDir: string) => void;

export type Stack = Awaited<ReturnType<typeof openStack>>;

/** Opens a stack for `work` and ends every process of it, whatever happens. */
export async function onStack<T>(
  work: (stack: Stack) => Promise<T>,
  changeConfig?: ChangeConfig,
): Promise<T> {
  const stack = await openStack(changeConfig);
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}

function shareBinary(cacheDir: string): void {
  const cached = join(settings.cacheDir, 'temporal');
  mkdirSync(cacheDir, { recursive: true });
  if (existsSync(cached)) symlinkSync(cached, join(cacheDir, 'temporal'));
}

const keeperLimitMs = 10_000;

/** The keeper ends with its server when the last client has gone; after that it is made to. */
async function untilGone(pid: number): Promise<void> {
  const endMs = performance.now() + keeperLimitMs;
  while (existsSync(`/proc/${pid}`)) {
    if (performance.now() > endMs) {
      process.kill(pid, 'SIGTERM');
      return;
    }
    await delay(50);
  }
}
