import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { underCap } from './cap-clock.ts';
import { carryOver } from './carry.ts';
import type { Carried } from './carry.ts';
import { conclude } from './conclude.ts';
import type { Ending } from './conclude.ts';
import { confirmBest } from './confirm-best.ts';
import { showProgress } from './details.ts';
import { failureText } from './failure-text.ts';
import { openRun } from './open-run.ts';
import type { Run } from './run.ts';
import { measureBaseline, searchGenerations } from './search-generations.ts';
import { holdGpuFor, prepareGpu } from './session-steps.ts';
import { startArchive } from './start-archive.ts';

/**
 * One experiment: hold a GPU, measure the production configuration, evolve candidates against it,
 * confirm the best on fresh boots, publish. `{}` runs the default experiment.
 */
export async function experiment(given: ExperimentInput | Carried = {}): Promise<ExperimentResult> {
  const run = await openRun(given);
  await startArchive(run);
  showProgress(run);
  const ending = await runUnderCap(run);
  if (ending === 'continue') {
    await condition(allHandlersFinished);
    return continueAsNew<typeof experiment>(carryOver(run));
  }
  return conclude(run, ending);
}

async function runUnderCap(run: Run): Promise<Ending | 'continue'> {
  try {
    const ending = await underCap(run, async () => {
      await holdGpuFor(run);
      if (!(await prepareGpu(run))) return { kind: 'cut' } as const;
      await measureBaseline(run);
      if ((await searchGenerations(run)) === 'continue') return 'continue';
      run.controls.searched = true;
      return { kind: 'concluded', confirmation: await confirmBest(run) } as const;
    });
    return ending ?? { kind: 'cut' };
  } catch (error) {
    return { kind: 'failed', why: failureText(error) };
  }
}
