import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launchGuarded } from '../../src/engines/guarded-process.ts';
import type { GuardedProcess } from '../../src/engines/guarded-process.ts';
import type { GuardStart } from '../../src/engines/guard-protocol.ts';
import { isAlive, readProcess } from '../../src/engines/process-table.ts';
import type { ProcessKey } from '../../src/engines/process-table.ts';
import { kill, listDescendants } from '../../src/engines/sweep.ts';
import { guardFile, livingOf, newBench, until, workerFile } from './stand-in.ts';

const everyForm = '--children=group,session,hidden';
/** The promise of 3 s, and what a busy machine needs to look. */
const goneMs = 4_500;

let bench: ReturnType<typeof newBench>;
let known: readonly ProcessKey[] = [];

beforeEach(() => {
  bench = newBench();
  known = [];
});
afterEach(() => bench.clear(known));

const launch = async (start: GuardStart): Promise<GuardedProcess> => {
  const launched = await launchGuarded(guardFile, start);
  if (launched.kind === 'failed') {
    throw new Error(launched.message);
  }
  known = [launched.process];
  return launched.process;
};

/** The leader and its three children; the guard has looked at least once when they are there. */
const awaitTree = async (leader: ProcessKey): Promise<readonly ProcessKey[]> => {
  await until('three children', () => listDescendants(leader).length === 3);
  known = [leader, ...listDescendants(leader)];
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  return known;
};

/** Those that are still alive after the promised time. */
const survivorsOf = async (tree: readonly ProcessKey[]): Promise<readonly ProcessKey[]> => {
  await until('nothing of the tree lives', () => !tree.some(isAlive), goneMs).catch(
    () => undefined,
  );
  return tree.filter(isAlive);
};

const readLog = (): string => readFileSync(`${bench.folder}/engine.log`, 'utf8');

type Worker = { readonly process: ChildProcess; readonly pid: number; readonly engine: ProcessKey };

const startWorker = async (): Promise<Worker & { readonly guardPid: number }> => {
  const start = JSON.stringify(bench.start([everyForm]));
  const worker = spawn(process.execPath, [workerFile, guardFile, start], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => {
    createInterface({ input: worker.stdout }).once('line', resolve);
  });
  const { pid, startTicks, guardPid } = JSON.parse(line);
  return { process: worker, pid: worker.pid ?? 0, engine: { pid, startTicks }, guardPid };
};

describe('whichever process dies, nothing of the engine lives on', () => {
  test('the worker is killed', async () => {
    const worker = await startWorker();
    const tree = await awaitTree(worker.engine);
    kill(worker.pid, 'SIGKILL');
    expect(await survivorsOf(tree)).toEqual([]);
    expect(readLog()).toContain('input-ended');
  });

  test('the worker is stopped, its pipes stay open', async () => {
    const worker = await startWorker();
    const tree = await awaitTree(worker.engine);
    kill(worker.pid, 'SIGSTOP');
    expect(await survivorsOf(tree)).toEqual([]);
    expect(readLog()).toContain('silence');
    kill(worker.pid, 'SIGKILL');
  });

  test('the guard is killed', async () => {
    const engine = await launch(bench.start([everyForm]));
    const tree = await awaitTree(engine);
    kill(engine.guardPid, 'SIGKILL');
    expect(await survivorsOf(tree)).toEqual([]);
    expect((await engine.ended).why).toBe('guard-lost');
  });

  test('the guard is stopped and answers no more', async () => {
    const engine = await launch(bench.start([everyForm]));
    const tree = await awaitTree(engine);
    kill(engine.guardPid, 'SIGSTOP');
    expect((await engine.ended).why).toBe('guard-lost');
    expect(tree.filter(isAlive)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('the guard gets %s', async (signal) => {
    const engine = await launch(bench.start([everyForm]));
    const tree = await awaitTree(engine);
    kill(engine.guardPid, signal);
    expect(await survivorsOf(tree)).toEqual([]);
    expect((await engine.ended).why).toBe('signal');
  });

  test('the parent of the engine is killed and leaves orphans', async () => {
    const engine = await launch(bench.start([everyForm]));
    const tree = await awaitTree(engine);
    kill(engine.pid, 'SIGKILL');
    expect(await survivorsOf(tree)).toEqual([]);
    const end = await engine.ended;
    expect(end).toMatchObject({ why: 'engine-exited', code: null, signal: 'SIGKILL', left: [] });
    expect(end.killed.length).toBeGreaterThanOrEqual(2);
  });
});

describe('the end that was asked for', () => {
  test('a deadline kills without a word from the worker', async () => {
    const engine = await launch(bench.start([everyForm, '--deaf'], { deadlineMs: 1_500 }));
    expect((await engine.ended).why).toBe('deadline');
    expect(livingOf(bench.marker, [engine])).toEqual([]);
  });

  test('a later deadline replaces the first', async () => {
    const engine = await launch(bench.start([], { deadlineMs: 1_500 }));
    engine.setDeadline(600_000);
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(isAlive(engine)).toBe(true);
    engine.setDeadline(0);
    expect((await engine.ended).why).toBe('deadline');
  });

  test('stop lets the engine end by itself', async () => {
    const engine = await launch(bench.start([]));
    expect(await engine.stop()).toMatchObject({ why: 'asked', signal: 'SIGTERM', left: [] });
  });

  test('stop kills an engine that does not listen, after the time-out', async () => {
    const engine = await launch(bench.start(['--port=0', '--deaf']));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await engine.stop()).toMatchObject({ why: 'asked', left: [] });
    expect(isAlive(engine)).toBe(false);
  });

  test('no guard is left behind', async () => {
    const engine = await launch(bench.start([]));
    await engine.kill();
    await until('the guard is gone', () => readProcess(engine.guardPid) === null);
    expect(isAlive(engine)).toBe(false);
  });
});

describe('what the engine gets and what it leaves', () => {
  test('a command that is not there is said with its code', async () => {
    const start = { ...bench.start([]), command: '/nowhere/vllm' };
    expect(await launchGuarded(guardFile, start)).toMatchObject({ kind: 'failed', code: 'ENOENT' });
  });

  test('the last words before an early exit are in the log', async () => {
    const engine = await launch(bench.start(['--say=ValueError: last words', '--exit=3']));
    expect(await engine.ended).toMatchObject({ why: 'engine-exited', code: 3 });
    expect(readLog()).toContain('last words');
  });
});
