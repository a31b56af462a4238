import { isCancellation } from '@temporalio/workflow';
import { activityFailures } from '../contracts/activities.ts';
import type { Candidate } from '../domain/candidate.ts';
import { feasibility } from '../domain/feasibility.ts';
import { judge, judgeWords } from '../domain/judge.ts';
import type { UnmeasuredCause } from '../domain/measurement.ts';
import type { WordErrors } from '../domain/observation.ts';
import type { Judged } from '../domain/run-log.ts';
import { modelOf } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import type { Verdict } from '../domain/verdict.ts';
import { failureText, failureType } from './failure-text.ts';
import { onGpu } from './gpu-desk.ts';
import { keepSeen, measureCandidate } from './measure-candidate.ts';
import type { Attempt, Seen } from './measure-candidate.ts';
import type { Run } from './run.ts';

/** What a candidate lets happen before it is unmeasured: lost sessions, engines that died with a worker. */
const allowed = { losses: 1, relaunches: 2 };

type Purpose = Judged['purpose'];

/** Measures a candidate on the GPU and judges it. Never throws for what a candidate can cause. */
export async function evaluateCandidate(
  run: Run,
  candidate: Candidate,
  purpose: Purpose,
): Promise<Judged> {
  const known = knownVerdict(run, candidate);
  if (known !== null) return unseen(candidate, purpose, known);
  const tries = { losses: 0, relaunches: 0 };
  run.trials += 1;
  for (let round = 1; ; round += 1) {
    const end = await tryOnce(run, { candidate, purpose, round });
    if (end.kind === 'judged') return end.judged;
    tries[end.kind] += 1;
    if (tries[end.kind] > allowed[end.kind]) return unmeasured(candidate, purpose, end.why);
  }
}

/**
 * What needs no GPU: a configuration that cannot fit, and a model that prepare heard transcribe
 * worse than the baseline's allows, as no figure could mend that verdict. Else null.
 */
export function knownVerdict(run: Run, { configuration, origin }: Candidate): Verdict | null {
  const arithmetic = feasibility(run.memory, configuration);
  if (arithmetic.kind === 'infeasible') return arithmetic;
  const words = wordsOf(run, configuration);
  if (words === null || origin === 'baseline') return null;
  const baselineWords = wordsOf(run, run.spec.baseline);
  return judgeWords({ quality: run.spec.quality, baselineWords }, words);
}

type AttemptEnd =
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: keyof typeof allowed; readonly why: string };

async function tryOnce(run: Run, attempt: Attempt): Promise<AttemptEnd> {
  const { candidate, purpose } = attempt;
  try {
    const held = await onGpu(run.desk, (grant) => measureCandidate(run, grant, attempt));
    const cut = cutBy(run);
    if (cut !== null) return judged(unmeasured(candidate, purpose, '', cut));
    if (held.kind === 'lost') return { kind: 'losses', why: 'the GPU session was lost twice' };
    keepSeen(run, attempt, held.value);
    return judged(judgeSeen(run, attempt, held.value));
  } catch (error) {
    const cut = cutBy(run);
    if (cut !== null) return judged(unmeasured(candidate, purpose, '', cut));
    const type = failureType(error);
    if (type === activityFailures.enginesLost) {
      return { kind: 'relaunches', why: failureText(error) };
    }
    if (type === activityFailures.profileMismatch) throw error;
    if (run.desk.ended !== null || isCancellation(error)) throw error;
    return judged(unmeasured(candidate, purpose, failureText(error)));
  }
}

function judgeSeen(run: Run, attempt: Attempt, seen: Seen): Judged {
  const { candidate, purpose } = attempt;
  const rules = {
    objectives: run.spec.objectives,
    quality: run.spec.quality,
    baselineWords:
      candidate.origin === 'baseline' ? ('self' as const) : wordsOf(run, run.spec.baseline),
  };
  if (seen.kind === 'fault') return unseen(candidate, purpose, judge(rules, seen));
  const words = wordsOf(run, candidate.configuration) ?? seen.observations.stt.words;
  return {
    candidate,
    purpose,
    verdict: judge(rules, { ...seen, words }),
    boots: [seen.observations],
  };
}

/** Word errors over the workload's clips, each counted once: prepare measured them for each model. */
function wordsOf(run: Run, configuration: Configuration): WordErrors | null {
  return run.prepared?.words[modelOf(run.spec.space, configuration)] ?? null;
}

/** Flags tell why a step ended, never the type of an exception. */
function cutBy(run: Run): UnmeasuredCause | null {
  if (run.controls.capped) return 'cap';
  return run.controls.cancelled ? 'stopped' : null;
}

function judged(value: Judged): AttemptEnd {
  return { kind: 'judged', judged: value };
}

function unseen(candidate: Candidate, purpose: Purpose, verdict: Verdict): Judged {
  return { candidate, purpose, verdict, boots: [] };
}

function unmeasured(
  candidate: Candidate,
  purpose: Purpose,
  evidence: string,
  cause: UnmeasuredCause = 'infrastructure',
): Judged {
  return unseen(candidate, purpose, { kind: 'unmeasured', cause, evidence });
}
