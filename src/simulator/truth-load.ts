import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Workload } from '../contracts/schemas/workload.ts';
import { createVirtualClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createLlmEngine } from './llm-engine.ts';
import type { LlmEngine } from './llm-engine.ts';
import { createRandom } from './random.ts';
import { createSttEngine } from './stt-engine.ts';
import type { SttEngine } from './stt-engine.ts';

/** One configuration under the same load as a probe, in virtual time. */
export type Bench = {
  readonly clock: Clock;
  runUntil(endMs: number): void;
  readonly llm: LlmEngine;
  readonly stt: SttEngine;
  readonly seen: { peakUsedMiB: number; outOfMemory: boolean };
};

/** 'even': every boot is the middle one; 'noisy': each seed is a boot of its own. */
export type BenchNoise = { readonly seed: number; readonly boots: 'even' | 'noisy' };

export type Cell = { readonly utilizationPct: number; readonly model: string };

export const kvTokensAt = ({ card, llm }: Simulation, utilizationPct: number): number => {
  const shareMiB = Math.ceil((card.totalMiB * utilizationPct) / 100);
  const kvMiB = shareMiB - llm.weightsMiB - llm.overheadMiB;
  return Math.floor((kvMiB * 1_048_576) / llm.kvBytesPerToken);
};

export const createBench = (
  simulation: Simulation,
  cell: Cell,
  { seed, boots }: BenchNoise,
): Bench => {
  const { card, interferencePpm: between } = simulation;
  const model = simulation.stt.models[cell.model];
  if (model === undefined) {
    throw new Error(`the simulation has no model ${cell.model}`);
  }
  const virtual = createVirtualClock();
  const { clock } = virtual;
  const shareMiB = Math.ceil((card.totalMiB * cell.utilizationPct) / 100);
  const seen = { peakUsedMiB: 0, outOfMemory: false };
  const factor = (engine: 'llm' | 'stt'): number =>
    boots === 'even' ? 1 : createRandom(seed, 'boot', engine).spread(simulation[engine].bootCvPpm);
  const bootFactor = { llm: factor('llm'), stt: factor('stt') };
  let sttBusy = 0;
  const usedMiB = (): number =>
    card.residentMiB + shareMiB + model.memoryMiB + sttBusy * model.requestMiB;
  const llm = createLlmEngine({
    clock,
    llm: simulation.llm,
    kvTokens: kvTokensAt(simulation, cell.utilizationPct),
    random: createRandom(seed, 'llm'),
    slowdown: () => bootFactor.llm * (1 + (sttBusy * between.sttOnLlm) / 1_000_000),
    canPeak: (tokens) => {
      const peakMiB = tokens < simulation.llm.stressTokens ? 0 : simulation.llm.stressMiB;
      seen.outOfMemory ||= usedMiB() + peakMiB > card.totalMiB;
      return !seen.outOfMemory;
    },
    onRunning: () => {},
  });
  const stt = createSttEngine({
    clock,
    model,
    device: 'cuda',
    workers: simulation.stt.workers,
    random: createRandom(seed, 'stt'),
    slowdown: () => bootFactor.stt * (1 + (llm.counts().running * between.llmOnStt) / 1_000_000),
    takeFor: (busy) => {
      sttBusy = busy;
      seen.peakUsedMiB = Math.max(seen.peakUsedMiB, usedMiB());
      seen.outOfMemory ||= usedMiB() > card.totalMiB;
      return usedMiB() <= card.totalMiB;
    },
    onRunning: () => {},
  });
  return { clock, runUntil: (endMs) => virtual.runUntil(endMs), llm, stt, seen };
};

/** Latencies of a rung's turns in milliseconds, in the order of their ends. */
export type RungTruth = { readonly sttMs: readonly number[]; readonly llmMs: readonly number[] };

/** Voice turns, speech then text, `concurrency` at once, for as long as asked. */
export const playTurns = (bench: Bench, workload: Workload, plan: TurnPlan): RungTruth => {
  const sttMs: number[] = [];
  const llmMs: number[] = [];
  let started = 0;
  const turn = (): void => {
    if (started >= plan.turns) {
      return;
    }
    started += 1;
    const from = bench.clock.now();
    bench.stt.submit(() => {
      const heard = bench.clock.now();
      sttMs.push(heard - from);
      bench.llm.submit({
        promptTokens: workload.promptTokens,
        maxTokens: workload.maxTokens,
        onTokens: () => {},
        onEnd: () => {
          llmMs.push(bench.clock.now() - heard);
          turn();
        },
      });
    });
  };
  for (let index = 0; index < plan.concurrency; index += 1) {
    turn();
  }
  bench.runUntil(bench.clock.now() + 120_000);
  return { sttMs, llmMs };
};

export type TurnPlan = { readonly concurrency: number; readonly turns: number };

/** How long the stress lasts on the engines' clock. */
export const stressBoxMs = ({ clock }: Simulation, workload: Workload): number =>
  (workload.stressMs * clock.request) / clock.box;

/** Both servers at the ceiling, independently, for `boxMs` of the engines' clock. */
export const playStress = (bench: Bench, workload: Workload, boxMs: number): StressTruth => {
  const endMs = bench.clock.now() + boxMs;
  let requests = 0;
  const hear = (): void => {
    if (bench.clock.now() < endMs) {
      requests += 1;
      bench.stt.submit(hear);
    }
  };
  const answer = (): void => {
    if (bench.clock.now() < endMs && !bench.seen.outOfMemory) {
      requests += 1;
      bench.llm.submit({
        promptTokens: workload.promptTokens,
        maxTokens: workload.maxTokens,
        onTokens: () => {},
        onEnd: answer,
      });
    }
  };
  for (let index = 0; index < workload.ceilingConcurrency; index += 1) {
    hear();
    answer();
  }
  bench.runUntil(endMs + 120_000);
  return { requests, preemptions: bench.llm.counts().preemptions };
};

export type StressTruth = { readonly requests: number; readonly preemptions: number };

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
};
