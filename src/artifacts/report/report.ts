import type {
  Report,
  ReportedExperiment,
  ReportedProposal,
  Verified,
} from '../../contracts/report.ts';
import type { ExperimentResult } from '../../contracts/workflows.ts';
import { whyNotProposable } from '../../domain/promotion/proposable.ts';
import type { FlagChange } from '../../domain/review/flags.ts';
import { reviewOf } from '../../domain/review/review.ts';
import type { Review } from '../../domain/review/review.ts';
import { cellCount, configurationAt } from '../../domain/space.ts';
import type { Configuration, Space } from '../../domain/space.ts';
import type { ExperimentView, ViewSpec } from '../../domain/view/view.ts';
import { generationLines, modelLines, trialLines } from './trial-lines.ts';

export type { Report, Verified } from '../../contracts/report.ts';

/** All that a report is made of. The same input gives the same bytes. */
export type ReportInput = {
  readonly runId: string;
  readonly view: ExperimentView;
  readonly result: ExperimentResult;
  readonly verification: Verified | null;
  readonly flags: readonly FlagChange[] | null;
  readonly proposal: ReportedProposal | null;
};

/** The report of a run that has ended; null where the history does not tell its spec. */
export function reportOf(input: ReportInput): Report | null {
  const { runId, view, result, verification, flags, proposal } = input;
  const review = reviewOf(runId, view, result);
  const { spec } = view;
  if (review === null || spec === null) return null;
  return {
    schemaVersion: 1,
    review,
    notProposable: notProposable(review, spec),
    why: result.why,
    endedMs: view.close?.atMs ?? view.nowMs,
    experiment: experimentOf(spec),
    verification,
    flags,
    proposal,
    generations: generationLines(view.rows),
    trials: trialLines(view.rows),
    models: modelLines(view.prepared),
    decisions: view.decisions,
    infeasible: cellsOf(spec.space, view.excluded.infeasible),
    dropped: cellsOf(spec.space, view.excluded.dropped),
  };
}

function notProposable(review: Review, spec: ViewSpec): string | null {
  return whyNotProposable({
    review,
    quality: { rule: spec.quality, verdict: review.quality.verdict },
    space: spec.space,
    target: spec.target,
  });
}

function experimentOf(spec: ViewSpec): ReportedExperiment {
  const { space, objectives, generations, productionOrder, approval, target } = spec;
  const configurations = cellCount(space);
  return {
    configurations,
    knobs: space.knobs,
    objectives,
    generations,
    productionOrder,
    approval,
    target,
  };
}

/** A cell of a foreign plan may be none of the space. */
function cellsOf(space: Space, cells: readonly number[]): readonly Configuration[] {
  const known = cells.filter((cell) => cell >= 0 && cell < cellCount(space));
  return known.map((cell) => configurationAt(space, cell));
}
