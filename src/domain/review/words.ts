import { configurationWords } from '../configuration-words.ts';
import type { Quality } from '../verdict.ts';
import { verdictWords } from '../verdict-words.ts';
import { objectiveWords, showDifference, showObjective, showPercent } from '../words/figures.ts';
import type { Review } from './review.ts';
import type { Risks } from './risks.ts';
import type { Interval, TargetLine } from './target-lines.ts';

/** `< 500 ms`, `>= 8 turns`, `near 70 %`. */
export function targetWords({ objective, better, target }: TargetLine): string {
  const value = showObjective(objective, target);
  switch (better) {
    case 'lower':
      return `< ${value}`;
    case 'higher':
      return `>= ${value}`;
    case 'near':
      return `near ${value}`;
  }
}

/** `350 ms (342 to 380)`; for turns `6 turns (less than 8)`. */
export function figureWords(
  objective: TargetLine['objective'],
  value: number | null,
  interval: Interval | null,
): string {
  if (value === null) return 'not measured';
  const figure = showObjective(objective, value);
  if (interval === null) return figure;
  const [low, high] = interval;
  if (objective === 'capacity') {
    return `${figure} (${high === null ? 'none failed' : `fewer than ${high}`})`;
  }
  const end = (at: number): string => showObjective(objective, at).replace(/ ms$/, '');
  return high === null ? figure : `${figure} (${end(low)} to ${end(high)})`;
}

/** Is it better, and by how much: the comparison in one line; null where there is none. */
export function comparisonWords({ comparison }: Pick<Review, 'comparison'>): string | null {
  if (comparison === null) return null;
  const { differencePpm, ci, verdict, bootNoiseAssumed } = comparison;
  const interval = `95 % interval ${showDifference(ci[0])} to ${showDifference(ci[1])}`;
  const noise = bootNoiseAssumed ? '; boot noise assumed' : '';
  return `${verdict}: ${showDifference(differencePpm)} fitness, ${interval}${noise}`;
}

/** What could go wrong, each in a line, the gravest first. */
export function riskLines(review: Review): readonly string[] {
  const { risks, quality, targets, comparison, time } = review;
  if (risks === null) return ['nothing was measured'];
  const missed = targets
    .filter(({ met }) => !met)
    .map(({ objective }) => objectiveWords[objective]);
  return [
    memoryLine(risks),
    ...(time.gpuReleased === 'proven' ? [] : ['the GPU was not proven free at the end']),
    qualityLine(quality, risks),
    ...(missed.length === 0 ? [] : [`misses its target: ${missed.join(', ')}`]),
    samplesLine(risks),
    ...(comparison?.bootNoiseAssumed === true
      ? ['how much boots differ was assumed (3 %), not learned: fewer than 6 boots']
      : []),
    ...neighbourLine(risks),
    ...droppedLine(risks),
    ...(risks.losses === 0 ? [] : [`the GPU session was lost ${risks.losses} x during the run`]),
  ];
}

function memoryLine({ outOfMemory, freeMiB, totalMiB }: Risks): string {
  const seen =
    outOfMemory.length === 0
      ? 'nothing ran out of memory'
      : `out of memory: ${outOfMemory.map(configurationWords).join(', ')}`;
  const total = totalMiB === null ? '' : ` of ${totalMiB}`;
  return freeMiB === null ? seen : `${seen}; ${freeMiB}${total} MiB free at the peak`;
}

function qualityLine(quality: Review['quality'], { samples }: Risks): string {
  const { verdict, wordErrorPpm, baselinePpm, marginPpm } = quality;
  const own = wordErrorPpm === null ? '' : `: word error rate ${showPercent(wordErrorPpm)}`;
  const other = baselinePpm === null ? '' : `, baseline ${showPercent(baselinePpm)}`;
  const rule = `margin ${showPercent(marginPpm)}, ${samples.referenceWords} words`;
  return `${qualityWords(verdict)}${own}${other} (${rule})`;
}

/** Whether it transcribes as well as the baseline, in words. */
export function qualityWords(quality: Quality | null): string {
  switch (quality) {
    case 'kept':
      return 'quality kept';
    case 'worse':
      return 'transcribes WORSE than the baseline';
    case 'not-decidable':
      return 'QUALITY NOT DECIDABLE: too few reference words';
    case 'no-baseline':
    case null:
      return 'no baseline to hold the quality against';
  }
}

function samplesLine({ samples }: Risks): string {
  const { boots, turns, stressRequests, badRequests } = samples;
  return `rests on ${boots} boots, ${turns} voice turns, ${stressRequests} requests under stress (${badRequests} bad)`;
}

function neighbourLine({ neighbours }: Risks): readonly string[] {
  if (neighbours.length === 0) return [];
  const told = neighbours.map(
    ({ configuration, verdict }) => `${configurationWords(configuration)} ${verdictWords(verdict)}`,
  );
  return [`one step away: ${told.join('; ')}`];
}

function droppedLine({ dropped }: Risks): readonly string[] {
  if (dropped.length === 0) return [];
  return [`not tried, the cap left no room: ${dropped.map(configurationWords).join(', ')}`];
}

/** Who measured it, on what, in two lines. */
export function measuredLines({ run, environment, workload, risks }: Review): readonly string[] {
  const on =
    environment === null
      ? 'an environment that nobody described'
      : `${environment.card}, driver ${environment.driver}, on ${environment.host}`;
  const load = `${workload.name}: ${workload.promptTokens} prompt tokens, ${workload.maxTokens} answer tokens, ${workload.referenceConcurrency} voice turns at once`;
  const words = risks === null ? '' : `, ${risks.samples.referenceWords} reference words`;
  return [`engines ${run.engines} on ${on}`, `load ${load}${words}`];
}
