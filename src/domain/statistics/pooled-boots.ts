import type { Measurement } from '../measurement.ts';
import { badRequests, memoryUse } from '../observation.ts';
import type { Capacity, Observations } from '../observation.ts';
import type { BootNoise } from './boot-noise.ts';

/** A latency as the mean of the boots' log medians (natural logarithm of microseconds). */
export type LogMedian = {
  readonly log: number;
  readonly standardError: number;
  /** All requests of all boots, in microseconds. */
  readonly samples: readonly number[];
};

/** What the usable boots of one configuration say together. */
export type PooledBoots = {
  readonly sttLatency: LogMedian;
  readonly llmLatency: LogMedian;
  readonly capacities: readonly Capacity[];
  /** Requests of all stress rungs, and those that failed or were preempted. */
  readonly requests: number;
  readonly bad: number;
  readonly usedPpm: readonly number[];
};

/** 97.5 % point of the normal distribution. */
export const normal975 = 1.96;

/** Boots of one configuration pooled; a boot with an absent figure is left out, null if none is left. */
export function poolBoots(boots: readonly Observations[], noise: BootNoise): PooledBoots | null {
  const read = boots.map(readBoot).filter((boot) => boot !== null);
  if (read.length === 0) return null;
  const bootVariance = (noise.deviationPpm / 1_000_000) ** 2;
  return {
    sttLatency: poolLogs(
      read.map(({ stt }) => stt),
      bootVariance,
    ),
    llmLatency: poolLogs(
      read.map(({ llm }) => llm),
      bootVariance,
    ),
    capacities: read.map(({ capacity }) => capacity),
    requests: read.reduce((sum, { requests }) => sum + requests, 0),
    bad: read.reduce((sum, { bad }) => sum + bad, 0),
    usedPpm: read.map(({ usedPpm }) => usedPpm),
  };
}

function readBoot({ capacity, gpu }: Observations) {
  const stt = logMedian(capacity.reference.sttLatencyUs);
  const llm = logMedian(capacity.reference.llmLatencyUs);
  const memory = memoryUse(gpu);
  const { requests } = capacity.stress;
  if (stt === null || llm === null || memory === null) return null;
  if (requests === 0 || capacity.generator.late) return null;
  const bad = Math.min(requests, badRequests(capacity.stress));
  return { stt, llm, capacity: capacity.capacity, requests, bad, usedPpm: memory.usedPpm };
}

/** Of one boot: the error within it follows from the 95 % interval of its median. */
function logMedian(latency: Measurement): LogMedian | null {
  switch (latency.kind) {
    case 'measured': {
      const width = logarithm(latency.ci[1]) - logarithm(latency.ci[0]);
      return {
        log: logarithm(latency.median),
        standardError: width / (2 * normal975),
        samples: latency.samples,
      };
    }
    case 'censored':
      return { log: logarithm(latency.atLeast), standardError: 0, samples: [] };
    case 'infeasible':
    case 'unmeasured':
      return null;
  }
}

function poolLogs(boots: readonly LogMedian[], bootVariance: number): LogMedian {
  const within = boots.reduce((sum, { standardError }) => sum + standardError ** 2, 0);
  return {
    log: boots.reduce((sum, { log }) => sum + log, 0) / boots.length,
    standardError: Math.sqrt((within / boots.length + bootVariance) / boots.length),
    samples: boots.flatMap(({ samples }) => samples),
  };
}

function logarithm(microseconds: number): number {
  return Math.log(Math.max(1, microseconds));
}
