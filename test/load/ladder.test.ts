import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Tried } from '../../src/load/ladder.ts';
import { capacityOf, nextRung, rungsUpTo } from '../../src/load/ladder.ts';

/** Climbs a server of true capacity `truth` from a reference rung on; returns the rungs tried. */
function climb(truth: number, start: number, { reference = 4, ceiling = 16, most = 3 } = {}) {
  const tried: Tried[] = [{ concurrency: reference, passed: reference <= truth }];
  const path: number[] = [];
  for (let at = 0; at < most; at += 1) {
    const rung = nextRung({ tried, ceiling, startRung: start, rungsLeft: most - at });
    if (rung === null) break;
    tried.push({ concurrency: rung, passed: rung <= truth });
    path.push(rung);
  }
  return { path, capacity: capacityOf(tried) };
}

describe('the ladder', () => {
  it('ends with the ceiling', () => {
    expect(rungsUpTo(16)).toEqual([1, 2, 4, 6, 8, 12, 16]);
    expect(rungsUpTo(10)).toEqual([1, 2, 4, 6, 8, 10]);
    expect(rungsUpTo(1)).toEqual([1]);
  });

  test.each([
    { truth: 16, start: 4, path: [6, 12, 16], passing: 16, failing: null },
    { truth: 8, start: 4, path: [6, 12, 8], passing: 8, failing: 12 },
    { truth: 4, start: 4, path: [6], passing: 4, failing: 6 },
    { truth: 3, start: 4, path: [2], passing: 2, failing: 4 },
    { truth: 0, start: 4, path: [2, 1], passing: 0, failing: 1 },
    { truth: 8, start: 8, path: [8, 12], passing: 8, failing: 12 },
    { truth: 6, start: 8, path: [8, 6], passing: 6, failing: 8 },
    { truth: 2, start: 8, path: [2], passing: 2, failing: 4 },
    { truth: 16, start: 16, path: [16], passing: 16, failing: null },
  ])('finds $truth from $start by trying $path', ({ truth, start, path, passing, failing }) => {
    expect(climb(truth, start)).toEqual({ path, capacity: { passing, failing } });
  });

  const any = {
    truth: fc.integer({ min: 0, max: 40 }),
    start: fc.integer({ min: 1, max: 32 }),
    reference: fc.integer({ min: 1, max: 16 }),
    ceiling: fc.integer({ min: 1, max: 32 }),
  };

  it('closes the interval around the truth, without a rung twice', () => {
    fc.assert(
      fc.property(fc.record(any), ({ truth, start, reference, ceiling }) => {
        const { path, capacity } = climb(truth, start, { reference, ceiling, most: 8 });
        expect(new Set(path).size).toBe(path.length);
        expect(capacity.passing).toBeLessThanOrEqual(truth);
        expect(capacity.failing ?? Infinity).toBeGreaterThan(truth);
        const between = rungsUpTo(ceiling).filter(
          (rung) => rung > capacity.passing && rung < (capacity.failing ?? Infinity),
        );
        expect(between).toEqual([]);
      }),
    );
  });

  it('closes the interval in three rungs on the default ladder, from 4 and more', () => {
    fc.assert(
      fc.property(any.truth, fc.constantFrom(4, 6, 8, 12, 16), (truth, start) => {
        const { capacity } = climb(truth, start, { most: 3 });
        const all = [0, 1, 2, 4, 6, 8, 12, 16];
        const next = all[all.indexOf(capacity.passing) + 1];
        expect(capacity.failing).toBe(next ?? null);
      }),
    );
  });

  it('tries one rung after the other where there are rungs enough', () => {
    expect(climb(16, 4, { most: 7 }).path).toEqual([6, 8, 12, 16]);
  });

  it('takes the rungs under the lowest failing one where noise contradicts itself', () => {
    const tried = [
      { concurrency: 4, passed: false },
      { concurrency: 2, passed: true },
      { concurrency: 6, passed: true },
    ];
    expect(capacityOf(tried)).toEqual({ passing: 2, failing: 4 });
  });
});
