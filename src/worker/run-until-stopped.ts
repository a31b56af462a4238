import type { Worker } from '@temporalio/worker';
import type { Logger } from '../telemetry/logger.ts';

export type StopOptions = {
  readonly logger: Logger;
  /** End when standard input ends: the parent is gone. */
  readonly stayWithParent: boolean;
};

/** Beyond it the process goes, whatever still runs: the guards end the engines. */
const forceMs = 25_000;

/** Runs until a signal or the parent's end: the first drains, a second one ends the process. */
export async function runUntilStopped(
  workers: readonly Worker[],
  { logger, stayWithParent }: StopOptions,
): Promise<void> {
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ why }, 'worker stops');
    for (const worker of workers) shutDown(worker);
    setTimeout(() => process.exit(1), forceMs).unref();
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  if (stayWithParent) {
    process.stdin.on('end', () => stop('the parent is gone')).resume();
  }
  const runs = workers.map((worker) => worker.run());
  // One that fails takes the others with it: half a worker would hold a GPU that nobody serves.
  const ended = await Promise.allSettled(
    runs.map((run) =>
      run.catch((error: unknown) => {
        if (!stopping) stop('a worker failed');
        throw error;
      }),
    ),
  );
  // An open standard input would keep the process, until it is forced to go.
  if (stayWithParent) process.stdin.destroy();
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
