import { describe, expect, test } from 'vitest';
import { decideQuality, mayBeProposed, pool, wordErrorPpm } from '../../src/domain/quality.ts';
import { qualityRule, words } from './trials.ts';

const baseline = words(600, 30);

test('word errors are substitutions, deletions and insertions over reference words', () => {
  const errors = { words: 300, substitutions: 1, deletions: 2, insertions: 4 };
  expect(wordErrorPpm(errors)).toBe(23_333);
  expect(wordErrorPpm(words(0, 0))).toBeNull();
});

test('pooling adds counts, not rates', () => {
  const a = { words: 100, substitutions: 1, deletions: 2, insertions: 3 };
  const b = { words: 900, substitutions: 10, deletions: 20, insertions: 30 };
  expect(pool(a, b)).toEqual({ words: 1_000, substitutions: 11, deletions: 22, insertions: 33 });
  expect(pool()).toEqual({ words: 0, substitutions: 0, deletions: 0, insertions: 0 });
});

describe('quality against the baseline', () => {
  test.each([
    ['5.0 % against 5 %', words(600, 30), 'kept'],
    ['exactly at the margin', words(600, 42), 'kept'],
    ['one error beyond the margin', words(600, 43), 'worse'],
    ['10 % against 5 %', words(600, 60), 'worse'],
    ['500 words', words(500, 50), 'worse'],
    ['499 words', words(499, 499), 'not-decidable'],
    ['no words', words(0, 0), 'not-decidable'],
  ] as const)('of %s is decided', (_name, measured, quality) => {
    expect(decideQuality(qualityRule, measured, baseline)).toBe(quality);
  });

  test('is not decidable against a baseline with too few words', () => {
    expect(decideQuality(qualityRule, words(600, 300), words(70, 3))).toBe('not-decidable');
    expect(decideQuality(qualityRule, words(600, 300), words(0, 0))).toBe('not-decidable');
  });

  test('is kept by the baseline itself, whatever its words', () => {
    expect(decideQuality(qualityRule, words(70, 60), 'self')).toBe('kept');
  });

  test('without a baseline says so', () => {
    expect(decideQuality(qualityRule, words(600, 0), null)).toBe('no-baseline');
  });
});

describe('what may be proposed', () => {
  test.each([
    ['kept', false, false, true],
    ['worse', true, true, false],
    ['not-decidable', false, false, false],
    ['not-decidable', true, false, true],
    ['not-decidable', false, true, true],
    ['no-baseline', false, false, false],
    ['no-baseline', false, true, true],
  ] as const)('quality %s, same model %s, override %s: %s', (quality, same, allow, may) => {
    expect(mayBeProposed({ ...qualityRule, allowUndecided: allow }, quality, same)).toBe(may);
  });
});
