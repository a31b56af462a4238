import type { Mutation, Origin } from '../candidate.ts';
import type { Applied, CapacityObservation, GpuSeries } from '../observation.ts';
import type { Configuration } from '../space.ts';
import type { Verdict } from '../verdict.ts';

/** The step that a candidate is at. */
export type Step =
  | 'starting engines'
  | 'solo speech'
  | 'solo text'
  | 'joint load'
  /** The figures are in, the verdict is not recorded yet. */
  | 'measured'
  /** An engine died or refused; `fault` says how. */
  | 'faulted'
  | 'judged';

export type Purpose = 'explore' | 'confirm';

/** One candidate as the table shows it. Latencies are medians under joint load. */
export type Row = {
  readonly id: string;
  readonly generation: number;
  readonly configuration: Configuration;
  readonly origin: Origin | null;
  readonly parentIds: readonly string[];
  readonly mutations: readonly Mutation[];
  readonly repeatOf: string | null;
  readonly purpose: Purpose;
  readonly step: Step;
  /** Tries so far: more than 1 after a lost session or engine. */
  readonly round: number;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly sttLatencyUs: number | null;
  readonly llmLatencyUs: number | null;
  readonly capacity: { readonly passing: number; readonly failing: number | null } | null;
  /** What the engines proved to run, the joint load in full, the GPU beside it. */
  readonly applied: Applied | null;
  readonly joint: CapacityObservation | null;
  readonly gpu: GpuSeries | null;
  /** When each step of the newest round ran, in the order of asking. */
  readonly spans: readonly Span[];
  /** What its step is doing just now, as Temporal saw it last; null where the history is all there is. */
  readonly detail: string | null;
  /** Root-cause line of the engine that failed. */
  readonly fault: string | null;
  /** Known once the generation is recorded. */
  readonly verdict: Verdict | null;
  /** The verdict's place in the chain; null until it is recorded. */
  readonly record: { readonly seq: number; readonly hash: string } | null;
};

/** One step of a candidate by the server's clock; `toMs` is null while it runs. */
export type Span = {
  readonly activity: string;
  readonly fromMs: number;
  readonly toMs: number | null;
};

/** What tells one row from another: the same candidate may be confirmed. */
export type RowKey = { readonly id: string; readonly purpose: Purpose };
