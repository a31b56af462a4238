import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mannWhitney } from '../../../src/domain/statistics/mann-whitney.ts';

test.each([
  [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0, 12_186],
  [[6, 7, 8, 9, 10], [1, 2, 3, 4, 5], 25, 12_186],
  [[1, 3, 5, 7], [2, 4, 6, 8], 6, 665_006],
  [[1, 2, 2, 3], [2, 3, 3, 4], 3, 172_034],
  [[5, 5], [5, 5], 2, 1_000_000],
])('of %j and %j U is %d with p = %i ppm', (a, b, u, pPpm) => {
  const result = mannWhitney(a, b);
  expect(result?.u).toBe(u);
  expect(Math.abs((result?.pPpm ?? 0) - pPpm)).toBeLessThanOrEqual(1);
});

test('of an empty sample is absent', () => {
  expect(mannWhitney([], [1])).toBeNull();
  expect(mannWhitney([1], [])).toBeNull();
});

test('p is a probability and does not depend on which sample comes first', () => {
  const samples = fc.array(fc.nat(20), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(samples, samples, (a, b) => {
      const p = mannWhitney(a, b)?.pPpm ?? -1;
      expect(p).toBe(mannWhitney(b, a)?.pPpm);
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1_000_000);
    }),
  );
});
