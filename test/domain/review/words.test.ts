import { describe, expect, test } from 'vitest';
import type { Review } from '../../../src/domain/review/review.ts';
import type { Risks } from '../../../src/domain/review/risks.ts';
import {
  comparisonWords,
  figureWords,
  measuredLines,
  qualityWords,
  riskLines,
  targetWords,
} from '../../../src/domain/review/words.ts';
import { baseline, review, winner } from '../promotion/proposals.ts';

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

describe('the comparison in words', () => {
  test('has verdict, difference and interval, and says what was assumed', () => {
    expect(comparisonWords(review)).toBe(
      'better: +0.099 fitness, 95 % interval +0.057 to +0.116; boot noise assumed',
    );
  });

  test('says nothing of noise that was learned', () => {
    const { comparison } = review;
    const learned = comparison && { ...comparison, bootNoiseAssumed: false };
    expect(comparisonWords({ comparison: learned })).toMatch(/\+0\.116$/);
  });

  test('is none where nothing was compared', () => {
    expect(comparisonWords({ comparison: null })).toBeNull();
  });
});

const withRisks = (more: Partial<Risks>, rest: Partial<Review> = {}): readonly string[] => {
  if (review.risks === null) throw new Error('no risks');
  return riskLines({ ...review, ...rest, risks: { ...review.risks, ...more } });
};

describe('the risks in words', () => {
  test('are all that the run saw, memory first', () => {
    expect(riskLines(review)).toEqual([
      'out of memory: 60 % / small; 1850 of 12288 MiB free at the peak',
      'quality kept: word error rate 4.9 %, baseline 4.9 % (margin 2 %, 611 words)',
      'misses its target: voice turns at once',
      'rests on 2 boots, 32 voice turns, 214 requests under stress (0 bad)',
      'how much boots differ was assumed (3 %), not learned: fewer than 6 boots',
      'one step away: 60 % / small disqualified: oom; 55 % / base fitness 0.709',
    ]);
  });

  test('are unknown where nothing was measured', () => {
    expect(riskLines({ ...review, risks: null })).toEqual(['nothing was measured']);
  });

  test.each([
    [{ outOfMemory: [] }, 'nothing ran out of memory; 1850 of 12288 MiB free at the peak'],
    [{ totalMiB: null }, 'out of memory: 60 % / small; 1850 MiB free at the peak'],
    [{ freeMiB: null }, 'out of memory: 60 % / small'],
    [
      { outOfMemory: [baseline, winner], freeMiB: null },
      'out of memory: 50 % / small, 55 % / small',
    ],
  ])('tell memory as far as it is known: %j', (more, line) => {
    expect(withRisks(more)[0]).toBe(line);
  });

  test('tell a GPU that was not proven free, right after memory', () => {
    const time = { ...review.time, gpuReleased: 'unproven' } as const;
    expect(withRisks({}, { time })[1]).toBe('the GPU was not proven free at the end');
  });

  test('leave out what there is none of', () => {
    const targets = review.targets.map((line) => ({ ...line, met: true }));
    const lines = withRisks({ neighbours: [] }, { targets, comparison: null });
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toMatch(/misses|one step|assumed|not tried|lost/);
  });

  test('tell what the cap left no room for, and lost sessions', () => {
    expect(withRisks({ dropped: [baseline, winner], losses: 2 }).slice(-2)).toEqual([
      'not tried, the cap left no room: 50 % / small, 55 % / small',
      'the GPU session was lost 2 x during the run',
    ]);
  });

  test('tell word error rates as far as they are known', () => {
    const quality = { ...review.quality, wordErrorPpm: null, baselinePpm: null };
    expect(withRisks({}, { quality })[1]).toBe('quality kept (margin 2 %, 611 words)');
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
