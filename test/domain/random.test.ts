import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chance, draw, nextInt, seedRandom, shuffle, streamFor } from '../../src/domain/random.ts';
import type { RandomState } from '../../src/domain/search.ts';

const seed = fc.integer({ min: 0, max: 0xffff_ffff });

function integers(state: RandomState, bound: number, count: number): readonly number[] {
  const drawn: number[] = [];
  let current = state;
  for (let index = 0; index < count; index += 1) {
    const [value, next] = nextInt(current, bound);
    drawn.push(value);
    current = next;
  }
  return drawn;
}

describe('streams', () => {
  test('the state is four int32 and survives JSON', () => {
    fc.assert(
      fc.property(seed, (value) => {
        const state = seedRandom(value);
        expect(state).toHaveLength(4);
        expect(state.every((each) => (each | 0) === each)).toBe(true);
        const carried = JSON.parse(JSON.stringify(state)) as RandomState;
        expect(integers(carried, 1000, 5)).toEqual(integers(state, 1000, 5));
      }),
    );
  });

  test('a seed gives the stream that an independent xoroshiro128+ over SHA-256 gave', () => {
    expect(seedRandom(1)).toEqual([134913748, 676699894, 40274764, 15799537]);
    expect(integers(seedRandom(1), 100, 8)).toEqual([20, 81, 78, 44, 36, 8, 3, 84]);
  });

  test('seeds and parts give streams of their own', () => {
    const states = [
      seedRandom(1),
      seedRandom(2),
      streamFor(1, 'a'),
      streamFor(1, 'a', 1),
      streamFor(1, 'a1'),
      streamFor(1, 'a', '1'),
    ];
    expect(new Set(states.map((state) => state.join())).size).toBe(states.length);
  });
});

describe('nextInt', () => {
  test('stays under its bound', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 0x1_0000_0000 }), (value, bound) => {
        const [drawn] = nextInt(seedRandom(value), bound);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      }),
    );
  });

  test.each([2, 3, 5, 15])('is uniform under %d', (bound) => {
    const counts = Array.from({ length: bound }, () => 0);
    const draws = 6_000;
    for (const value of integers(seedRandom(7), bound, draws))
      counts[value] = (counts[value] ?? 0) + 1;
    const expected = draws / bound;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(bound + 4 * Math.sqrt(2 * bound));
  });

  test('the first draw of neighbouring seeds is uniform too', () => {
    const ones = Array.from({ length: 2_000 }, (_, value) => nextInt(seedRandom(value), 2)[0]);
    const sum = ones.reduce((total, each) => total + each, 0);
    expect(Math.abs(sum - 1_000)).toBeLessThan(100);
  });

  test('a bound of one needs no draw', () => {
    expect(nextInt(seedRandom(1), 1)).toEqual([0, seedRandom(1)]);
  });
});

describe('draw and shuffle', () => {
  test('a shuffle is a permutation, the same for the same state', () => {
    fc.assert(
      fc.property(seed, fc.array(fc.integer()), (value, items) => {
        const [shuffled] = shuffle(seedRandom(value), items);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
        expect(shuffle(seedRandom(value), items)[0]).toEqual(shuffled);
      }),
    );
  });

  test('draws distinct items, all of them if there are fewer', () => {
    const items = ['a', 'b', 'c'];
    expect(new Set(draw(seedRandom(3), items, 2)[0]).size).toBe(2);
    expect(draw(seedRandom(3), items, 9)[0]).toHaveLength(3);
    expect(draw(seedRandom(3), [], 1)).toEqual([[], seedRandom(3)]);
  });
});

describe('chance', () => {
  test.each([
    [0, 0, 0],
    [250_000, 400, 600],
    [1_000_000, 2_000, 2_000],
  ])('of %d ppm comes true in proportion', (ppm, atLeast, atMost) => {
    let state = seedRandom(5);
    let hits = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const [isHit, next] = chance(state, ppm);
      hits += isHit ? 1 : 0;
      state = next;
    }
    expect(hits).toBeGreaterThanOrEqual(atLeast);
    expect(hits).toBeLessThanOrEqual(atMost);
  });
});
