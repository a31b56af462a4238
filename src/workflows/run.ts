import type { Prepared } from '../contracts/activities.ts';
import type { Grant } from '../contracts/grant.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { Costs, MemoryModel, Plan } from '../domain/budget.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { LlmObservation, SttObservation } from '../domain/observation.ts';
import { withEntry } from '../domain/run-log.ts';
import type { RunLog } from '../domain/run-log.ts';
import type { LineageEntry } from '../domain/lineage-record.ts';
import type { TrialSummary } from '../domain/search.ts';
import type { Configuration } from '../domain/space.ts';
import type { Controls } from './controls.ts';
import type { GpuDesk } from './gpu-desk.ts';

/** An experiment while it runs. Plain fields travel through continue-as-new (carry.ts). */
export type Run = {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly requestedMs: number;
  readonly spec: Spec;
  readonly folder: string;
  readonly controls: Controls;
  readonly desk: GpuDesk;
  /** The archive and the GPU session were started. */
  archived: boolean;
  asked: boolean;
  log: RunLog;
  plan: Plan;
  costs: Costs;
  /** The profile's figures, then what prepare learned. */
  memory: MemoryModel;
  prepared: Prepared | null;
  prepareMs: number;
  /** Token of the session that holds the spec and knows the deadline pushed last. */
  preparedToken: string | null;
  pushedDeadlineMs: number | null;
  /** The card that the figures were measured on. */
  card: Pick<Grant, 'card' | 'fingerprint'> | null;
  /** Server time at which the cap's clock started. */
  startedMs: number | null;
  capMs: number;
  /** Time of the plan's clock spent so far, for recorded answers. */
  spentMs: number;
  boots: number;
  trials: number;
  /** What the engines run; fixed by the candidates' order, never by clocks. */
  running: Configuration | null;
  /** Candidates of the generation in hand that have no verdict yet, and what it told so far. */
  queue: readonly Candidate[];
  told: readonly TrialSummary[];
  infeasible: readonly number[];
  /** Solo figures: once per STT model, once per LLM level. */
  soloStt: Readonly<Record<string, SttObservation>>;
  soloLlm: Readonly<Record<string, LlmObservation>>;
  /** Another card took over: the baseline is measured again before anything else. */
  rebaseline: boolean;
  measuredSinceStart: number;
};

/** The cap in force: the spec's, or what `extendBudget` made of it. */
export function capOf(run: Run): number {
  return run.controls.capMs ?? run.capMs;
}

/** One more record in the run's chain. */
export function record(run: Run, entry: LineageEntry): void {
  run.log = withEntry(run.log, entry);
}
