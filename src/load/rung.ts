import type { Rung } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import { runClosedLoop } from './closed-loop.ts';
import { measurementOf } from './latency.ts';
import type { Latencies } from './latency.ts';
import type { ProbeRun } from './probe-run.ts';
import { runTurn } from './voice-turn.ts';
import type { Turn } from './voice-turn.ts';

export type RungPlan = {
  readonly concurrency: number;
  readonly turns: number;
  /** Real milliseconds. */
  readonly boxMs: number;
  /** 'reference': turns in flight at the end are awaited. 'ladder': dropped, and a lost rung ends early. */
  readonly purpose: 'reference' | 'ladder';
};

export type RungResult = {
  readonly rung: Rung;
  /** false: too few turns to say that it passed or failed. */
  readonly counts: boolean;
  readonly turns: readonly Turn[];
};

/** Runs one rung. It passes with no error and both medians under target. */
export async function runRung(run: ProbeRun, plan: RungPlan): Promise<RungResult> {
  const ages: Record<EngineRole, readonly number[]> = { stt: [], llm: [] };
  const { results: turns } = await runClosedLoop<Turn>({
    concurrency: Math.min(plan.concurrency, plan.turns),
    count: plan.turns,
    boxMs: plan.boxMs,
    atEnd: plan.purpose === 'reference' ? 'await' : 'drop',
    signal: run.signal,
    start: (index, signal) => runTurn(run, index, signal),
    isFailure: (turn) => turn.kind === 'failed',
    onResult: run.advance,
    isDecided: (done) => plan.purpose === 'ladder' && isLost(run, plan, done),
    beforeDrop: () => {
      ages.stt = run.watch.agesUs('stt');
      ages.llm = run.watch.agesUs('llm');
    },
  });
  return judge(run, plan, turns, ages);
}

/** An error, or more than half of all planned turns over a target: no later turn can mend it. */
function isLost(run: ProbeRun, plan: RungPlan, turns: readonly Turn[]): boolean {
  const { sttLatencyUs, llmLatencyUs } = run.setting.targets;
  const slow = (engine: EngineRole, targetUs: number): boolean =>
    samplesOf(turns, engine).filter((us) => us >= targetUs).length > plan.turns / 2;
  return (
    turns.some((turn) => turn.kind === 'failed') ||
    slow('stt', sttLatencyUs) ||
    slow('llm', llmLatencyUs)
  );
}

function judge(
  run: ProbeRun,
  plan: RungPlan,
  turns: readonly Turn[],
  ages: Readonly<Record<EngineRole, readonly number[]>>,
): RungResult {
  const { sttLatencyUs, llmLatencyUs } = run.setting.targets;
  const timeoutUs = run.setting.workload.requestTimeoutMs * 1_000;
  const known = (engine: EngineRole, targetUs: number): Latencies => ({
    samples: samplesOf(turns, engine),
    // A dropped request younger than the target says nothing.
    atLeast: [
      ...timeoutsOf(turns, engine, timeoutUs),
      ...ages[engine].filter((us) => us > targetUs),
    ],
  });
  const stt = known('stt', sttLatencyUs);
  const llm = known('llm', llmLatencyUs);
  const errors = turns.filter((turn) => turn.kind === 'failed').length;
  const needed = Math.min(plan.concurrency, plan.turns);
  const enough = turns.length >= needed;
  const isOver = over(stt, sttLatencyUs, needed) || over(llm, llmLatencyUs, needed);
  const rung = {
    concurrency: plan.concurrency,
    turns: turns.length,
    errors,
    sttLatencyUs: measurementOf(stt),
    llmLatencyUs: measurementOf(llm),
    passed: enough && errors === 0 && !isOver,
  };
  return { rung, counts: enough || errors > 0 || isOver, turns };
}

/** More than half of what is known, and of as many requests as a rung needs, is over the target. */
function over(known: Latencies, targetUs: number, needed: number): boolean {
  const all = [...known.samples, ...known.atLeast];
  const slow = all.filter((us) => us >= targetUs).length;
  return slow > Math.max(needed, all.length) / 2;
}

function samplesOf(turns: readonly Turn[], engine: EngineRole): readonly number[] {
  return turns.flatMap((turn) => {
    const us = engine === 'stt' ? turn.sttUs : turn.kind === 'done' ? turn.llmUs : undefined;
    return us === undefined ? [] : [us];
  });
}

function timeoutsOf(
  turns: readonly Turn[],
  engine: EngineRole,
  timeoutUs: number,
): readonly number[] {
  return turns.flatMap((turn) =>
    turn.kind === 'failed' && turn.engine === engine && turn.error.kind === 'timeout'
      ? [timeoutUs]
      : [],
  );
}
