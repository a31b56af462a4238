import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createHostMemoryCard } from '../../src/engines/host-memory.ts';

const sampleOf = async (pids: readonly number[]) => {
  const sampler = createHostMemoryCard().startSampler(10, () => pids);
  await sleep(100);
  return (await sampler.stop()).map(({ usedMiB }) => usedMiB ?? -1);
};

test('only the memory of the engines is sampled, not that of other programs', async () => {
  expect(new Set(await sampleOf([]))).toEqual(new Set([0]));
  const [own = -1] = await sampleOf([process.pid]);
  expect(own).toBeGreaterThan(10);
  expect(own).toBeLessThan((await createHostMemoryCard().use()).totalMiB);
});

test('a process that has gone counts for nothing', async () => {
  expect(new Set(await sampleOf([2 ** 30]))).toEqual(new Set([0]));
});
