import { compare } from '../domain/comparison.ts';
import type { Confirmation } from '../domain/outcome.ts';
import { withVerdict } from '../domain/run-log.ts';
import type { Judged } from '../domain/run-log.ts';
import { learnBootNoise } from '../domain/statistics/boot-noise.ts';
import { contendersOf } from '../domain/tie.ts';
import { isEnding } from './controls.ts';
import { showProgress } from './details.ts';
import { evaluateCandidate } from './evaluate-candidate.ts';
import { confirmCostMs, planLeftMs } from './plan.ts';
import type { Run } from './run.ts';

/**
 * One fresh boot each in production order: the baseline once, then the best, and where that turns
 * out worse or equal the runner-up while time is left. A best that is the baseline needs none.
 */
export async function confirmBest(run: Run): Promise<Confirmation> {
  const { baseline } = run.log;
  const [best, ...others] = contendersOf(run.log, run.spec.objectives);
  if (baseline?.verdict.kind !== 'scored') return { kind: 'no-baseline', best: best ?? null };
  if (best === undefined || isSame(best, baseline)) {
    return { kind: 'keep-baseline', comparison: null };
  }
  const early = whyNot(run, 2);
  if (early !== null) return { kind: 'unconfirmed', best, why: early };
  const fresh = await confirmOne(run, baseline);
  if (fresh.verdict.kind !== 'scored') {
    return { kind: 'unconfirmed', best, why: 'the baseline gave no result on its fresh boot' };
  }
  const boots = [...baseline.boots, ...fresh.boots];
  const first = await confirmAgainst(run, best, boots);
  if (first.kind === 'better') return first;
  const runnerUp = others.find((other) => !isSame(other, baseline));
  if (runnerUp === undefined || whyNot(run, 1) !== null) return first;
  const second = await confirmAgainst(run, runnerUp, boots);
  return second.kind === 'better' ? second : first;
}

async function confirmAgainst(
  run: Run,
  best: Judged,
  baseline: Judged['boots'],
): Promise<Confirmation> {
  const again = await confirmOne(run, best);
  if (run.controls.capped) return { kind: 'unconfirmed', best, why: 'the cap came first' };
  if (again.verdict.kind === 'unmeasured') {
    return { kind: 'unconfirmed', best, why: 'its fresh boot could not be measured' };
  }
  if (again.verdict.kind !== 'scored') return { kind: 'keep-baseline', comparison: null };
  const candidate = [...best.boots, ...again.boots];
  const comparison = compare({
    candidate,
    baseline,
    objectives: run.spec.objectives,
    bootNoise: learnBootNoise([candidate, baseline]),
  });
  switch (comparison.verdict) {
    case 'better':
    case 'not-distinguishable':
      return { kind: comparison.verdict, best, comparison };
    case 'worse':
      return { kind: 'keep-baseline', comparison };
  }
}

async function confirmOne(run: Run, judged: Judged): Promise<Judged> {
  const again = await evaluateCandidate(run, judged.candidate, 'confirm');
  run.log = withVerdict(run.log, again);
  showProgress(run);
  return again;
}

/** Why no further `boots` are started, or null where they are. */
function whyNot(run: Run, boots: number): string | null {
  if (run.controls.capped) return 'the cap came first';
  if (isEnding(run.controls)) return 'the run was stopped';
  return boots * confirmCostMs(run) > planLeftMs(run) ? 'no time was left before the cap' : null;
}

function isSame(one: Judged, other: Judged): boolean {
  return one.candidate.id === other.candidate.id;
}
