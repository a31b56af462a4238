import type { Report } from '../../../contracts/report.ts';
import type { Comparison, LatencyChange } from '../../../domain/comparison.ts';
import { configurationWords } from '../../../domain/configuration-words.ts';
import type { Outcome } from '../../../domain/outcome.ts';
import type { Review, Side } from '../../../domain/review/review.ts';
import { verdictWords } from '../../../domain/verdict-words.ts';
import { objectiveWords, showDifference, showPercent } from '../../../domain/words/figures.ts';
import type { Tone } from '../../../domain/words/tone.ts';

/** What a run came to, in as many words as a heading holds. */
export type Headline = {
  readonly proposed: boolean;
  readonly title: string;
  readonly instead: string;
};

/** What is proposed, or that nothing is. */
export function headlineOf({ review, notProposable }: Report): Headline {
  const baseline = configurationWords(review.baseline.configuration);
  if (review.candidate === null) {
    return { proposed: false, title: 'Nothing to propose', instead: `${baseline} stays` };
  }
  const winner = configurationWords(review.candidate.configuration);
  if (notProposable === null) {
    return { proposed: true, title: winner, instead: `instead of ${baseline}` };
  }
  return review.candidate.candidateId === review.baseline.candidateId
    ? {
        proposed: false,
        title: `Keep ${baseline}`,
        instead: 'the baseline stays; nothing is proposed',
      }
    : { proposed: false, title: `${winner}: not proposed`, instead: `${baseline} stays` };
}

/** The outcome in two or three words, and what it means for the decision. */
export const outcomeWords: Readonly<
  Record<Outcome, { readonly text: string; readonly tone: Tone }>
> = {
  better: { text: 'better', tone: 'good' },
  'keep-baseline': { text: 'keep the baseline', tone: 'note' },
  'not-distinguishable': { text: 'not distinguishable', tone: 'note' },
  unconfirmed: { text: 'not confirmed', tone: 'caution' },
  'no-baseline': { text: 'no valid baseline', tone: 'bad' },
};

/** The difference and its interval in one sentence; that there is none, where nothing was compared. */
export function differenceWords({ comparison }: Review): string {
  if (comparison === null) return 'No comparison with the baseline on fresh boots.';
  return `${showDifference(comparison.differencePpm)} fitness. ${intervalWords(comparison)}`;
}

/** `95 % interval +0.066 to +0.119.` */
export function intervalWords({ ci: [low, high] }: Comparison): string {
  return `95 % interval ${showDifference(low)} to ${showDifference(high)}.`;
}

/** On what the difference rests. */
export function basisWords({ comparison, confirmed, candidate, baseline }: Review): string {
  if (comparison === null) return '';
  const isBaseline = candidate?.candidateId === baseline.candidateId;
  const fresh =
    confirmed || isBaseline
      ? 'Compared on fresh boots in production order'
      : 'NOT CONFIRMED on fresh boots';
  const noise = comparison.bootNoiseAssumed
    ? 'noise between boots assumed, not learned'
    : 'noise between boots learned from this run';
  return `${fresh}; ${noise}.`;
}

/** How each latency moved. */
export function latencyChanges(comparison: Comparison | null): readonly LatencyWords[] {
  return (comparison?.latencies ?? []).map((change) => ({
    name: objectiveWords[change.objective],
    change: signedPercent(change.changePpm),
    interval: `${signedPercent(change.ci[0])} to ${signedPercent(change.ci[1])}`,
    verdict: changeWords[change.verdict],
    tone: changeTones[change.verdict],
  }));
}

export type LatencyWords = {
  readonly name: string;
  readonly change: string;
  readonly interval: string;
  readonly verdict: string;
  readonly tone: Tone;
};

const changeWords: Readonly<Record<LatencyChange['verdict'], string>> = {
  faster: 'faster',
  slower: 'slower',
  'not-distinguishable': 'no difference shown',
};

const changeTones: Readonly<Record<LatencyChange['verdict'], Tone>> = {
  faster: 'good',
  slower: 'bad',
  'not-distinguishable': 'note',
};

/** `fitness 0.714, on its fresh boot 0.701`. */
export function sideWords({ verdict, confirmation }: Side): string {
  const first = verdict === null ? 'not measured' : verdictWords(verdict);
  return confirmation === null
    ? first
    : `${first}; on its fresh boot ${verdictWords(confirmation)}`;
}

function signedPercent(ppm: number): string {
  return `${ppm < 0 ? '-' : '+'}${showPercent(Math.abs(ppm))}`;
}
