import type { Comparison } from '../comparison.ts';
import type { WordErrors } from '../observation.ts';
import { decideQuality, wordErrorPpm } from '../quality.ts';
import type { Quality } from '../verdict.ts';
import type { ComparedSide, Pair } from './compared-side.ts';
import { nameOf } from './comparison-words.ts';

/**
 * Quality comes before fitness: who comes out ahead may not exceed the other's word error rate by
 * more than the margin. Within one run the verdicts say so already.
 */
export function qualityReasons(
  pair: Pair,
  verdict: Comparison['verdict'] | null,
): readonly string[] {
  if (pair.scope === 'one-run' || verdict === null || verdict === 'not-distinguishable') return [];
  const { candidate, against } = pair;
  const [ahead, behind] = verdict === 'better' ? [candidate, against] : [against, candidate];
  const held = holdWords(ahead, behind);
  if (held?.quality !== 'worse') return [];
  return [`${nameOf(pair, ahead)} is ahead by fitness, but its word error rate is ${held.rates}`];
}

/** Another STT model whose quality could not be held against the other's. */
export function qualityCautions({ candidate, against }: Pair): readonly string[] {
  if (candidate.model === against.model) return [];
  const held = holdWords(candidate, against);
  if (held === null) return ['the word error rates are not both known'];
  if (held.quality !== 'not-decidable') return [];
  const { minWords } = against.spec.quality;
  return [
    `quality not decidable: word error rate ${held.rates} on fewer than ${minWords} reference words`,
  ];
}

type Held = { readonly quality: Quality; readonly rates: string };

function holdWords(one: ComparedSide, other: ComparedSide): Held | null {
  if (one.words === null || other.words === null) return null;
  return {
    quality: decideQuality(one.spec.quality, one.words, other.words),
    rates: `${rateOf(one.words)} against ${rateOf(other.words)}`,
  };
}

function rateOf(words: WordErrors): string {
  const rate = wordErrorPpm(words);
  return rate === null ? 'not known' : `${(rate / 10_000).toFixed(1)} %`;
}
