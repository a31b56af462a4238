import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pingPeriodMs, readReport, silenceMs, writeLine, writeOrder } from './guard-protocol.ts';
import type { GuardEnding, GuardReport, GuardStart } from './guard-protocol.ts';
import type { ProcessKey } from './process-table.ts';
import { kill, sweep } from './sweep.ts';
import type { SweepReport } from './sweep.ts';

export type ProcessEnd = SweepReport & {
  readonly why: GuardEnding;
  readonly code: number | null;
  readonly signal: string | null;
};

/** An engine under its guard. When `ended` settles nothing of it is left, or `left` says what is. */
export type GuardedProcess = ProcessKey & {
  readonly guardPid: number;
  readonly ended: Promise<ProcessEnd>;
  /** null while the engine lives. */
  readonly exit: () => { readonly code: number | null; readonly signal: string | null } | null;
  readonly setDeadline: (remainingMs: number) => void;
  /** SIGTERM first, SIGKILL after the stop time-out. */
  readonly stop: () => Promise<ProcessEnd>;
  /** SIGKILL at once. */
  readonly kill: () => Promise<ProcessEnd>;
};

export type Launch =
  | { readonly kind: 'started'; readonly process: GuardedProcess }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

type Watched = {
  readonly guard: ChildProcessWithoutNullStreams;
  readonly start: GuardStart;
  leader: ProcessKey | null;
  seen: readonly ProcessKey[];
  exit: { readonly code: number | null; readonly signal: string | null } | null;
  gone: (SweepReport & { readonly why: GuardEnding }) | null;
  unanswered: number;
  errors: string;
};

/** Starts the guard, and under it the engine, in a session of its own: Ctrl-C does not reach it. */
export async function launchGuarded(guardFile: string, start: GuardStart): Promise<Launch> {
  const guard = spawn(process.execPath, [guardFile], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const watched: Watched = {
    guard,
    start,
    leader: null,
    seen: [],
    exit: null,
    gone: null,
    unanswered: 0,
    errors: '',
  };
  guard.stdin.on('error', () => undefined);
  guard.stdin.write(writeLine(start));
  guard.stderr.on('data', (chunk: Buffer) => {
    watched.errors = (watched.errors + chunk.toString()).slice(-2_000);
  });
  const pinging = setInterval(() => ping(watched), pingPeriodMs);
  const ended = awaitEnd(watched).finally(() => clearInterval(pinging));
  return await awaitStart(watched, ended);
}

function awaitStart(watched: Watched, ended: Promise<ProcessEnd>): Promise<Launch> {
  return new Promise((resolve) => {
    createInterface({ input: watched.guard.stdout }).on('line', (line) => {
      const report = readReport(line);
      if (report !== null) {
        note(watched, report);
      }
      if (report?.kind === 'started') {
        resolve({ kind: 'started', process: createHandle(watched, report, ended) });
      } else if (report?.kind === 'failed') {
        resolve(report);
      }
    });
    // after the start nobody listens any more
    void ended.then(() => resolve({ kind: 'failed', code: '', message: watched.errors }));
  });
}

function note(watched: Watched, report: GuardReport): void {
  watched.unanswered = 0;
  switch (report.kind) {
    case 'started':
      watched.leader = { pid: report.pid, startTicks: report.startTicks };
      break;
    case 'seen':
      watched.seen = [...watched.seen, ...report.processes];
      break;
    case 'exited':
      watched.exit = { code: report.code, signal: report.signal };
      break;
    case 'gone':
      watched.gone = report;
      break;
    case 'failed':
    case 'pong':
      break;
  }
}

function createHandle(
  watched: Watched,
  leader: ProcessKey,
  ended: Promise<ProcessEnd>,
): GuardedProcess {
  const { guard } = watched;
  return {
    pid: leader.pid,
    startTicks: leader.startTicks,
    guardPid: guard.pid ?? 0,
    ended,
    exit: () => watched.exit,
    setDeadline: (remainingMs) =>
      void guard.stdin.write(writeOrder({ kind: 'deadline', remainingMs })),
    stop: () => {
      guard.stdin.write(writeOrder({ kind: 'stop' }));
      return ended;
    },
    kill: () => {
      kill(-leader.pid, 'SIGKILL');
      guard.stdin.end();
      return ended;
    },
  };
}

/** A guard that does not answer cannot protect: it is killed, and the worker does its work. */
function ping(watched: Watched): void {
  if (watched.unanswered * pingPeriodMs >= silenceMs) {
    kill(watched.guard.pid ?? 0, 'SIGKILL');
    return;
  }
  watched.unanswered += 1;
  watched.guard.stdin.write(writeOrder({ kind: 'ping' }));
}

/** However the guard ended, what it should have taken along is looked for once more. */
async function awaitEnd(watched: Watched): Promise<ProcessEnd> {
  await new Promise<void>((resolve) => {
    watched.guard.on('close', () => resolve());
    watched.guard.on('error', () => resolve());
  });
  if (watched.leader !== null && watched.gone === null) {
    kill(-watched.leader.pid, 'SIGKILL');
  }
  const known = watched.leader === null ? [] : [watched.leader, ...watched.seen];
  const swept = await sweep({ marker: watched.start.marker, known });
  const exit = watched.exit ?? { code: null, signal: 'SIGKILL' };
  watched.exit = exit;
  return {
    ...exit,
    why: watched.gone?.why ?? 'guard-lost',
    killed: [...(watched.gone?.killed ?? []), ...swept.killed],
    left: swept.left,
  };
}
