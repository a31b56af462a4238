import { describe, expect, test } from 'vitest';
import { newTrials, slotsOf } from '../../../src/domain/strategy/slots.ts';
import { settings } from './play.ts';

describe('slotsOf', () => {
  test.each([
    ['the first generation is all new', 0, {}, { elites: 0, children: 0, fresh: 2 }],
    ['then one elite, two children, one random', 1, {}, { elites: 1, children: 2, fresh: 1 }],
    [
      'the elite goes first in a small population',
      1,
      { populations: [2, 1] },
      { elites: 1, children: 0, fresh: 0 },
    ],
    ['then the random one', 1, { populations: [2, 2] }, { elites: 1, children: 0, fresh: 1 }],
    [
      'random search fills every slot anew',
      1,
      { name: 'random' as const },
      { elites: 0, children: 0, fresh: 4 },
    ],
    ['past the last generation there is none', 4, {}, { elites: 0, children: 0, fresh: 0 }],
  ])('%s', (_, generation, change, expected) => {
    expect(slotsOf({ ...settings, ...change }, generation)).toEqual(expected);
  });
});

describe('newTrials', () => {
  test('the 14 slots of the first experiment are 11 new trials and three repeats', () => {
    expect(newTrials(settings)).toBe(11);
  });

  test('without elites all 14 are new', () => {
    expect(newTrials({ ...settings, elites: 0 })).toBe(14);
    expect(newTrials({ ...settings, name: 'random' })).toBe(14);
  });
});
