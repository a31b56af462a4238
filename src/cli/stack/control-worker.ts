import type { Context } from '../globals.ts';
import { takeFolderLock } from '../../server/folder-lock.ts';
import { startWorkers } from './own-workers.ts';
import type { Stack } from './server.ts';

/** The engines whose workers of this folder would do the work, if there are any. */
export type Served = { readonly engines: string; readonly gpuClass: string };

/**
 * Runs a person's answer beside a control worker: on the embedded server one of ours where no
 * process of this folder has workers, as after `dream run` has ended. A server of somebody else's
 * has workers of its own.
 */
export async function withControlWorker<T>(
  context: Context,
  stack: Stack,
  served: Served,
  work: () => Promise<T>,
): Promise<T> {
  const isOurs = stack.uiUrl !== null;
  if (!isOurs || isServed(context, served)) return work();
  context.screen.detail('no worker is here: one is started for this answer');
  const workers = startWorkers(context, stack, served.engines, ['control']);
  try {
    await Promise.race([workers.ready, workers.failed]);
    return await Promise.race([work(), workers.failed]);
  } finally {
    await workers.stop();
  }
}

/** A process that has the workers of a state folder holds their lock for as long as it lives. */
function isServed({ settings }: Context, { gpuClass }: Served): boolean {
  return takeFolderLock(settings.stateDir, `workers-${gpuClass}`).kind === 'held';
}
