import { configurationWords } from '../configuration-words.ts';
import { mayBeProposed } from '../quality.ts';
import type { QualityRule } from '../objective.ts';
import type { Review } from '../review/review.ts';
import { modelOf } from '../space.ts';
import type { Space } from '../space.ts';
import type { Target } from './evidence.ts';

/** What of a run decides whether it may be proposed. */
export type Proposable = {
  readonly review: Pick<
    Review,
    'simulated' | 'state' | 'outcome' | 'confirmed' | 'sentence' | 'candidate' | 'baseline'
  >;
  readonly quality: { readonly rule: QualityRule; readonly verdict: Review['quality']['verdict'] };
  readonly space: Space;
  readonly target: Target;
};

/** Why a run may not be proposed, in words; null where it may. */
export function whyNotProposable({ review, quality, space, target }: Proposable): string | null {
  const { simulated, outcome, confirmed, candidate, baseline, sentence } = review;
  if (candidate === null) return `the run found nothing: ${sentence}`;
  if (outcome === 'unconfirmed' || (outcome === 'better' && !confirmed)) {
    return `the winner was not confirmed on a fresh boot: ${sentence}`;
  }
  if (outcome !== 'better') return `nothing better was found: ${sentence}`;
  if (simulated && target === 'production') {
    return 'the run is simulated: it can be proposed to a simulated target only';
  }
  const sameModel =
    modelOf(space, candidate.configuration) === modelOf(space, baseline.configuration);
  if (mayBeProposed(quality.rule, quality.verdict ?? 'no-baseline', sameModel)) return null;
  const words = configurationWords(candidate.configuration);
  return quality.verdict === 'worse'
    ? `${words} transcribes worse than the baseline`
    : `the quality of ${words} was not decidable: too few reference words (quality.allowUndecided permits it)`;
}
