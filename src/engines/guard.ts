import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardWords, readOrder, readStart, silenceMs, writeLine } from './guard-protocol.ts';
import type { GuardEnding, GuardReport, GuardStart } from './guard-protocol.ts';
import { isAlive, readProcess } from './process-table.ts';
import type { ProcessKey } from './process-table.ts';
import { openRotatingLog } from './rotating-log.ts';
import type { RotatingLog } from './rotating-log.ts';
import { hasMarkedTitle, kill, listDescendants, sweep } from './sweep.ts';

// Executable. It outlives the worker by seconds, to take the engine with it.

const tickMs = 200;
const ticksBetweenLooks = 5;
const lastWordsMs = 500;
/** The parent's time to say why and to end by itself. */
const lastWordsOfParentMs = 1_300;

type Guarded = {
  readonly start: GuardStart;
  readonly engine: ChildProcess;
  readonly log: RotatingLog;
  readonly leader: ProcessKey | null;
  /** All that the engine wrote is in the log. */
  readonly outputEnd: Promise<unknown>;
  seen: readonly ProcessKey[];
  /** Descendants that the engine itself has named: it cannot go on without them. */
  vital: readonly ProcessKey[];
  lastHeardMs: number;
  deadlineAtMs: number;
  ending: GuardEnding | null;
  isOver: boolean;
};

const nowMs = (): number => performance.now();

function main(): void {
  // a worker that died cannot read: its closed pipe must not end the guard
  process.stdout.on('error', () => undefined);
  const lines = createInterface({ input: process.stdin });
  let guarded: Guarded | null = null;
  lines.on('line', (line) => {
    if (guarded === null) {
      guarded = begin(line);
    } else {
      obey(guarded, line);
    }
  });
  lines.on('close', () => {
    if (guarded === null) {
      process.exit(0);
    }
    void finish(guarded, 'input-ended');
  });
}

function begin(line: string): Guarded {
  const start = readStart(line);
  if (start === null) {
    return fail(new Error('the first line is not a start order'));
  }
  const { engine, log } = launch(start);
  const guarded: Guarded = {
    start,
    engine,
    log,
    leader: leaderOf(engine),
    outputEnd: once(engine, 'close'),
    seen: [],
    vital: [],
    lastHeardMs: nowMs(),
    deadlineAtMs: nowMs() + (start.deadlineMs ?? Number.POSITIVE_INFINITY),
    ending: null,
    isOver: false,
  };
  watchEngine(guarded);
  watchClock(guarded);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void finish(guarded, 'signal'));
  }
  process.on('uncaughtException', () => void finish(guarded, 'signal'));
  return guarded;
}

/** In a session and process group of its own, so that one signal reaches all that stay in it. */
function launch(start: GuardStart): Pick<Guarded, 'engine' | 'log'> {
  try {
    const log = openRotatingLog(start.logFile, start.logLimitBytes);
    const engine = spawn(start.command, start.args, {
      cwd: start.cwd,
      env: start.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    engine.stdout.on('data', log.write);
    engine.stderr.on('data', log.write);
    return { engine, log };
  } catch (error) {
    return fail(error);
  }
}

const leaderOf = ({ pid }: ChildProcess): ProcessKey | null =>
  pid === undefined ? null : { pid, startTicks: readProcess(pid)?.startTicks ?? 0 };

function watchEngine(guarded: Guarded): void {
  const { engine } = guarded;
  engine.on('error', fail);
  if (guarded.leader !== null) {
    report({ kind: 'started', ...guarded.leader });
  }
  engine.on('exit', (code, signal) => {
    report({ kind: 'exited', code, signal });
    void finish(guarded, guarded.ending ?? 'engine-exited');
  });
}

function watchClock(guarded: Guarded): void {
  let tick = 0;
  let lastTickMs = nowMs();
  setInterval(() => {
    // time in which this process did not run is no silence of the worker
    guarded.lastHeardMs += Math.max(0, nowMs() - lastTickMs - 2 * tickMs);
    lastTickMs = nowMs();
    if (nowMs() >= guarded.deadlineAtMs) {
      void finish(guarded, 'deadline');
    } else if (nowMs() - guarded.lastHeardMs >= silenceMs) {
      void finish(guarded, 'silence');
    } else if (tick++ % ticksBetweenLooks === 0) {
      lookForDescendants(guarded);
      lookForLosses(guarded);
    }
  }, tickMs);
}

function lookForDescendants(guarded: Guarded): void {
  const found = guarded.leader === null ? [] : listDescendants(guarded.leader);
  const fresh = found.filter(({ pid }) => !guarded.seen.some((known) => known.pid === pid));
  if (fresh.length > 0) {
    guarded.seen = [...guarded.seen, ...fresh];
    report({ kind: 'seen', processes: fresh });
  }
}

/** A server that lost its core may answer for many seconds more, with half of its memory held. */
function lookForLosses(guarded: Guarded): void {
  const { start, seen, vital, ending } = guarded;
  if (ending === null && vital.some((key) => !isAlive(key))) {
    guarded.ending = 'child-lost';
    setTimeout(() => void finish(guarded, 'child-lost'), lastWordsOfParentMs);
  }
  guarded.vital = seen.filter((key) => isAlive(key) && hasMarkedTitle(key.pid, start.marker));
}

function obey(guarded: Guarded, line: string): void {
  guarded.lastHeardMs = nowMs();
  const order = readOrder(line);
  switch (order?.kind) {
    case 'ping':
      report({ kind: 'pong' });
      break;
    case 'deadline':
      guarded.deadlineAtMs = nowMs() + order.remainingMs;
      break;
    case 'stop':
      stopGently(guarded);
      break;
    case undefined:
      break;
  }
}

function stopGently(guarded: Guarded): void {
  if (guarded.ending === null && guarded.leader !== null) {
    guarded.ending = 'asked';
    kill(-guarded.leader.pid, 'SIGTERM');
    setTimeout(() => void finish(guarded, 'asked'), guarded.start.stopTimeoutMs);
  }
}

async function finish(guarded: Guarded, why: GuardEnding): Promise<void> {
  if (guarded.isOver) {
    return;
  }
  guarded.isOver = true;
  const leader = guarded.leader;
  if (why !== 'asked' && why !== 'engine-exited') {
    guarded.log.write(Buffer.from(`${guardWords} ${why}\n`));
  }
  if (leader !== null) {
    kill(-leader.pid, 'SIGKILL');
  }
  const known = leader === null ? [] : [leader, ...guarded.seen];
  const swept = await sweep({ marker: guarded.start.marker, known });
  await Promise.race([guarded.outputEnd, sleep(lastWordsMs)]);
  report({ kind: 'gone', why, ...swept });
  process.exit(0);
}

function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  report({ kind: 'failed', code, message: error instanceof Error ? error.message : '' });
  process.exit(1);
}

const report = (line: GuardReport): void => void process.stdout.write(writeLine(line));

main();
