import { Command } from '@commander-js/extra-typings';
import { askGpu } from '../../client/ask-gpu.ts';
import { exitCodes } from '../../contracts/errors.ts';
import { chooseExperiment } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { renderUp } from '../render/up.ts';
import { listenToInterrupts } from '../stack/interrupts.ts';
import { openRuns } from '../stack/runs-in-the-way.ts';
import { openFolders } from '../stack/folders.ts';
import { openStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';
import { ensureWorkers } from '../stack/workers.ts';
import type { Act } from './act.ts';

type UpFlags = { readonly engines?: string | undefined };

const readyLimitMs = 60_000;

/** `dream up`: the stack of `run`, kept running. */
export function createUpCommand(act: Act) {
  return new Command('up')
    .description('keep server and workers running, for runs from anywhere')
    .option('--engines <profile>', 'engine profile that the GPU worker serves')
    .addHelpText('after', '\nExample:\n  $ dream up --engines simulated')
    .action(act.plain<UpFlags>(up));
}

async function up(context: Context, flags: UpFlags): Promise<number> {
  const { spec } = chooseExperiment(context, flags);
  openFolders(context.settings);
  const stack = await openStack(context);
  try {
    const { engines: profile, gpuClass } = spec;
    const workers = await ensureWorkers(context, stack, { profile, gpuClass });
    try {
      const { screen, own } = context;
      const open = await openRuns(stack.client);
      screen.print(
        renderUp({
          ...stack,
          open,
          profile,
          isNamed: flags.engines !== undefined,
          own,
          paint: screen.paint,
        }),
      );
      void sayReady(context, stack, gpuClass);
      await Promise.race([untilInterrupted(context, workers.kill), workers.failed]);
      screen.say('ending: runs that are open wait for the next `up` or `run`');
    } finally {
      await workers.stop();
    }
  } finally {
    await stack.close();
  }
  return exitCodes.done;
}

async function sayReady({ screen }: Context, { client }: Stack, gpuClass: string): Promise<void> {
  const described = await askGpu(client, gpuClass, readyLimitMs);
  if (described === null) screen.say('the GPU worker does not answer yet; see: dream doctor');
  else
    screen.say(
      `ready: ${described.card} on ${described.host}${described.simulated ? ' (SIMULATED)' : ''}`,
    );
}

async function untilInterrupted({ screen }: Context, kill: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    listenToInterrupts((count) => {
      if (count > 1) {
        kill();
        process.exit(exitCodes.interrupted);
      }
      screen.say('ending the workers; a second Ctrl-C ends them at once');
      resolve();
    });
  });
}
