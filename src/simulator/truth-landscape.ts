import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Workload } from '../contracts/schemas/workload.ts';
import { scoreTrial } from '../domain/fitness.ts';
import type { Objective } from '../domain/objective.ts';
import {
  createBench,
  kvTokensAt,
  median,
  playStress,
  stressBoxMs,
  playTurns,
} from './truth-load.ts';
import type { Cell, StressTruth } from './truth-load.ts';

/** What is true of one configuration: no noise of boots, the middle of many probes. */
export type CellTruth = {
  readonly vllmMemoryPct: number;
  readonly whisperModel: string;
  readonly verdict: 'infeasible' | 'out-of-memory' | 'worse-transcripts' | 'scored';
  readonly kvTokens: number;
  readonly sttMs: number | null;
  readonly llmMs: number | null;
  readonly capacity: { readonly passing: number; readonly failing: number | null } | null;
  readonly stabilityPpm: number | null;
  readonly peakUsedMiB: number | null;
  readonly wordErrorPpm: number;
  readonly fitnessPpm: number | null;
};

export type Landscape = {
  readonly workload: string;
  readonly cells: readonly CellTruth[];
  readonly baseline: string;
  readonly best: string;
  /** Fitness of the best above the baseline's. */
  readonly gainPpm: number;
  /** Cells within 0.02 of the best: no run can be asked to tell them apart. */
  readonly ties: readonly string[];
};

const levels = [40, 45, 50, 55, 60] as const;
const steps = [1, 2, 4, 6, 8, 12, 16];
const seeds = Array.from({ length: 15 }, (_, index) => index + 1);
const baseline = { vllmMemoryPct: 50, whisperModel: 'small' };
const qualityMarginPpm = 20_000;
const tiePpm = 20_000;

/** The points of DESIGN section 4; microseconds, turns, ppm. */
export const designObjectives: readonly Objective[] = [
  latency('sttLatency', [150, 500, 1_000]),
  latency('llmLatency', [300, 1_000, 2_000]),
  {
    name: 'capacity',
    weightPpm: 200_000,
    points: [
      [0, 0],
      [8, 500_000],
      [16, 1_000_000],
    ],
    target: 8,
    better: 'higher',
  },
  {
    name: 'stability',
    weightPpm: 200_000,
    points: [
      [950_000, 0],
      [990_000, 500_000],
      [1_000_000, 1_000_000],
    ],
    target: 990_000,
    better: 'higher',
  },
  {
    name: 'efficiency',
    weightPpm: 100_000,
    points: [
      [500_000, 0],
      [700_000, 1_000_000],
      [900_000, 0],
    ],
    target: 700_000,
    better: 'near',
  },
];

function latency(name: 'sttLatency' | 'llmLatency', ms: readonly number[]): Objective {
  const [ideal = 0, target = 0, limit = 0] = ms.map((value) => value * 1_000);
  const points = [
    [ideal, 1_000_000],
    [target, 500_000],
    [limit, 0],
  ] as const;
  return { name, weightPpm: 250_000, points, target, better: 'lower' };
}

/** The whole landscape of a simulation under a workload: truth, ties and the best cell. */
export const drawLandscape = (simulation: Simulation, workload: Workload): Landscape => {
  const cells = levels.flatMap((vllmMemoryPct) =>
    Object.keys(simulation.stt.models).map((whisperModel) =>
      measureCell(simulation, workload, { utilizationPct: vllmMemoryPct, model: whisperModel }),
    ),
  );
  const fitness = (cell: CellTruth): number => cell.fitnessPpm ?? -1;
  const scored = cells.filter(({ verdict }) => verdict === 'scored');
  const best = scored.reduce((first, cell) => (fitness(cell) > fitness(first) ? cell : first));
  const base = cells.find(
    (cell) =>
      cell.vllmMemoryPct === baseline.vllmMemoryPct && cell.whisperModel === baseline.whisperModel,
  );
  return {
    workload: workload.name,
    cells,
    baseline: nameOf(baseline),
    best: nameOf(best),
    gainPpm: fitness(best) - (base === undefined ? 0 : fitness(base)),
    ties: scored.filter((cell) => fitness(cell) >= fitness(best) - tiePpm).map(nameOf),
  };
};

