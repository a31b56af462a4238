import type { Origin } from '../candidate.ts';
import type { Objective } from '../objective.ts';
import type { Configuration } from '../space.ts';
import type { Verdict } from '../verdict.ts';

/** Where a run stands, in the order in which it passes through. */
export type Phase =
  | 'resolving'
  | 'waiting'
  | 'preparing'
  | 'baseline'
  | 'searching'
  | 'confirming'
  | 'concluding'
  | 'ended';

/** The step that a candidate is at. */
export type Step = 'starting engines' | 'solo speech' | 'solo text' | 'joint load' | 'measured';

/** One candidate as the table shows it. Latencies are medians under joint load. */
export type Row = {
  readonly id: string;
  readonly generation: number;
  readonly configuration: Configuration;
  readonly origin: Origin | null;
  readonly parentIds: readonly string[];
  readonly repeatOf: string | null;
  readonly purpose: 'explore' | 'confirm';
  readonly step: Step;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly sttLatencyUs: number | null;
  readonly llmLatencyUs: number | null;
  readonly capacity: { readonly passing: number; readonly failing: number | null } | null;
  /** Known once the generation is recorded. */
  readonly verdict: Verdict | null;
};

/** What of the spec the screens need. */
export type ViewSpec = {
  readonly experiment: string;
  readonly engines: string;
  readonly simulated: boolean;
  readonly seed: number;
  readonly capMs: number;
  readonly generations: number;
  readonly baseline: Configuration;
  readonly objectives: readonly Objective[];
  readonly digest: string;
};

/** Everything a person sees of a run: folded from its history and from nothing else. */
export type ExperimentView = {
  readonly firstRunId: string;
  readonly runId: string;
  readonly startedMs: number;
  /** Time of the newest event. */
  readonly nowMs: number;
  readonly lastEventId: number;
  readonly phase: Phase;
  readonly spec: ViewSpec | null;
  readonly folder: string | null;
  readonly card: string | null;
  readonly losses: number;
  readonly capStartedMs: number | null;
  readonly capMs: number | null;
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly cancelling: boolean;
  readonly rows: readonly Row[];
  readonly decisions: readonly string[];
  readonly lineageHead: string | null;
  /** The newest workflow task failure: a run that sits silent says why. */
  readonly taskFailure: string | null;
  readonly close: Close | null;
};

export type Close = {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out';
  /** The workflow's result, as its contract says; null unless completed. */
  readonly result: unknown;
  readonly why: string;
  readonly atMs: number;
};
