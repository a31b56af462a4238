import { workflowInfo } from '@temporalio/workflow';
import type { ResolvedRun } from '../contracts/activities.ts';
import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import { infeasibleCells } from '../domain/feasibility.ts';
import { startLog } from '../domain/run-log.ts';
import { controlSteps } from './activity-options.ts';
import { isCarried, takeUp } from './carry.ts';
import type { Carried } from './carry.ts';
import { listen } from './controls.ts';
import type { Limits } from './controls.ts';
import { applicationFailure, asFailure } from './failure-text.ts';
import { openDesk } from './gpu-desk.ts';
import { planSpec } from './plan.ts';
import type { Run } from './run.ts';

const resolveLimitMs = 600_000;

/** Registers the handlers, then resolves the input to a spec, or takes up what was carried over. */
export async function openRun(given: ExperimentInput | Carried): Promise<Run> {
  const { workflowId } = workflowInfo();
  if (isCarried(given)) {
    const { carried } = given;
    const controls = listen({ ...carried.controls, limits: limitsOf(carried) });
    return takeUp(given, { controls, desk: openDesk(workflowId, carried.desk) });
  }
  const controls = listen({});
  const run = await startRun(given, { controls, desk: openDesk(workflowId, null) });
  controls.limits = limitsOf(run);
  return run;
}

function limitsOf({ spec, capMs }: Pick<Run, 'spec' | 'capMs'>): Limits {
  return { space: spec.space, maxCapMs: spec.budget.maxCapMs, capMs };
}

type Desks = Pick<Run, 'controls' | 'desk'>;

async function startRun(input: ExperimentInput, desks: Desks): Promise<Run> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const requestedMs = Date.now();
  const { spec, folder } = await resolve(input);
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
    archived: false,
    asked: false,
    prepared: null,
    prepareMs: 0,
    preparedToken: null,
    pushedDeadlineMs: null,
    card: null,
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

/** What is wrong with the input is the run's own failure: one message, not one wrapped in another. */
async function resolve(input: ExperimentInput): Promise<ResolvedRun> {
  const { workflowId, firstExecutionRunId: firstRunId } = workflowInfo();
  try {
    const steps = controlSteps(resolveLimitMs, 'resolve the experiment');
    return await steps.resolveSpec({ input, workflowId, firstRunId });
  } catch (error) {
    throw asFailure(applicationFailure(error), error);
  }
}
