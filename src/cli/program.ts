import { readFileSync } from 'node:fs';
import { exitCodes } from '../contracts/errors.ts';
import type { Act } from './commands/act.ts';
import { createCompareCommand } from './commands/compare.ts';
import { createConfigCommand } from './commands/config.ts';
import { createPauseCommand, createResumeCommand, createStopCommand } from './commands/control.ts';
import { createDoctorCommand } from './commands/doctor.ts';
import { createHelpCommand } from './commands/help.ts';
import { createLineageCommand } from './commands/lineage.ts';
import { createListCommand } from './commands/list.ts';
import { createPlanCommand } from './commands/plan.ts';
import { createPlotCommand } from './commands/plot.ts';
import { createPromotionsCommand } from './commands/promotions.ts';
import { createReportCommand } from './commands/report.ts';
import { createRunCommand } from './commands/run.ts';
import { createRunnerCommand } from './commands/runner.ts';
import { createShowCommand } from './commands/show.ts';
import { createStartCommand } from './commands/start.ts';
import { createUpCommand } from './commands/up.ts';
import { createWatchCommand } from './commands/watch.ts';
import { createWorkerCommand } from './commands/worker.ts';
import { createRoot, openContext } from './globals.ts';

/** Parses the command line and does what it says; resolves to the exit code, throws what went wrong. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const root = createRoot(readVersion());
  let code: number = exitCodes.done;
  const act: Act = {
    plain: (work) => async (flags) => {
      code = await work(openContext(root.opts()), flags);
    },
    on: (work) => async (target, flags) => {
      code = await work(openContext(root.opts()), target, flags);
    },
  };
  root.addCommand(createRunCommand(act));
  root.addCommand(createUpCommand(act));
  root.addCommand(createStartCommand(act));
  root.addCommand(createWatchCommand(act));
  root.addCommand(createListCommand(act));
  root.addCommand(createShowCommand(act));
  root.addCommand(createCompareCommand(act));
  root.addCommand(createReportCommand(act));
  root.addCommand(createPlotCommand(act));
  root.addCommand(createPlanCommand(act));
  root.addCommand(createStopCommand(act));
  root.addCommand(createPauseCommand(act));
  root.addCommand(createResumeCommand(act));
  root.addCommand(createLineageCommand(act));
  root.addCommand(createPromotionsCommand(act));
  root.addCommand(createConfigCommand(act));
  root.addCommand(createDoctorCommand(act));
  root.addCommand(createWorkerCommand(act));
  root.addCommand(createRunnerCommand(act));
  root.addCommand(createHelpCommand(root));
  quiet(root);
  await root.parseAsync(argv, { from: 'user' });
  return code;
}

/** Commander throws instead of ending the process, and leaves the printing of errors to us. */
function quiet(command: Quietable): void {
  command.exitOverride();
  command.configureOutput({ outputError: () => undefined });
  command.showSuggestionAfterError(true);
  for (const child of command.commands) quiet(child);
}

type Quietable = {
  readonly commands: readonly Quietable[];
  exitOverride(): unknown;
  configureOutput(configuration: { outputError: () => void }): unknown;
  showSuggestionAfterError(show: boolean): unknown;
};

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
