import type { Mutation, Origin } from '../candidate.ts';
import type { HashedRecord } from '../lineage-record.ts';
import type { Configuration } from '../space.ts';
import type { Verdict } from '../verdict.ts';

/** One line of `gen_<N>_candidates.jsonl`: SPEC's lineage fields, then what they rest on. */
export type SpicaLine = {
  readonly spica_id: string;
  readonly parent_id: string | null;
  readonly generation: number;
  readonly mutations: readonly Mutation[];
  /** Hash of the verdict's record in the chain, and its number there. */
  readonly sha256: string;
  readonly seq: number;
  readonly parent_ids: readonly string[];
  readonly origin: Origin;
  readonly repeat_of: string | null;
  readonly configuration: Configuration;
  readonly verdict: Verdict;
};

/** The line of an exploration verdict; null for every other record. `parent_id` is the first parent. */
export function spicaLine({ record, hash }: HashedRecord): SpicaLine | null {
  if (record.kind !== 'verdict' || record.purpose !== 'explore') return null;
  return {
    spica_id: record.candidateId,
    parent_id: record.parentIds[0] ?? null,
    generation: record.generation,
    mutations: record.mutations,
    sha256: hash,
    seq: record.seq,
    parent_ids: record.parentIds,
    origin: record.origin,
    repeat_of: record.repeatOf,
    configuration: record.configuration,
    verdict: record.verdict,
  };
}
