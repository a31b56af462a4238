import { executeChild, isCancellation, sleep, workflowInfo } from '@temporalio/workflow';
import { workflowTypes } from '../contracts/names.ts';
import type { RunnerInput, RunnerResult } from '../contracts/workflows.ts';
import type { experiment } from './experiment.ts';
import { failureText } from './failure-text.ts';

/** Cycles: each runs every experiment `epochsPerCycle` times, at most `maxParallel` at once. */
export async function runner(input: RunnerInput): Promise<RunnerResult> {
  const ended: RunnerResult['runs'][number][] = [];
  for (let cycle = 1; cycle <= input.cycles; cycle += 1) {
    const waiting = input.experiments.flatMap((name) =>
      Array.from({ length: input.epochsPerCycle }, (_, epoch) => ({ name, epoch: epoch + 1 })),
    );
    const lanes = Array.from({ length: input.maxParallel }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        ended.push(await runOne(input, { ...next, cycle }));
      }
    });
    await Promise.all(lanes);
    if (cycle < input.cycles) await sleep(input.sleepBetweenCyclesMs);
  }
  return { runs: ended };
}

type Turn = { readonly name: string; readonly epoch: number; readonly cycle: number };

/** A failed experiment is a line of the result, never the end of the cycles. */
async function runOne(input: RunnerInput, turn: Turn): Promise<RunnerResult['runs'][number]> {
  const runId = `${workflowInfo().workflowId}-${turn.name}-${turn.cycle}-${turn.epoch}`;
  try {
    const result = await executeChild<typeof experiment>(workflowTypes.experiment, {
      workflowId: runId,
      args: [{ experiment: turn.name, ...input.common }],
      staticSummary: `cycle ${turn.cycle}, ${turn.name} ${turn.epoch} of ${input.epochsPerCycle}`,
    });
    return { runId, state: result.state, outcome: result.outcome, sentence: result.sentence };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { runId, state: 'failed', outcome: 'no-baseline', sentence: failureText(error) };
  }
}
