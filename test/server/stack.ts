import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { ensureServer } from '../../src/server/ensure-server.ts';
import type { EmbeddedServer, EnsureServerOptions } from '../../src/server/ensure-server.ts';
import { endProcess, readStartTime } from '../../src/server/process-identity.ts';

const loader = createRequire(import.meta.url).resolve('tsx');
const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export const graceMs = 1_000;

/** A state folder of its own, with a space in its name; `dispose` ends whatever runs in it. */
export const createStack = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream state ')));
  const stateDir = join(root, '.dream');
  const servers: EmbeddedServer[] = [];
  const clients: ChildProcess[] = [];
  const options = (): EnsureServerOptions => ({
    stateDir,
    cacheDir: join(root, 'cache'),
    searchPath: '',
    binary: inject('temporalBinary'),
    graceMs,
    keeperCommand: [process.execPath, '--import', loader, pathTo('../../src/server/keeper.ts')],
  });
  return {
    root,
    stateDir,
    options,
    ensure: async (extra: Partial<EnsureServerOptions> = {}) => {
      const server = await ensureServer({ ...options(), ...extra });
      servers.push(server);
      return server;
    },
    spawnClient: async () => {
      const child = spawn(
        process.execPath,
        ['--import', loader, pathTo('./fixtures/client.ts'), JSON.stringify(options())],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      clients.push(child);
      return { child, attached: await readAttached(child) };
    },
    dispose: async () => {
      servers.forEach((server) => {
        server.detach();
      });
      clients.forEach((child) => child.kill('SIGKILL'));
      await waitFor(() => !existsSync(join(stateDir, 'server.json')), 8_000).catch(() => undefined);
      for (const pid of pidsIn(stateDir)) {
        await endProcess({ pid, startTime: readStartTime(pid) ?? 'gone' }, 2_000);
      }
      rmSync(root, { recursive: true, force: true });
    },
  };
};

export type Attached = {
  readonly kind: string;
  readonly address: string;
  readonly owned: boolean;
  readonly pid: number;
  readonly keeperPid: number;
};

const readAttached = async (child: ChildProcess): Promise<Attached> => {
  if (child.stdout === null) {
    throw new Error('no standard output');
  }
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as Attached;
    if (event.kind === 'attached') {
      return event;
    }
  }
  throw new Error('the client ended before it was attached');
};

const pidsIn = (stateDir: string): readonly number[] => {
  try {
    const record = JSON.parse(readFileSync(join(stateDir, 'server.json'), 'utf8')) as {
      pid: number;
      keeperPid: number;
    };
    return [record.keeperPid, record.pid];
  } catch {
    return [];
  }
};

export const isRunning = (pid: number): boolean => readStartTime(pid) !== undefined;

export const waitFor = async (condition: () => boolean, limitMs = 30_000): Promise<void> => {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`not so within ${limitMs} ms: ${condition.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Runs something over a connection of its own, closed afterwards. */
export const withConnection = async <T>(
  address: string,
  use: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await Connection.connect({ address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
};
