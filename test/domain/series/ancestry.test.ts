import { expect, test } from 'vitest';
import { ancestryOf } from '../../../src/domain/series/ancestry.ts';
import { makeRow } from './views.ts';

const rows = [
  makeRow('c0'),
  makeRow('c1'),
  makeRow('c2', { parentIds: ['c0', 'c1'] }),
  makeRow('c3', { parentIds: ['c2', 'c1', 'c99'] }),
  makeRow('c4', { parentIds: ['c5'] }),
  makeRow('c5', { parentIds: ['c4'] }),
];

test('ancestors are found through both parents, unknown ones left out', () => {
  expect([...ancestryOf(rows, 'c3')].toSorted()).toEqual(['c0', 'c1', 'c2', 'c3']);
});

test('a circle, which no honest run has, ends', () => {
  expect([...ancestryOf(rows, 'c4')].toSorted()).toEqual(['c4', 'c5']);
});

test('an unknown candidate has no ancestry', () => {
  expect(ancestryOf(rows, 'c9').size).toBe(0);
});
