import { askGpu } from '../../client/ask-gpu.ts';
import type { GpuDescription } from '../../contracts/activities.ts';
import { DreamError } from '../../contracts/errors.ts';
import type { Context } from '../globals.ts';
import { takeFolderLock } from '../../server/folder-lock.ts';
import type { LockOutcome } from '../../server/folder-lock.ts';
import { findBundle } from '../../worker/bundle.ts';
import { startWorkers } from './own-workers.ts';
import type { Workers } from './own-workers.ts';
import type { Stack } from './server.ts';

const answerLimitMs = 3_000;
/** Workers of another process that has just started them, on a busy machine. */
const startLimitMs = 60_000;
const reliefPauseMs = 1_000;

/**
 * Workers for a class of engines: those that answer on the info queue if they are of the same
 * build, else children of ours. One process of a state folder has the workers of a class; when it
 * goes, another that needs them starts its own. Throws BUNDLE_MISMATCH, WORKER_MISSING.
 */
export async function ensureWorkers(
  context: Context,
  stack: Stack,
  engines: { readonly profile: string; readonly gpuClass: string },
): Promise<Workers> {
  const { profile, gpuClass } = engines;
  const { stateDir } = context.settings;
  const take = () => takeFolderLock(stateDir, `workers-${gpuClass}`);
  const start = () => startWorkers(context, stack, profile);
  const lock = take();
  if (lock.kind === 'taken') {
    const described = stack.fresh ? null : await askGpu(stack.client, gpuClass, answerLimitMs);
    return described === null ? start() : foreignWorkers(sameBuild(context, described));
  }
  context.screen.detail(`the workers of this folder belong to process ${lock.pid}`);
  const described = await untilAnswered(stack, gpuClass, take);
  if (described === null) return start();
  return relieving(sameBuild(context, described), { take, start, say: context.screen.say });
}

/** Waits for the workers of another process; null when that process ends, and they are ours. */
async function untilAnswered(
  { client }: Stack,
  gpuClass: string,
  take: () => LockOutcome,
): Promise<GpuDescription | null> {
  const endMs = performance.now() + startLimitMs;
  for (;;) {
    const described = await askGpu(client, gpuClass, answerLimitMs);
    if (described !== null) return described;
    const lock = take();
    if (lock.kind === 'taken') return null;
    if (performance.now() > endMs) throw noAnswer(lock.pid);
  }
}

function sameBuild({ settings }: Context, described: GpuDescription): GpuDescription {
  if (described.bundleDigest === findBundle(settings.packageDir).digest) return described;
  throw new DreamError('BUNDLE_MISMATCH', {
    what: `the worker on ${described.host} runs another build of the workflows`,
    why: 'a run that two builds replay would end in a determinism failure',
    fix: 'end the other stack (Ctrl-C where `dream up` or `dream run` runs), or use its version',
  });
}

function foreignWorkers(described: GpuDescription): Workers {
  return {
    owned: false,
    described,
    ready: Promise.resolve(),
    failed: new Promise<never>(() => undefined),
    stop: async () => undefined,
    kill: () => undefined,
  };
}

type Relief = {
  readonly take: () => LockOutcome;
  readonly start: () => Workers;
  readonly say: (text: string) => void;
};

/** Another process has the workers: when it is gone, ours are started. */
function relieving(described: GpuDescription, { take, start, say }: Relief): Workers {
  let own: Workers | null = null;
  let giveUp: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  failed.catch(() => undefined);
  const timer = setInterval(() => {
    if (take().kind === 'held') return;
    clearInterval(timer);
    say('the process that had the workers is gone; starting workers here');
    own = start();
    own.failed.catch(giveUp);
  }, reliefPauseMs);
  return {
    get owned() {
      return own !== null;
    },
    described,
    ready: Promise.resolve(),
    failed,
    stop: async () => {
      clearInterval(timer);
      await own?.stop();
    },
    kill: () => {
      clearInterval(timer);
      own?.kill();
    },
  };
}

function noAnswer(pid: number): DreamError {
  return new DreamError('WORKER_MISSING', {
    what: `the workers of process ${pid} do not answer`,
    why: 'one process of a state folder has its workers',
    fix: 'look there what is wrong, or end it: another command then starts workers of its own',
  });
}
