import { setTimeout as delay } from 'node:timers/promises';
import type { Stress } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import { runClosedLoop } from './closed-loop.ts';
import type { ProbeRun } from './probe-run.ts';
import type { RequestError } from './request-error.ts';

/** Reads the LLM server's count of preempted requests since its start; null where it has none. */
export type ReadPreemptions = () => Promise<number | null>;

type Request =
  | { readonly kind: 'ok'; readonly us: number }
  | { readonly kind: 'error'; readonly error: RequestError };

/**
 * Loads both servers at the ceiling, each on its own: in turns one would wait for the other and
 * memory would never bind. Requests in flight at the end are dropped and not counted, but an engine
 * that has gone quiet is waited for first, so that a hang is seen.
 */
export async function runStress(
  run: ProbeRun,
  stressMs: number,
  readPreemptions: ReadPreemptions,
): Promise<Stress> {
  const { longest } = run.setting.clips;
  const before = await readPreemptions();
  const both = await Promise.all([
    load(run, 'stt', stressMs, async (signal) => {
      const result = await run.stt(longest, signal);
      return result.kind === 'ok' ? { kind: 'ok', us: result.latencyUs } : notAborted(result);
    }),
    load(run, 'llm', stressMs, async (signal) => {
      const result = await run.llm(run.prompts.next(), signal);
      return result.kind === 'ok' ? { kind: 'ok', us: result.latencyUs } : notAborted(result);
    }),
  ]);
  const after = run.signal.aborted ? null : await readPreemptions();
  const results = both.flat();
  const failures = results.flatMap((result) =>
    result.kind === 'error' ? [result.error.kind] : [],
  );
  const timeouts = failures.filter((kind) => kind === 'timeout').length;
  return {
    requests: results.length,
    errors: failures.length - timeouts,
    timeouts,
    preemptions: before === null || after === null ? 0 : Math.max(0, after - before),
  };
}

async function load(
  run: ProbeRun,
  engine: EngineRole,
  stressMs: number,
  request: (signal: AbortSignal) => Promise<Request | undefined>,
): Promise<readonly Request[]> {
  let slowestUs = 0;
  let lastUs = run.setting.clock.nowUs();
  const { results } = await runClosedLoop<Request>({
    concurrency: run.setting.workload.ceilingConcurrency,
    count: Number.POSITIVE_INFINITY,
    boxMs: run.setting.clock.boxMs(stressMs),
    atEnd: 'drop',
    signal: run.signal,
    isFailure: (result) => result.kind === 'error',
    onResult: run.advance,
    start: async (_, signal) => {
      const result = await request(signal);
      if (result?.kind === 'ok') {
        slowestUs = Math.max(slowestUs, result.us);
        lastUs = run.setting.clock.nowUs();
      }
      return result;
    },
    beforeDrop: () => untilItAnswers(run, engine, () => ({ slowestUs, lastUs })),
  });
  return results;
}

const quietFactor = 1.5;

/** Waits while the engine is quiet for longer than 1.5 of its slowest answers; the watch ends a hang. */
async function untilItAnswers(
  run: ProbeRun,
  engine: EngineRole,
  seen: () => { readonly slowestUs: number; readonly lastUs: number },
): Promise<void> {
  const { clock } = run.setting;
  const isQuiet = (): boolean => {
    const { slowestUs, lastUs } = seen();
    return clock.engineUs(clock.nowUs() - lastUs) > slowestUs * quietFactor;
  };
  while (!run.signal.aborted && run.watch.agesUs(engine).length > 0 && isQuiet()) {
    await delay(20);
  }
}

function notAborted(
  result: { readonly kind: 'error'; readonly error: RequestError } | { readonly kind: 'aborted' },
): Request | undefined {
  return result.kind === 'aborted' ? undefined : result;
}
