import { cancelRun } from '../../client/messages.ts';
import { exitCodes } from '../../contracts/errors.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { waitForArchive } from '../archive-wait.ts';
import { chooseExperiment } from '../experiment-input.ts';
import type { Chosen, ExperimentFlags } from '../experiment-input.ts';
import { followRun } from '../follow.ts';
import type { Context } from '../globals.ts';
import { planOf } from '../plan-of.ts';
import { renderPlanHead } from '../render/plan.ts';
import { waitForProposal } from '../proposal-wait.ts';
import { reportEnd } from '../report-end.ts';
import { enginesOf, findResumed, sayPastCap, showEnded } from '../resumed-run.ts';
import { listenToInterrupts } from '../stack/interrupts.ts';
import { refuseInTheWay } from '../stack/runs-in-the-way.ts';
import { openFolders } from '../stack/folders.ts';
import { openStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';
import { ensureWorkers } from '../stack/workers.ts';
import type { Workers } from '../stack/own-workers.ts';
import { experimentCommand } from './experiment-options.ts';
import { beginRun } from './start.ts';
import type { Act } from './act.ts';

export type RunFlags = ExperimentFlags & {
  readonly runId?: string | undefined;
  readonly queue?: true | undefined;
  readonly resume?: string | undefined;
  readonly exitStatus?: true | undefined;
};

/** `dream run`: everything by one command. */
export function createRunCommand(act: Act) {
  return experimentCommand('run')
    .description('run an experiment: server, workers, live table, summary')
    .option('--run-id <id>', 'id of the run; default: a readable one with the date')
    .option('--queue', 'wait behind a run that holds the GPU instead of refusing')
    .option('--resume <id>', 'carry on a run whose workers are gone')
    .option('--exit-status', 'exit with 3 when nothing better was found')
    .addHelpText('after', '\nExample:\n  $ dream run --cap 6m --stt-target-ms 400')
    .action(act.plain<RunFlags>(run));
}

async function run(context: Context, flags: RunFlags): Promise<number> {
  const chosen = chooseExperiment(context, flags);
  if (flags.resume === undefined) sayPlan(context, chosen);
  openFolders(context.settings);
  const stack = await openStack(context);
  try {
    return await runOn(context, stack, { chosen, flags });
  } finally {
    await stack.close();
  }
}

type Request = { readonly chosen: Chosen; readonly flags: RunFlags };

async function runOn(context: Context, stack: Stack, request: Request): Promise<number> {
  const { flags, chosen } = request;
  const resumed = flags.resume === undefined ? null : await findResumed(stack, flags.resume);
  if (flags.resume !== undefined && resumed === null) {
    return showEnded(context, stack, flags.resume);
  }
  const { engines, gpuClass } = resumed === null ? chosen.spec : enginesOf(context, resumed.view);
  if (resumed !== null) sayPastCap(context, resumed.view);
  else if (flags.queue !== true) await refuseInTheWay(context, stack, gpuClass);
  const workers = await ensureWorkers(context, stack, { profile: engines, gpuClass });
  const interrupted = { count: 0 };
  try {
    // A worker that cannot start must leave no run behind.
    if (resumed === null) await Promise.race([workers.ready, workers.failed]);
    const runId = flags.resume ?? (await beginRun(stack, chosen, flags.runId)).runId;
    sayWhere(context, stack, runId);
    const stopListening = listenToInterrupts((count) => {
      interrupted.count = count;
      interrupt(context, { stack, runId, workers, count });
    });
    try {
      const follow = followRun({
        ...context,
        ...stack,
        runId,
        footer: () => footer(workers, interrupted.count),
      });
      const view = await Promise.race([follow, workers.failed]);
      const code = await finish(context, stack, {
        runId,
        view,
        exitStatus: flags.exitStatus === true,
      });
      return interrupted.count > 0 ? exitCodes.interrupted : code;
    } finally {
      stopListening();
    }
  } finally {
    await workers.stop();
  }
}

type Ended = {
  readonly runId: string;
  readonly view: ExperimentView;
  readonly exitStatus: boolean;
};

/** The closed history belongs to the files: it is waited for before anything is let go. */
async function finish(context: Context, stack: Stack, ended: Ended): Promise<number> {
  if (!(await waitForArchive(stack.client, ended.runId))) {
    context.screen.say(
      'the closed history is not in the run folder yet: `lineage verify` proves level 0 until it is',
    );
  }
  const proposal = await waitForProposal(stack.client, ended.view);
  return reportEnd(context, { ...ended, proposal });
}

function sayPlan({ screen, own }: Context, { spec }: Chosen): void {
  screen.say(renderPlanHead(planOf(spec), { paint: screen.messagePaint, own }));
}

function sayWhere({ screen, own }: Context, { uiUrl, namespace }: Stack, runId: string): void {
  const link = uiUrl === null ? '' : `, ${uiUrl}/namespaces/${namespace}/workflows/${runId}`;
  screen.say(`run ${runId}${link}`);
  screen.detail(`from another terminal: ${own} watch ${runId}`);
}

function footer({ owned }: Workers, interrupts: number): string {
  if (interrupts === 0)
    return 'Ctrl-C ends the run: probe abandoned, GPU freed, what there is written';
  return owned
    ? 'ending; a second Ctrl-C ends the workers at once and leaves the run open'
    : 'ending; a second Ctrl-C leaves it to the other stack';
}

type Interrupt = {
  readonly stack: Stack;
  readonly runId: string;
  readonly workers: Workers;
  readonly count: number;
};

function interrupt({ screen, own }: Context, { stack, runId, workers, count }: Interrupt): void {
  if (count === 1) {
    if (!screen.live) screen.say(footer(workers, count));
    cancelRun(stack.client, runId).catch(() => undefined);
    return;
  }
  workers.kill();
  const back = workers.owned ? `${own} run --resume ${runId}` : `${own} watch ${runId}`;
  screen.say(`\nleft; come back with: ${back}`);
  process.exit(exitCodes.interrupted);
}
