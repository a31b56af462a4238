import { spreadOf } from './figure.ts';
import type { Figure } from './figure.ts';
import { onStack } from './stack.ts';
import { isWaiting, stepsOf } from './steps.ts';
import type { Step } from './steps.ts';

type Seen = { readonly perCandidateMs: number; readonly perActivityMs: number };

/** What the durable path costs where the engines answer at once: recorded, `answerMs: 0`. */
export function measureOverhead(runs: number): Promise<readonly Figure[]> {
  return onStack(async (stack) => {
    await Promise.all([
      stack.startWorker('control', 'recorded'),
      stack.startWorker('gpu', 'recorded'),
    ]);
    const all: Seen[] = [];
    // the first one warms the code up and is not counted
    for (let run = 0; run <= runs; run += 1) {
      const { runId, firstRunId } = await stack.start(`overhead-${run}`, { engines: 'recorded' });
      await stack.client.workflow.getHandle(runId).result();
      const seen = look(stepsOf(await stack.history(runId, firstRunId)));
      if (run > 0) all.push(seen);
    }
    const figure = (name: string, goal: number, samples: readonly number[]): Figure => ({
      id: 'overhead',
      name,
      unit: 'ms',
      samples,
      goal,
    });
    return [
      figure(
        'durable path, per candidate',
        275,
        all.map(({ perCandidateMs }) => perCandidateMs),
      ),
      figure(
        'durable path, per activity',
        55,
        all.map(({ perActivityMs }) => perActivityMs),
      ),
    ];
  });
}

/** From the first apply to the last step before the run concludes, by trial; and waits by step. */
function look(steps: readonly Step[]): Seen {
  const trials = steps.filter(({ kind }) => kind === 'applyConfiguration');
  const fromMs = Math.min(...trials.map(({ scheduledMs }) => scheduledMs));
  const probes = steps.filter(({ kind }) => kind === 'probeCapacity' || kind === 'sampleGpu');
  const toMs = Math.max(...probes.map(({ endedMs }) => endedMs));
  const within = steps.filter(
    (step) => step.scheduledMs >= fromMs && step.endedMs <= toMs && !isWaiting(step),
  );
  // an answer of the table takes no time: all of it is the way there and back
  const waits = spreadOf(within.map(({ scheduledMs, endedMs }) => endedMs - scheduledMs));
  return {
    perCandidateMs: (toMs - fromMs) / Math.max(1, trials.length),
    perActivityMs: waits?.median ?? Number.NaN,
  };
}
