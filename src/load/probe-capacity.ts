import type { CapacityObservation, Rung } from '../domain/observation.ts';
import { watchLateness } from './clock.ts';
import { capacityOf, nextRung } from './ladder.ts';
import { runProbe } from './probe-run.ts';
import type { ProbeRun } from './probe-run.ts';
import { runRung } from './rung.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting } from './setting.ts';
import { runStress } from './stress.ts';
import type { ReadPreemptions } from './stress.ts';
import { warmUpLlm, warmUpStt } from './warm-up.ts';
import { poolWordErrors } from './wer/word-errors.ts';

export type CapacityPlan = {
  /** Rung at which the ladder starts. */
  readonly startRung: number;
  readonly readPreemptions: ReadPreemptions;
};

/** The reference rung may take three request time-outs in all before no further turn is begun. */
const referenceTimeouts = 3;
/** Turns of a ladder rung: two rounds, at least 6. */
const turnsOf = (concurrency: number): number => Math.max(2 * concurrency, 6);

/** Joint load: the reference rung, the ladder in its time box, then stress. */
export function probeCapacity(
  setting: LoadSetting,
  signal: AbortSignal,
  plan: CapacityPlan,
): Promise<ProbeOutcome<CapacityObservation>> {
  const { workload, clock } = setting;
  return runProbe(setting, signal, async (run) => {
    await Promise.all([warmUpStt(run), warmUpLlm(run)]);
    run.enter(`reference at ${workload.referenceConcurrency}`, workload.referenceTurns);
    const lateness = watchLateness(clock);
    const { rung: reference, turns } = await runRung(run, {
      concurrency: workload.referenceConcurrency,
      turns: workload.referenceTurns,
      boxMs: clock.realMs(workload.requestTimeoutMs * referenceTimeouts),
      purpose: 'reference',
    });
    const rungs = await climb(run, reference, plan.startRung);
    const generator = lateness.stop([reference.sttLatencyUs, reference.llmLatencyUs]);
    run.enter('stress');
    const stress = await runStress(run, workload.stressMs, plan.readPreemptions);
    return {
      reference,
      rungs,
      capacity: capacityOf([reference, ...rungs]),
      stress,
      words: poolWordErrors(turns.flatMap((turn) => (turn.kind === 'done' ? [turn.words] : []))),
      generator,
    };
  });
}

/** At most `maxRungs` rungs; ends with the box, or before a rung whose first turns would outlast it. */
async function climb(run: ProbeRun, reference: Rung, startRung: number): Promise<readonly Rung[]> {
  const { workload, clock } = run.setting;
  const endUs = clock.nowUs() + clock.boxMs(workload.ladderMs) * 1_000;
  const rungs: Rung[] = [];
  let last = reference;
  while (rungs.length < workload.maxRungs && !run.signal.aborted) {
    const concurrency = nextRung({
      tried: [reference, ...rungs],
      ceiling: workload.ceilingConcurrency,
      startRung,
      rungsLeft: workload.maxRungs - rungs.length,
    });
    const leftUs = endUs - clock.nowUs();
    if (concurrency === null || clock.engineUs(leftUs) < turnUs(last)) {
      break;
    }
    const turns = turnsOf(concurrency);
    run.enter(`rung ${concurrency}`, turns);
    const boxMs = leftUs / 1_000;
    const result = await runRung(run, { concurrency, turns, boxMs, purpose: 'ladder' });
    if (!result.counts) {
      break;
    }
    last = result.rung;
    rungs.push(last);
  }
  return rungs;
}

/** What one voice turn took at a rung. */
function turnUs({ sttLatencyUs, llmLatencyUs }: Rung): number {
  const medianUs = (one: Rung['sttLatencyUs']): number =>
    one.kind === 'measured' ? one.median : 0;
  return medianUs(sttLatencyUs) + medianUs(llmLatencyUs);
}
