import { existsSync, readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { readResult } from '../client/run-result.ts';
import { DreamError, exitCodes } from '../contracts/errors.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { deploymentOf } from './deployment.ts';
import type { Context } from './globals.ts';
import { renderSummary } from './render/summary.ts';

export type EndedRun = {
  readonly runId: string;
  readonly view: ExperimentView;
  /** Code 3 where nothing better was found. */
  readonly exitStatus: boolean;
};

/** Prints how a run ended and returns the exit code. Throws where it ended without a result. */
export function reportEnd(context: Context, { runId, view, exitStatus }: EndedRun): number {
  const result = readResult(view.close?.result);
  if (result === null) throw noResult(runId, view);
  const { screen, own } = context;
  if (screen.form !== 'text') screen.printJson({ kind: 'result', runId, result });
  else {
    screen.print(
      `\n${renderSummary({
        runId,
        result,
        objectives: view.spec?.objectives ?? [],
        deployment: result.winner === null ? null : deployed(context, view, result),
        files: listFiles(result),
        own,
        paint: screen.paint,
      })}`,
    );
  }
  if (result.state === 'failed') return exitCodes.unexpected;
  return exitStatus && result.outcome !== 'better' ? exitCodes.nothingBetter : exitCodes.done;
}

function deployed({ settings }: Context, { spec }: ExperimentView, { winner }: ExperimentResult) {
  if (spec === null || winner === null) return null;
  const { engines, seed, workloadDigest } = spec;
  const { configuration } = winner;
  return deploymentOf({ settings, engines, configuration, seed, workloadDigest });
}

/** The run folder and what is in it, as far as this machine has it. */
function listFiles({ folder }: ExperimentResult): readonly string[] {
  if (folder === '' || !existsSync(folder))
    return folder === '' ? [] : [`${folder} (not on this machine)`];
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const shown = relative(process.cwd(), folder);
  const base = shown.startsWith('..') ? folder : shown;
  return [`${base}/`, ...names.toSorted().map((name) => `  ${name}`)];
}

function noResult(runId: string, { close }: ExperimentView): DreamError {
  return new DreamError('INTERNAL', {
    what: `the run ${runId} ended without a result: ${close?.status ?? 'still open'}`,
    ...(close === null || close.why === '' ? {} : { why: close.why }),
    fix: `look at its history: dream show ${runId}`,
  });
}
