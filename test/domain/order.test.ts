import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderForRestarts, restartsOf } from '../../src/domain/order.ts';
import { cellCount, configurationAt } from '../../src/domain/space.ts';
import type { Configuration, Space } from '../../src/domain/space.ts';
import { anySpace, spica } from './spaces.ts';

type Item = { readonly cell: number; readonly repeatOf?: string | null };

function cost(space: Space, items: readonly Item[], running: Configuration | null): number {
  let from = running;
  let total = 0;
  for (const { cell } of items) {
    const to = configurationAt(space, cell);
    const { boots, restarts } = restartsOf(space, from, to);
    total += boots * 1_000 + restarts;
    from = to;
  }
  return total;
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, place) =>
    permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]),
  );
}

const at = (memory: number, model: string): Configuration => ({
  gpu_memory: memory,
  whisper: model,
});

describe('restartsOf', () => {
  test.each([
    ['nothing runs', null, { boots: 1, restarts: 1 }],
    ['another level runs: the model is loaded after it', at(45, 'base'), { boots: 1, restarts: 1 }],
    ['the level runs with another model', at(50, 'tiny'), { boots: 0, restarts: 1 }],
    ['the very configuration runs', at(50, 'base'), { boots: 0, restarts: 0 }],
  ])('%s', (_, running, expected) => {
    expect(restartsOf(spica, running, at(50, 'base'))).toEqual(expected);
  });
});

describe('orderForRestarts', () => {
  test('starts from the running level and model', () => {
    const cells = [0, 14, 6, 8, 7].map((cell) => ({ cell }));
    const ordered = orderForRestarts(spica, cells, at(50, 'small'));
    expect(ordered.map(({ cell }) => cell)).toEqual([8, 6, 7, 0, 14]);
  });

  test('puts repeats first, in their order: they run nothing', () => {
    const items = [
      { cell: 8, repeatOf: null },
      { cell: 3, repeatOf: 'c2' },
      { cell: 0, repeatOf: 'c1' },
    ];
    expect(orderForRestarts(spica, items, null).map(({ cell }) => cell)).toEqual([3, 0, 8]);
  });

  test('is a permutation that costs as little as the best of all permutations', () => {
    fc.assert(
      fc.property(
        anySpace,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.option(fc.nat()),
        (space, picks, runningPick) => {
          const count = cellCount(space);
          const items = picks.map((pick) => ({ cell: pick % count }));
          const running = runningPick === null ? null : configurationAt(space, runningPick % count);
          const ordered = orderForRestarts(space, items, running);
          expect(new Set(ordered)).toEqual(new Set(items));
          const costs = permutations(items).map((each) => cost(space, each, running));
          expect(cost(space, ordered, running)).toBe(Math.min(...costs));
        },
      ),
    );
  });

  test('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(15).keys()]), (cells) => {
        const ordered = orderForRestarts(
          spica,
          cells.map((cell) => ({ cell })),
          null,
        );
        const sorted = orderForRestarts(
          spica,
          cells.toSorted((a, b) => a - b).map((cell) => ({ cell })),
          null,
        );
        expect(ordered).toEqual(sorted);
      }),
    );
  });
});
