import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrialSummary } from '../../../src/domain/search.ts';
import { rankTrials, scoredOnce } from '../../../src/domain/strategy/rank.ts';

const trial = (candidateId: string, change: Partial<TrialSummary> = {}): TrialSummary => ({
  candidateId,
  cell: 0,
  generation: 0,
  kind: 'scored',
  fitnessPpm: 500_000,
  broken: 0,
  wordErrorPpm: 50_000,
  freeMiB: 1_000,
  ...change,
});

const order = (...trials: TrialSummary[]): readonly string[] =>
  rankTrials(trials).map(({ candidateId }) => candidateId);

describe('rankTrials', () => {
  test.each([
    ['no broken objective, whatever the fitness', { broken: 0, fitnessPpm: 1 }, { broken: 1 }],
    ['fewer broken objectives', { broken: 1, fitnessPpm: 1 }, { broken: 2 }],
    ['higher fitness', { fitnessPpm: 500_001, wordErrorPpm: 90_000 }, {}],
    ['lower word error on a tie', { wordErrorPpm: 49_999, freeMiB: 0 }, {}],
    ['more free memory on a tie', { freeMiB: 1_001 }, {}],
  ])('%s goes first', (_, better, worse) => {
    expect(order(trial('c1', worse), trial('c2', better))).toEqual(['c2', 'c1']);
  });

  test('the earlier candidate goes first where all is equal', () => {
    expect(order(trial('c10'), trial('c9'), trial('c0'))).toEqual(['c0', 'c9', 'c10']);
  });

  test('only scored trials are ranked', () => {
    const others = (['disqualified', 'infeasible', 'unmeasured'] as const).map((kind, place) =>
      trial(`c${place}`, { kind, fitnessPpm: 999_999 }),
    );
    expect(order(...others, trial('c9'))).toEqual(['c9']);
  });

  test('the order does not depend on the order given', () => {
    const anyTrial = fc
      .tuple(fc.nat(2), fc.nat(3), fc.nat(1), fc.nat(1))
      .map(([broken, fitnessPpm, wordErrorPpm, freeMiB]) => ({
        broken,
        fitnessPpm,
        wordErrorPpm,
        freeMiB,
      }));
    fc.assert(
      fc.property(fc.array(anyTrial), (changes) => {
        const trials = changes.map((change, place) => trial(`c${place}`, change));
        expect(rankTrials(trials.toReversed())).toEqual(rankTrials(trials));
      }),
    );
  });
});

describe('scoredOnce', () => {
  test('takes the earliest scored candidate of a configuration', () => {
    const trials = [
      trial('c10', { cell: 3 }),
      trial('c2', { cell: 3 }),
      trial('c1', { cell: 3, kind: 'unmeasured' }),
      trial('c4', { cell: 5 }),
    ];
    expect(scoredOnce(trials).map(({ candidateId }) => candidateId)).toEqual(['c2', 'c4']);
  });
});
