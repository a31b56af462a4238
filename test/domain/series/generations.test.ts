import { expect, test } from 'vitest';
import { fitnessByGeneration } from '../../../src/domain/series/generations.ts';
import { makeRow, oom, scored } from './views.ts';

test('mean, best so far and those without a fitness, by generation', () => {
  const rows = [
    makeRow('c0', { verdict: scored(500_000) }),
    makeRow('c1', { verdict: scored(600_001) }),
    makeRow('c2', { generation: 2, verdict: oom }),
    makeRow('c3', { generation: 1, repeatOf: 'c1', verdict: scored(600_001) }),
    makeRow('c4', { generation: 1, verdict: scored(700_000) }),
    makeRow('c4', { purpose: 'confirm', generation: 1, verdict: scored(900_000) }),
  ];
  const told = fitnessByGeneration(rows).map(({ generation, scored: all, unscored, ...rest }) => ({
    generation,
    scored: all.map(({ row }) => row.id),
    unscored: unscored.map(({ id }) => id),
    meanPpm: rest.meanPpm,
    best: rest.best?.row.id,
  }));
  expect(told).toEqual([
    { generation: 0, scored: ['c0', 'c1'], unscored: [], meanPpm: 550_001, best: 'c1' },
    { generation: 1, scored: ['c3', 'c4'], unscored: [], meanPpm: 650_001, best: 'c4' },
    { generation: 2, scored: [], unscored: ['c2'], meanPpm: null, best: 'c4' },
  ]);
});

test('before anything is scored there is no best', () => {
  expect(fitnessByGeneration([makeRow('c0')])[0]?.best).toBeNull();
});
