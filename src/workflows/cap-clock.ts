import { CancellationScope, condition } from '@temporalio/workflow';
import { capOf } from './run.ts';
import type { Run } from './run.ts';

/** The moment at which the GPU must be free, in server time; null before the clock starts. */
export function deadlineMs(run: Run): number | null {
  return run.startedMs === null ? null : run.startedMs + capOf(run);
}

/** What is left until the cap; before the clock starts the prepare limit counts. */
export function remainingMs(run: Run): number {
  const deadline = deadlineMs(run);
  return deadline === null ? run.spec.budget.prepareLimitMs : deadline - Date.now();
}

/**
 * Runs `body` in a scope that ends at cap - grace. The cap is this loop and no time-out, so that
 * it can be extended. What ended it is told by flags: with a dead worker the scope ends with a
 * heartbeat time-out that is no cancellation.
 */
export async function underCap<T>(run: Run, body: () => Promise<T>): Promise<T | null> {
  const scope = new CancellationScope({ cancellable: true });
  const watch = { done: false };
  const watcher = CancellationScope.nonCancellable(() => watchCap(run, scope, watch));
  try {
    return await scope.run(body);
  } catch (error) {
    if (run.controls.capped || run.controls.cancelled) return null;
    throw error;
  } finally {
    watch.done = true;
    await watcher;
  }
}

const capTimer = { summary: 'until the cap, less the time to free the GPU' } as const;

async function watchCap(
  run: Run,
  scope: CancellationScope,
  watch: { done: boolean },
): Promise<void> {
  for (;;) {
    const deadline = deadlineMs(run);
    const changed = () => watch.done || deadlineMs(run) !== deadline;
    if (deadline === null) await condition(changed);
    else {
      const leftMs = deadline - run.spec.budget.graceMs - Date.now();
      if (leftMs <= 0 || !(await condition(changed, leftMs, capTimer))) break;
    }
    if (watch.done) return;
  }
  if (watch.done) return;
  run.controls.capped = true;
  scope.cancel();
}
