import { ApplicationFailure, condition } from '@temporalio/workflow';
import { activityFailures } from '../contracts/activities.ts';
import type { Prepared } from '../contracts/activities.ts';
import type { Grant } from '../contracts/grant.ts';
import { feasibility, infeasibleCells } from '../domain/feasibility.ts';
import { cellCount, configurationAt } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import { gpuSteps } from './activity-options.ts';
import { failureType } from './failure-text.ts';
import { askForGpu, onGpu } from './gpu-desk.ts';
import { isEnding } from './controls.ts';
import { deadlineMs, remainingMs } from './cap-clock.ts';
import { showProgress } from './details.ts';
import { planAgain } from './plan.ts';
import { record } from './run.ts';
import type { Run } from './run.ts';

/** Engines that die while they are prepared are started anew before the run gives up. */
const prepareTries = 3;

/** A step of `name` on the grant's queue, with what is left of the cap as its limit. */
export function stepOf(
  run: Run,
  grant: Grant,
  step: { id: string; summary: string; attempts?: number },
) {
  return gpuSteps({
    queue: grant.queue,
    activityId: step.id,
    summary: step.summary,
    heartbeatMs: run.spec.heartbeatMs,
    remainingMs: remainingMs(run),
    attempts: step.attempts ?? 2,
  });
}

/**
 * Makes the session of `grant` ready for trials: hands it the spec, once for each grant, starts the
 * cap's clock after the first, and pushes the deadline whenever it moved.
 */
export async function readySession(run: Run, grant: Grant): Promise<void> {
  if (run.preparedToken !== grant.token) await prepareSession(run, grant);
  const deadline = deadlineMs(run);
  if (deadline === null || run.pushedDeadlineMs === deadline) return;
  const steps = stepOf(run, grant, {
    id: `deadline.${run.desk.lastNo}.${deadline}`,
    summary: 'tell the GPU worker the deadline',
  });
  await steps.setDeadline({ token: grant.token, deadlineMs: deadline });
  run.pushedDeadlineMs = deadline;
}

async function prepareSession(run: Run, grant: Grant): Promise<void> {
  const startedMs = Date.now();
  refuseOtherClass(run, grant);
  showProgress(run);
  const steps = stepOf(run, grant, {
    id: `prepare.${grant.no}`,
    summary: 'prepare: boot once, learn costs, word error rates',
    attempts: 1,
  });
  const prepared = await steps.prepare({
    token: grant.token,
    spec: run.spec,
    configuration: levelToLearn(run),
  });
  run.preparedToken = grant.token;
  run.pushedDeadlineMs = null;
  if (run.prepared === null) startClock(run, prepared, startedMs);
  else if (run.card?.card !== grant.card) changeCard(run, grant);
  run.prepared = prepared;
  run.card = { card: grant.card, fingerprint: grant.fingerprint };
  showProgress(run);
}

/** The cap counts from the moment at which the GPU is granted and prepared for the first time. */
function startClock(run: Run, prepared: Prepared, startedMs: number): void {
  run.startedMs = Date.now();
  run.prepareMs = run.startedMs - startedMs;
  run.running = prepared.proof === null ? null : levelToLearn(run);
  run.costs = prepared.costs;
  const { weightsMiB, overheadMiB } = prepared;
  run.memory = { ...run.spec.memory, weightsMiB, overheadMiB };
  run.infeasible = infeasibleCells(run.spec.space, run.memory);
  planAgain(run);
}

/** The baseline, else the highest level that the arithmetic lets start. */
function levelToLearn({ spec, infeasible, memory }: Run): Configuration {
  const cells = Array.from({ length: cellCount(spec.space) }, (_, cell) => cell);
  const levelIn = (configuration: Configuration) => Number(configuration[memory.levelKnob]);
  const [highest] = cells
    .filter((cell) => !infeasible.includes(cell))
    .map((cell) => configurationAt(spec.space, cell))
    .toSorted((a, b) => levelIn(b) - levelIn(a));
  const isFeasible = feasibility(memory, spec.baseline).kind === 'feasible';
  return isFeasible ? spec.baseline : (highest ?? spec.baseline);
}

/** Figures of another kind of card cannot stand beside those of the first. */
function refuseOtherClass(run: Run, grant: Grant): void {
  if (run.card === null || run.card.fingerprint === grant.fingerprint) return;
  throw ApplicationFailure.nonRetryable(
    `the GPU was lost and another kind of card came: ${grant.fingerprint}, not ${run.card.fingerprint}`,
    activityFailures.profileMismatch,
  );
}

/** Solo figures and the baseline belong to a card; on another one they are measured again. */
function changeCard(run: Run, grant: Grant): void {
  record(run, { kind: 'session', fingerprint: grant.fingerprint });
  run.soloStt = {};
  run.soloLlm = {};
  run.rebaseline = true;
}

/** Asks for a GPU once for the whole chain of runs. */
export async function holdGpuFor(run: Run): Promise<void> {
  if (run.asked) return;
  const { spec } = run;
  const { prepareLimitMs, maxCapMs } = spec.budget;
  await askForGpu(run.desk, {
    ownerWorkflowId: run.workflowId,
    ownerFirstRunId: run.firstRunId,
    gpuClass: spec.gpuClass,
    engines: spec.engines,
    profileDigest: spec.profileDigest,
    experiment: spec.experiment,
    seed: spec.seed,
    heartbeatMs: spec.heartbeatMs,
    holdLimitMs: prepareLimitMs + maxCapMs + 60_000,
  });
  run.asked = true;
}

/** The first grant and its preparation, then the cap's clock runs; false where a person ends it. */
export async function prepareGpu(run: Run): Promise<boolean> {
  const { desk, controls } = run;
  const tries = { left: prepareTries };
  do {
    await condition(() => desk.grant !== null || desk.ended !== null || isEnding(controls));
    if (isEnding(controls)) return false;
  } while (!(await prepareOnce(run, tries)));
  return !isEnding(controls);
}

/** false where session or engines were lost meanwhile, the engines at most so often. */
async function prepareOnce(run: Run, tries: { left: number }): Promise<boolean> {
  try {
    const held = await onGpu(run.desk, (grant) => readySession(run, grant));
    return held.kind === 'done';
  } catch (error) {
    tries.left -= 1;
    if (failureType(error) !== activityFailures.enginesLost || tries.left <= 0) throw error;
    return false;
  }
}
