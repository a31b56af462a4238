import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Workload } from '../../src/contracts/schemas/workload.ts';
import { compare } from '../../src/domain/comparison.ts';
import type { Observations, Rung } from '../../src/domain/observation.ts';
import { capacityOf, nextRung } from '../../src/load/ladder.ts';
import { measurementOf } from '../../src/load/latency.ts';
import { designObjectives } from '../../src/simulator/truth-landscape.ts';
import { createBench, playStress, playTurns, stressBoxMs } from '../../src/simulator/truth-load.ts';
import type { Cell } from '../../src/simulator/truth-load.ts';
import { readSimulation } from './start-engine.ts';

const simulation = readSimulation('simulated');
const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
const baseline = { utilizationPct: 50, model: 'small' };

/** One probe of a fresh boot in virtual time, laddered and judged as the load does it. */
const observe = (workload: Workload, cell: Cell, seed: number): Observations => {
  const rungAt = (concurrency: number, turns: number): Rung => {
    const bench = createBench(simulation, cell, { seed, boots: 'noisy' });
    const { sttMs, llmMs } = playTurns(bench, workload, { concurrency, turns });
    const measured = (ms: readonly number[]) =>
      measurementOf({ samples: ms.map((value) => Math.round(value * 1_000)), atLeast: [] });
    const [stt, llm] = [measured(sttMs), measured(llmMs)];
    const isUnder = (one: typeof stt, us: number) => one.kind === 'measured' && one.median < us;
    const passed = isUnder(stt, 500_000) && isUnder(llm, 1_000_000);
    return { concurrency, turns, errors: 0, sttLatencyUs: stt, llmLatencyUs: llm, passed };
  };
  const reference = rungAt(workload.referenceConcurrency, workload.referenceTurns);
  const rungs: Rung[] = [];
  for (let left = workload.maxRungs; left > 0; left -= 1) {
    const tried = [reference, ...rungs];
    const ceiling = workload.ceilingConcurrency;
    const next = nextRung({ tried, ceiling, startRung: 4, rungsLeft: left });
    if (next === null) break;
    rungs.push(rungAt(next, Math.max(2 * next, 6)));
  }
  const bench = createBench(simulation, cell, { seed, boots: 'noisy' });
  const stress = {
    errors: 0,
    timeouts: 0,
    ...playStress(bench, workload, stressBoxMs(simulation, workload)),
  };
  const capacity = capacityOf([reference, ...rungs]);
  const generator = { latenessP99Us: 0, late: false };
  return {
    capacity: { reference, rungs, capacity, stress, generator },
    gpu: { totalMiB: simulation.card.totalMiB, peakUsedMiB: bench.seen.peakUsedMiB },
  } as unknown as Observations;
};

const verdicts = (workloadName: string, cell: Cell): readonly string[] => {
  const file = resolve('config/workloads', `${workloadName}.yaml`);
  const workload = Workload.parse(parse(readFileSync(file, 'utf8')));
  return seeds.map(
    (seed) =>
      compare({
        candidate: [observe(workload, cell, seed)],
        baseline: [observe(workload, baseline, seed + 1_000)],
        objectives: designObjectives,
      }).verdict,
  );
};

const countOf = (list: readonly string[], verdict: string): number =>
  list.filter((one) => one === verdict).length;

test(
  'with long prompts the best cell is better in at least 99 of 100 seeds',
  { timeout: 60_000 },
  () => {
    const seen = verdicts('long-context', { utilizationPct: 60, model: 'base' });
    expect(countOf(seen, 'better')).toBeGreaterThanOrEqual(99);
  },
);

test('with short turns no cell is better in more than 1 of 100 seeds', { timeout: 120_000 }, () => {
  for (const utilizationPct of [45, 55, 60]) {
    for (const model of ['base', 'small']) {
      const seen = verdicts('short-turns', { utilizationPct, model });
      expect(countOf(seen, 'better'), `${utilizationPct} / ${model}`).toBeLessThanOrEqual(1);
    }
  }
});
