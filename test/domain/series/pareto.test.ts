import { expect, test } from 'vitest';
import { tradeOffs } from '../../../src/domain/series/pareto.ts';
import { makeRow, makeView, oom, scored } from './views.ts';

const point = (id: string, llmLatencyUs: number | null, passing: number | null) =>
  makeRow(id, {
    verdict: scored(500_000),
    llmLatencyUs,
    capacity: passing === null ? null : { passing, failing: null },
  });

test('the front holds those that no other beats in both figures, equals included', () => {
  const rows = [
    point('c0', 900, 4),
    point('c1', 900, 4),
    point('c2', 500, 2),
    point('c3', 950, 4),
    point('c4', 900, 3),
    point('c5', null, 9),
    point('c6', 100, null),
    makeRow('c7', { llmLatencyUs: 1, capacity: { passing: 99, failing: null }, verdict: oom }),
  ];
  const front = tradeOffs(makeView(rows)).map(({ row, isFront }) => [row.id, isFront]);
  expect(front).toEqual([
    ['c0', true],
    ['c1', true],
    ['c2', true],
    ['c3', false],
    ['c4', false],
  ]);
});
