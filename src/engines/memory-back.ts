import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from './card.ts';

export type MemoryBack = { readonly isBack: boolean; readonly usedMiB: number };

const toleranceMiB = 64;
const pauseMs = 100;

/** Waits until the card's used memory is what it was; the host's own memory proves nothing. */
export async function awaitMemoryBack(
  card: Card,
  beforeMiB: number,
  timeoutMs = 5_000,
): Promise<MemoryBack> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const { usedMiB } = await card.use();
    const isBack = card.kind !== 'nvidia' || usedMiB <= beforeMiB + toleranceMiB;
    if (isBack || performance.now() > endMs) {
      return { isBack, usedMiB };
    }
    await sleep(pauseMs);
  }
}
