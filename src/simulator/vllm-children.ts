import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export type Tree = {
  readonly engineCore: ChildProcess;
  readonly engineCorePid: number;
  readonly workerPid: number;
};

/** Starts EngineCore and, through it, Worker; they stay in the launcher's process group. */
export const growTree = async (prefix: string): Promise<Tree | null> => {
  const engineCore = startRole('engine-core', prefix, ['ignore', 'pipe', 'inherit']);
  const workerPid = await new Promise<number>((resolve) => {
    engineCore.stdout?.once('data', (data: Buffer) =>
      resolve(Number.parseInt(data.toString(), 10)),
    );
    engineCore.once('exit', () => resolve(Number.NaN));
  });
  return engineCore.pid === undefined || Number.isNaN(workerPid)
    ? null
    : { engineCore, engineCorePid: engineCore.pid, workerPid };
};

/** Ends the children at once; the Worker goes as its pipe closes. */
export const fellTree = ({ engineCore }: Tree): void => {
  engineCore.kill('SIGKILL');
};

/** EngineCore: holds the Worker; outlives a killed API server, as the real one does. */
export const beEngineCore = (prefix: string): void => {
  process.title = `${prefix}::EngineCore`;
  const worker = startRole('worker', prefix, ['pipe', 'ignore', 'inherit']);
  worker.once('exit', () => process.exit(1));
  process.stdout.on('error', () => {});
  process.stdout.write(`${worker.pid}\n`);
};

/** Worker: has the memory of the card; ends when EngineCore's end closes its pipe. */
export const beWorker = (prefix: string): void => {
  process.title = `${prefix}::Worker`;
  process.stdin.on('error', () => process.exit(1));
  process.stdin.on('close', () => process.exit(1));
  process.stdin.resume();
};

type Stdio = 'ignore' | 'pipe' | 'inherit';

// the real children overwrite their environment block: nobody can find them by it
const startRole = (role: string, prefix: string, stdio: [Stdio, Stdio, Stdio]): ChildProcess =>
  spawn(
    process.execPath,
    [...process.execArgv, process.argv[1] ?? '', '--role', role, prefix, ' '.repeat(64)],
    { stdio, env: {} },
  );
