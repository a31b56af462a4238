import { capital } from '../../../domain/words/figures.ts';

/** First letter large, full stop at the end. */
export function sentenceOf(text: string): string {
  const first = capital(text);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
