import type { Capacity } from '../domain/observation.ts';

/** A rung that was tried: voice turns at once, and whether it passed. */
export type Tried = { readonly concurrency: number; readonly passed: boolean };

const steps = [1, 2, 4, 6, 8, 12, 16];

/** The rungs up to the ceiling, which is always the last. */
export function rungsUpTo(ceiling: number): readonly number[] {
  return [...steps.filter((rung) => rung < ceiling), ceiling];
}

/** [largest passing, smallest failing rung); 0 where none passed, null where none failed. */
export function capacityOf(tried: readonly Tried[]): Capacity {
  const failing = tried.filter((rung) => !rung.passed).map((rung) => rung.concurrency);
  const lowest = failing.length === 0 ? null : Math.min(...failing);
  const passing = tried
    .filter((rung) => rung.passed && (lowest === null || rung.concurrency < lowest))
    .map((rung) => rung.concurrency);
  return { passing: Math.max(0, ...passing), failing: lowest };
}

/**
 * The rung to try next: the start, then away from it in strides of 1, 2, 4 rungs until one passes
 * and one fails, then the middle of what lies between. null: the interval cannot get narrower.
 */
export function nextRung(
  tried: readonly Tried[],
  ceiling: number,
  startRung: number,
): number | null {
  const { passing, failing } = capacityOf(tried);
  const open = rungsUpTo(ceiling).filter(
    (rung) => rung > passing && (failing === null || rung < failing),
  );
  const start = open.findLast((rung) => rung <= startRung);
  if (tried.length <= 1 && start !== undefined) {
    return start;
  }
  if (passing > 0 && failing !== null) {
    return open[Math.floor((open.length - 1) / 2)] ?? null;
  }
  const beyondStart = tried.filter((rung) =>
    failing === null ? rung.concurrency >= startRung : rung.concurrency <= startRung,
  );
  const stride = 2 ** Math.max(0, beyondStart.length - 1);
  const at = failing === null ? stride - 1 : open.length - stride;
  return open[Math.min(open.length - 1, Math.max(0, at))] ?? null;
}
