import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childVariables } from '../../config/environment.ts';
import type { GpuDescription } from '../../contracts/activities.ts';
import { DreamError } from '../../contracts/errors.ts';
import { findBundle } from '../../worker/bundle.ts';
import type { Context } from '../globals.ts';
import type { Stack } from './server.ts';
import { keepWorker } from './worker-process.ts';
import type { WorkerFailure } from './worker-failure.ts';

/** Workers of this command, or those that were there already. */
export type Workers = {
  /** Ours: they end with us. */
  readonly owned: boolean;
  /** Who answered, where we start none. */
  readonly described: GpuDescription | null;
  /** Resolves when all serve. */
  readonly ready: Promise<void>;
  /** Rejects when a worker of ours cannot be kept running. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
};

type Role = 'control' | 'gpu';

/** A control and a GPU worker as children: the measuring process draws nothing. */
export function startWorkers(
  context: Context,
  stack: Stack,
  profile: string,
  roles: readonly Role[] = ['control', 'gpu'],
): Workers {
  const { settings, screen } = context;
  const main = join(settings.packageDir, 'dist', 'worker', 'main.js');
  findBundle(settings.packageDir);
  if (!existsSync(main)) {
    throw new DreamError('FILES_ABSENT', {
      what: 'the program has not been built',
      where: main,
      fix: 'build it with: npm run build && npm run bundle',
    });
  }
  let giveUp: (error: DreamError) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  // Watched by whoever waits for the run; a failure before that must not be unheard.
  failed.catch(() => undefined);
  const variables = workerVariables(context, stack);
  const workers = roles.map((role) => {
    const argv = [main, '--role', role, '--engines', profile, '--stay-with-parent'];
    let isReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      isReady = resolve;
    });
    const child = keepWorker(
      { name: `${role} worker`, argv, variables },
      {
        say: screen.say,
        onReady: isReady,
        onGivenUp: (name, failure) => giveUp(givenUp(name, failure, settings.logFile)),
      },
    );
    return { ...child, ready };
  });
  return {
    owned: true,
    described: null,
    ready: Promise.all(workers.map(({ ready }) => ready)).then(() => undefined),
    failed,
    stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))),
    kill: () => workers.forEach((worker) => worker.kill()),
  };
}

/** The same folders and the same server for the children as for us. */
export function workerVariables(
  { settings, globals }: Context,
  stack: Pick<Stack, 'address' | 'namespace'>,
) {
  const { configFile, stateDir, artifactsDir, logDir, cacheDir, cpuEnvDir } = settings;
  return childVariables({
    DREAM_CONFIG: configFile,
    DREAM_STATE_DIR: stateDir,
    DREAM_ARTIFACTS_DIR: artifactsDir,
    DREAM_LOG_DIR: logDir,
    DREAM_CACHE_DIR: cacheDir,
    DREAM_CPU_ENV: cpuEnvDir,
    TEMPORAL_ADDRESS: stack.address,
    TEMPORAL_NAMESPACE: stack.namespace,
    ...(globals.profile === undefined ? {} : { TEMPORAL_PROFILE: globals.profile }),
  });
}

/** An error with a code of its own is told as it is: what is missing is not the worker. */
function givenUp(name: string, failure: WorkerFailure, logFile: string): DreamError {
  const { code, ...detail } = failure;
  if (code !== null) return new DreamError(code, detail);
  return new DreamError('WORKER_MISSING', {
    what: `the ${name} does not stay up`,
    where: logFile,
    why: failure.what,
    fix: 'look at the log, and at: dream doctor',
  });
}
