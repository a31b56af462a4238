import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeeperOptions } from '../contracts/schemas/server.ts';

export type StartedKeeper = {
  readonly pid: number;
  readonly isRunning: () => boolean;
  /** Its last words, when it ended with an error. */
  readonly failure: () => string | undefined;
};

export type KeeperCommand = readonly [string, ...string[]];

/** Starts a keeper that outlives this process and the terminal's Ctrl-C. */
export const startKeeper = (
  options: KeeperOptions,
  command: KeeperCommand = ownKeeperCommand(),
): StartedKeeper => {
  const logFile = join(options.stateDir, 'keeper.stderr.log');
  const log = openSync(logFile, 'w', 0o600);
  const [file, ...args] = command;
  const keeper = spawn(file, [...args, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  keeper.unref();
  const end: { failure?: string } = {};
  keeper.once('error', (error) => {
    end.failure = error.message;
  });
  keeper.once('exit', (code, signal) => {
    if (code !== 0) {
      end.failure = lastWords(logFile) ?? `it ended with ${signal ?? `code ${code}`}`;
    }
  });
  return {
    pid: keeper.pid ?? 0,
    isRunning: () => keeper.exitCode === null && keeper.signalCode === null,
    failure: () => end.failure,
  };
};

// the same file kind and loader as this process: source under a loader, else the built file
const ownKeeperCommand = (): KeeperCommand => {
  const extension = extname(fileURLToPath(import.meta.url));
  const keeper = fileURLToPath(new URL(`./keeper${extension}`, import.meta.url));
  return [process.execPath, ...process.execArgv, keeper];
};

const lastWords = (logFile: string): string | undefined => {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    return lines.at(-1)?.slice(0, 300) || undefined;
  } catch {
    return undefined;
  }
};
