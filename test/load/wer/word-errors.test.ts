import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { WordErrors } from '../../../src/domain/observation.ts';
import { align } from '../../../src/load/wer/alignment.ts';
import { normalizeEnglish } from '../../../src/load/wer/normalize-english.ts';
import { poolWordErrors, wordErrorsOf } from '../../../src/load/wer/word-errors.ts';

function recorded<T>(name: string): readonly T[] {
  const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: T[] }).cases;
}

/** Recorded from jiwer 4.0.0; where alignments are equally cheap only the sum is the definition. */
const alignments = recorded<{ reference: string; hypothesis: string } & WordErrors>(
  'word-errors.json',
);

/** Recorded from whisper-normalizer 0.1.15. */
const normalized = recorded<{ text: string; normalized: string }>('normalized.json');

const split = (text: string) => text.split(' ').filter((word) => word !== '');

describe('word errors', () => {
  test.each(alignments)('"$reference" heard as "$hypothesis" has the edits of jiwer', (one) => {
    const { substitutions, deletions, insertions } = one;
    expect(align(split(one.reference), split(one.hypothesis))).toEqual({
      substitutions,
      deletions,
      insertions,
    });
  });

  test.each(normalized)('"$text" is normalised as Whisper does', (one) => {
    expect(normalizeEnglish(one.text)).toBe(one.normalized);
  });

  it('counts what was heard as insertions where nothing was said', () => {
    expect(wordErrorsOf('', 'so it goes')).toEqual({
      words: 0,
      substitutions: 0,
      deletions: 0,
      insertions: 3,
    });
  });

  it('forgives spelling, case, punctuation and digits', () => {
    const said = 'Mister Smith’s favourite colour costs twenty five dollars, doesn’t it?';
    const heard = "mr. smith's favorite color costs $25 does not it";
    expect(wordErrorsOf(said, heard)).toMatchObject({
      substitutions: 0,
      deletions: 0,
      insertions: 0,
    });
  });

  it('treats a spelled-out sign of the apostrophe like the plain one', () => {
    expect(normalizeEnglish('It’s a café in Zürich')).toBe('it is a cafe in zurich');
  });

  it('pools by words, not by clips', () => {
    const all = [wordErrorsOf('a b c d', 'a b c x'), wordErrorsOf('e', '')];
    expect(poolWordErrors(all)).toEqual({
      words: 5,
      substitutions: 1,
      deletions: 1,
      insertions: 0,
    });
  });

  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

  it('balances: words kept and substituted fill both sides', () => {
    fc.assert(
      fc.property(words, words, (said, heard) => {
        const { deletions, insertions, substitutions } = align(said, heard);
        expect(said.length - deletions).toBe(heard.length - insertions);
        expect(substitutions).toBeLessThanOrEqual(said.length - deletions);
      }),
    );
  });

  it('costs the same in both directions, and nothing for equal texts', () => {
    const cost = (said: string[], heard: string[]) => {
      const { deletions, insertions, substitutions } = align(said, heard);
      return deletions + insertions + substitutions;
    };
    fc.assert(
      fc.property(words, words, (said, heard) => {
        expect(cost(said, heard)).toBe(cost(heard, said));
        expect(cost(said, said)).toBe(0);
      }),
    );
  });

  it('normalises a normalised text to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const once = normalizeEnglish(normalizeEnglish(text));
        expect(normalizeEnglish(once)).toBe(once);
      }),
    );
  });
});
