import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { childVariables } from '../../src/config/environment.ts';
import { searchAttributes } from '../../src/contracts/names.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export type StackOptions = {
  /** A namespace without our search attributes. */
  readonly bare?: boolean;
  /** dream.yaml instead of the shipped one. */
  readonly config?: string;
  /** The server's binary; the one that the test run was given, unless said. */
  readonly temporal?: string;
};

/** A real Temporal server and real worker processes in a folder of their own. */
export async function startStack(options: StackOptions = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream stack ')));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const children = new Set<ChildProcess>();
  const variables = {
    TEMPORAL_ADDRESS: address,
    DREAM_STATE_DIR: join(root, '.dream'),
    DREAM_ARTIFACTS_DIR: join(root, 'artifacts', 'dream'),
    DREAM_LOG_DIR: join(root, 'logs', 'dream'),
    DREAM_CONFIG: options.config ?? join(repository, 'config', 'dream.yaml'),
  };
  const run = (file: string, args: readonly string[]): ChildProcess => {
    const child = spawn(file, args, {
      cwd: root,
      env: childVariables(variables),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stderr?.resume();
    children.add(child);
    return child;
  };
  const startServer = async (): Promise<ChildProcess> => {
    const known = options.bare === true ? [] : searchAttributes;
    const attributes = known.map(({ name, type }) => `--search-attribute=${name}=${type}`);
    const database = `--db-filename=${join(root, 'temporal.db')}`;
    const server = run(options.temporal ?? inject('temporalBinary'), [
      ...['server', 'start-dev', '--headless', '--log-level=never', `--port=${port}`],
      ...[database, ...attributes],
    ]);
    server.stdout?.resume();
    await until(async () => isServing(address), 20_000);
    return server;
  };
  const startWorker = async (role: 'control' | 'gpu', engines = 'recorded') => {
    const worker = run(process.execPath, [
      join(repository, 'dist', 'worker', 'main.js'),
      ...[`--role=${role}`, `--engines=${engines}`, '--stay-with-parent'],
    ]);
    await ready(worker);
    return worker;
  };
  const server = await startServer();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    root,
    address,
    variables,
    artifacts: variables.DREAM_ARTIFACTS_DIR,
    client,
    server,
    run,
    startServer,
    startWorker,
    stop: async () => {
      for (const child of children) await kill(child);
      await connection.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** SIGKILL, and until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Waits for what a test needs to have happened; the time is a limit, never a figure. */
export async function until<T>(look: () => Promise<T>, limitMs: number): Promise<NonNullable<T>> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > endMs) throw new Error(`not seen within ${limitMs} ms`);
    await delay(50);
  }
}

function ready(worker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.stdout?.on('data', (data: Buffer) => {
      if (data.toString().includes('ready')) resolve();
    });
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

async function isServing(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1 s' });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
