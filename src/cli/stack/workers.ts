import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askGpu } from '../../client/ask-gpu.ts';
import { childVariables } from '../../config/environment.ts';
import type { GpuDescription } from '../../contracts/activities.ts';
import { DreamError } from '../../contracts/errors.ts';
import type { Context } from '../globals.ts';
import { findBundle } from '../../worker/bundle.ts';
import type { Stack } from './server.ts';
import { keepWorker } from './worker-process.ts';
import type { WorkerProcess } from './worker-process.ts';

const answerLimitMs = 3_000;

/** Workers of this command, or those that were there already. */
export type Workers = {
  /** Ours: they end with us. */
  readonly owned: boolean;
  /** Who answered, where we start none. */
  readonly described: GpuDescription | null;
  /** Rejects when a worker of ours cannot be kept running. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
};

/**
 * Workers for a class of engines: those that answer on the info queue if they are of the same
 * build, else children of ours. Throws BUNDLE_MISMATCH where another build answers.
 */
export async function ensureWorkers(
  context: Context,
  stack: Stack,
  engines: { readonly profile: string; readonly gpuClass: string },
): Promise<Workers> {
  const described = stack.fresh
    ? null
    : await askGpu(stack.client, engines.gpuClass, answerLimitMs);
  if (described !== null) return foreignWorkers(context, described);
  return startWorkers(context, stack, engines.profile);
}

function foreignWorkers({ settings }: Context, described: GpuDescription): Workers {
  if (described.bundleDigest !== findBundle(settings.packageDir).digest) {
    throw new DreamError('BUNDLE_MISMATCH', {
      what: `the worker on ${described.host} runs another build of the workflows`,
      why: 'a run that two builds replay would end in a determinism failure',
      fix: 'end the other stack (Ctrl-C where `dream up` or `dream run` runs), or use its version',
    });
  }
  const nothing = async () => undefined;
  return {
    owned: false,
    described,
    failed: new Promise<never>(() => undefined),
    stop: nothing,
    kill: () => undefined,
  };
}

/** A control and a GPU worker as children: the measuring process draws nothing. */
export function startWorkers(context: Context, stack: Stack, profile: string): Workers {
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
  const workers = (['control', 'gpu'] as const).map((role): WorkerProcess => {
    const argv = [main, '--role', role, '--engines', profile, '--stay-with-parent'];
    return keepWorker(
      { name: `${role} worker`, argv, variables },
      { say: screen.say, onGivenUp: (name, why) => giveUp(givenUp(name, why, settings.logFile)) },
    );
  });
  return {
    owned: true,
    described: null,
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

function givenUp(name: string, why: string, logFile: string): DreamError {
  return new DreamError('WORKER_MISSING', {
    what: `the ${name} does not stay up`,
    where: logFile,
    why,
    fix: 'look at the log, and at: dream doctor',
  });
}
