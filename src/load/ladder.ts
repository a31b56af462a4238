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

export type Climb = {
  readonly tried: readonly Tried[];
  readonly ceiling: number;
  readonly startRung: number;
  /** Rungs that may still be tried, this one included. */
  readonly rungsLeft: number;
};

/**
 * The rung to try next: the start, then the nearest one that leaves a rest which bisection can close
 * in the rungs left, then the middle. null: the interval cannot get narrower.
 */
export function nextRung({ tried, ceiling, startRung, rungsLeft }: Climb): number | null {
  const { passing, failing } = capacityOf(tried);
  const open = rungsUpTo(ceiling).filter(
    (rung) => rung > passing && (failing === null || rung < failing),
  );
  const start = open.findLast((rung) => rung <= startRung);
  if (tried.length <= 1 && start !== undefined) {
    return start;
  }
  const isBracketed = passing > 0 && failing !== null;
  const closable = 2 ** rungsLeft - 1;
  if (isBracketed || open.length > closable) {
    return open[Math.floor((open.length - 1) / 2)] ?? null;
  }
  const rest = 2 ** (rungsLeft - 1) - 1;
  return (
    (failing === null ? open[Math.max(0, open.length - 1 - rest)] : open[rest]) ??
    open.at(-1) ??
    null
  );
}
