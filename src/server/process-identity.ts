import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process named so that a reused pid is not taken for it. */
export type ProcessIdentity = { readonly pid: number; readonly startTime: string };

/** When a process started, as its system says it; undefined when it is gone or a zombie. */
export const readStartTime = (pid: number): string | undefined =>
  hasProcessFiles ? readStartTicks(pid) : askStartTime(pid);

const hasProcessFiles = existsSync('/proc/self/stat');

const readStartTicks = (pid: number): string | undefined => {
  try {
    // the name in field 2 may hold spaces and brackets: count from its end
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

const askStartTime = (pid: number): string | undefined => {
  const { stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const [state = 'Z', ...started] = stdout.trim().split(/\s+/);
  return state.startsWith('Z') || started.length === 0 ? undefined : started.join('-');
};

export const isAlive = ({ pid, startTime }: ProcessIdentity): boolean =>
  readStartTime(pid) === startTime;

export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  startTime: readStartTime(process.pid) ?? 'unknown',
});

/** Ends a process that is not our child: SIGTERM, then SIGKILL after `patienceMs`. */
export const endProcess = async (target: ProcessIdentity, patienceMs: number): Promise<void> => {
  sendSignal(target, 'SIGTERM');
  if (!(await waitUntilGone(target, patienceMs))) {
    sendSignal(target, 'SIGKILL');
    await waitUntilGone(target, patienceMs);
  }
};

const sendSignal = (target: ProcessIdentity, signal: NodeJS.Signals): void => {
  if (!isAlive(target)) {
    return;
  }
  try {
    process.kill(target.pid, signal);
  } catch {
    // it ended in between
  }
};

const waitUntilGone = async (target: ProcessIdentity, patienceMs: number): Promise<boolean> => {
  const deadline = performance.now() + patienceMs;
  while (isAlive(target)) {
    if (performance.now() > deadline) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
};
