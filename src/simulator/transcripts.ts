import { readFileSync } from 'node:fs';
import { hash32 } from './random.ts';

/** What a model hears in a clip, by the SHA-256 of the WAV; a clip nobody knows gets a fixed sentence. */
export type Transcripts = (digest: string) => string;

export type KnownClip = { readonly digest: string; readonly text: string };

const unknownClip = 'This is a recording that nobody has described yet.';
const misheard = 'winter paper candle seven over signal other matter garden under'.split(' ');

/**
 * Errors spread over all clips together, so that the pooled rate is the model's own to one word;
 * a better model's errors are a part of a worse one's, as clips are hard or easy for both.
 */
export const createTranscripts = (
  clips: readonly KnownClip[],
  wordErrorPpm: number,
): Transcripts => {
  const words = clips.flatMap(({ digest, text }) =>
    text.split(' ').map((_, index) => `${digest}/${index}`),
  );
  const errors = Math.round((words.length * wordErrorPpm) / 1_000_000);
  const wrong = new Set(
    words
      .map((key) => ({ key, rank: hash32(key) }))
      .sort((left, right) => left.rank - right.rank)
      .slice(0, errors)
      .map(({ key }) => key),
  );
  const heard = new Map(
    clips.map(({ digest, text }) => [
      digest,
      text
        .split(' ')
        .flatMap((word, index) => {
          const key = `${digest}/${index}`;
          return wrong.has(key) ? mishear(word, hash32(`${key}/how`)) : [word];
        })
        .join(' '),
    ]),
  );
  return (digest) => heard.get(digest) ?? unknownClip;
};

/** Seven in ten are another word, two are left out, one is said twice over. */
const mishear = (word: string, how: number): string[] => {
  const other = misheard[how % misheard.length] ?? '';
  switch (how % 10) {
    case 0:
    case 1:
      return [];
    case 2:
      return [word, other];
    default:
      return [other.toLowerCase() === word.toLowerCase() ? 'something' : other];
  }
};

export const readClips = (file: string): readonly KnownClip[] | null => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(value) ? value.filter(isClip) : null;
  } catch {
    return null;
  }
};

const isClip = (value: unknown): value is KnownClip =>
  typeof value === 'object' && value !== null && 'digest' in value && 'text' in value;
