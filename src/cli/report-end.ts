import { existsSync, readdirSync } from 'node:fs';
import type { PromotionView } from '../client/read-promotion.ts';
import { readResult } from '../client/run-result.ts';
import { DreamError, exitCodes } from '../contracts/errors.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import type { Configuration } from '../domain/space.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { deploymentOf } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import type { Context } from './globals.ts';
import { renderSummary } from './render/summary.ts';
import { runFolderPath, shortPath } from './run-folder-path.ts';

export type EndedRun = {
  readonly runId: string;
  readonly view: ExperimentView;
  /** Code 3 where nothing better was found. */
  readonly exitStatus: boolean;
  /** What it was proposed as; null where it was not. */
  readonly proposal: PromotionView | null;
};

/** Prints how a run ended and returns the exit code. Throws where it ended without a result. */
export function reportEnd(context: Context, ended: EndedRun): number {
  const { runId, view, exitStatus, proposal } = ended;
  const result = readResult(view.close?.result);
  if (result === null) throw noResult(runId, view);
  const { screen } = context;
  if (screen.form === 'text') screen.print(summaryText(context, { ...ended, result }));
  else screen.printJson({ kind: 'result', runId, result, proposal: proposal?.promotionId ?? null });
  if (result.state === 'failed') return exitCodes.unexpected;
  return exitStatus && result.outcome !== 'better' ? exitCodes.nothingBetter : exitCodes.done;
}

type Summarised = Omit<EndedRun, 'exitStatus'> & { readonly result: ExperimentResult };

function summaryText(context: Context, { runId, view, result, proposal }: Summarised): string {
  const { winner } = result;
  const folder = runFolderPath(context.settings, result);
  return `\n${renderSummary({
    runId,
    result,
    objectives: view.spec?.objectives ?? [],
    deployment: winner === null ? null : deploymentFor(context, view, winner.configuration),
    folder: shortPath(folder),
    files: listFiles(folder),
    proposal,
    nowMs: Date.now(),
    own: context.own,
    paint: context.screen.paint,
  })}`;
}

/** How a configuration of a run is started; null where its profile says nothing of it here. */
export function deploymentFor(
  { settings }: Context,
  { spec }: ExperimentView,
  configuration: Configuration,
): Deployment | null {
  if (spec === null) return null;
  const { engines, seed, workloadDigest } = spec;
  return deploymentOf({ settings, engines, configuration, seed, workloadDigest });
}

/** The names in the run folder; none where this machine does not have it. */
function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .toSorted();
}

function noResult(runId: string, { close }: ExperimentView): DreamError {
  return new DreamError('INTERNAL', {
    what: `the run ${runId} ended without a result: ${close?.status ?? 'still open'}`,
    ...(close === null || close.why === '' ? {} : { why: close.why }),
    fix: `look at its history: dream show ${runId}`,
  });
}
