import { Command } from '@commander-js/extra-typings';
import { startRunner } from '../../client/start-runner.ts';
import { exitCodes } from '../../contracts/errors.ts';
import type { RunnerInput, RunnerResult } from '../../contracts/workflows.ts';
import { collect, parseDuration, wholeNumber } from '../arguments.ts';
import { chooseExperiment, identity } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { renderTable } from '../render/table.ts';
import { listenToInterrupts } from '../stack/interrupts.ts';
import { openFolders } from '../stack/folders.ts';
import { openStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';
import { ensureWorkers } from '../stack/workers.ts';
import type { Workers } from '../stack/own-workers.ts';
import type { Act } from './act.ts';

type RunnerFlags = {
  readonly experiment?: readonly string[] | undefined;
  readonly epochsPerCycle: number;
  readonly maxParallel: number;
  readonly sleepBetweenCycles: number;
  readonly cycles: number;
  readonly engines?: string | undefined;
};

/** `dream runner`: cycles of experiments. */
export function createRunnerCommand(act: Act) {
  return new Command('runner')
    .description('run experiments in cycles')
    .option('--experiment <name>', 'experiment to run; may be given several times', collect)
    .option(
      '--epochs-per-cycle <number>',
      'runs of each experiment in a cycle',
      wholeNumber(1, 1_000),
      1,
    )
    .option(
      '--max-parallel <number>',
      'experiments at once, at most the free cards',
      wholeNumber(1, 64),
      1,
    )
    .option(
      '--sleep-between-cycles <duration>',
      'pause after a cycle, e.g. 1h',
      parseDuration,
      1_000,
    )
    .option('--cycles <number>', 'how many cycles', wholeNumber(1, 10_000), 1)
    .option('--engines <profile>', 'engine profile of all of them')
    .addHelpText(
      'after',
      '\nExample:\n  $ dream runner --config config --logdir logs/dream --experiment spica_gpu_allocation --cycles 3',
    )
    .action(act.plain<RunnerFlags>(run));
}

async function run(context: Context, flags: RunnerFlags): Promise<number> {
  const { engines } = flags;
  const chosen = (flags.experiment ?? [undefined]).map((experiment) =>
    chooseExperiment(context, { experiment, engines }),
  );
  const [first] = chosen;
  if (first === undefined) return exitCodes.usage;
  openFolders(context.settings);
  const stack = await openStack(context);
  try {
    const { engines: profile, gpuClass } = first.spec;
    const workers = await ensureWorkers(context, stack, { profile, gpuClass });
    try {
      await Promise.race([workers.ready, workers.failed]);
      return await runCycles(context, {
        stack,
        workers,
        flags,
        names: chosen.map(({ spec }) => spec.experiment),
      });
    } finally {
      await workers.stop();
    }
  } finally {
    await stack.close();
  }
}

type Cycles = {
  readonly stack: Stack;
  readonly workers: Workers;
  readonly flags: RunnerFlags;
  readonly names: readonly string[];
};

async function runCycles(
  context: Context,
  { stack, workers, flags, names }: Cycles,
): Promise<number> {
  const { screen, own } = context;
  const input = inputOf(flags, names);
  // One worker of ours is one card: more at once would only wait in Temporal.
  const maxParallel = workers.owned ? 1 : input.maxParallel;
  if (maxParallel < input.maxParallel) screen.say('one card is free: one experiment at once');
  const id = `runner-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const runner = await startRunner(stack.client, id, { ...input, maxParallel });
  screen.say(
    `${runner.runnerId}: ${input.cycles} x ${names.join(', ')}; follow a run with: ${own} watch`,
  );
  const interrupted = new Promise<null>((resolve) => {
    listenToInterrupts((count) => {
      if (count > 1) process.exit(exitCodes.interrupted);
      resolve(null);
    });
  });
  const result = await Promise.race([runner.result(), workers.failed, interrupted]);
  if (result === null) {
    screen.say(`left; the cycles go on with the next: ${own} up`);
    return exitCodes.interrupted;
  }
  if (screen.form === 'text') screen.print(resultTable(result));
  else screen.printJson(result);
  return result.runs.some(({ state }) => state === 'failed')
    ? exitCodes.unexpected
    : exitCodes.done;
}

function inputOf(flags: RunnerFlags, names: readonly string[]): RunnerInput {
  return {
    experiments: names,
    epochsPerCycle: flags.epochsPerCycle,
    maxParallel: flags.maxParallel,
    sleepBetweenCyclesMs: flags.sleepBetweenCycles,
    cycles: flags.cycles,
    common: {
      requestedBy: identity(),
      ...(flags.engines === undefined ? {} : { engines: flags.engines }),
    },
  };
}

function resultTable({ runs }: RunnerResult): string {
  return renderTable(
    [{ title: 'run' }, { title: 'state' }, { title: 'outcome' }, { title: '' }],
    runs.map(({ runId, state, outcome, sentence }) => [runId, state, outcome, sentence]),
  );
}
