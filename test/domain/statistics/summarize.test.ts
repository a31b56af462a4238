import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxSamples, summarize } from '../../../src/domain/statistics/summarize.ts';

describe('summarize', () => {
  test('gives median, p90 and the 95 % interval of the median', () => {
    expect(summarize([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({
      kind: 'measured',
      samples: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      median: 5,
      p90: 9,
      ci: [2, 9],
    });
  });

  test('rounds samples to integers of their unit, and -0 to 0', () => {
    expect(summarize([1.4, 1.5, -0])).toMatchObject({ samples: [1, 2, 0] });
  });

  test('of no samples is unmeasured', () => {
    expect(summarize([])).toEqual({ kind: 'unmeasured', cause: 'no-samples', retryable: true });
  });

  test.each([[Number.NaN], [Infinity], [-1], [2 ** 53]])(
    'one sample of %d leaves all unmeasured',
    (bad) => {
      expect(summarize([5, bad, 7])).toEqual({
        kind: 'unmeasured',
        cause: 'not-finite',
        retryable: true,
      });
    },
  );

  test('keeps at most 200 samples, evenly spread, the first among them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), (n) => {
        const measurement = summarize(Array.from({ length: n }, (_, index) => index));
        const kept = measurement.kind === 'measured' ? measurement.samples : [];
        expect(kept).toHaveLength(Math.min(n, maxSamples));
        expect(kept[0]).toBe(0);
        const gaps = kept.slice(1).map((sample, index) => sample - (kept[index] ?? 0));
        expect(Math.max(0, ...gaps) - Math.min(...gaps, Math.max(0, ...gaps))).toBeLessThanOrEqual(
          1,
        );
      }),
    );
  });

  test('its figures follow from the samples it keeps', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 400 }), (samples) => {
        const first = summarize(samples);
        expect(first.kind === 'measured' ? summarize(first.samples) : null).toEqual(first);
      }),
    );
  });
});
