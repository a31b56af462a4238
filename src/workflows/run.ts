import { workflowInfo } from '@temporalio/workflow';
import type { Prepared } from '../contracts/activities.ts';
import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { Costs, MemoryModel, Plan } from '../domain/budget.ts';
import type { Candidate } from '../domain/candidate.ts';
import { infeasibleCells } from '../domain/feasibility.ts';
import type { LlmObservation, SttObservation } from '../domain/observation.ts';
import { startLog, withEntry } from '../domain/run-log.ts';
import type { RunLog } from '../domain/run-log.ts';
import type { LineageEntry } from '../domain/lineage-record.ts';
import type { TrialSummary } from '../domain/search.ts';
import type { Configuration } from '../domain/space.ts';
import { controlSteps } from './activity-options.ts';
import { isCarried, takeUp } from './carry.ts';
import type { Carried } from './carry.ts';
import { listen } from './controls.ts';
import type { Controls } from './controls.ts';
import { openDesk } from './gpu-desk.ts';
import type { GpuDesk } from './gpu-desk.ts';
import { planSpec } from './plan.ts';

/** An experiment while it runs. Plain fields travel through continue-as-new (carry.ts). */
export type Run = {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly requestedMs: number;
  readonly spec: Spec;
  readonly folder: string;
  readonly controls: Controls;
  readonly desk: GpuDesk;
  /** The GPU session was started. */
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
  fingerprint: string | null;
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

const resolveLimitMs = 600_000;

/** Registers the handlers, then resolves the input to a spec, or takes up what was carried over. */
export async function openRun(given: ExperimentInput | Carried): Promise<Run> {
  const controls = listen();
  const { workflowId } = workflowInfo();
  const desk = openDesk(workflowId, isCarried(given) ? given.carried.desk : null);
  const run = isCarried(given)
    ? takeUp(given, { controls, desk })
    : await startRun(given, { controls, desk });
  controls.limits = {
    space: run.spec.space,
    maxCapMs: run.spec.budget.maxCapMs,
    capMs: () => capOf(run),
  };
  return run;
}

/** The cap in force: the spec's, or what `extendBudget` made of it. */
export function capOf(run: Run): number {
  return run.controls.capMs ?? run.capMs;
}

/** One more record in the run's chain. */
export function record(run: Run, entry: LineageEntry): void {
  run.log = withEntry(run.log, entry);
}

type Desks = Pick<Run, 'controls' | 'desk'>;

async function startRun(input: ExperimentInput, desks: Desks): Promise<Run> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const requestedMs = Date.now();
  const resolved = await controlSteps(resolveLimitMs, 'resolve the experiment').resolveSpec({
    input,
    workflowId,
    firstRunId: firstExecutionRunId,
  });
  const { spec, folder } = resolved;
  const infeasible = infeasibleCells(spec.space, spec.memory);
  const genesis = {
    kind: 'genesis',
    specDigest: spec.digest,
    workloadDigest: spec.workloadDigest,
    seed: spec.seed,
    strategy: spec.strategy.name,
  } as const;
  return {
    ...desks,
    workflowId,
    firstRunId: firstExecutionRunId,
    requestedMs,
    spec,
    folder,
    log: startLog(spec.seed, genesis),
    plan: planSpec(spec, spec.costs, infeasible),
    costs: spec.costs,
    memory: spec.memory,
    asked: false,
    prepared: null,
    prepareMs: 0,
    preparedToken: null,
    pushedDeadlineMs: null,
    fingerprint: null,
    startedMs: null,
    capMs: spec.budget.capMs,
    spentMs: 0,
    boots: 0,
    trials: 0,
    running: null,
    queue: [],
    told: [],
    infeasible,
    soloStt: {},
    soloLlm: {},
    rebaseline: false,
    measuredSinceStart: 0,
  };
}
