import { setTimeout as sleep } from 'node:timers/promises';
import {
  isDead,
  listProcesses,
  readCommandLine,
  readEnvironment,
  readProcess,
} from './process-table.ts';
import type { ProcessEntry, ProcessKey } from './process-table.ts';

/** Environment variable and command-line prefix that mark every process of a session. */
export const markerVariable = 'DREAM_SESSION';
export const titlePrefix = (marker: string): string => `dream-${marker}`;

export type SweepTarget = {
  /** `<session>` for all engines of a session, `<session>-<role>` for one of them. */
  readonly marker: string;
  /** Leaders of engines and descendants seen earlier: a dead parent leaves no ancestry. */
  readonly known: readonly ProcessKey[];
};

export type SweepReport = {
  readonly killed: readonly number[];
  /** Still there after the wait; state D cannot be killed, the card is then to be quarantined. */
  readonly left: readonly { readonly pid: number; readonly state: string }[];
};

const pauseMs = 20;

/** SIGKILLs all of a session again and again until nothing of it is left, or the time is over. */
export async function sweep(target: SweepTarget, timeoutMs = 3_000): Promise<SweepReport> {
  const killed = new Set<number>();
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = findProcesses(target);
    if (found.length === 0 || performance.now() > endMs) {
      return { killed: [...killed], left: found.map(({ pid, state }) => ({ pid, state })) };
    }
    for (const { pid } of found) {
      killed.add(pid);
      kill(pid, 'SIGKILL');
    }
    await sleep(pauseMs);
  }
}

/** Living processes of a session: by group, session, environment, command line and ancestry. */
export function findProcesses(target: SweepTarget): readonly ProcessEntry[] {
  const all = listProcesses();
  const spared = ownLine(all);
  const candidates = all.filter((entry) => !isDead(entry) && !spared.has(entry.pid));
  const leaders = target.known.filter((key) => !isReused(all, key));
  const found = new Map(
    candidates
      .filter((entry) => belongsTo(entry, leaders) || isMarked(entry.pid, target.marker))
      .map((entry) => [entry.pid, entry]),
  );
  addDescendants(candidates, found);
  return [...found.values()];
}

/** Signals a process or, for a negative number, a group. false: it is not there. */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

const belongsTo = (entry: ProcessEntry, leaders: readonly ProcessKey[]): boolean =>
  leaders.some(
    ({ pid, startTicks }) =>
      (entry.pid === pid && entry.startTicks === startTicks) ||
      ((entry.groupId === pid || entry.sessionId === pid) && entry.startTicks >= startTicks),
  );

function addDescendants(all: readonly ProcessEntry[], found: Map<number, ProcessEntry>): void {
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const entry of all) {
      if ([entry.parentPid, entry.groupId, entry.sessionId].some((pid) => found.has(pid))) {
        found.set(entry.pid, entry);
      }
    }
  }
}

/** The command line must begin with the prefix: a pager on our log file is not an engine. */
export const hasMarkedTitle = (pid: number, marker: string): boolean =>
  startsWithMarker(readCommandLine(pid), titlePrefix(marker));

const isMarked = (pid: number, marker: string): boolean =>
  hasMarkedTitle(pid, marker) ||
  readEnvironment(pid)
    .split('\0')
    .some((line) => startsWithMarker(line, `${markerVariable}=${marker}`));

const startsWithMarker = (text: string, marked: string): boolean =>
  text.startsWith(marked) && !/^[A-Za-z0-9]/.test(text.slice(marked.length));

const isReused = (all: readonly ProcessEntry[], key: ProcessKey): boolean =>
  all.some(({ pid, startTicks }) => pid === key.pid && startTicks !== key.startTicks);

/** This process and those above it are never swept, whatever their environment says. */
function ownLine(all: readonly ProcessEntry[]): ReadonlySet<number> {
  const parents = new Map(all.map(({ pid, parentPid }) => [pid, parentPid]));
  const line = new Set([0, 1]);
  for (let pid = process.pid; !line.has(pid); pid = parents.get(pid) ?? 1) {
    line.add(pid);
  }
  return line;
}

/** Living descendants of a process, to remember them before their parent dies. */
export function listDescendants(root: ProcessKey): readonly ProcessKey[] {
  if (readProcess(root.pid)?.startTicks !== root.startTicks) {
    return [];
  }
  const all = listProcesses().filter((entry) => !isDead(entry));
  const found = new Set([root.pid]);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parentPid } of all) {
      if (found.has(parentPid)) {
        found.add(pid);
      }
    }
  }
  return all
    .filter(({ pid }) => found.has(pid) && pid !== root.pid)
    .map(({ pid, startTicks }) => ({ pid, startTicks }));
}
