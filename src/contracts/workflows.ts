import type { Plan } from '../domain/budget.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Configuration } from '../domain/space.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Grant } from './grant.ts';
import type { ExperimentInput } from './schemas/experiment-input.ts';

export type RunState = 'completed' | 'capped' | 'stopped' | 'no-viable-candidate' | 'failed';

/** A trial as the result and the artifacts tell it. */
export type TrialReport = {
  readonly candidate: Candidate;
  readonly purpose: 'explore' | 'confirm';
  readonly verdict: Verdict;
};

/** What workflow `experiment` returns. Integers and texts only, at most some tens of kB. */
export type ExperimentResult = {
  readonly experiment: string;
  readonly state: RunState;
  readonly outcome: Outcome;
  /** One sentence that a person reads first. */
  readonly sentence: string;
  readonly winner: Candidate | null;
  readonly baseline: Candidate;
  readonly baselineVerdict: Verdict;
  readonly winnerVerdict: Verdict | null;
  readonly confirmed: boolean;
  readonly comparison: Comparison | null;
  /** Configurations that cannot be told apart from the best, by candidate id. */
  readonly ties: readonly string[];
  readonly tieSentence: string | null;
  /** How many verdicts of each kind; all of them are in `lineage.jsonl`. */
  readonly counts: Readonly<Record<Verdict['kind'] | 'repeats', number>>;
  /** The best few by rank, baseline and winner among them. */
  readonly leaders: readonly TrialReport[];
  readonly plan: Plan;
  readonly simulated: boolean;
  readonly specDigest: string;
  readonly lineageHead: string;
  readonly lineageLength: number;
  readonly prepareMs: number;
  readonly usedMs: number;
  readonly capMs: number;
  readonly boots: number;
  readonly gpuReleased: 'proven' | 'unproven';
  /** Why a run failed or ended early, for people; empty otherwise. */
  readonly why: string;
  readonly folder: string;
};

/** Input of `gpu-session`. */
export type GpuSessionInput = {
  readonly ownerWorkflowId: string;
  readonly ownerFirstRunId: string;
  readonly gpuClass: string;
  readonly engines: string;
  readonly profileDigest: string;
  readonly experiment: string;
  readonly seed: number;
  readonly heartbeatMs: number;
  /** prepare limit + the policy's largest cap + 60 s: a running activity cannot be extended. */
  readonly holdLimitMs: number;
};

/** What the session tells its owner. The owner ignores all but the awaited number and token. */
export type SessionNotice =
  | ({ readonly kind: 'granted' } & Grant)
  | { readonly kind: 'lost'; readonly no: number; readonly token: string | null }
  | { readonly kind: 'ended'; readonly released: 'proven' | 'unproven'; readonly why: string };

export type InjectInput = { readonly configuration: Configuration };
export type ExtendInput = { readonly capMs: number };
export type MessageReply = { readonly accepted: true; readonly note: string };

/** Input of `runner`: cycles of experiments, the flags of SPEC. */
export type RunnerInput = {
  readonly experiments: readonly string[];
  readonly epochsPerCycle: number;
  readonly maxParallel: number;
  readonly sleepBetweenCyclesMs: number;
  readonly cycles: number;
  readonly common: Omit<ExperimentInput, 'experiment' | 'spec'>;
};

export type RunnerResult = {
  readonly runs: readonly {
    readonly runId: string;
    readonly state: RunState;
    readonly outcome: Outcome;
    readonly sentence: string;
  }[];
};
