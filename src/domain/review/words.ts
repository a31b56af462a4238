import type { Quality } from '../verdict.ts';
import { showObjective } from '../words/figures.ts';
import type { Review } from './review.ts';
import type { Interval, TargetLine } from './target-lines.ts';

/** What an objective aims at; for one that is to come near a value, that value. */
export type Aim = Pick<TargetLine, 'objective' | 'better' | 'target'>;

/** `< 500 ms`, `>= 8 turns`, `near 70 %`. */
export function targetWords({ objective, better, target }: Aim): string {
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
