import type { QualityRule } from './objective.ts';
import type { WordErrors } from './observation.ts';
import type { Quality } from './verdict.ts';

/** Word errors of several probes as one: counts add up, rates do not. */
export function pool(...all: readonly WordErrors[]): WordErrors {
  const sum = (count: (errors: WordErrors) => number): number =>
    all.reduce((total, errors) => total + count(errors), 0);
  return {
    words: sum(({ words }) => words),
    substitutions: sum(({ substitutions }) => substitutions),
    deletions: sum(({ deletions }) => deletions),
    insertions: sum(({ insertions }) => insertions),
  };
}

/** Errors for each million reference words, rounded down; null without any word. May exceed 10^6. */
export function wordErrorPpm(errors: WordErrors): number | null {
  if (errors.words === 0) return null;
  const count = errors.substitutions + errors.deletions + errors.insertions;
  return Math.floor((count * 1_000_000) / errors.words);
}

/** What a trial's quality is held against: itself for the baseline, null where none was measured. */
export type BaselineWords = WordErrors | 'self' | null;

/**
 * Quality against the baseline: `worse` only above its rate + margin. With fewer reference words
 * than the rule asks for, on either side, nothing is decidable.
 */
export function decideQuality(
  rule: QualityRule,
  words: WordErrors,
  baseline: BaselineWords,
): Quality {
  if (baseline === 'self') return 'kept';
  if (baseline === null) return 'no-baseline';
  const rate = wordErrorPpm(words);
  const allowed = wordErrorPpm(baseline);
  if (rate === null || allowed === null) return 'not-decidable';
  if (Math.min(words.words, baseline.words) < rule.minWords) return 'not-decidable';
  return rate > allowed + rule.marginPpm ? 'worse' : 'kept';
}

/**
 * Whether quality lets a winner be proposed. What was not decidable passes for the baseline's own
 * STT model, for another one only where the rule allows it.
 */
export function mayBeProposed(rule: QualityRule, quality: Quality, sameModel: boolean): boolean {
  switch (quality) {
    case 'kept':
      return true;
    case 'worse':
      return false;
    case 'not-decidable':
    case 'no-baseline':
      return sameModel || rule.allowUndecided;
  }
}
