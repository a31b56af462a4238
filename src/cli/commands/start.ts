import { askGpu } from '../../client/ask-gpu.ts';
import { startExperiment } from '../../client/start-experiment.ts';
import { exitCodes } from '../../contracts/errors.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { chooseExperiment } from '../experiment-input.ts';
import type { Chosen, ExperimentFlags } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { withStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';
import type { Act } from './act.ts';
import { experimentCommand } from './experiment-options.ts';

type StartFlags = ExperimentFlags & { readonly runId?: string | undefined };

const answerLimitMs = 3_000;

/** `dream start`: starts a run on a stack that runs already, and returns. */
export function createStartCommand(act: Act) {
  return experimentCommand('start')
    .description('start an experiment on a running stack or cluster')
    .option('--run-id <id>', 'id of the run; default: a readable one with the date')
    .addHelpText(
      'after',
      '\nExample:\n  $ dream start --engines vllm-whisper --address temporal:7233',
    )
    .action(act.plain<StartFlags>(start));
}

function start(context: Context, flags: StartFlags): Promise<number> {
  const chosen = chooseExperiment(context, flags);
  return withStack(context, async (stack) => {
    const { screen, own } = context;
    const started = await beginRun(stack, chosen, flags.runId);
    const described = await askGpu(stack.client, chosen.spec.gpuClass, answerLimitMs);
    if (screen.form === 'text') screen.print(started.runId);
    else screen.printJson(started);
    if (described === null) {
      screen.say(
        `no GPU worker answers for the engines ${chosen.spec.engines}: the run waits; start one with: ${own} up --engines ${chosen.spec.engines}`,
      );
    } else if (described.holder !== null) {
      screen.say(`the GPU is held by ${described.holder}: the run waits for it`);
    }
    screen.say(`follow it: ${own} watch ${started.runId}`);
    return exitCodes.done;
  });
}

/** Starts the workflow of an experiment with a readable id, or the one given. */
export function beginRun(stack: Stack, { spec, input }: Chosen, runId: string | undefined) {
  return startExperiment(stack.client, {
    input,
    experiment: spec.experiment,
    runId: runId ?? null,
    today: new Date().toISOString().slice(0, 10),
    summary: `${spec.experiment} with ${spec.engines}, baseline ${configurationWords(spec.baseline)}`,
  });
}
