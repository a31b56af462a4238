import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seedRandom } from '../../../src/domain/random.ts';
import type { TrialSummary } from '../../../src/domain/search.ts';
import { cellCount, configurationAt } from '../../../src/domain/space.ts';
import { breed, mutate } from '../../../src/domain/strategy/mutate.ts';
import { anySpace, spica } from '../spaces.ts';
import { anySeed, scored, settings, spicaProblem } from './play.ts';

const parent: TrialSummary = { ...scored(1), candidateId: 'c3', cell: 8, generation: 0 };

function breedMany(open: readonly number[], mutationPpm: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const problem = { ...spicaProblem, settings: { ...settings, mutationPpm } };
  for (let seed = 0; seed < 1_000; seed += 1) {
    const [[child]] = breed(seedRandom(seed), problem, parent, open);
    const cell = child?.cell ?? -1;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}

describe('mutate', () => {
  test('stays in the space', () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), anySeed, fc.nat(1_000_000), (space, any, seed, ppm) => {
        const cell = any % cellCount(space);
        const [child] = mutate(seedRandom(seed), space, cell, ppm);
        expect(Number.isInteger(child) && child >= 0 && child < cellCount(space)).toBe(true);
      }),
    );
  });

  test('changes no gene at 0 ppm and every gene that can change at a million', () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), anySeed, (space, any, seed) => {
        const cell = any % cellCount(space);
        expect(mutate(seedRandom(seed), space, cell, 0)[0]).toBe(cell);
        const from = configurationAt(space, cell);
        const to = configurationAt(space, mutate(seedRandom(seed), space, cell, 1_000_000)[0]);
        for (const { name, values } of space.knobs)
          expect(from[name] === to[name]).toBe(values.length === 1);
      }),
    );
  });

  test('changes each gene by itself with its probability, to any other value alike', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 8_000; seed += 1) {
      const [cell] = mutate(seedRandom(seed), spica, 8, 250_000);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    const shareOf = (cell: number): number => (counts.get(cell) ?? 0) / 8_000;
    expect(shareOf(8)).toBeCloseTo(0.75 * 0.75, 1);
    for (const cell of [2, 5, 11, 14]) expect(shareOf(cell)).toBeCloseTo(0.25 * 0.25 * 0.75, 1);
    for (const cell of [6, 7]) expect(shareOf(cell)).toBeCloseTo(0.5 * 0.25 * 0.75, 1);
    expect(counts.size).toBe(15);
  });
});

describe('breed', () => {
  test('redraws until the child is open, near ones more often than far ones', () => {
    const counts = breedMany([7, 14, 13], 250_000);
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([7, 13, 14]);
    expect(counts.get(7)).toBeGreaterThan(counts.get(14) ?? 0);
    expect(counts.get(14)).toBeGreaterThan(counts.get(13) ?? 0);
  });

  test('takes any open one where mutation never leads to one', () => {
    const counts = breedMany([7, 14, 13], 0);
    for (const cell of [7, 13, 14]) expect(counts.get(cell)).toBeGreaterThan(250);
  });

  test('takes the last open one without a draw', () => {
    const [children, random] = breed(seedRandom(1), spicaProblem, parent, [13]);
    expect(children).toEqual([
      {
        cell: 13,
        origin: 'child',
        parentIds: ['c3'],
        mutations: [
          { knob: 'gpu_memory', from: 50, to: 60 },
          { knob: 'whisper', from: 'small', to: 'base' },
        ],
        repeatOf: null,
      },
    ]);
    expect(random).toEqual(seedRandom(1));
  });

  test('has no child where nothing is open', () => {
    expect(breed(seedRandom(1), spicaProblem, parent, [])).toEqual([[], seedRandom(1)]);
  });
});
