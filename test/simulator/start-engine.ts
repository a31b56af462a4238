import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { Profile } from '../../src/contracts/schemas/profile.ts';
import type { Simulation } from '../../src/contracts/schemas/profile.ts';

export const readSimulation = (profile: string): Simulation => {
  const file = resolve('config/engines', `${profile}.yaml`);
  const value = Profile.parse(parse(readFileSync(file, 'utf8')));
  if (value.kind !== 'processes' || value.simulation === undefined) {
    throw new Error(`${profile} has no simulation`);
  }
  return value.simulation;
};

/** A state folder with its card, and the engines started on it; `close` ends all of them. */
export type Bench = {
  readonly state: string;
  readonly common: readonly string[];
  start(tool: string, ...argv: readonly string[]): Started;
  close(): Promise<void>;
};

export type Started = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
};

export const openBench = (change: (truth: Simulation) => Simulation = (truth) => truth): Bench => {
  const state = mkdtempSync(join(tmpdir(), 'dream-simulator-'));
  const file = join(state, 'simulation.json');
  const fast = readSimulation('simulated');
  writeFileSync(
    file,
    JSON.stringify(
      change({ ...fast, clock: { boot: 100, request: 2, box: 2 } } satisfies Simulation),
    ),
  );
  const common = ['--simulation', file, '--state', state, '--seed', '1'];
  const started: Started[] = [];
  return {
    state,
    common,
    start: (tool, ...argv) => {
      const one = startTool(tool, [...argv, ...common]);
      started.push(one);
      return one;
    },
    close: async () => {
      for (const { child } of started) {
        child.kill('SIGTERM');
      }
      await Promise.all(started.map(({ ended }) => ended));
      rmSync(state, { recursive: true, force: true });
    },
  };
};

const startTool = (tool: string, argv: readonly string[]): Started => {
  const script = resolve('src/simulator', `${tool}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], VLLM_PROCESS_NAME_PREFIX: 'TRIAL7' },
  });
  let output = '';
  child.stdout?.on('data', (data) => (output += String(data)));
  child.stderr?.on('data', (data) => (output += String(data)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, pid: child.pid ?? 0, output: () => output, ended };
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

export type Served = Started & { readonly url: string };

export const startVllm = async (bench: Bench, ...argv: readonly string[]): Promise<Served> => {
  const port = await freePort();
  const flags = ['--gpu-memory-utilization=0.50', '--max-model-len=1600', ...argv];
  const started = bench.start('vllm', 'serve', 'assistant', '--port', String(port), ...flags);
  return untilHealthy({ ...started, url: `http://127.0.0.1:${port}` });
};

export const startWhisper = async (
  bench: Bench,
  model: string,
  ...argv: readonly string[]
): Promise<Served> => {
  const port = await freePort();
  const started = bench.start('whisper', '--model', model, '--port', String(port), ...argv);
  return untilHealthy({ ...started, url: `http://127.0.0.1:${port}` });
};

const untilHealthy = async (served: Served): Promise<Served> => {
  await eventually(async () => {
    if (served.child.exitCode !== null) {
      throw new Error(`ended with ${served.child.exitCode}: ${served.output()}`);
    }
    return (await status(`${served.url}/health`)) === 200;
  });
  return served;
};

/** The body of an answer, taken for what the test expects of it. */
export const readJson = async <T>(response: Response): Promise<T> => (await response.json()) as T;

/** HTTP status, or null where nobody listens. */
export const status = async (url: string): Promise<number | null> => {
  try {
    return (await fetch(url)).status;
  } catch {
    return null;
  }
};

export const eventually = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 800; tries += 1) {
    if (await isTrue()) {
      return;
    }
    await sleep(25);
  }
  throw new Error('it did not come true in 20 s');
};

export const words = (count: number): string => Array(count).fill('word').join(' ');

export const askChat = (url: string, body: object): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) });

export const question = (promptTokens: number, maxTokens: number): object => ({
  model: 'assistant',
  messages: [{ role: 'user', content: words(promptTokens) }],
  max_tokens: maxTokens,
  ignore_eos: true,
});

export const sendClip = (url: string, wav: Uint8Array, model?: string): Promise<Response> => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(wav)]), 'clip.wav');
  if (model !== undefined) {
    form.append('model', model);
  }
  return fetch(`${url}/v1/audio/transcriptions`, { method: 'POST', body: form });
};
