import { CancellationScope, allHandlersFinished, condition } from '@temporalio/workflow';
import type { ExperimentResult, RunState } from '../contracts/workflows.ts';
import type { DecisionRecord } from '../domain/lineage-record.ts';
import { decide } from '../domain/outcome.ts';
import type { Confirmation } from '../domain/outcome.ts';
import { contendersOf } from '../domain/tie.ts';
import { controlSteps } from './activity-options.ts';
import { showProgress } from './details.ts';
import { failureText } from './failure-text.ts';
import { releaseGpu } from './gpu-desk.ts';
import { resultOf } from './result.ts';
import { record } from './run.ts';
import type { Run } from './run.ts';
import { noteExtension, recordGeneration } from './search-generations.ts';
import { startPromotion } from './start-promotion.ts';

/** How the measuring part of a run ended; 'cut': by the cap or a person. */
export type Ending =
  | { readonly kind: 'concluded'; readonly confirmation: Confirmation }
  | { readonly kind: 'cut' }
  | { readonly kind: 'failed'; readonly why: string };

/** Beyond it the run says that nobody could prove the GPU free. */
const releaseLimitMs = 30_000;
const publishLimitMs = 120_000;

/** Frees the GPU, decides and writes everything; the archive exports what the close adds. */
export async function conclude(run: Run, ending: Ending): Promise<ExperimentResult> {
  return CancellationScope.nonCancellable(async () => {
    const gpuReleased = run.asked ? await releaseGpu(run.desk, releaseLimitMs) : 'proven';
    const state = stateOf(run, ending);
    noteEnding(run);
    const decision = decide(confirmationOf(run, ending), run.log.baseline);
    record(run, {
      kind: 'final',
      state,
      outcome: decision.outcome,
      winnerId: decision.winner?.candidate.id ?? null,
      trials: run.trials,
    });
    const unrecorded = await attempt(() => recordGeneration(run));
    const why = [ending.kind === 'failed' ? ending.why : '', unrecorded].filter(Boolean).join('; ');
    const result = resultOf(run, { state, decision, gpuReleased, why });
    showProgress(run, result);
    const unpublished = await attempt(() => publish(run, result));
    const unproposed = await attempt(() => startPromotion(run, result));
    await condition(allHandlersFinished);
    return withWhy(result, [unpublished, unproposed]);
  });
}

function withWhy(result: ExperimentResult, failures: readonly string[]): ExperimentResult {
  const failed = failures.filter(Boolean);
  return failed.length === 0
    ? result
    : { ...result, why: [result.why, ...failed].join(' ').trim() };
}

function stateOf(run: Run, ending: Ending): RunState {
  if (ending.kind === 'failed') return 'failed';
  if (run.controls.capped) return 'capped';
  if (run.controls.cancelled || run.controls.stopping) return 'stopped';
  return run.log.counts.scored === 0 ? 'no-viable-candidate' : 'completed';
}

/** What time or a person decided is a record itself. */
function noteEnding(run: Run): void {
  const { capped, cancelled, stopping } = run.controls;
  noteExtension(run);
  const note = (decision: DecisionRecord['decision'], detail: string) =>
    record(run, { kind: 'decision', decision, detail });
  if (capped) note('cap', 'the cap ended the run');
  else if (cancelled) note('cancel', 'a person ended the run and the running probe');
  else if (stopping) note('stop', 'a person ended the run after the running candidate');
}

/** A run that was cut says what was best so far; nothing of it was confirmed. */
function confirmationOf(run: Run, ending: Ending): Confirmation {
  if (ending.kind === 'concluded') return ending.confirmation;
  const [best] = contendersOf(run.log, run.spec.objectives);
  const { baseline } = run.log;
  if (baseline?.verdict.kind !== 'scored') return { kind: 'no-baseline', best: best ?? null };
  if (best === undefined || best.candidate.id === baseline.candidate.id) {
    return { kind: 'keep-baseline', comparison: null };
  }
  return { kind: 'unconfirmed', best, why: 'the run ended before' };
}

async function publish(run: Run, result: ExperimentResult): Promise<void> {
  await controlSteps(publishLimitMs, 'publish the artifacts').publishArtifacts({
    workflowId: run.workflowId,
    firstRunId: run.firstRunId,
    folder: run.folder,
    spec: run.spec,
    result,
    environment: run.prepared?.environment ?? null,
  });
}

/** Files can fail (a full disk) and the result still stands in the history: the text of what failed. */
async function attempt(step: () => Promise<void>): Promise<string> {
  try {
    await step();
    return '';
  } catch (error) {
    return failureText(error);
  }
}
