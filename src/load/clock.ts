import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Measurement } from '../domain/measurement.ts';
import type { Generator } from '../domain/observation.ts';

/**
 * Monotonic time. Simulated engines answer `requestFactor` times faster than the engines they play:
 * latencies are multiplied by it (`engineUs`), boxes and time-outs divided (`realMs`).
 */
export type Clock = {
  readonly requestFactor: number;
  readonly nowUs: () => number;
  /** Real microseconds -> microseconds of the engines' clock, whole. */
  readonly engineUs: (realUs: number) => number;
  /** Milliseconds of the engines' clock -> real milliseconds. */
  readonly realMs: (engineMs: number) => number;
};

export function createClock(requestFactor = 1): Clock {
  return {
    requestFactor,
    nowUs: () => Number(process.hrtime.bigint() / 1_000n),
    engineUs: (realUs) => Math.round(realUs * requestFactor),
    realMs: (engineMs) => engineMs / requestFactor,
  };
}

/** Watches how late this process's own event loop is while it generates load. */
export type LatenessMonitor = {
  /** Ends the watch; `medians` are the latencies that lateness is judged against. */
  stop(medians: readonly Measurement[]): Generator;
};

const resolutionMs = 10;
/** A p99 lateness of half the median latency: one stamp in a hundred is off by half of what it measures. */
const lateShare = 0.5;
/** Scheduling noise of a busy two-core machine; never late below it, however short the latencies. */
const noiseFloorUs = 40_000;
/** One stall of a quarter of the watch hides from the p99 of ticks, as a stalled loop ticks once. */
const stallShare = 0.25;

export function watchLateness(clock: Clock): LatenessMonitor {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  const startedUs = clock.nowUs();
  histogram.enable();
  return {
    stop: (medians) => {
      histogram.disable();
      const watchedUs = clock.nowUs() - startedUs;
      const p99Us = beyondResolutionUs(histogram.percentile(99));
      const stalled =
        beyondResolutionUs(histogram.max) > Math.max(noiseFloorUs, watchedUs * stallShare);
      const latenessP99Us = clock.engineUs(p99Us);
      const allowedUs = Math.max(
        clock.engineUs(noiseFloorUs),
        lateShare * smallestMedianUs(medians),
      );
      return { latenessP99Us, late: stalled || latenessP99Us > allowedUs };
    },
  };
}

function smallestMedianUs(medians: readonly Measurement[]): number {
  const known = medians.flatMap((one) => (one.kind === 'measured' ? [one.median] : []));
  return known.length === 0 ? 0 : Math.min(...known);
}

/** The histogram holds whole tick intervals in nanoseconds; a tick on time is the resolution. */
function beyondResolutionUs(nanoseconds: number): number {
  const excessUs = nanoseconds / 1_000 - resolutionMs * 1_000;
  return Number.isFinite(excessUs) ? Math.max(0, Math.round(excessUs)) : 0;
}
