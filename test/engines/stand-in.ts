import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { GuardStart } from '../../src/engines/guard-protocol.ts';
import { findProcesses, sweep } from '../../src/engines/sweep.ts';
import type { ProcessKey } from '../../src/engines/process-table.ts';

const rootOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const packageFolder = rootOf('.').replace(/\/$/, '');
export const guardFile = rootOf('dist/engines/guard.js');
export const standInFile = rootOf('test/fixtures/engines/stand-in.cjs');
export const workerFile = rootOf('test/fixtures/engines/worker.cjs');

export const newMarker = (): string => randomBytes(6).toString('hex');

/** A folder that is gone, with all processes of the marker, when the test is over. */
export const newBench = () => {
  const folder = mkdtempSync(join(tmpdir(), 'dream-engines-'));
  const marker = newMarker();
  return {
    folder,
    marker,
    start: (args: readonly string[], more: Partial<GuardStart> = {}): GuardStart => ({
      command: process.execPath,
      args: [standInFile, ...args],
      env: {
        PATH: process.env['PATH'] ?? '',
        DREAM_SESSION: marker,
        VLLM_PROCESS_NAME_PREFIX: `dream-${marker}`,
      },
      cwd: folder,
      logFile: join(folder, 'engine.log'),
      logLimitBytes: 100_000,
      marker,
      stopTimeoutMs: 1_000,
      ...more,
    }),
    clear: async (known: readonly ProcessKey[] = []) => {
      await sweep({ marker, known });
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Waits for something to be seen; a test that hangs here fails with what it waited for. */
export const until = async (what: string, isTrue: () => boolean, limitMs = 10_000) => {
  const endMs = performance.now() + limitMs;
  while (!isTrue()) {
    if (performance.now() > endMs) {
      throw new Error(`not seen within ${limitMs} ms: ${what}`);
    }
    await sleep(20);
  }
};

/** The living tree of a guarded stand-in, as the sweep sees it. */
export const livingOf = (marker: string, known: readonly ProcessKey[]) =>
  findProcesses({ marker, known });
