import { canonicalJson } from '../canonical.ts';
import { recomputeFitness } from '../fitness.ts';
import type { HashedRecord } from '../lineage-record.ts';
import { desirabilityPpm, isBroken } from '../objective.ts';
import type { Objective } from '../objective.ts';
import type { FitnessPart, Scored } from '../verdict.ts';
import type { Finding } from './finding.ts';

/** Every score again: desirabilities from the recorded values, the fitness from its parts. */
export function verifyScores(
  records: readonly HashedRecord[],
  objectives: readonly Objective[],
): readonly Finding[] {
  return records.flatMap(({ record }) => {
    if (record.kind !== 'verdict' || record.verdict.kind !== 'scored') return [];
    const expected = scoreText(rescore(record.verdict, objectives));
    const got = scoreText(record.verdict);
    return expected === got ? [] : [{ seq: record.seq, what: 'fitness', expected, got }];
  });
}

type Score = Pick<Scored, 'fitnessPpm' | 'geometricPpm' | 'parts' | 'broken'>;

function rescore(recorded: Scored, objectives: readonly Objective[]): Score {
  const scored = objectives.flatMap((objective) => rescorePart(objective, recorded.parts));
  const parts = scored.map(({ part }) => part);
  const broken = scored.filter((each) => each.isBroken).map(({ part }) => part.objective);
  return { ...recomputeFitness(parts), parts, broken };
}

function rescorePart(objective: Objective, parts: readonly FitnessPart[]) {
  return parts
    .filter((part) => part.objective === objective.name)
    .slice(0, 1)
    .map(({ value }) => ({
      part: {
        objective: objective.name,
        value,
        desirabilityPpm: desirabilityPpm(objective, value),
        weightPpm: objective.weightPpm,
      },
      isBroken: isBroken(objective, value),
    }));
}

function scoreText({ fitnessPpm, geometricPpm, parts, broken }: Score): string {
  return canonicalJson({ fitnessPpm, geometricPpm, parts, broken });
}
