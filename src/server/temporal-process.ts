import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { execa } from 'execa';
import { searchAttributes } from '../contracts/names.ts';
import type { Ports } from './ports.ts';

export type ServerSetting = {
  readonly binaryPath: string;
  readonly databaseFile: string;
  readonly logFile: string;
  readonly ports: Ports;
};

export type TemporalProcess = {
  readonly pid: number;
  /** Where this server's own lines begin in the log file. */
  readonly logStart: number;
  /** Resolves when it has ended, with the reason in words. */
  readonly ended: Promise<string>;
  /** SIGTERM, then SIGKILL after 5 s; resolves when it has ended. */
  readonly stop: () => Promise<void>;
};

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string; readonly portTaken: boolean };

const retention = '90d';
const readyTimeoutMs = 60_000;
const stopPatienceMs = 5_000;
const logLimitBytes = 10_000_000;

/** Starts the dev server on its database file; output goes to the log file. */
export const startTemporal = (setting: ServerSetting): TemporalProcess => {
  const logStart = prepareLog(setting.logFile);
  const log = openSync(setting.logFile, 'a', 0o600);
  const child = spawn(setting.binaryPath, serverArguments(setting), {
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`it cannot be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
    });
  });
  return { pid: child.pid ?? 0, logStart, ended, stop: async () => stopChild(child, ended) };
};

/** Waits for the server's own word, then sets the retention: works only when it really serves. */
export const waitUntilReady = async (
  server: TemporalProcess,
  setting: ServerSetting,
): Promise<Readiness> => {
  const end: { reason?: string } = {};
  void server.ended.then((reason) => {
    end.reason = reason;
  });
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    if (end.reason !== undefined) {
      return describeFailure(end.reason, readLog(setting.logFile, server.logStart));
    }
    if (readLog(setting.logFile, server.logStart).includes('Temporal Server:')) {
      if (await setRetention(setting)) {
        return { kind: 'ready' };
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { kind: 'failed', reason: `not ready after ${readyTimeoutMs / 1000} s`, portTaken: false };
};

const serverArguments = ({ databaseFile, ports }: ServerSetting): readonly string[] => [
  ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'error'],
  ...['--port', String(ports.grpc), '--ui-port', String(ports.ui), '--ui-disable-news-fetch'],
  ...['--db-filename', databaseFile],
  ...searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]),
];

// dev namespaces forget closed workflows after a day: the history is our lineage record
const setRetention = async ({ binaryPath, ports }: ServerSetting): Promise<boolean> => {
  const { exitCode } = await execa(
    binaryPath,
    [
      ...['operator', 'namespace', 'update', '--namespace', 'default', '--retention', retention],
      ...['--address', `127.0.0.1:${ports.grpc}`, '--disable-config-env', '--disable-config-file'],
    ],
    { reject: false, timeout: 10_000, stdin: 'ignore' },
  );
  return exitCode === 0;
};

const stopChild = async (child: ChildProcess, ended: Promise<string>): Promise<void> => {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs);
  await ended;
  clearTimeout(force);
};

const describeFailure = (end: string, log: string): Readiness => {
  const lines = log.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /^Error:|level=ERROR|^panic:/.test(line));
  return {
    kind: 'failed',
    reason: said === undefined ? end : `${end}: ${said.slice(0, 400)}`,
    portTaken: log.includes('address already in use'),
  };
};

const readLog = (logFile: string, start: number): string => {
  try {
    return readFileSync(logFile).subarray(start).toString('utf8');
  } catch {
    return '';
  }
};

const prepareLog = (logFile: string): number => {
  const sizeBytes = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes <= logLimitBytes) {
    return sizeBytes;
  }
  renameSync(logFile, `${logFile}.1`);
  return 0;
};
