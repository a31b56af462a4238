import { describe, expect, test } from 'vitest';
import {
  figureWords,
  measuredLines,
  qualityWords,
  targetWords,
} from '../../../src/domain/review/words.ts';
import { review } from '../promotion/proposals.ts';

describe('a target in words', () => {
  test.each([
    ['sttLatency', 'lower', 500_000, '< 500 ms'],
    ['capacity', 'higher', 8, '>= 8 turns'],
    ['stability', 'higher', 990_000, '>= 99 %'],
    ['efficiency', 'near', 700_000, 'near 70 %'],
  ] as const)('%s, %s %i: %s', (objective, better, target, words) => {
    const [line] = review.targets;
    if (line === undefined) throw new Error('no target');
    expect(targetWords({ ...line, objective, better, target })).toBe(words);
  });
});

describe('a figure in words', () => {
  test.each([
    ['sttLatency', null, null, 'not measured'],
    ['sttLatency', 350_400, [342_000, 380_000], '350 ms (342 to 380)'],
    ['sttLatency', 350_000, [342_000, null], '350 ms'],
    ['sttLatency', 350_000, null, '350 ms'],
    ['capacity', 6, [6, 8], '6 turns (fewer than 8)'],
    ['capacity', 16, [16, null], '16 turns (none failed)'],
    ['stability', 1_000_000, null, '100 %'],
    ['efficiency', 727_000, null, '72.7 %'],
  ] as const)('%s %j with %j: %s', (objective, value, interval, words) => {
    expect(figureWords(objective, value, interval)).toBe(words);
  });
});

test.each([
  ['kept', 'quality kept'],
  ['worse', 'transcribes WORSE than the baseline'],
  ['not-decidable', 'QUALITY NOT DECIDABLE: too few reference words'],
  ['no-baseline', 'no baseline to hold the quality against'],
  [null, 'no baseline to hold the quality against'],
] as const)('quality %s in words: %s', (quality, words) => {
  expect(qualityWords(quality)).toBe(words);
});

describe('where it was measured, in words', () => {
  test('is engines, card, driver and host, then the load', () => {
    expect(measuredLines(review)).toEqual([
      'engines simulated on Simulated GPU 12 GB, driver 570.00, on box',
      'load long-context: 1500 prompt tokens, 64 answer tokens, 4 voice turns at once, 611 reference words',
    ]);
  });

  test('says so where nobody described it', () => {
    const [on, load] = measuredLines({ ...review, environment: null, risks: null });
    expect(on).toBe('engines simulated on an environment that nobody described');
    expect(load).toMatch(/4 voice turns at once$/);
  });
});
