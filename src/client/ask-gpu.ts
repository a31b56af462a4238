import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { GpuDescription } from '../contracts/activities.ts';
import { classInfoQueue } from '../contracts/names.ts';

/**
 * Asks the GPU workers of a class who they are; null where none answers in time. Listed pollers
 * include workers that died minutes ago, an answer does not.
 */
export async function askGpu(
  client: Client,
  gpuClass: string,
  timeoutMs: number,
): Promise<GpuDescription | null> {
  try {
    return await client.activity.execute<GpuDescription>('describeGpu', {
      id: `describe-gpu-${randomUUID()}`,
      taskQueue: classInfoQueue(gpuClass),
      scheduleToCloseTimeout: timeoutMs,
      retry: { maximumAttempts: 1 },
      summary: 'who holds the GPU',
    });
  } catch {
    return null;
  }
}
