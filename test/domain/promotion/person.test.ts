import { describe, expect, test } from 'vitest';
import { isSamePerson } from '../../../src/domain/promotion/person.ts';

describe('two claimed names', () => {
  test.each([
    ['ann@desk', 'ann@desk', true],
    ['ann@desk', 'ANN@Desk', true],
    ['ann@desk', ' ann@desk\n', true],
    ['ann@desk', 'temporal-cli:ann@desk', true],
    ['ann@desk', 'Temporal-CLI: ann@desk', true],
    ['ann@desk', 'temporal-cli:temporal-cli:ann@desk', true],
    ['ann@desk', 'an\u200Bn@desk', true],
    ['an\u200Bn@desk', 'an\u200Bn@desk', true],
    ['ann@desk', 'ａｎｎ＠ｄｅｓｋ', true],
    ['jörg@desk', 'jo\u0308rg@desk', true],
    ['strauß', 'STRAUSS', true],
    ['ann@desk', 'ann', true],
    ['ann', 'ann@desk', true],
    ['ann', 'ANN', true],
    ['ann@desk', 'ann@other', false],
    ['ann@desk', 'anna@desk', false],
    ['ann@desk', 'anna', false],
    ['ann', 'ben', false],
    ['@desk', 'ben', false],
    ['ann@desk', 'temporal:ann@desk', false],
  ])('%j and %j: one person is %s', (one, other, same) => {
    expect(isSamePerson(one, other)).toBe(same);
    expect(isSamePerson(other, one)).toBe(same);
  });

  test.each(['', ' ', 'temporal-cli:', '\u200B'])('without a name (%j) are nobody', (nobody) => {
    expect(isSamePerson(nobody, nobody)).toBe(false);
    expect(isSamePerson(nobody, 'ann')).toBe(false);
  });
});
