import type { Candidate } from '../candidate.ts';
import type { Comparison } from '../comparison.ts';
import type { Outcome } from '../outcome.ts';
import type { Configuration } from '../space.ts';
import type { Quality, Verdict } from '../verdict.ts';
import type { ExperimentView, Row, ViewEnvironment, ViewWorkload } from '../view/view.ts';
import { risksOf } from './risks.ts';
import type { Risks } from './risks.ts';
import { targetLines } from './target-lines.ts';
import type { TargetLine } from './target-lines.ts';

/** What of a run's result a review tells; the workflow's result has it all. */
export type ReviewedResult = {
  readonly state: string;
  readonly outcome: Outcome;
  readonly sentence: string;
  readonly tieSentence: string | null;
  readonly ties: readonly string[];
  readonly winner: Candidate | null;
  readonly baseline: Candidate;
  readonly confirmed: boolean;
  readonly comparison: Comparison | null;
  readonly counts: Readonly<Record<Verdict['kind'] | 'repeats', number>>;
  readonly gpuReleased: 'proven' | 'unproven';
  readonly usedMs: number;
  readonly capMs: number;
  readonly prepareMs: number;
  readonly boots: number;
  readonly specDigest: string;
  readonly lineageHead: string;
  readonly lineageLength: number;
};

/** One configuration with what the run found of it; the figures are those of its exploration. */
export type Side = {
  readonly candidateId: string;
  readonly configuration: Configuration;
  readonly verdict: Verdict | null;
  /** Its fresh boot in production order; null where there was none. */
  readonly confirmation: Verdict | null;
};

/** All that a person needs to decide about a run. Integers and texts only, so that it has a digest. */
export type Review = {
  readonly run: ReviewedRun;
  readonly simulated: boolean;
  readonly state: string;
  readonly outcome: Outcome;
  /** The verdict in words, and the tie where its choice is the winner. */
  readonly sentence: string;
  readonly tie: string | null;
  readonly confirmed: boolean;
  readonly baseline: Side;
  /** What would be deployed; null where nothing was measured. The baseline itself where it stays. */
  readonly candidate: Side | null;
  readonly comparison: Comparison | null;
  readonly targets: readonly TargetLine[];
  readonly quality: QualityFigures;
  readonly risks: Risks | null;
  readonly workload: ViewWorkload;
  readonly environment: ViewEnvironment | null;
  readonly time: ReviewedTime;
  readonly counts: ReviewedResult['counts'];
  readonly lineage: { readonly head: string; readonly records: number };
};

export type ReviewedRun = {
  readonly runId: string;
  readonly firstRunId: string;
  readonly experiment: string;
  readonly engines: string;
  readonly gpuClass: string;
  /** Who started it, as the client claimed. */
  readonly requester: string;
  readonly seed: number;
  readonly strategy: string;
  readonly specDigest: string;
  readonly profileDigest: string;
  readonly workloadDigest: string;
  readonly startedMs: number;
};

export type QualityFigures = {
  readonly verdict: Quality | null;
  readonly wordErrorPpm: number | null;
  readonly baselinePpm: number | null;
  readonly marginPpm: number;
  /** Fewer reference words than this decide nothing. */
  readonly minWords: number;
};

export type ReviewedTime = Pick<
  ReviewedResult,
  'usedMs' | 'capMs' | 'prepareMs' | 'boots' | 'gpuReleased'
>;

/** The review of a run that has ended; null where the history does not tell its spec. */
export function reviewOf(
  runId: string,
  view: ExperimentView,
  result: ReviewedResult,
): Review | null {
  const { spec } = view;
  if (spec === null) return null;
  const { state, outcome, sentence, tieSentence, ties, winner } = result;
  const isChosen = winner !== null && ties[0] === winner.id;
  const row = winner === null ? null : rowOf(view, winner.id, 'explore');
  const baselineRow = rowOf(view, result.baseline.id, 'explore');
  return {
    run: runOf(runId, view, spec),
    simulated: spec.simulated || view.prepared?.environment?.simulated === true,
    state,
    outcome,
    sentence,
    tie: isChosen ? tieSentence : null,
    confirmed: result.confirmed,
    baseline: sideOf(view, result.baseline),
    candidate: winner === null ? null : sideOf(view, winner),
    comparison: result.comparison,
    targets: row === null ? [] : targetLines(spec.objectives, row, baselineRow),
    quality: qualityOf(spec.quality, row, baselineRow),
    risks: row === null ? null : risksOf(view, row),
    workload: spec.workload,
    environment: view.prepared?.environment ?? null,
    time: timeOf(result),
    counts: result.counts,
    lineage: { head: result.lineageHead, records: result.lineageLength },
  };
}

function runOf(
  runId: string,
  view: ExperimentView,
  spec: NonNullable<ExperimentView['spec']>,
): ReviewedRun {
  const { experiment, engines, gpuClass, seed, strategy, profileDigest, workloadDigest } = spec;
  return {
    runId,
    firstRunId: view.firstRunId,
    experiment,
    engines,
    gpuClass,
    requester: view.requester,
    seed,
    strategy,
    specDigest: spec.digest,
    profileDigest,
    workloadDigest,
    startedMs: view.startedMs,
  };
}

function rowOf({ rows }: ExperimentView, id: string, purpose: Row['purpose']): Row | null {
  return rows.findLast((row) => row.id === id && row.purpose === purpose) ?? null;
}

function sideOf(view: ExperimentView, { id, configuration }: Candidate): Side {
  return {
    candidateId: id,
    configuration,
    verdict: rowOf(view, id, 'explore')?.verdict ?? null,
    confirmation: rowOf(view, id, 'confirm')?.verdict ?? null,
  };
}

function qualityOf(
  { marginPpm, minWords }: { readonly marginPpm: number; readonly minWords: number },
  row: Row | null,
  baseline: Row | null,
): QualityFigures {
  const scored = row?.verdict?.kind === 'scored' ? row.verdict : null;
  const other = baseline?.verdict?.kind === 'scored' ? baseline.verdict : null;
  return {
    verdict: scored?.quality ?? null,
    wordErrorPpm: scored?.wordErrorPpm ?? null,
    baselinePpm: other?.wordErrorPpm ?? null,
    marginPpm,
    minWords,
  };
}

function timeOf({ usedMs, capMs, prepareMs, boots, gpuReleased }: ReviewedResult): ReviewedTime {
  return { usedMs, capMs, prepareMs, boots, gpuReleased };
}
