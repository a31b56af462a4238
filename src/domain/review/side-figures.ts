import { estimateFitness } from '../fitness-estimate.ts';
import type { Capacity, Observations } from '../observation.ts';
import { wordErrorPpm } from '../quality.ts';
import type { Configuration } from '../space.ts';
import type { BootNoise } from '../statistics/boot-noise.ts';
import { normal975, poolBoots } from '../statistics/pooled-boots.ts';
import type { LogMedian, PooledBoots } from '../statistics/pooled-boots.ts';
import type { ComparedSide } from './compared-side.ts';

/** A side for people and programs: who it is and what was measured. */
export type SideFigures = {
  readonly runId: string;
  readonly candidateId: string;
  readonly configuration: Configuration;
  readonly isWinner: boolean;
  readonly isBaseline: boolean;
  readonly simulated: boolean;
  /** Boots that count. */
  readonly boots: number;
  readonly wordErrorPpm: number | null;
  readonly referenceWords: number;
  /** null where no boot counts. */
  readonly measured: MeasuredFigures | null;
};

/** Figures of all counted boots together. */
export type MeasuredFigures = {
  /** By the objectives of its own run. */
  readonly fitnessPpm: number;
  readonly sttLatency: MedianInterval;
  readonly llmLatency: MedianInterval;
  /** Lowest passing rung and highest failing one of the boots; null: none failed. */
  readonly capacity: Capacity;
  readonly stress: { readonly requests: number; readonly good: number };
  /** Peak memory used, mean of the boots. */
  readonly usedPpm: number;
};

/** Median in microseconds and its 95 % interval, within and between boots. */
export type MedianInterval = {
  readonly medianUs: number;
  readonly ci: readonly [number, number];
};

/** The figures of a side from the boots that count. */
export function figuresOf(
  side: ComparedSide,
  counted: readonly Observations[],
  noise: BootNoise,
): SideFigures {
  const { runId, candidateId, configuration, isWinner, isBaseline, spec, words } = side;
  const pooled = poolBoots(counted, noise);
  return {
    runId,
    candidateId,
    configuration,
    isWinner,
    isBaseline,
    simulated: spec.simulated,
    boots: counted.length,
    wordErrorPpm: words === null ? null : wordErrorPpm(words),
    referenceWords: words?.words ?? 0,
    measured: pooled === null ? null : measuredOf(side, pooled),
  };
}

function measuredOf({ spec }: ComparedSide, pooled: PooledBoots): MeasuredFigures {
  const { sttLatency, llmLatency, capacities, requests, bad, usedPpm } = pooled;
  return {
    fitnessPpm: estimateFitness(spec.objectives, pooled).fitnessPpm,
    sttLatency: medianOf(sttLatency),
    llmLatency: medianOf(llmLatency),
    capacity: capacityOf(capacities),
    stress: { requests, good: requests - bad },
    usedPpm: Math.round(usedPpm.reduce((sum, used) => sum + used, 0) / usedPpm.length),
  };
}

function medianOf({ log, standardError }: LogMedian): MedianInterval {
  const half = normal975 * standardError;
  const at = (logarithm: number): number => Math.round(Math.exp(logarithm));
  return { medianUs: at(log), ci: [at(log - half), at(log + half)] };
}

function capacityOf(capacities: readonly Capacity[]): Capacity {
  const failing = capacities.flatMap((each) => (each.failing === null ? [] : [each.failing]));
  return {
    passing: Math.min(...capacities.map(({ passing }) => passing)),
    failing: failing.length < capacities.length ? null : Math.max(...failing),
  };
}
