import { Command, Option } from '@commander-js/extra-typings';
import { readResult } from '../../client/run-result.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import type { Configuration } from '../../domain/space.ts';
import type { Row } from '../../domain/view/view.ts';
import type { Context } from '../globals.ts';
import { loadRun } from '../load-view.ts';
import type { LoadedRun } from '../load-view.ts';
import { deployFormats, renderDeployment } from '../render/deploy.ts';
import type { DeployFormat } from '../render/deploy.ts';
import { renderCandidate, renderReproduction, renderShow } from '../render/show.ts';
import { deploymentFor } from '../report-end.ts';
import type { Act } from './act.ts';

type ShowFlags = {
  readonly winner?: true | undefined;
  readonly format: DeployFormat;
  readonly candidate?: string | undefined;
  readonly reproduce?: true | undefined;
};

/** `dream show`: a run, its winner as something to deploy, or one candidate. */
export function createShowCommand(act: Act) {
  return new Command('show')
    .description('a run: every candidate, the winner, how to start it')
    .argument('<run>', 'id of the run, or its folder')
    .option('--winner', 'only how to start the winner')
    .addOption(
      new Option('--format <form>', 'form of --winner')
        .choices(deployFormats)
        .default('args' as const),
    )
    .option('--candidate <id>', 'one candidate, e.g. c5')
    .option('--reproduce', 'with --candidate: how to repeat its trial')
    .addHelpText(
      'after',
      '\nExample:\n  $ dream show artifacts/dream/spica_gpu_allocation/<run> --winner --format compose',
    )
    .action(act.on<ShowFlags>(show));
}

async function show(
  context: Context,
  target: string | undefined,
  flags: ShowFlags,
): Promise<number> {
  const run = await loadRun(context, target ?? '');
  const { screen } = context;
  if (flags.winner === true) showWinner(context, run, flags.format);
  else if (flags.candidate !== undefined) showCandidate(context, run, flags);
  else if (screen.form === 'text') screen.print(renderShow(run.runId, run.view, screen.paint));
  else screen.printJson({ kind: 'run', id: run.runId, view: run.view });
  return exitCodes.done;
}

function showWinner(context: Context, run: LoadedRun, format: DeployFormat): void {
  const { screen } = context;
  const result = readResult(run.view.close?.result);
  if (result === null || result.winner === null) throw noWinner(run);
  const { configuration } = result.winner;
  const isProven = result.confirmed || result.winner.id === result.baseline.id;
  const warning = isProven ? '' : 'NOT CONFIRMED on a fresh boot';
  const deployment = deploymentOrFail(context, run, configuration);
  if (screen.form === 'text') screen.print(renderDeployment(deployment, format, warning));
  else
    screen.printJson({
      runId: run.runId,
      outcome: result.outcome,
      confirmed: result.confirmed,
      ...deployment,
    });
}

function showCandidate(context: Context, run: LoadedRun, flags: ShowFlags): void {
  const { screen } = context;
  const rows = run.view.rows.filter((row) => row.id === flags.candidate);
  const [first] = rows;
  if (first === undefined) throw noCandidate(run, flags.candidate ?? '');
  if (flags.reproduce === true) screen.print(reproduction(context, run, first));
  else if (screen.form === 'text')
    screen.print(rows.map((row) => renderCandidate(row, screen.paint)).join('\n\n'));
  else screen.printJson(rows);
}

function reproduction(context: Context, run: LoadedRun, row: Row): string {
  const deployment = deploymentOrFail(context, run, row.configuration);
  return renderReproduction({ ...run, row, deployment, own: context.own });
}

function deploymentOrFail(context: Context, run: LoadedRun, configuration: Configuration) {
  const deployment = deploymentFor(context, run.view, configuration);
  if (deployment !== null) return deployment;
  const engines = run.view.spec?.engines ?? 'unknown';
  throw new DreamError('CONFIG_INVALID', {
    what: `the engine profile ${engines} cannot start this configuration here`,
    where: context.settings.configDir,
    why: 'it is not there, has changed since, or only answers recorded figures',
    fix: 'name the config of that time with --config',
  });
}

function noWinner({ runId, view }: LoadedRun): DreamError {
  return new DreamError('RUN_NOT_FOUND', {
    what: `the run ${runId} has no winner`,
    why: view.close === null ? 'it has not ended' : 'nothing could be measured',
    fix: `see what there is: dream show ${runId}`,
  });
}

function noCandidate({ runId, view }: LoadedRun, id: string): DreamError {
  const ids = [...new Set(view.rows.map((row) => row.id))];
  return new DreamError('USAGE', {
    what: `the run ${runId} has no candidate ${id}`,
    why: `it has ${ids.join(', ') || 'none yet'}`,
    fix: `see them: dream show ${runId}`,
  });
}
