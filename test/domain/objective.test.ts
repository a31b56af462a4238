import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Objective } from '../../src/domain/objective.ts';
import {
  desirabilityPpm,
  isBroken,
  limitOf,
  meetsTarget,
  objectiveNames,
} from '../../src/domain/objective.ts';
import { objectiveOf, objectives } from './trials.ts';

describe('desirability', () => {
  test.each([
    ['sttLatency', 0, 1_000_000],
    ['sttLatency', 150_000, 1_000_000],
    ['sttLatency', 150_001, 999_998],
    ['sttLatency', 325_000, 750_000],
    ['sttLatency', 499_999, 500_001],
    ['sttLatency', 500_000, 500_000],
    ['sttLatency', 500_001, 499_999],
    ['sttLatency', 999_999, 1],
    ['sttLatency', 1_000_000, 0],
    ['sttLatency', 9_000_000, 0],
    ['llmLatency', 300_000, 1_000_000],
    ['llmLatency', 1_000_000, 500_000],
    ['llmLatency', 2_000_000, 0],
    ['capacity', 0, 0],
    ['capacity', 1, 62_500],
    ['capacity', 8, 500_000],
    ['capacity', 12, 750_000],
    ['capacity', 16, 1_000_000],
    ['capacity', 32, 1_000_000],
    ['stability', 940_000, 0],
    ['stability', 950_000, 0],
    ['stability', 983_333, 416_662],
    ['stability', 990_000, 500_000],
    ['stability', 1_000_000, 1_000_000],
    ['efficiency', 500_000, 0],
    ['efficiency', 600_000, 500_000],
    ['efficiency', 700_000, 1_000_000],
    ['efficiency', 800_000, 500_000],
    ['efficiency', 900_000, 0],
  ] as const)('of %s at %i is %i ppm', (name, value, ppm) => {
    expect(desirabilityPpm(objectiveOf(name), value)).toBe(ppm);
  });

  test('is exact for values beyond 2^53 / 10^6', () => {
    const objective: Objective = {
      ...objectiveOf('sttLatency'),
      points: [
        [0, 1_000_000],
        [9_000_000_000_000_000, 0],
      ],
    };
    expect(desirabilityPpm(objective, 8_999_999_999_999_999)).toBe(0);
    expect(desirabilityPpm(objective, 8_991_000_000_000_000)).toBe(1_000);
  });

  test('of no points is zero', () => {
    expect(desirabilityPpm({ ...objectiveOf('capacity'), points: [] }, 5)).toBe(0);
  });

  test('jumps where two points share a value', () => {
    const objective: Objective = {
      ...objectiveOf('capacity'),
      points: [
        [4, 0],
        [4, 1_000_000],
      ],
    };
    expect([3, 4, 5].map((value) => desirabilityPpm(objective, value))).toEqual([
      0, 1_000_000, 1_000_000,
    ]);
  });

  test('never falls towards the good side', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...objectives.filter(({ better }) => better !== 'near')),
        fc.nat(2_500_000),
        fc.nat(2_500_000),
        (objective, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const [bad, good] = objective.better === 'lower' ? [high, low] : [low, high];
          expect(desirabilityPpm(objective, good)).toBeGreaterThanOrEqual(
            desirabilityPpm(objective, bad),
          );
        },
      ),
    );
  });
});

describe('the limit', () => {
  test.each([
    ['sttLatency', 999_999, false],
    ['sttLatency', 1_000_000, true],
    ['llmLatency', 1_999_999, false],
    ['llmLatency', 2_000_000, true],
    ['capacity', 1, false],
    ['capacity', 0, true],
    ['stability', 950_001, false],
    ['stability', 950_000, true],
    ['efficiency', 100_000, false],
    ['efficiency', 990_000, false],
  ] as const)('of %s at %i is broken: %s', (name, value, broken) => {
    expect(isBroken(objectiveOf(name), value)).toBe(broken);
  });

  test('is broken exactly where the desirability ends, not where it rounds to zero', () => {
    const objective: Objective = {
      ...objectiveOf('sttLatency'),
      points: [
        [0, 2],
        [1_000, 0],
      ],
    };
    expect(desirabilityPpm(objective, 999)).toBe(0);
    expect(isBroken(objective, 999)).toBe(false);
    expect(isBroken(objective, 1_000)).toBe(true);
  });

  test('is absent where the desirability never comes down to zero', () => {
    const objective: Objective = {
      ...objectiveOf('sttLatency'),
      points: [
        [0, 1_000_000],
        [1_000, 10],
      ],
    };
    expect(limitOf(objective)).toBeNull();
    expect(isBroken(objective, 10_000)).toBe(false);
  });

  test('begins at the first point of an objective that nothing satisfies', () => {
    expect(limitOf({ ...objectiveOf('sttLatency'), points: [[5, 0], [9, 0]] })).toBe(5); // prettier-ignore
    expect(limitOf({ ...objectiveOf('sttLatency'), points: [] })).toBeNull();
  });
});

describe('the target', () => {
  test.each([
    ['sttLatency', 499_999, true],
    ['sttLatency', 500_000, false],
    ['llmLatency', 999_999, true],
    ['llmLatency', 1_000_000, false],
    ['capacity', 7, false],
    ['capacity', 8, true],
    ['stability', 989_999, false],
    ['stability', 990_000, true],
    ['efficiency', 599_999, false],
    ['efficiency', 600_000, true],
    ['efficiency', 800_000, true],
    ['efficiency', 800_001, false],
  ] as const)('of %s at %i is met: %s', (name, value, met) => {
    expect(meetsTarget(objectiveOf(name), value)).toBe(met);
  });
});

test('the five objectives of the first experiment are known', () => {
  expect(objectives.map(({ name }) => name)).toEqual([...objectiveNames]);
});
