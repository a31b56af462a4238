import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listProcesses, readCommandLine } from '../../src/engines/process-table.ts';
import { findProcesses } from '../../src/engines/sweep.ts';
import { until } from '../stack/real-stack.ts';
import type { Chaos } from './chaos-stack.ts';

/** Pids of all living engine processes of the stack, found by their sessions' markers. */
export function enginesOf(chaos: Chaos): readonly number[] {
  const folder = join(chaos.variables.DREAM_STATE_DIR, 'sessions');
  const markers = existsSync(folder) ? readdirSync(folder) : [];
  return markers.flatMap((marker) => findProcesses({ marker, known: [] }).map(({ pid }) => pid));
}

/** Fails where an engine process is still there when the time is over. */
export async function untilNoEngines(chaos: Chaos, limitMs: number): Promise<void> {
  await until(() => Promise.resolve(enginesOf(chaos).length === 0), limitMs);
}

/** Pid of the engine of this role that was started last. */
export function engineOf(chaos: Chaos, role: 'llm' | 'stt'): number {
  const folder = join(chaos.variables.DREAM_STATE_DIR, 'sessions');
  const found = readdirSync(folder).flatMap((marker) => {
    const text = readFileSync(join(folder, marker, 'session.json'), 'utf8');
    const { closed, engines } = JSON.parse(text) as {
      closed: boolean;
      engines: { role: string; pid: number }[];
    };
    return closed ? [] : engines.filter((engine) => engine.role === role);
  });
  const last = found.at(-1);
  if (last === undefined) throw new Error(`no ${role} engine was started`);
  return last.pid;
}

/** Pids of the guards under this worker. */
export function guardsOf(workerPid: number | undefined): readonly number[] {
  return listProcesses()
    .filter(({ pid, parentPid }) => parentPid === workerPid && isGuard(pid))
    .map(({ pid }) => pid);
}

const isGuard = (pid: number): boolean => readCommandLine(pid).includes('/engines/guard.js');
