import { describe, expect, test } from 'vitest';
import { verdictWords } from '../../src/domain/verdict-words.ts';
import {
  showCapacity,
  showDifference,
  showFitness,
  showMs,
  showObjective,
  showPercent,
  showSeconds,
} from '../../src/domain/words/figures.ts';
import { scored } from './series/views.ts';

describe('figures in words', () => {
  test.each([
    [-5, '0.0s'],
    [8_240, '8.2s'],
    [59_400, '59s'],
    [151_000, '2m31s'],
    [3_840_000, '1h04m'],
  ])('%i ms is %s', (ms, words) => {
    expect(showSeconds(ms)).toBe(words);
  });

  test('are empty where there is none', () => {
    expect([showMs(null), showMs(1_499), showCapacity(null)]).toEqual(['', '1', '']);
  });

  test.each([
    [{ passing: 8, failing: 12 }, '8-12'],
    [{ passing: 16, failing: null }, '16+'],
  ])('a capacity of %j is %s', (capacity, words) => {
    expect(showCapacity(capacity)).toBe(words);
  });

  test('always carry the sign of a difference', () => {
    expect([31_000, 0, -2_000].map(showDifference)).toEqual(['+0.031', '+0.000', '-0.002']);
    expect([showFitness(734_000), showPercent(58_000)]).toEqual(['0.734', '5.8 %']);
  });

  test.each([
    ['sttLatency', 320_000, '320 ms'],
    ['llmLatency', 700_000, '700 ms'],
    ['capacity', 8, '8 turns'],
    ['stability', 990_000, '99 %'],
    ['efficiency', 705_000, '70.5 %'],
  ] as const)('%s of %i is %s', (objective, value, words) => {
    expect(showObjective(objective, value)).toBe(words);
  });
});

describe('a verdict in words', () => {
  test.each([
    [scored(734_000), 'fitness 0.734'],
    [scored(734_000, { broken: ['capacity'] }), 'fitness 0.734 (at its limit: capacity)'],
    [{ kind: 'disqualified', reason: 'oom', evidence: 'e' } as const, 'disqualified: oom'],
    [{ kind: 'infeasible', evidence: 'e' } as const, 'infeasible'],
    [{ kind: 'unmeasured', cause: 'cap', evidence: '' } as const, 'unmeasured: cap'],
  ])('%j is %j', (verdict, words) => {
    expect(verdictWords(verdict)).toBe(words);
  });
});
