import { busyUntil } from './card.ts';
import type { Card, CardSize, Entry } from './card.ts';

export type Reading = { readonly usedMiB: number; readonly utilizationPct: number };

export type Readings = {
  entries(): readonly Entry[];
  /** Used memory now, and the share of the time since the last reading that the card was busy. */
  next(): Reading;
};

export const createReadings = (card: Card, size: CardSize): Readings => {
  let before: readonly Entry[] = [];
  let beforeMs = 0;
  return {
    entries: () => card.entries(),
    next: () => {
      const nowMs = Date.now();
      const entries = card.entries();
      const idleShare = entries.reduce((share, entry) => {
        const earlier = before.find(({ pid }) => pid === entry.pid);
        return share * (1 - busyShare(entry, earlier, { fromMs: beforeMs, toMs: nowMs }));
      }, 1);
      const usedMiB = entries.reduce((sum, entry) => sum + entry.memoryMiB, size.residentMiB);
      before = entries;
      beforeMs = nowMs;
      return { usedMiB, utilizationPct: Math.round((1 - idleShare) * 100) };
    },
  };
};

type Window = { readonly fromMs: number; readonly toMs: number };

const busyShare = (entry: Entry, earlier: Entry | undefined, { fromMs, toMs }: Window): number => {
  if (earlier === undefined || toMs <= fromMs) {
    return entry.running > 0 ? 1 : 0;
  }
  const busyMs = busyUntil(entry, toMs) - busyUntil(earlier, fromMs);
  return Math.min(1, Math.max(0, busyMs / (toMs - fromMs)));
};
