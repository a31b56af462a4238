import { Summary } from '../contracts/schemas/artifacts.ts';
import type { Targets } from '../contracts/schemas/artifacts.ts';
import type { PublishInput } from '../contracts/activities.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import { meetsTarget } from '../domain/objective.ts';
import type { Objective } from '../domain/objective.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { HistoryFacts } from './history-facts.ts';

/** `summary.json` of a run, from what it published, its records and its histories. */
export function summaryOf(
  published: PublishInput,
  records: readonly HashedRecord[],
  facts: HistoryFacts,
): Summary {
  const { spec, environment, workflowId, firstRunId, folder } = published;
  const result = facts.result ?? published.result;
  const { steps } = facts;
  return Summary.parse({
    schemaVersion: 1,
    simulated: spec.simulated,
    experiment: spec.experiment,
    runId: folder,
    workflowId,
    firstRunId,
    startedAt: steps.startedAt ?? '',
    finishedAt: facts.publication?.at ?? steps.lastAt ?? '',
    targets: {
      baseline: targetsOf(spec.objectives, result.baselineVerdict),
      winner: result.winnerVerdict && targetsOf(spec.objectives, result.winnerVerdict),
    },
    result,
    environment,
    trials: records.flatMap(trialOf),
  });
}

/** Each target with the measured value; what was not scored met none. */
export function targetsOf(objectives: readonly Objective[], verdict: Verdict): Targets {
  const parts = verdict.kind === 'scored' ? verdict.parts : [];
  return objectives.map((objective) => {
    const { name, better, target } = objective;
    const value = parts.find((part) => part.objective === name)?.value ?? null;
    const met = value !== null && meetsTarget(objective, value);
    return { objective: name, better, target, value, met };
  });
}

function trialOf({ record, hash }: HashedRecord) {
  if (record.kind !== 'verdict') return [];
  const { candidateId, generation, origin, purpose, repeatOf, configuration, verdict } = record;
  const { seq } = record;
  const trial = { generation, origin, purpose, repeatOf, configuration, verdict };
  return [{ id: candidateId, ...trial, seq, sha256: hash }];
}
