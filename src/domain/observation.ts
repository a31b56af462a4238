import type { Measurement } from './measurement.ts';
import type { EngineRole } from './space.ts';

/** Word errors pooled over clips: rate = (substitutions + deletions + insertions) / words. */
export type WordErrors = {
  readonly words: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
};

/** Why an engine could not be started as asked, or died: a finding about the configuration. */
export type EngineFault = {
  readonly kind: 'oom' | 'infeasible' | 'hang' | 'crash' | 'misapplied' | 'cpu-fallback';
  readonly engine: EngineRole;
  /** The root-cause line of the engine, redacted, at most 500 characters. */
  readonly evidence: string;
};

/** What was read back from the running engines: proof that the configuration is in force. */
export type Proof = {
  readonly llm: { readonly utilizationPct: number; readonly kvTokens: number };
  readonly stt: { readonly model: string; readonly device: string; readonly computeType: string };
};

export type Applied = {
  readonly kind: 'applied';
  readonly proof: Proof;
  readonly startOrder: readonly EngineRole[];
  /** Engines started for this step, 0 when the running ones served. */
  readonly boots: number;
  readonly restarts: number;
  readonly bootMs: number;
  readonly restartMs: number;
};

export type ApplyResult = Applied | { readonly kind: 'refused'; readonly fault: EngineFault };

/** Health of the load generator itself: a late one makes the probe unmeasured. */
export type Generator = {
  readonly latenessP99Us: number;
  readonly late: boolean;
};

export type SttObservation = {
  readonly latencyUs: Measurement;
  readonly words: WordErrors;
  readonly transcripts: number;
  readonly generator: Generator;
};

export type LlmObservation = {
  readonly latencyUs: Measurement;
  readonly firstTokenUs: Measurement;
  /** Generated tokens per second of one stream, times 1000. */
  readonly milliTokensPerSecond: Measurement;
  readonly generator: Generator;
};

/** One rung of the ladder: `concurrency` voice turns at once. */
export type Rung = {
  readonly concurrency: number;
  readonly turns: number;
  readonly errors: number;
  readonly sttLatencyUs: Measurement;
  readonly llmLatencyUs: Measurement;
  readonly passed: boolean;
};

/** Capacity as an interval: the largest passing rung and the smallest failing one (null: none failed). */
export type Capacity = { readonly passing: number; readonly failing: number | null };

export type Stress = {
  readonly requests: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly preemptions: number;
};

export type CapacityObservation = {
  readonly reference: Rung;
  readonly rungs: readonly Rung[];
  readonly capacity: Capacity;
  readonly stress: Stress;
  readonly words: WordErrors;
  readonly generator: Generator;
};

/** A probe ends with figures, or with a fault that is a finding about the configuration. */
export type ProbeResult<T> =
  | { readonly kind: 'observed'; readonly observation: T; readonly tookMs: number }
  | { readonly kind: 'fault'; readonly fault: EngineFault; readonly tookMs: number };

/** The GPU beside the probes. Absent fields stay absent. */
export type GpuSeries = {
  readonly periodMs: number;
  /** Share of the probes' time that the series covers. */
  readonly coveragePpm: number;
  readonly samples: number;
  readonly totalMiB: number;
  readonly peakUsedMiB?: number;
  readonly busyPpm?: number;
  readonly peakPowerMilliwatt?: number;
  readonly throttledUs?: number;
  /** At most 120 points of [ms since start, used MiB, utilisation %], -1 is never used: absent = null. */
  readonly points: readonly (readonly [number, number | null, number | null])[];
  readonly digest: string;
};

/** All that was seen of one candidate. Solo figures may be those of an earlier trial of the same level or model. */
export type Observations = {
  readonly applied: Applied;
  readonly stt: SttObservation;
  readonly llm: LlmObservation;
  readonly capacity: CapacityObservation;
  readonly gpu: GpuSeries;
};

/**
 * 1 - (errors + time-outs + preemptions) / requests in ppm, rounded down, at least 0; null without
 * requests.
 */
export function stabilityPpm(stress: Stress): number | null {
  if (stress.requests === 0) return null;
  const good = stress.requests - badRequests(stress);
  return Math.floor((Math.max(0, good) * 1_000_000) / stress.requests);
}

export function badRequests(stress: Stress): number {
  return stress.errors + stress.timeouts + stress.preemptions;
}

/** Peak memory used / total in ppm and the free rest in MiB; null where the card did not say. */
export function memoryUse(
  gpu: GpuSeries,
): { readonly usedPpm: number; readonly freeMiB: number } | null {
  if (gpu.peakUsedMiB === undefined || gpu.totalMiB === 0) return null;
  return {
    usedPpm: Math.floor((gpu.peakUsedMiB * 1_000_000) / gpu.totalMiB),
    freeMiB: Math.max(0, gpu.totalMiB - gpu.peakUsedMiB),
  };
}
