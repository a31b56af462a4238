import { describe, expect, test } from 'vitest';
import type { TrialSummary } from '../../../src/domain/search.ts';
import { startSearch } from '../../../src/domain/strategy/index.ts';
import { hasNewTrials, tell } from '../../../src/domain/strategy/tell.ts';
import { scored } from './play.ts';

const trial = (candidateId: string, cell: number, generation: number): TrialSummary => ({
  ...scored(1),
  candidateId,
  cell,
  generation,
});

describe('tell', () => {
  test('adds trials', () => {
    const state = tell(tell(startSearch(1), [trial('c0', 8, 0)]), [trial('c1', 3, 0)]);
    expect(state.trials.map(({ candidateId }) => candidateId)).toEqual(['c0', 'c1']);
  });

  test('replaces the trial of a candidate that was measured again', () => {
    const first = tell(startSearch(1), [trial('c0', 8, 0), trial('c1', 3, 0)]);
    const again = { ...trial('c0', 8, 0), fitnessPpm: 77 };
    expect(tell(first, [again]).trials).toEqual([again, trial('c1', 3, 0)]);
  });
});

describe('hasNewTrials', () => {
  const trials = [trial('c4', 8, 1), trial('c0', 8, 0), trial('c1', 3, 0)];

  test('a generation of repeats has none, told in any order', () => {
    expect(hasNewTrials(trials, 1)).toBe(false);
    expect(hasNewTrials(trials.toReversed(), 1)).toBe(false);
  });

  test('a generation that tried something has', () => {
    expect(hasNewTrials(trials, 0)).toBe(true);
  });
});
