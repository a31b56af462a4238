import type { Report } from '../../../contracts/report.ts';
import { showSeconds } from '../../../domain/words/figures.ts';
import { counted, pointWords } from '../../../domain/words/figures.ts';

/** What the run does not show, so that nobody reads it in. */
export function limitLines(report: Report): readonly string[] {
  const { review } = report;
  return [
    ...simulatedLine(report),
    `Another load: every figure holds for the workload ${review.workload.name} with ${counted(review.workload.referenceConcurrency, 'voice turn')} at once, and for this card and these engines.`,
    `Time: the run held the card for ${showSeconds(review.time.usedMs)}. What shows after hours (heat, leaks, fragmented memory) was not seen.`,
    ...noiseLine(report),
    ...untriedLine(report),
    ...qualityLines(report),
    'Memory between samples: a peak shorter than the sampling period of the card can be missed.',
    'Identity: names of people are as their programs claimed them.',
  ];
}

function simulatedLine({ review }: Report): readonly string[] {
  if (!review.simulated) return [];
  return [
    'A real card: engines and GPU were SIMULATED. The figures show how the product decides, not how any hardware behaves.',
  ];
}

function noiseLine({ review }: Report): readonly string[] {
  if (review.comparison?.bootNoiseAssumed !== true) return [];
  return [
    'How much boots differ: fewer than six boots could teach it, so 3 % between boots is assumed in the interval.',
  ];
}

function untriedLine({ infeasible, dropped, experiment, trials }: Report): readonly string[] {
  const explored = trials.filter(
    ({ purpose, repeatOf }) => purpose === 'explore' && repeatOf === null,
  );
  const tried = new Set(explored.map(({ configuration }) => JSON.stringify(configuration))).size;
  const left = experiment.configurations - tried - infeasible.length;
  if (left <= 0) return [];
  const why = dropped.length === 0 ? '' : `, ${dropped.length} of them as the cap left no room`;
  return [
    `The rest of the space: ${counted(left, 'configuration')} of ${experiment.configurations} had no trial${why}.`,
  ];
}

function qualityLines({ review }: Report): readonly string[] {
  const { quality, risks } = review;
  const words = risks?.samples.referenceWords ?? 0;
  return [
    `How good the answers are: the text of the language model is not judged. Speech is judged by word errors on ${counted(words, 'reference word')}; up to ${pointWords(quality.marginPpm)} more than the baseline's pass.`,
  ];
}
