import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export type WorkerCommand = {
  /** What it is called in messages: `control worker`. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
};

export type WorkerEvents = {
  readonly say: (text: string) => void;
  /** It ended more often than it is started again. */
  readonly onGivenUp: (name: string, why: string) => void;
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
  const state: State = { child: null, stopping: false, reason: '' };
  void keepRunning(command, events, state);
  return {
    stop: () => stop(state),
    kill: () => {
      state.stopping = true;
      killGroup(state.child);
    },
  };
}

type State = { child: ChildProcess | null; stopping: boolean; reason: string };

async function keepRunning(
  command: WorkerCommand,
  events: WorkerEvents,
  state: State,
): Promise<void> {
  for (const pauseMs of [...restartDelaysMs, null]) {
    const code = await runOnce(command, state);
    if (isStopping(state)) return;
    const why = state.reason === '' ? `exit code ${code ?? 'none'}` : state.reason;
    if (pauseMs === null || (code !== null && finalCodes.has(code))) {
      events.onGivenUp(command.name, why);
      return;
    }
    events.say(`the ${command.name} ended (${why}); starting it again in ${pauseMs / 1_000} s`);
    await delay(pauseMs);
    if (isStopping(state)) return;
  }
}

function isStopping(state: State): boolean {
  return state.stopping;
}

/** One life of the process; the exit code, null where a signal ended it. */
async function runOnce({ argv, variables }: WorkerCommand, state: State): Promise<number | null> {
  state.reason = '';
  const child = spawn(process.execPath, argv, {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: variables,
  });
  state.child = child;
  // A child that ends first closes the pipe under us; its end is told by `exit`.
  child.stdin.on('error', () => undefined);
  createInterface(child.stderr).on('line', (line) => {
    state.reason = reasonOf(line) ?? state.reason;
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code) => resolve(code));
  });
}

/** The message of an error line of its log; null for any other line. */
function reasonOf(line: string): string | null {
  try {
    const entry: unknown = JSON.parse(line);
    const isError = isRecord(entry) && (entry['level'] === 'error' || entry['level'] === 50);
    return isError ? ['msg', 'why', 'fix'].flatMap((key) => textOf(entry[key])).join('; ') : null;
  } catch {
    return /error/i.test(line) ? line.slice(0, 300) : null;
  }
}

function textOf(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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
