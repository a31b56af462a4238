import { compare } from '../comparison.ts';
import type { Comparison } from '../comparison.ts';
import { assumedBootNoise, isLearned, learnBootNoise } from '../statistics/boot-noise.ts';
import { comparability } from './comparable.ts';
import type { Comparability } from './comparable.ts';
import { readBoots } from './compared-side.ts';
import type { ComparedSide, Pair, Scope } from './compared-side.ts';
import { comparisonSentence, nameOf } from './comparison-words.ts';
import { qualityCautions, qualityReasons } from './compared-quality.ts';
import { figuresOf } from './side-figures.ts';
import type { SideFigures } from './side-figures.ts';

/** Two configurations held against each other. Integers and texts only. */
export type SideComparison = {
  readonly scope: Scope;
  /** null where none can be given. */
  readonly verdict: Comparison['verdict'] | null;
  readonly sentence: string;
  /** Why there is no verdict. */
  readonly reasons: readonly string[];
  /** What to keep in mind. */
  readonly cautions: readonly string[];
  /** Differences, candidate - against; null where the two cannot be compared. */
  readonly comparison: Comparison | null;
  readonly candidate: SideFigures;
  readonly against: SideFigures;
};

/** Compares by the counted boots of both sides as a run compares itself. No data, no verdict. */
export function compareSides(pair: Pair): SideComparison {
  const { scope, candidate, against } = pair;
  const boots = readBoots(candidate);
  const others = readBoots(against);
  const apart = scope === 'one-run' ? nothingApart : comparability(candidate, against);
  const learned = learnBootNoise([boots.counted, others.counted]);
  const missing = [
    ...apart.reasons,
    ...boots.blocking.map((why) => `${nameOf(pair, candidate)} ${why}`),
    ...others.blocking.map((why) => `${nameOf(pair, against)} ${why}`),
  ];
  const sides = { candidate: boots.counted, baseline: others.counted };
  const { objectives } = against.spec;
  const comparison =
    missing.length > 0 ? null : compare({ ...sides, objectives, bootNoise: learned });
  const decided = comparison?.verdict ?? null;
  const reasons = [...missing, ...qualityReasons(pair, decided)];
  const verdict = reasons.length > 0 ? null : decided;
  const noise = isLearned(learned) ? learned : assumedBootNoise;
  return {
    scope,
    verdict,
    sentence: comparisonSentence(pair, { verdict, comparison, reasons, apart }),
    reasons,
    cautions: [
      ...apart.differences.map(({ words }) => words),
      ...bootCautions(pair, candidate),
      ...bootCautions(pair, against),
      ...(comparison === null ? [] : qualityCautions(pair)),
    ],
    comparison,
    candidate: figuresOf(candidate, boots.counted, noise),
    against: figuresOf(against, others.counted, noise),
  };
}

const nothingApart: Comparability = { reasons: [], differences: [] };

/** A boot that was left out, and a side that rests on a single one. */
function bootCautions(pair: Pair, side: ComparedSide): readonly string[] {
  const { counted, uncounted } = readBoots(side);
  const name = nameOf(pair, side);
  return [
    ...uncounted.map((why) => `${name} ${why}`),
    ...(counted.length === 1 ? [`${name} was measured on one boot only`] : []),
  ];
}
