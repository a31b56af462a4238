import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ObjectiveValues } from '../../src/domain/fitness.ts';
import { recomputeFitness, scoreTrial } from '../../src/domain/fitness.ts';
import { objectives } from './trials.ts';

const typical: ObjectiveValues = {
  sttLatency: 325_000,
  llmLatency: 650_000,
  capacity: 8,
  stability: 1_000_000,
  efficiency: 700_000,
};

const values = fc.record({
  sttLatency: fc.nat(1_200_000),
  llmLatency: fc.nat(2_400_000),
  capacity: fc.nat(20),
  stability: fc.integer({ min: 900_000, max: 1_000_000 }),
  efficiency: fc.nat(1_000_000),
});

describe('fitness', () => {
  test('is the weighted sum of desirabilities', () => {
    const score = scoreTrial(objectives, typical);
    expect(score.parts.map((part) => part.desirabilityPpm)).toEqual([
      750_000, 750_000, 500_000, 1_000_000, 1_000_000,
    ]);
    expect(score.fitnessPpm).toBe(775_000);
    expect(score.geometricPpm).toBe(753_919);
    expect(score.broken).toEqual([]);
  });

  test('of ideal values is a million, of the worst zero', () => {
    const best = { ...typical, sttLatency: 1, llmLatency: 1, capacity: 16 };
    expect(scoreTrial(objectives, best)).toMatchObject({
      fitnessPpm: 1_000_000,
      geometricPpm: 1_000_000,
    });
    const worst = {
      sttLatency: 1_000_000,
      llmLatency: 2_000_000,
      capacity: 0,
      stability: 0,
      efficiency: 999_999,
    };
    expect(scoreTrial(objectives, worst)).toMatchObject({
      fitnessPpm: 0,
      geometricPpm: 0,
      broken: ['sttLatency', 'llmLatency', 'capacity', 'stability'],
    });
  });

  test('at one limit keeps its sum, has no geometric mean, and names the broken objective', () => {
    expect(scoreTrial(objectives, { ...typical, llmLatency: 2_000_000 })).toMatchObject({
      fitnessPpm: 587_500,
      geometricPpm: 0,
      broken: ['llmLatency'],
    });
  });

  test('an objective without weight counts in neither mean', () => {
    const only = objectives.map((each) => ({
      ...each,
      weightPpm: each.name === 'sttLatency' ? 1_000_000 : 0,
    }));
    expect(scoreTrial(only, { ...typical, capacity: 0 })).toMatchObject({
      fitnessPpm: 750_000,
      geometricPpm: 750_000,
    });
  });

  test('never falls when one objective improves and the others stay', () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom(...objectives.filter(({ better }) => better !== 'near')),
        fc.nat(1_000_000),
        (before, objective, step) => {
          const sign = objective.better === 'lower' ? -1 : 1;
          const improved = Math.max(0, before[objective.name] + sign * step);
          const after = { ...before, [objective.name]: improved };
          expect(scoreTrial(objectives, after).fitnessPpm).toBeGreaterThanOrEqual(
            scoreTrial(objectives, before).fitnessPpm,
          );
        },
      ),
    );
  });

  test('is an integer from 0 to a million, recomputed from the recorded parts alone', () => {
    fc.assert(
      fc.property(values, (measured) => {
        const { parts, fitnessPpm, geometricPpm } = scoreTrial(objectives, measured);
        expect(recomputeFitness(parts)).toEqual({ fitnessPpm, geometricPpm });
        expect(Number.isInteger(fitnessPpm)).toBe(true);
        expect(Number.isInteger(geometricPpm)).toBe(true);
        expect(fitnessPpm).toBeGreaterThanOrEqual(0);
        expect(fitnessPpm).toBeLessThanOrEqual(1_000_000);
      }),
    );
  });

  test('is never below the geometric mean', () => {
    fc.assert(
      fc.property(values, (measured) => {
        const { fitnessPpm, geometricPpm } = scoreTrial(objectives, measured);
        expect(geometricPpm).toBeLessThanOrEqual(fitnessPpm + 1);
      }),
    );
  });
});
