import type { Mutation, Origin } from './candidate.ts';
import type { Configuration } from './space.ts';
import type { Selection } from './search.ts';
import type { Verdict } from './verdict.ts';

export const lineageVersion = 1;

/** Fields every record has. `prev` is the hash of the record before, 64 zeros for genesis. */
type Chained = { readonly v: typeof lineageVersion; readonly seq: number; readonly prev: string };

export type Genesis = {
  readonly kind: 'genesis';
  readonly specDigest: string;
  readonly workloadDigest: string;
  readonly seed: number;
  readonly strategy: string;
};

/** SPEC's lineage fields `spica_id`, `parent_id`, `generation`, `mutations` are spelled out on export. */
export type VerdictRecord = {
  readonly kind: 'verdict';
  readonly candidateId: string;
  readonly parentIds: readonly string[];
  readonly generation: number;
  readonly origin: Origin;
  readonly mutations: readonly Mutation[];
  readonly configuration: Configuration;
  readonly repeatOf: string | null;
  readonly purpose: 'explore' | 'confirm';
  readonly verdict: Verdict;
};

export type SelectionRecord = { readonly kind: 'selection' } & Selection;

/**
 * Cells that the search may not take, in ascending order: `infeasible` by arithmetic, `dropped` to
 * fit the cap. With it the proposals can be derived again from the seed.
 */
export type PlanRecord = {
  readonly kind: 'plan';
  readonly infeasible: readonly number[];
  readonly dropped: readonly number[];
};

/** The run went on with another card, or again after a loss. */
export type SessionRecord = { readonly kind: 'session'; readonly fingerprint: string };

/** A decision that time or a person drove, not the measurements. */
export type DecisionRecord = {
  readonly kind: 'decision';
  readonly decision: 'cap' | 'stop' | 'cancel' | 'inject' | 'extend' | 'drop';
  readonly detail: string;
};

export type FinalRecord = {
  readonly kind: 'final';
  readonly state: string;
  readonly outcome: string;
  readonly winnerId: string | null;
  readonly trials: number;
};

export type LineageEntry =
  | Genesis
  | VerdictRecord
  | SelectionRecord
  | PlanRecord
  | SessionRecord
  | DecisionRecord
  | FinalRecord;

/** One line of `lineage.jsonl` without its hash. */
export type LineageRecord = Chained & LineageEntry;

/** One line of `lineage.jsonl`. */
export type HashedRecord = { readonly record: LineageRecord; readonly hash: string };
