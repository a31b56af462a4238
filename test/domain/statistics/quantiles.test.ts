import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ascending,
  median,
  medianInterval,
  medianRank,
  quantile,
} from '../../../src/domain/statistics/quantiles.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('median', () => {
  test.each([
    [[], null],
    [[7], 7],
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2],
    [[10, 20], 15],
  ])('of %j is %j', (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  test('has at least half of the samples on either side', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (samples) => {
        const middle = median(samples) ?? -1;
        expect(samples.filter((s) => s >= middle).length * 2).toBeGreaterThanOrEqual(
          samples.length,
        );
        expect(samples.filter((s) => s <= middle + 1).length * 2).toBeGreaterThanOrEqual(
          samples.length,
        );
      }),
    );
  });
});

describe('quantile by nearest rank', () => {
  test.each([
    [upTo(10), 900_000, 9],
    [upTo(10), 910_000, 10],
    [upTo(16), 900_000, 15],
    [upTo(4), 1_000_000, 4],
    [upTo(4), 0, 1],
    [[5], 900_000, 5],
    [[], 900_000, null],
  ])('of %j at %i ppm is %j', (samples, share, expected) => {
    expect(quantile(samples, share)).toBe(expected);
  });
});

describe('interval of the median', () => {
  test.each([
    [1, 1],
    [5, 1],
    [6, 1],
    [10, 2],
    [15, 4],
    [16, 4],
    [20, 6],
    [30, 10],
  ])('of %i samples begins at rank %i', (n, rank) => {
    expect(medianRank(n)).toBe(rank);
    expect(medianInterval(upTo(n))).toEqual([rank, n + 1 - rank]);
  });

  test('of no samples is absent', () => {
    expect(medianInterval([])).toBeNull();
  });

  test('holds the median', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 200 }), (samples) => {
        const [low, high] = medianInterval(samples) ?? [1, 0];
        const middle = median(samples) ?? -1;
        expect(low).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(middle);
      }),
    );
  });
});

test('sorting leaves its input as it is', () => {
  const samples = [3, 20, 100];
  expect(ascending(samples.toReversed())).toEqual(samples);
  expect(samples).toEqual([3, 20, 100]);
});
