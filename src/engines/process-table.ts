import { readFileSync, readdirSync } from 'node:fs';

/** A process for good: a pid alone may be given to another process later. */
export type ProcessKey = { readonly pid: number; readonly startTicks: number };

export type ProcessEntry = ProcessKey & {
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  /** R, S, D (uninterruptible), Z (dead, not reaped) ... as the kernel says it. */
  readonly state: string;
};

export function listProcesses(): readonly ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

/** null: no such process (any more). */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = readProcFile(pid, 'stat');
  // the name before the last bracket may hold blanks and brackets of its own
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, group, session] = fields;
  const startTicks = Number(fields[19]);
  return stat === '' || !Number.isInteger(startTicks)
    ? null
    : {
        pid,
        state,
        startTicks,
        parentPid: Number(parent),
        groupId: Number(group),
        sessionId: Number(session),
      };
}

export const isDead = (entry: ProcessEntry): boolean => entry.state === 'Z' || entry.state === 'X';

export function isAlive(key: ProcessKey): boolean {
  const entry = readProcess(key.pid);
  return entry !== null && entry.startTicks === key.startTicks && !isDead(entry);
}

/** Start time of this very process; with its pid it names it for others. */
export function ownKey(): ProcessKey {
  return { pid: process.pid, startTicks: readProcess(process.pid)?.startTicks ?? 0 };
}

/** Arguments and environment are readable for processes of the same user only; otherwise empty. */
export const readCommandLine = (pid: number): string => readProcFile(pid, 'cmdline');
export const readEnvironment = (pid: number): string => readProcFile(pid, 'environ');

/** New at every boot of the machine: pids of before it mean nothing. */
export function readMachineBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Memory that is these processes' own: without files, which the kernel can read again. */
export function readMemoryMiB(pids: readonly number[]): number {
  const kibibytes = pids.flatMap((pid) =>
    [...readProcFile(pid, 'status').matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB/gm)].map(
      ([, digits]) => Number(digits),
    ),
  );
  return Math.round(kibibytes.reduce((sum, one) => sum + one, 0) / 1_024);
}

function readProcFile(pid: number, name: 'stat' | 'status' | 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
