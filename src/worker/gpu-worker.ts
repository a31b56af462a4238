import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { createDescribeGpu } from '../activities/describe-gpu.ts';
import { createHoldGpu } from '../activities/hold-gpu.ts';
import { createSessions } from '../activities/session.ts';
import { createSteps } from '../activities/steps.ts';
import type { Settings } from '../config/environment.ts';
import { cardInfoQueue, classInfoQueue, holdQueue } from '../contracts/names.ts';
import { sweepAll } from '../engines/session-record.ts';
import type { Logger } from '../telemetry/logger.ts';
import { findBundle } from './bundle.ts';
import { openWorkerCard } from './gpu-card.ts';
import type { CardRequest } from './gpu-card.ts';

/** Steps of the holder at once: a probe, the sampler, a deadline, and room. */
const stepSlots = 6;
/** After an unclean end: so long beyond the heartbeat time-out the loser's steps may still run. */
const afterUncleanMs = 2_000;

/**
 * The workers of one GPU: who holds it (one slot), the holder's steps on a queue that is new for
 * every process, and who is here.
 */
export async function createGpuWorkers(
  connection: NativeConnection,
  namespace: string,
  request: CardRequest,
): Promise<readonly Worker[]> {
  const { settings, logger } = request;
  const unclean = await tidyUp(settings, logger);
  const { held, name, gpuClass, heartbeatMs, simulated } = await openWorkerCard(request);
  const sessions = createSessions();
  const info = createDescribeGpu({
    sessions,
    about: {
      host: name.host,
      gpu: name.gpu,
      card: held.card,
      fingerprint: held.fingerprint,
      gpuClass,
      profileDigest: held.profileDigest,
      bundleDigest: findBundle(settings.packageDir).digest,
      simulated,
    },
  });
  const create = (taskQueue: string, slots: number, activities: object): Promise<Worker> =>
    Worker.create({ ...common, connection, namespace, taskQueue, activities, ...slotsOf(slots) });
  const early = await Promise.all([
    create(held.stepsQueue, stepSlots, createSteps(sessions)),
    create(classInfoQueue(gpuClass), 2, info),
    create(cardInfoQueue(name), 2, info),
  ]);
  if (unclean) await delay(heartbeatMs + afterUncleanMs);
  const hold = await create(holdQueue(gpuClass), 1, createHoldGpu({ sessions, held, logger }));
  return [...early, hold];
}

const common = {
  maxHeartbeatThrottleInterval: '500 ms',
  defaultHeartbeatThrottleInterval: '500 ms',
  shutdownForceTime: '20 seconds',
} satisfies Partial<WorkerOptions>;

function slotsOf(slots: number): Partial<WorkerOptions> {
  return { maxConcurrentActivityTaskExecutions: slots };
}

/** Ends what an earlier worker of this folder left; true where one did not end cleanly. */
async function tidyUp({ stateDir }: Settings, logger: Logger): Promise<boolean> {
  const swept = await sweepAll(stateDir);
  for (const { marker, card, left } of swept) {
    logger.warn({ marker, card, left }, 'swept a session that had not ended cleanly');
  }
  return swept.length > 0;
}
