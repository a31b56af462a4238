import fc from 'fast-check';
import { expect, test } from 'vitest';
import { difference, estimateFitness } from '../../src/domain/fitness-estimate.ts';
import { judge } from '../../src/domain/judge.ts';
import { assumedBootNoise } from '../../src/domain/statistics/boot-noise.ts';
import { poolBoots } from '../../src/domain/statistics/pooled-boots.ts';
import type { Seen } from './trials.ts';
import { objectives, observationsOf, qualityRule, words } from './trials.ts';

const seen: fc.Arbitrary<Seen> = fc.record({
  sttUs: fc.array(fc.integer({ min: 50_000, max: 1_200_000 }), { minLength: 1, maxLength: 20 }),
  llmUs: fc.array(fc.integer({ min: 100_000, max: 2_400_000 }), { minLength: 1, maxLength: 20 }),
  passing: fc.constantFrom(0, 1, 2, 4, 6, 8),
  failing: fc.constantFrom(null, 12),
  requests: fc.integer({ min: 20, max: 200 }),
  bad: fc.nat(20),
  peakUsedMiB: fc.integer({ min: 5_000, max: 12_000 }),
});

const estimate = (...boots: Seen[]) => {
  const pooled = poolBoots(boots.map(observationsOf), assumedBootNoise);
  if (pooled === null) throw new Error('no boot is usable');
  return estimateFitness(objectives, pooled);
};

test('the estimate of one boot is its score, and breaks the same limits', () => {
  fc.assert(
    fc.property(seen, (told) => {
      const rules = { objectives, quality: qualityRule, baselineWords: 'self' } as const;
      const verdict = judge(rules, {
        kind: 'observed',
        observations: observationsOf(told),
        words: words(600, 30),
      });
      const { fitnessPpm, isBroken } = estimate(told);
      const score = verdict.kind === 'scored' ? verdict : { fitnessPpm: -9, broken: [] };
      expect(Math.abs(fitnessPpm - score.fitnessPpm)).toBeLessThanOrEqual(2);
      expect(isBroken).toBe(score.broken.length > 0);
    }),
  );
});

test('boots of the same figures give the same fitness with a smaller error', () => {
  fc.assert(
    fc.property(seen, (told) => {
      const [one, four] = [estimate(told), estimate(told, told, told, told)];
      expect(Math.abs(four.fitnessPpm - one.fitnessPpm)).toBeLessThanOrEqual(1);
      expect(four.sePpm).toBeLessThanOrEqual(one.sePpm);
    }),
  );
});

test('nothing differs from itself, and swapping the sides swaps the verdict', () => {
  fc.assert(
    fc.property(seen, seen, (a, b) => {
      const [first, second] = [estimate(a), estimate(b)];
      expect(difference(first, first).verdict).toBe('not-distinguishable');
      const there = difference(first, second);
      const back = difference(second, first);
      const swapped = { better: 'worse', worse: 'better' } as Record<string, string>;
      expect(back.verdict).toBe(swapped[there.verdict] ?? 'not-distinguishable');
      expect(back.ci).toEqual([-there.ci[1] + 0, -there.ci[0] + 0]);
    }),
  );
});

test('the interval holds the difference', () => {
  fc.assert(
    fc.property(seen, seen, (a, b) => {
      const { differencePpm, ci } = difference(estimate(a), estimate(b));
      expect(ci[0]).toBeLessThanOrEqual(differencePpm);
      expect(ci[1]).toBeGreaterThanOrEqual(differencePpm);
    }),
  );
});
