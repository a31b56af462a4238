import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childVariables } from '../src/config/environment.ts';

export type WorkerRole = 'control' | 'gpu';

export type WorkerOptions = {
  readonly packageDir: string;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly engines: string;
};

/** A worker process; `readyMs` is from its spawn to its word that it polls. */
export type BenchWorker = {
  readonly role: WorkerRole;
  readonly readyMs: number;
  /** Processor time until then, all threads: what a loaded machine does not stretch. */
  readonly readyCpuMs: number;
  /** Most memory it ever had (VmHWM); null once it is gone. */
  readonly peakMB: () => number | null;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
};

const stopLimitMs = 28_000;

/** Starts a worker as `dream run` does: a child that ends with its standard input. */
export async function startWorker(role: WorkerRole, options: WorkerOptions): Promise<BenchWorker> {
  const main = join(options.packageDir, 'dist', 'worker', 'main.js');
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [main, '--role', role, '--engines', options.engines, '--stay-with-parent', '--quiet'],
    {
      cwd: options.folder,
      env: childVariables(options.variables),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  child.stdin.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      if (data.toString().includes('ready')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the ${role} worker ended with ${code}`)));
  });
  const readyMs = performance.now() - startedMs;
  return {
    role,
    readyMs,
    readyCpuMs: readCpuMs(child.pid ?? 0),
    peakMB: () => readPeakMB(child.pid ?? 0),
    stop: async () => {
      child.stdin.end();
      await gone(child, stopLimitMs);
    },
    kill: () => gone(child, 0),
  };
}

/** Waits for its end; SIGKILL to exactly this process when the time is over. */
async function gone(child: ChildProcess, limitMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const limit = new AbortController();
  await Promise.race([ended, delay(limitMs, null, { signal: limit.signal }).catch(() => null)]);
  limit.abort();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await ended;
}

function readPeakMB(pid: number): number | null {
  try {
    const [, kiB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kiB === undefined ? null : (Number(kiB) * 1_024) / 1_000_000;
  } catch {
    return null;
  }
}

/** Ticks of user and system time, 100 a second on every Linux; the name may hold blanks. */
function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
