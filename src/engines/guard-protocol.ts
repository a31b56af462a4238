import { integerOf, isJsonObject, parseJsonObject, textOf } from './json.ts';
import type { JsonObject } from './json.ts';
import type { ProcessKey } from './process-table.ts';
import type { SweepReport } from './sweep.ts';

/** First line on the guard's standard input. The environment is exactly that of the engine. */
export type GuardStart = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logFile: string;
  readonly logLimitBytes: number;
  readonly marker: string;
  readonly stopTimeoutMs: number;
  /** What is left of the time, grace included; absent: no deadline yet. */
  readonly deadlineMs?: number;
};

export type GuardOrder =
  | { readonly kind: 'ping' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'deadline'; readonly remainingMs: number };

export type GuardEnding =
  | 'asked'
  | 'engine-exited'
  | 'child-lost'
  | 'input-ended'
  | 'silence'
  | 'deadline'
  | 'signal'
  | 'guard-lost';

/** Lines on the guard's standard output. */
export type GuardReport =
  | ({ readonly kind: 'started' } & ProcessKey)
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'seen'; readonly processes: readonly ProcessKey[] }
  | { readonly kind: 'pong' }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  | ({ readonly kind: 'gone'; readonly why: GuardEnding } & SweepReport);

/** A worker says something every second; this long a silence means that it is dead or stopped. */
export const pingPeriodMs = 1_000;
export const silenceMs = 3_000;

/** With these the guard tells in the engine's log why it ended it. */
export const guardWords = 'dream guard: ended the engine:';

export const writeLine = (report: GuardReport | GuardStart): string =>
  `${JSON.stringify(report)}\n`;

export const writeOrder = (order: GuardOrder): string =>
  order.kind === 'deadline'
    ? `deadline ${Math.max(0, Math.round(order.remainingMs))}\n`
    : `${order.kind}\n`;

/** null: not a known order; any line counts as a sign of life. */
export function readOrder(line: string): GuardOrder | null {
  if (line === 'ping' || line === 'stop') {
    return { kind: line };
  }
  const deadline = /^deadline (\d{1,12})$/.exec(line);
  return deadline === null ? null : { kind: 'deadline', remainingMs: Number(deadline[1]) };
}

export function readStart(line: string): GuardStart | null {
  const object = parseJsonObject(line);
  const args = readTexts(object?.['args']);
  const env = readVariables(object?.['env']);
  if (object === null || args === null || env === null) {
    return null;
  }
  const text = (key: string): string => textOf(object, key) ?? '';
  const start: GuardStart = {
    command: text('command'),
    args,
    env,
    cwd: text('cwd'),
    logFile: text('logFile'),
    logLimitBytes: integerOf(object, 'logLimitBytes') ?? 0,
    marker: text('marker'),
    stopTimeoutMs: integerOf(object, 'stopTimeoutMs') ?? 0,
  };
  const deadlineMs = integerOf(object, 'deadlineMs');
  const isWhole = Boolean(start.command && start.cwd && start.logFile && start.marker);
  const withDeadline = deadlineMs === null ? start : { ...start, deadlineMs };
  return isWhole ? withDeadline : null;
}

export function readReport(line: string): GuardReport | null {
  const object = parseJsonObject(line);
  switch (object?.['kind']) {
    case 'started':
      return readStarted(object);
    case 'failed':
      return {
        kind: 'failed',
        code: textOf(object, 'code') ?? '',
        message: textOf(object, 'message') ?? '',
      };
    case 'seen':
      return { kind: 'seen', processes: readKeys(object['processes']) };
    case 'pong':
      return { kind: 'pong' };
    case 'exited':
      return { kind: 'exited', code: integerOf(object, 'code'), signal: textOf(object, 'signal') };
    case 'gone':
      return readGone(object);
    default:
      return null;
  }
}

const endings: readonly GuardEnding[] = [
  'asked',
  'engine-exited',
  'child-lost',
  'input-ended',
  'silence',
  'deadline',
  'signal',
  'guard-lost',
];

function readGone(object: JsonObject): GuardReport {
  const killed = object['killed'];
  const left = object['left'];
  return {
    kind: 'gone',
    why: endings.find((ending) => ending === object['why']) ?? 'guard-lost',
    killed: Array.isArray(killed) ? killed.filter((pid) => typeof pid === 'number') : [],
    left: (Array.isArray(left) ? left : []).filter(isJsonObject).map((entry) => ({
      pid: integerOf(entry, 'pid') ?? 0,
      state: textOf(entry, 'state') ?? '?',
    })),
  };
}

function readStarted(object: JsonObject): GuardReport | null {
  const key = readKey(object);
  return key === null ? null : { kind: 'started', ...key };
}

const readKeys = (value: unknown): readonly ProcessKey[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) => readKey(item) ?? []);

export function readKey(value: unknown): ProcessKey | null {
  if (!isJsonObject(value)) {
    return null;
  }
  const pid = integerOf(value, 'pid');
  const startTicks = integerOf(value, 'startTicks');
  return pid === null || startTicks === null ? null : { pid, startTicks };
}

const readTexts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;

function readVariables(value: unknown): Readonly<Record<string, string>> | null {
  if (!isJsonObject(value)) {
    return null;
  }
  const entries = Object.entries(value).flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' ? [[name, text]] : [],
  );
  return Object.fromEntries(entries);
}
