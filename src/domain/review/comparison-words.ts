import type { Comparison } from '../comparison.ts';
import { configurationWords } from '../configuration-words.ts';
import type { Comparability } from './comparable.ts';
import type { ComparedSide, Pair } from './compared-side.ts';

/** What a side is called beside the other: by its run too where there are two. */
export function nameOf({ scope }: Pick<Pair, 'scope'>, side: ComparedSide): string {
  const words = configurationWords(side.configuration);
  return scope === 'one-run' ? words : `${words} of ${side.runId}`;
}

type Finding = {
  readonly verdict: Comparison['verdict'] | null;
  readonly comparison: Comparison | null;
  readonly reasons: readonly string[];
  readonly apart: Comparability;
};

/** The verdict in one sentence with what else differs between two runs; without one the reasons. */
export function comparisonSentence(pair: Pair, finding: Finding): string {
  const { verdict, comparison, reasons, apart } = finding;
  if (apart.reasons.length > 0) return `not comparable: ${reasons.join('; ')}`;
  if (verdict === null || comparison === null) return `no verdict: ${reasons.join('; ')}`;
  return `${verdictWords(pair, verdict, gain(comparison))}${differing(apart)}`;
}

function verdictWords(pair: Pair, verdict: Comparison['verdict'], by: string): string {
  const candidate = nameOf(pair, pair.candidate);
  const against = nameOf(pair, pair.against);
  const stays = pair.scope === 'one-run' ? 'the baseline' : 'the older';
  switch (verdict) {
    case 'better':
      return `${candidate} is better than ${against} by ${by}`;
    case 'worse':
      return `${candidate} is worse than ${against}, ${by}; keep ${stays}`;
    case 'not-distinguishable':
      return `${candidate} and ${against} cannot be told apart (${by}); keep ${stays}`;
  }
}

function gain({ differencePpm, ci: [low, high] }: Comparison): string {
  return `${signed(differencePpm)} fitness (95 % interval ${signed(low)} to ${signed(high)})`;
}

/** Across cards may be just the question, but then the verdict is one of both. */
function differing({ differences }: Comparability): string {
  const known = differences.flatMap(({ what }) => what ?? []);
  return known.length === 0 ? '' : `; the two runs also differ in ${known.join(', ')}`;
}

function signed(ppm: number): string {
  return `${ppm < 0 ? '-' : '+'}${(Math.abs(ppm) / 1_000_000).toFixed(3)}`;
}
