import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { plainFailure, readFailure } from './worker-failure.ts';
import type { WorkerFailure } from './worker-failure.ts';

export type WorkerCommand = {
  /** What it is called in messages: `control worker`. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

export type WorkerEvents = {
  readonly say: (text: string) => void;
  /** It serves; once, however often it is started again. */
  readonly onReady: () => void;
  /** It ended more often than it is started again, or said that this would not help. */
  readonly onGivenUp: (name: string, failure: WorkerFailure) => void;
};

export type WorkerProcess = {
  /** Ends it in order: its standard input ends, it drains. Resolves when it is gone. */
  readonly stop: () => Promise<void>;
  /** Ends it at once; its guards end the engines. */
  readonly kill: () => void;
};

const restartDelaysMs = [1_000, 2_000, 4_000, 4_000, 4_000];
const stopLimitMs = 28_000;
/** Exit codes of faults that starting again cannot mend: usage, refused. */
const finalCodes = new Set([2, 6]);

/**
 * Keeps a worker running as a child in a process group of its own, so that Ctrl-C does not reach it
 * and the end of this process does: its standard input is our pipe.
 */
export function keepWorker(command: WorkerCommand, events: WorkerEvents): WorkerProcess {
  const state: State = { child: null, stopping: false, failure: null };
  void keepRunning(command, events, state);
  return {
    stop: () => stop(state),
    kill: () => {
      state.stopping = true;
      killGroup(state.child);
    },
  };
}

type State = { child: ChildProcess | null; stopping: boolean; failure: WorkerFailure | null };

async function keepRunning(
  command: WorkerCommand,
  events: WorkerEvents,
  state: State,
): Promise<void> {
  for (const pauseMs of [...restartDelaysMs, null]) {
    const code = await runOnce(command, events, state);
    if (isStopping(state)) return;
    const failure = state.failure ?? plainFailure(`it ended with exit code ${code ?? 'none'}`);
    if (pauseMs === null || (code !== null && finalCodes.has(code))) {
      events.onGivenUp(command.name, failure);
      return;
    }
    events.say(
      `the ${command.name} ended (${failure.what}); starting it again in ${pauseMs / 1_000} s`,
    );
    await delay(pauseMs);
    if (isStopping(state)) return;
  }
}

function isStopping(state: State): boolean {
  return state.stopping;
}

/** One life of the process; the exit code, null where a signal ended it. */
async function runOnce(
  { argv, variables }: WorkerCommand,
  events: WorkerEvents,
  state: State,
): Promise<number | null> {
  state.failure = null;
  const child = spawn(process.execPath, argv, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: variables,
  });
  state.child = child;
  // A child that ends first closes the pipe under us; its end is told by `exit`.
  child.stdin.on('error', () => undefined);
  createInterface(child.stdout).on('line', (line) => {
    if (line === 'ready') events.onReady();
  });
  createInterface(child.stderr).on('line', (line) => {
    state.failure = readFailure(line) ?? state.failure;
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code));
  });
}

async function stop(state: State): Promise<void> {
  state.stopping = true;
  const { child } = state;
  if (child === null || hasEnded(child)) return;
  child.stdin?.end();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const limit = new AbortController();
  await Promise.race([
    ended,
    delay(stopLimitMs, undefined, { signal: limit.signal })
      .then(() => killGroup(child))
      .catch(() => undefined),
  ]);
  limit.abort();
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function killGroup(child: ChildProcess | null): void {
  if (child?.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
