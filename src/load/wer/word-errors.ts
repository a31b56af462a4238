import type { WordErrors } from '../../domain/observation.ts';
import { align } from './alignment.ts';
import { normalizeEnglish } from './normalize-english.ts';

/**
 * Word errors of a transcript against what was said, both normalised. An empty reference has no
 * words and counts what was heard as insertions.
 */
export function wordErrorsOf(reference: string, transcript: string): WordErrors {
  const said = wordsOf(reference);
  return { words: said.length, ...align(said, wordsOf(transcript)) };
}

/** Sums over clips: the pooled rate weighs every word alike, not every clip. */
export function poolWordErrors(all: readonly WordErrors[]): WordErrors {
  const sum = (field: keyof WordErrors): number =>
    all.reduce((total, one) => total + one[field], 0);
  return {
    words: sum('words'),
    substitutions: sum('substitutions'),
    deletions: sum('deletions'),
    insertions: sum('insertions'),
  };
}

function wordsOf(text: string): readonly string[] {
  return normalizeEnglish(text)
    .split(' ')
    .filter((word) => word !== '');
}
