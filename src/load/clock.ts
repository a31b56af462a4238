import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Measurement } from '../domain/measurement.ts';
import type { Generator } from '../domain/observation.ts';

/**
 * Monotonic time. Simulated engines answer `requestFactor` times faster than the engines they play:
 * latencies are multiplied by it (`engineUs`), time-outs divided (`realMs`). The boxes of ladder and
 * stress may be shortened further (`boxMs`): a demo has no card whose time they would have to fill.
 */
export type Clock = {
  readonly requestFactor: number;
  readonly nowUs: () => number;
  /** Real microseconds -> microseconds of the engines' clock, whole. */
  readonly engineUs: (realUs: number) => number;
  /** Milliseconds of the engines' clock -> real milliseconds. */
  readonly realMs: (engineMs: number) => number;
  /** A time box of the workload -> real milliseconds. */
  readonly boxMs: (workloadMs: number) => number;
};

export function createClock(requestFactor = 1, boxFactor = requestFactor): Clock {
  return {
    requestFactor,
    nowUs: () => Number(process.hrtime.bigint() / 1_000n),
    engineUs: (realUs) => Math.round(realUs * requestFactor),
    realMs: (engineMs) => engineMs / requestFactor,
    boxMs: (workloadMs) => workloadMs / boxFactor,
  };
}

/** Watches how late this process's own event loop is while it generates load. */
export type LatenessMonitor = {
  /** Ends the watch; `medians` are the latencies that lateness is judged against. */
  stop(medians: readonly Measurement[]): Generator;
};

const resolutionMs = 10;
/** What the loop adds on average to a stamp may be a fifth of the median latency. */
const lateShare = 0.2;
/** Scheduling noise of a busy two-core machine; never late below it, however short the latencies. */
const noiseFloorUs = 10_000;

/**
 * Late: an answer that comes at a random moment waits for the loop, on average, longer than a fifth
 * of the smallest median. The p99 of ticks is reported beside it: it jumps on one stall in a short
 * probe, which moves no median, and misses a long stall in a long one, as a stalled loop ticks once.
 */
export function watchLateness(clock: Clock): LatenessMonitor {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return {
    stop: (medians) => {
      histogram.disable();
      const latenessP99Us = clock.engineUs(
        beyond(histogram.percentile(99) / 1_000, resolutionMs * 1_000),
      );
      const waitUs = clock.engineUs(meanWaitUs(histogram.mean / 1_000, histogram.stddev / 1_000));
      const allowedUs = lateShare * smallestMedianUs(medians);
      return { latenessP99Us, late: waitUs > Math.max(clock.engineUs(noiseFloorUs), allowedUs) };
    },
  };
}

/** Mean time to the next tick from a random moment, beyond what ticks on time would give. */
function meanWaitUs(tickUs: number, deviationUs: number): number {
  return beyond((deviationUs ** 2 + tickUs ** 2) / (2 * tickUs), (resolutionMs * 1_000) / 2);
}

function smallestMedianUs(medians: readonly Measurement[]): number {
  const known = medians.flatMap((one) => (one.kind === 'measured' ? [one.median] : []));
  return known.length === 0 ? 0 : Math.min(...known);
}

/** Whole microseconds over an expected figure; an empty histogram has none. */
function beyond(us: number, expectedUs: number): number {
  return Number.isFinite(us) ? Math.max(0, Math.round(us - expectedUs)) : 0;
}
