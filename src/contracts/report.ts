import type { Origin } from '../domain/candidate.ts';
import type { Objective } from '../domain/objective.ts';
import type { FlagChange } from '../domain/review/flags.ts';
import type { Review } from '../domain/review/review.ts';
import type { Configuration, EngineRole, Knob } from '../domain/space.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Purpose } from '../domain/view/view.ts';

/** The report of an ended run as data: `report.json`. Integers and texts only. */
export type Report = {
  readonly schemaVersion: 1;
  /** What a person decides on. */
  readonly review: Review;
  /** Why nothing can be proposed; null where the run's winner can be. */
  readonly notProposable: string | null;
  /** Why the run failed or ended early; empty otherwise. */
  readonly why: string;
  readonly endedMs: number;
  readonly experiment: ReportedExperiment;
  /** null: the files of the run were not verified where the report was made. */
  readonly verification: Verified | null;
  /** null where the engine profile of that time was not there. */
  readonly flags: readonly FlagChange[] | null;
  readonly proposal: ReportedProposal | null;
  readonly generations: readonly GenerationLine[];
  readonly trials: readonly TrialLine[];
  readonly models: readonly ModelLine[];
  /** What time or a person decided while it ran. */
  readonly decisions: readonly string[];
  /** Configurations that cannot fit the card, and those that the cap left no room for. */
  readonly infeasible: readonly Configuration[];
  readonly dropped: readonly Configuration[];
};

/** The question that the run was asked. */
export type ReportedExperiment = {
  readonly configurations: number;
  readonly knobs: readonly Knob[];
  readonly objectives: readonly Objective[];
  readonly generations: number;
  readonly productionOrder: readonly EngineRole[];
  readonly approval: 'solo' | 'two-person';
  readonly target: 'simulated' | 'production';
};

/** What a check of the run's folder came to. */
export type Verified = {
  /** 0 the chain and the files, 1 agreement with the event history; null nothing. */
  readonly level: 0 | 1 | null;
  readonly records: number;
  readonly head: string | null;
  readonly findings: readonly string[];
  readonly notes: readonly string[];
};

/** The proposal that asks for a decision on this run. */
export type ReportedProposal = {
  readonly id: string;
  readonly digest: string;
  readonly approval: 'solo' | 'two-person';
  readonly target: 'simulated' | 'production';
  readonly requester: string;
  readonly expiresMs: number;
};

/** One generation. Figures are of its scored candidates, repeats with the verdict they stand on. */
export type GenerationLine = {
  readonly generation: number;
  readonly candidates: number;
  readonly repeats: number;
  readonly scored: number;
  readonly bestCandidateId: string | null;
  readonly bestFitnessPpm: number | null;
  readonly meanFitnessPpm: number | null;
};

/** One trial and its record in the chain. Latencies are medians under joint load. */
export type TrialLine = {
  readonly candidateId: string;
  readonly purpose: Purpose;
  readonly generation: number;
  readonly origin: Origin | null;
  readonly parentIds: readonly string[];
  readonly repeatOf: string | null;
  readonly configuration: Configuration;
  readonly verdict: Verdict | null;
  readonly sttLatencyUs: number | null;
  readonly llmLatencyUs: number | null;
  readonly capacity: { readonly passing: number; readonly failing: number | null } | null;
  readonly record: { readonly seq: number; readonly hash: string } | null;
};

/** Word errors of one STT model over the clips of the workload. */
export type ModelLine = {
  readonly model: string;
  readonly referenceWords: number;
  readonly wordErrorPpm: number | null;
};
