import { describe, expect, test } from 'vitest';
import { compareIds, mutationsBetween } from '../../src/domain/candidate.ts';

describe('compareIds', () => {
  test('sorts by number, not by text', () => {
    expect(['c10', 'c2', 'c0', 'c9'].toSorted(compareIds)).toEqual(['c0', 'c2', 'c9', 'c10']);
    expect(compareIds('c3', 'c3')).toBe(0);
  });
});

describe('mutationsBetween', () => {
  test('lists the knobs that changed, with both values', () => {
    const parent = { gpu_memory: 50, whisper: 'small' };
    expect(mutationsBetween(parent, { gpu_memory: 55, whisper: 'small' })).toEqual([
      { knob: 'gpu_memory', from: 50, to: 55 },
    ]);
    expect(mutationsBetween(parent, parent)).toEqual([]);
  });

  test('knows nothing of a knob that the parent had not', () => {
    expect(mutationsBetween({}, { gpu_memory: 55 })).toEqual([]);
  });
});
