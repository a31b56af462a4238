import { Command } from '@commander-js/extra-typings';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import { compareSides } from '../../domain/review/compare-sides.ts';
import type { SideComparison } from '../../domain/review/compare-sides.ts';
import { byAge, isOneRun } from '../../domain/review/compared-side.ts';
import type { ComparedSide, Pair } from '../../domain/review/compared-side.ts';
import {
  pickBaseline,
  pickChallenger,
  pickNamed,
  pickWinner,
} from '../../domain/review/pick-side.ts';
import type { Context } from '../globals.ts';
import { loadRun } from '../load-view.ts';
import type { LoadedRun } from '../load-view.ts';
import { renderComparison } from '../render/compare.ts';
import type { Act } from './act.ts';

type CompareFlags = {
  readonly candidate?: string | undefined;
  readonly exitStatus?: true | undefined;
};

/** `dream compare`: candidate against baseline of a run, or the winners of two runs. */
export function createCompareCommand(act: Act) {
  return new Command('compare')
    .description('candidate against baseline of a run, or the winners of two runs')
    .argument('<run>', 'id of the run, or its folder')
    .argument('[other]', 'another run: the newer is held against the older')
    .option('--candidate <id>', 'of one run: this candidate instead of the winner, e.g. c5')
    .option('--exit-status', 'exit with 3 unless it is better')
    .addHelpText(
      'after',
      '\nExamples:\n  $ dream compare <run> --candidate c5\n  $ dream compare <run> <other> --exit-status',
    )
    .action((run, other, flags) =>
      act.plain<CompareFlags>((context, given) => compareRuns(context, [run, other], given))(flags),
    );
}

async function compareRuns(
  context: Context,
  [target, other]: readonly [string, string | undefined],
  flags: CompareFlags,
): Promise<number> {
  if (other !== undefined && flags.candidate !== undefined) throw candidateOfTwo();
  const run = await loadEnded(context, target);
  const pair =
    other === undefined
      ? withinRun(run, flags.candidate)
      : acrossRuns(run, await loadEnded(context, other));
  const result = compareSides(pair);
  show(context, result);
  const isBetter = result.verdict === 'better';
  return flags.exitStatus === true && !isBetter ? exitCodes.nothingBetter : exitCodes.done;
}

function show({ screen }: Context, result: SideComparison): void {
  if (screen.form === 'text') screen.print(renderComparison(result, screen.paint));
  else screen.printJson({ kind: 'comparison', ...result });
}

async function loadEnded(context: Context, target: string): Promise<LoadedRun> {
  const run = await loadRun(context, target);
  if (run.view.close !== null) return run;
  throw new DreamError('USAGE', {
    what: `the run ${run.runId} has no end yet`,
    why: 'it is still open, or its history was exported before it ended',
    fix: `wait for its end: dream watch ${run.runId}`,
  });
}

function withinRun(run: LoadedRun, id: string | undefined): Pair {
  const against = pickBaseline(run);
  if (against === null) throw nothingIn(run, 'no baseline that was measured');
  const candidate = id === undefined ? pickChallenger(run) : pickNamed(run, id);
  if (candidate === null) {
    throw id === undefined ? nothingIn(run, 'nothing beside its baseline') : noCandidate(run, id);
  }
  if (candidate.isBaseline) throw baselineWithItself(run, candidate);
  return { scope: 'one-run', candidate, against };
}

function acrossRuns(run: LoadedRun, other: LoadedRun): Pair {
  if (isOneRun(run.view, other.view)) throw runWithItself(run);
  return byAge(winnerOf(run), winnerOf(other));
}

function winnerOf(run: LoadedRun): ComparedSide {
  const side = pickWinner(run);
  if (side === null) throw nothingIn(run, 'nothing that was measured');
  return side;
}

function nothingIn({ runId, view }: LoadedRun, what: string): DreamError {
  return new DreamError('RUN_NOT_FOUND', {
    what: `the run ${runId} has ${what}`,
    ...(view.close === null || view.close.why === '' ? {} : { why: view.close.why }),
    fix: `see what there is: dream show ${runId}`,
  });
}

function noCandidate({ runId, view }: LoadedRun, id: string): DreamError {
  const ids = [...new Set(view.rows.map((row) => row.id))];
  return new DreamError('USAGE', {
    what: `the run ${runId} has no candidate ${id}`,
    why: `it has ${ids.join(', ')}`,
    fix: `see them: dream show ${runId}`,
  });
}

function baselineWithItself({ runId }: LoadedRun, { candidateId }: ComparedSide): DreamError {
  return new DreamError('USAGE', {
    what: `${candidateId} is the baseline of ${runId}`,
    why: 'a candidate is held against it',
    fix: 'name another with --candidate, or a second run',
  });
}

function runWithItself({ runId }: LoadedRun): DreamError {
  return new DreamError('USAGE', {
    what: `both are the run ${runId}`,
    fix: `name another run, or compare within it: dream compare ${runId}`,
  });
}

function candidateOfTwo(): DreamError {
  return new DreamError('USAGE', {
    what: '--candidate with two runs',
    why: 'of two runs the winners are compared',
    fix: 'leave it out, or name one run',
  });
}
