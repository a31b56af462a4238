import type { Comparison } from './comparison.ts';
import type { Judged } from './run-log.ts';
import { configurationWords } from './configuration-words.ts';

export type Outcome =
  'better' | 'keep-baseline' | 'not-distinguishable' | 'unconfirmed' | 'no-baseline';

/** How the best candidate stood on a fresh start in production order, beside the baseline. */
export type Confirmation =
  | { readonly kind: 'better'; readonly best: Judged; readonly comparison: Comparison }
  | { readonly kind: 'keep-baseline'; readonly comparison: Comparison | null }
  | { readonly kind: 'not-distinguishable'; readonly best: Judged; readonly comparison: Comparison }
  | { readonly kind: 'unconfirmed'; readonly best: Judged; readonly why: string }
  | { readonly kind: 'no-baseline'; readonly best: Judged | null };

export type Decision = {
  readonly outcome: Outcome;
  readonly winner: Judged | null;
  readonly comparison: Comparison | null;
  readonly sentence: string;
};

/** The outcome, the winner and the sentence that a person reads first. */
export function decide(confirmation: Confirmation, baseline: Judged | null): Decision {
  const { kind } = confirmation;
  switch (kind) {
    case 'better': {
      const { best, comparison } = confirmation;
      const sentence = `${words(best)} is better than ${words(baseline)} by ${gain(comparison)}, confirmed on fresh boots`;
      return { outcome: kind, winner: best, comparison, sentence };
    }
    case 'keep-baseline': {
      const { comparison } = confirmation;
      const sentence = `keep ${words(baseline)}: nothing measured was better`;
      return { outcome: kind, winner: baseline, comparison, sentence };
    }
    case 'not-distinguishable': {
      const { best, comparison } = confirmation;
      const sentence = `${words(best)} and ${words(baseline)} cannot be told apart (${gain(comparison)}); keep the baseline`;
      return { outcome: kind, winner: baseline, comparison, sentence };
    }
    case 'unconfirmed': {
      const { best, why } = confirmation;
      const sentence = `${words(best)} measured best but was not confirmed: ${why}`;
      return { outcome: kind, winner: best, comparison: null, sentence };
    }
    case 'no-baseline': {
      const { best } = confirmation;
      const found = best === null ? 'nothing could be measured' : `${words(best)} measured best`;
      const sentence = `no valid baseline: ${found}`;
      return { outcome: kind, winner: best, comparison: null, sentence };
    }
  }
}

function words(judged: Judged | null): string {
  return judged === null ? 'the baseline' : configurationWords(judged.candidate.configuration);
}

function gain({ differencePpm, ci }: Comparison): string {
  return `${signed(differencePpm)} fitness (95 % interval ${signed(ci[0])} to ${signed(ci[1])})`;
}

function signed(ppm: number): string {
  return `${ppm < 0 ? '-' : '+'}${(Math.abs(ppm) / 1_000_000).toFixed(3)}`;
}
