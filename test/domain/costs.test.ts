import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Costs } from '../../src/domain/budget.ts';
import { fitsNext, learnCosts, reserveOf, stepsCostMs } from '../../src/domain/costs.ts';

/** The figures of a real card with warm caches. */
const costs = (bootSeconds: number): Costs => ({
  bootMs: bootSeconds * 1_000,
  restartMs: 3_000,
  probeMs: 12_000,
  soloSttMs: 3_000,
  soloLlmMs: 3_000,
  confirmProbeMs: 23_000,
});

describe('stepsCostMs', () => {
  test.each([
    [5, 12, 20, 370],
    [4, 10, 20, 317],
    [4, 12, 20, 347],
    [3, 9, 30, 319],
    [3, 9, 45, 379],
  ])('%d levels and %d trials at boots of %d s take %d s', (boots, trials, boot, seconds) => {
    const steps = { boots, trials, models: 3, finalists: 2 };
    expect(stepsCostMs(steps, costs(boot))).toBe(seconds * 1_000);
  });

  test('nothing to do costs nothing', () => {
    expect(stepsCostMs({ boots: 0, trials: 0, models: 0, finalists: 0 }, costs(20))).toBe(0);
  });
});

describe('reserveOf', () => {
  test.each([
    [2, 92_000],
    [1, 46_000],
    [0, 0],
  ])('%d finalists keep %d ms', (finalists, expected) => {
    expect(reserveOf(finalists, costs(20))).toBe(expected);
  });
});

describe('fitsNext', () => {
  test.each([
    [100, true],
    [99, false],
  ])('a step of 60 with a reserve of 40 fits %d ms: %s', (remainingMs, expected) => {
    expect(fitsNext({ remainingMs, nextCostMs: 60, reserveMs: 40 })).toBe(expected);
  });
});

describe('learnCosts', () => {
  test('a slower step counts in full, a faster one moves half the way, the rest stays', () => {
    expect(learnCosts(costs(20), { bootMs: 31_000, restartMs: 2_001 })).toEqual({
      ...costs(20),
      bootMs: 31_000,
      restartMs: 2_501,
    });
  });

  test('never forgets below what was just seen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        (old, seen) => {
          const { bootMs } = learnCosts({ ...costs(1), bootMs: old }, { bootMs: seen });
          expect(bootMs).toBeGreaterThanOrEqual(seen);
          expect(bootMs).toBeLessThanOrEqual(Math.max(old, seen));
        },
      ),
    );
  });
});
