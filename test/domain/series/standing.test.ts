import { expect, test } from 'vitest';
import { rankRows, roleOf, standingOf } from '../../../src/domain/series/standing.ts';
import { closedWith, makeRow, makeView, oom, scored } from './views.ts';

const baseline = makeRow('c0', { verdict: scored(500_000) });
const better = makeRow('c1', { origin: 'child', verdict: scored(700_000) });
const brokenOne = makeRow('c2', { verdict: scored(900_000, { broken: ['capacity'] }) });
const repeat = makeRow('c3', { repeatOf: 'c1', verdict: scored(700_000) });
const fresh = makeRow('c1', { purpose: 'confirm', verdict: scored(650_000) });
const dead = makeRow('c4', { verdict: oom });
const rows = [baseline, better, brokenOne, repeat, fresh, dead];

test('an open run has the best scored trial as its best so far', () => {
  const standing = standingOf(makeView(rows));
  expect(standing).toEqual({ baseline, best: better, isWinner: false });
  expect(rows.map((row) => roleOf(standing, row))).toEqual([
    'baseline',
    'best so far',
    '',
    '',
    'best so far',
    '',
  ]);
});

test('the winner of an ended run is the one of its result, whatever the figures say', () => {
  const standing = standingOf(makeView(rows, { close: closedWith('c0') }));
  expect(standing).toEqual({ baseline, best: baseline, isWinner: true });
  expect(roleOf(standing, baseline)).toBe('baseline, winner');
});

test('a winner that the rows do not know is none', () => {
  expect(standingOf(makeView(rows, { close: closedWith('c9') })).best).toBe(better);
});

test('a run without rows has nobody', () => {
  expect(standingOf(makeView([]))).toEqual({ baseline: null, best: null, isWinner: false });
});

test('the rank takes scored trials once, those at a limit last', () => {
  expect(rankRows(rows)).toEqual([better, baseline, brokenOne]);
});
