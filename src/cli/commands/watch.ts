import { setMaxListeners } from 'node:events';
import { Command } from '@commander-js/extra-typings';
import { exitCodes } from '../../contracts/errors.ts';
import { parseDuration } from '../arguments.ts';
import { followRun } from '../follow.ts';
import type { Context } from '../globals.ts';
import { pickRun } from '../pick-run.ts';
import { waitForProposal } from '../proposal-wait.ts';
import { reportEnd } from '../report-end.ts';
import { listenToInterrupts } from '../stack/interrupts.ts';
import { withStack } from '../stack/server.ts';
import type { Act } from './act.ts';

type WatchFlags = {
  readonly exitStatus?: true | undefined;
  readonly timeout?: number | undefined;
};

/** `dream watch`: follows a run from any terminal; leaving it does not end the run. */
export function createWatchCommand(act: Act) {
  return new Command('watch')
    .alias('attach')
    .description('follow a run; Ctrl-C leaves it running')
    .argument('[run]', 'id of the run; default: the only open one')
    .option('--exit-status', 'exit with 3 when nothing better was found')
    .option('--timeout <duration>', 'leave after so long, with code 8', parseDuration)
    .addHelpText('after', '\nExample:\n  $ dream watch --timeout 10m')
    .action(act.on<WatchFlags>(watch));
}

function watch(context: Context, run: string | undefined, flags: WatchFlags): Promise<number> {
  const { screen, own } = context;
  return withStack(context, async ({ client }) => {
    const runId = await pickRun(client, run);
    const leaving = new AbortController();
    // Each page of the history listens to it.
    setMaxListeners(0, leaving.signal);
    const left: { code: number } = { code: exitCodes.interrupted };
    const stopListening = listenToInterrupts(() => leaving.abort());
    const timer =
      flags.timeout === undefined
        ? undefined
        : setTimeout(() => {
            left.code = exitCodes.pending;
            leaving.abort();
          }, flags.timeout);
    try {
      const footer = () => 'Ctrl-C leaves; the run goes on';
      const view = await followRun({ client, runId, screen, footer, signal: leaving.signal });
      if (view.close !== null) {
        const proposal = await waitForProposal(client, view);
        return reportEnd(context, { runId, view, exitStatus: flags.exitStatus === true, proposal });
      }
      screen.say(`left; the run goes on. Come back with: ${own} watch ${runId}`);
      return left.code;
    } finally {
      stopListening();
      clearTimeout(timer);
    }
  });
}
