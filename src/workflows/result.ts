import type { ExperimentResult, TrialReport } from '../contracts/workflows.ts';
import type { Decision } from '../domain/outcome.ts';
import type { Judged } from '../domain/run-log.ts';
import { tieSentence, tiesOf } from '../domain/tie.ts';
import type { Verdict } from '../domain/verdict.ts';
import { capOf } from './run.ts';
import type { Run } from './run.ts';
import { baselineOf } from './search-generations.ts';

type Close = Pick<ExperimentResult, 'state' | 'gpuReleased' | 'why'> & {
  readonly decision: Decision;
};

const notRun: Verdict = { kind: 'unmeasured', cause: 'not-run', evidence: '' };

/** The result of a run: what every screen and file tells first. */
export function resultOf(run: Run, close: Close): ExperimentResult {
  const { decision, ...rest } = close;
  const { spec, log } = run;
  return {
    ...rest,
    experiment: spec.experiment,
    outcome: decision.outcome,
    sentence: decision.sentence,
    winner: decision.winner?.candidate ?? null,
    winnerVerdict: decision.winner?.verdict ?? null,
    baseline: baselineOf(run),
    baselineVerdict: log.baseline?.verdict ?? notRun,
    confirmed: decision.outcome === 'better',
    comparison: decision.comparison,
    ties: tiesOf(log, spec.objectives),
    tieSentence: tieSentence(log, spec.objectives),
    counts: log.counts,
    leaders: log.leaders.map(reportOf),
    plan: run.plan,
    simulated: spec.simulated,
    specDigest: spec.digest,
    lineageHead: log.chain.head,
    lineageLength: log.chain.seq,
    prepareMs: run.prepareMs,
    usedMs: run.startedMs === null ? 0 : Date.now() - run.startedMs,
    capMs: capOf(run),
    boots: run.boots,
    folder: run.folder,
  };
}

function reportOf({ candidate, purpose, verdict }: Judged): TrialReport {
  return { candidate, purpose, verdict };
}
