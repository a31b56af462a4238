import { describe, expect, test } from 'vitest';
import { whyNotProposable } from '../../../src/domain/promotion/proposable.ts';
import type { Proposable } from '../../../src/domain/promotion/proposable.ts';
import type { Quality } from '../../../src/domain/verdict.ts';
import { qualityRule } from '../trials.ts';
import { review, winner } from './proposals.ts';

const space = {
  knobs: [
    { name: 'vllm_memory_pct', engine: 'llm', values: [50, 55] },
    { name: 'whisper_model', engine: 'stt', values: ['base', 'small'] },
  ],
  bounds: [],
} as const;

type Given = Partial<Omit<Proposable, 'review' | 'quality'>> & {
  readonly review?: Partial<Proposable['review']>;
  readonly verdict?: Quality | null;
  readonly allowUndecided?: boolean;
  readonly model?: string;
};

const why = ({ review: more, verdict = 'kept', allowUndecided = false, model, ...rest }: Given) => {
  const side = { candidateId: 'c1', verdict: null, confirmation: null };
  const configuration = model === undefined ? winner : { ...winner, whisper_model: model };
  return whyNotProposable({
    review: { ...review, sentence: 'so it is', candidate: { ...side, configuration }, ...more },
    quality: { rule: { ...qualityRule, allowUndecided }, verdict },
    space,
    target: 'simulated',
    ...rest,
  });
};

describe('a run may be proposed', () => {
  test('where its winner is better and was confirmed', () => {
    expect(why({})).toBeNull();
  });

  test('to production where it is not simulated', () => {
    expect(why({ review: { simulated: false }, target: 'production' })).toBeNull();
  });
});

describe('a run may not be proposed', () => {
  const unconfirmed = 'the winner was not confirmed on a fresh boot: so it is';
  const nothing = 'nothing better was found: so it is';

  test.each([
    ['that found nothing', { candidate: null }, 'the run found nothing: so it is'],
    ['whose winner was not confirmed', { outcome: 'unconfirmed' }, unconfirmed],
    ['that says better of what was not confirmed', { confirmed: false }, unconfirmed],
    ['that keeps the baseline', { outcome: 'keep-baseline' }, nothing],
    ['that could not tell them apart', { outcome: 'not-distinguishable' }, nothing],
    ['without a baseline', { outcome: 'no-baseline' }, nothing],
  ] as const)('%s', (_which, more, refusal) => {
    expect(why({ review: more })).toBe(refusal);
  });

  test('to production where it is simulated', () => {
    expect(why({ target: 'production' })).toBe(
      'the run is simulated: it can be proposed to a simulated target only',
    );
  });
});

describe('quality', () => {
  const undecided = (words: string) =>
    `the quality of ${words} was not decidable: too few reference words (quality.allowUndecided permits it)`;

  test.each([
    ['kept', 'base', false, null],
    ['not-decidable', 'small', false, null],
    ['not-decidable', 'base', true, null],
    ['not-decidable', 'base', false, undecided('55 % / base')],
    ['no-baseline', 'base', false, undecided('55 % / base')],
    [null, 'base', false, undecided('55 % / base')],
    [null, 'small', false, null],
  ] as const)('%s with model %s, undecided allowed %s: %j', (verdict, model, allowed, refusal) => {
    expect(why({ verdict, model, allowUndecided: allowed })).toBe(refusal);
  });

  test('that is worse is refused for what it is, also where undecided is allowed', () => {
    const refusal = '55 % / base transcribes worse than the baseline';
    expect(why({ verdict: 'worse', model: 'base', allowUndecided: true })).toBe(refusal);
  });
});
