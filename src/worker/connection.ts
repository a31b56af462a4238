import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { unreachable } from '../client/connect.ts';
import type { Logger } from '../telemetry/logger.ts';

const firstPauseMs = 250;
const longestPauseMs = 5_000;
const patienceMs = 60_000;

/** Connects, trying for a minute: the SDK itself fails at once. Throws TEMPORAL_UNREACHABLE. */
export async function connectWorker(
  options: NativeConnectionOptions & { readonly address: string },
  logger: Logger,
): Promise<NativeConnection> {
  const endMs = performance.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (performance.now() > endMs) throw unreachable(options.address, error);
      logger.warn({ address: options.address }, 'Temporal does not answer, trying again');
      await delay(pauseMs);
    }
  }
}