const nameOf = (cell: Pick<CellTruth, 'vllmMemoryPct' | 'whisperModel'>): string =>
  `${cell.vllmMemoryPct} % / ${cell.whisperModel}`;

const measureCell = (simulation: Simulation, workload: Workload, cell: Cell): CellTruth => {
  const kvTokens = kvTokensAt(simulation, cell.utilizationPct);
  const wordErrorPpm = simulation.stt.models[cell.model]?.wordErrorPpm ?? 0;
  const known = {
    vllmMemoryPct: cell.utilizationPct,
    whisperModel: cell.model,
    kvTokens,
    wordErrorPpm,
  };
  const { kvMinimumMiB, kvBytesPerToken } = simulation.llm;
  if (kvTokens < (kvMinimumMiB * 1_048_576) / kvBytesPerToken) {
    return { ...known, ...nothing, verdict: 'infeasible' };
  }
  const figures = probe(simulation, workload, cell);
  const baselineErrorPpm = simulation.stt.models[baseline.whisperModel]?.wordErrorPpm ?? 0;
  const isWorse = wordErrorPpm > baselineErrorPpm + qualityMarginPpm;
  const { outOfMemory, ...rest } = figures;
  const verdict = outOfMemory ? 'out-of-memory' : isWorse ? 'worse-transcripts' : 'scored';
  return { ...known, ...rest, verdict };
};

const nothing = {
  sttMs: null,
  llmMs: null,
  capacity: null,
  stabilityPpm: null,
  peakUsedMiB: null,
  fitnessPpm: null,
} as const;

type Figures = Omit<
  CellTruth,
  'vllmMemoryPct' | 'whisperModel' | 'verdict' | 'kvTokens' | 'wordErrorPpm'
> & { readonly outOfMemory: boolean };

type Medians = { readonly sttMs: number; readonly llmMs: number };

const probe = (simulation: Simulation, workload: Workload, cell: Cell): Figures => {
  const benches = (): ReturnType<typeof createBench>[] =>
    seeds.map((seed) => createBench(simulation, cell, { seed, boots: 'even' }));
  const rung = (concurrency: number, turns: number): Medians => {
    const seen = benches().map((bench) => playTurns(bench, workload, { concurrency, turns }));
    return {
      sttMs: median(seen.map(({ sttMs }) => median(sttMs))),
      llmMs: median(seen.map(({ llmMs }) => median(llmMs))),
    };
  };
  const stressed = benches();
  const stress = stressed.map((bench) =>
    playStress(bench, workload, stressBoxMs(simulation, workload)),
  );
  const outOfMemory = stressed.some(({ seen }) => seen.outOfMemory);
  const reference = rung(workload.referenceConcurrency, workload.referenceTurns);
  const capacity = climb(workload, (concurrency) => rung(concurrency, 2 * concurrency + 6));
  const peakUsedMiB = Math.max(...stressed.map(({ seen }) => seen.peakUsedMiB));
  const stabilityPpm = Math.round(median(stress.map(stabilityOf)));
  const fitness = scoreTrial(designObjectives, {
    sttLatency: Math.round(reference.sttMs * 1_000),
    llmLatency: Math.round(reference.llmMs * 1_000),
    capacity: capacity.passing,
    stability: stabilityPpm,
    efficiency: Math.floor((peakUsedMiB * 1_000_000) / simulation.card.totalMiB),
  });
  return {
    sttMs: Math.round(reference.sttMs),
    llmMs: Math.round(reference.llmMs),
    capacity,
    stabilityPpm,
    peakUsedMiB,
    fitnessPpm: outOfMemory ? null : fitness.fitnessPpm,
    outOfMemory,
  };
};

const stabilityOf = ({ requests, preemptions }: StressTruth): number =>
  Math.max(0, 1 - preemptions / Math.max(1, requests)) * 1_000_000;

const climb = (
  workload: Workload,
  rung: (concurrency: number) => Medians,
): NonNullable<CellTruth['capacity']> => {
  let passing = 0;
  for (const concurrency of steps.filter((step) => step <= workload.ceilingConcurrency)) {
    const { sttMs, llmMs } = rung(concurrency);
    // an engine that ran out of memory answers nothing: that is no pass
    if (!(sttMs < 500 && llmMs < 1_000 && llmMs > 0)) {
      return { passing, failing: concurrency };
    }
    passing = concurrency;
  }
  return { passing, failing: null };
};
