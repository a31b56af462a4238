import { firstRunOf } from '../client/watch-run.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { chooseExperiment } from './experiment-input.ts';
import { followRun } from './follow.ts';
import type { Context } from './globals.ts';
import { showSeconds } from '../domain/words/figures.ts';
import { waitForProposal } from './proposal-wait.ts';
import { reportEnd } from './report-end.ts';
import { openRuns } from './stack/runs-in-the-way.ts';
import type { OpenRun } from './stack/runs-in-the-way.ts';
import type { Stack } from './stack/server.ts';

/** An open run to carry on; null when it has ended. Throws RUN_NOT_FOUND. */
export async function findResumed({ client }: Stack, runId: string): Promise<OpenRun | null> {
  const open = (await openRuns(client)).find((run) => run.runId === runId);
  if (open === undefined) await firstRunOf(client, { runId });
  return open ?? null;
}

/** The engines of a run that is carried on, whether a worker has resolved it or not. */
export function enginesOf(context: Context, { spec, requested }: ExperimentView) {
  if (spec !== null) return spec;
  const { experiment, engines } = requested;
  return chooseExperiment(context, {
    experiment: experiment ?? undefined,
    engines: engines ?? undefined,
  }).spec;
}

/** A cap goes on while nobody serves the run. */
export function sayPastCap({ screen }: Context, { capStartedMs, capMs }: ExperimentView): void {
  if (capStartedMs === null || capMs === null) return;
  const overMs = Date.now() - capStartedMs - capMs;
  if (overMs <= 0) return;
  screen.say(`the cap of this run ended ${showSeconds(overMs)} ago: it concludes as capped`);
}

/** How a run ended that somebody wanted to carry on. */
export async function showEnded(
  context: Context,
  { client }: Stack,
  runId: string,
): Promise<number> {
  const { screen } = context;
  screen.say(`the run ${runId} has ended already:`);
  const view = await followRun({ client, runId, screen, footer: () => '' });
  const proposal = await waitForProposal(client, view);
  return reportEnd(context, { runId, view, exitStatus: false, proposal });
}
