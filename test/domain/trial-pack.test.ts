import { expect, test } from 'vitest';
import type { TrialSummary } from '../../src/domain/search.ts';
import { packTrials, unpackTrials } from '../../src/domain/trial-pack.ts';

const trial: TrialSummary = {
  candidateId: 'c12',
  cell: 3,
  generation: 2,
  kind: 'scored',
  fitnessPpm: 700_000,
  broken: 1,
  wordErrorPpm: 50_000,
  freeMiB: 900,
};

test('trials come back from their compact form as they were', () => {
  const kinds = ['scored', 'disqualified', 'infeasible', 'unmeasured'] as const;
  const trials = kinds.map((kind) => ({ ...trial, kind }));
  expect(unpackTrials(packTrials(trials))).toEqual(trials);
});

test('a compact form that is cut off is a trial that nothing is known of', () => {
  const nothing = { cell: 0, generation: 0, fitnessPpm: 0, broken: 0, wordErrorPpm: 0, freeMiB: 0 };
  const scored = { ...nothing, candidateId: 'c0', kind: 'scored' };
  expect(unpackTrials([[], [1, 0, 0, 9]])).toEqual([
    scored,
    { ...scored, candidateId: 'c1', kind: 'unmeasured' },
  ]);
});
