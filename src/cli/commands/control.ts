import { Command } from '@commander-js/extra-typings';
import { cancelRun, tellRun } from '../../client/messages.ts';
import { exitCodes } from '../../contracts/errors.ts';
import type { Context } from '../globals.ts';
import { pickRun } from '../pick-run.ts';
import { withStack } from '../stack/server.ts';
import type { Act } from './act.ts';

type StopFlags = { readonly now?: true | undefined };

const runArgument = ['[run]', 'id of the run; default: the only open one'] as const;

/** `dream stop`: after the running candidate, or at once. */
export function createStopCommand(act: Act) {
  return new Command('stop')
    .description('end a run after the candidate that is running')
    .argument(...runArgument)
    .option('--now', 'abandon the running probe, free the GPU, write what there is')
    .action(act.on<StopFlags>(stop));
}

/** `dream pause`: no new candidate; the GPU stays held and the cap goes on. */
export function createPauseCommand(act: Act) {
  return new Command('pause')
    .description('hold before the next candidate; the cap goes on')
    .argument(...runArgument)
    .action(act.on((context, run) => tell(context, run, 'pause')));
}

/** `dream resume`: goes on after a pause. */
export function createResumeCommand(act: Act) {
  return new Command('resume')
    .description('go on after a pause')
    .argument(...runArgument)
    .action(act.on((context, run) => tell(context, run, 'resume')));
}

function stop(context: Context, run: string | undefined, flags: StopFlags): Promise<number> {
  if (flags.now !== true) return tell(context, run, 'stop');
  return withStack(context, async ({ client, fresh }) => {
    const runId = await pickRun(client, run);
    await cancelRun(client, runId);
    const note = 'the probe is abandoned, the GPU freed, what there is is written';
    reply(context, { runId, note });
    if (fresh)
      context.screen.say(`no worker is here to do it yet; start one with: ${context.own} up`);
    return exitCodes.done;
  });
}

function tell(
  context: Context,
  run: string | undefined,
  kind: 'pause' | 'resume' | 'stop',
): Promise<number> {
  return withStack(context, async ({ client }) => {
    const runId = await pickRun(client, run);
    reply(context, { runId, note: await tellRun(client, runId, { kind }) });
    return exitCodes.done;
  });
}

function reply({ screen }: Context, said: { readonly runId: string; readonly note: string }): void {
  if (screen.form === 'text') screen.print(`${said.runId}: ${said.note}`);
  else screen.printJson(said);
}
