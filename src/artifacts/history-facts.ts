import type { PublishInput } from '../contracts/activities.ts';
import {
  Generation,
  Publication,
  Resolved,
  RunResult,
  SeriesDigest,
} from '../contracts/schemas/artifacts.ts';
import { Histories } from '../contracts/schemas/history.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import { stepsOf } from './history-steps.ts';
import type { HistorySteps } from './history-steps.ts';

/** What the histories of a chain say about its files. */
export type HistoryFacts = {
  readonly steps: HistorySteps;
  /** All records that `recordGeneration` took, each once, by number. */
  readonly records: readonly HashedRecord[];
  /** Numbers at which two inputs do not agree. */
  readonly disagreeing: readonly number[];
  readonly head: string | null;
  readonly spec: Spec | null;
  readonly folder: string | null;
  readonly publication: (PublishInput & { readonly at: string }) | null;
  /** The result of the closed chain; null while it runs, or where it ended without. */
  readonly result: ExperimentResult | null;
  /** Digest of the GPU series of each trial, by the id of the step that took it. */
  readonly evidence: Readonly<Record<string, string>>;
};

/** Reads histories from outside; null where they are none. */
export function factsOf(value: unknown): HistoryFacts | null {
  const parsed = Histories.safeParse(value);
  if (!parsed.success) return null;
  const steps = stepsOf(parsed.data);
  const result = RunResult.safeParse(steps.close?.result);
  return {
    steps,
    ...generationsOf(steps),
    spec: specOf(steps),
    publication: publicationOf(steps),
    result: result.success ? result.data : null,
    evidence: evidenceOf(steps),
  };
}

type Generations = Pick<HistoryFacts, 'records' | 'disagreeing' | 'head' | 'folder'>;

function generationsOf({ asked }: HistorySteps): Generations {
  const records = new Map<number, HashedRecord>();
  const disagreeing: number[] = [];
  let last: Pick<Generations, 'head' | 'folder'> = { head: null, folder: null };
  for (const step of asked.filter(({ activity }) => activity === 'recordGeneration')) {
    const parsed = Generation.safeParse(step.input);
    if (!parsed.success) continue;
    last = { head: parsed.data.head, folder: parsed.data.folder };
    for (const hashed of parsed.data.records) {
      const before = records.get(hashed.record.seq);
      if (before !== undefined && before.hash !== hashed.hash) disagreeing.push(hashed.record.seq);
      records.set(hashed.record.seq, before ?? hashed);
    }
  }
  const ordered = [...records.values()].toSorted((a, b) => a.record.seq - b.record.seq);
  return { records: ordered, disagreeing, ...last };
}

function specOf({ answered }: HistorySteps): Spec | null {
  const step = answered.find(({ activity }) => activity === 'resolveSpec');
  const parsed = Resolved.safeParse(step?.result);
  return parsed.success ? parsed.data.spec : null;
}

function publicationOf({ asked }: HistorySteps): HistoryFacts['publication'] {
  const step = asked.findLast(({ activity }) => activity === 'publishArtifacts');
  const parsed = Publication.safeParse(step?.input);
  return step !== undefined && parsed.success ? { ...parsed.data, at: step.askedAt } : null;
}

function evidenceOf({ answered }: HistorySteps): Readonly<Record<string, string>> {
  const pairs = answered
    .filter(({ activity }) => activity === 'sampleGpu')
    .flatMap(({ activityId, result }) => {
      const parsed = SeriesDigest.safeParse(result);
      return parsed.success ? [[activityId, parsed.data.digest] as const] : [];
    });
  return Object.fromEntries(pairs);
}
