import type { Objective, QualityRule } from '../../src/domain/objective.ts';
import type { Observations, WordErrors } from '../../src/domain/observation.ts';
import { summarize } from '../../src/domain/statistics/summarize.ts';

/** The objectives of the first experiment. */
export const objectives: readonly Objective[] = [
  {
    name: 'sttLatency',
    weightPpm: 250_000,
    points: [
      [150_000, 1_000_000],
      [500_000, 500_000],
      [1_000_000, 0],
    ],
    target: 500_000,
    better: 'lower',
  },
  {
    name: 'llmLatency',
    weightPpm: 250_000,
    points: [
      [300_000, 1_000_000],
      [1_000_000, 500_000],
      [2_000_000, 0],
    ],
    target: 1_000_000,
    better: 'lower',
  },
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

export const objectiveOf = (name: Objective['name']): Objective => {
  const found = objectives.find((objective) => objective.name === name);
  if (found === undefined) throw new Error(`no objective ${name}`);
  return found;
};

export const qualityRule: QualityRule = {
  marginPpm: 20_000,
  minWords: 500,
  allowUndecided: false,
};

export const words = (count: number, substitutions: number): WordErrors => ({
  words: count,
  substitutions,
  deletions: 0,
  insertions: 0,
});

export type Seen = {
  readonly sttUs?: readonly number[];
  readonly llmUs?: readonly number[];
  readonly passing?: number;
  readonly failing?: number | null;
  readonly bad?: number;
  readonly requests?: number;
  readonly peakUsedMiB?: number;
};

/** Observations of one boot; by default 16 turns at 350 and 650 ms, capacity [8, 12), 70 % of the card. */
export function observationsOf(seen: Seen = {}): Observations {
  const generator = { latenessP99Us: 900, late: false };
  const sttLatencyUs = summarize(seen.sttUs ?? Array.from({ length: 16 }, () => 350_000));
  const llmLatencyUs = summarize(seen.llmUs ?? Array.from({ length: 16 }, () => 650_000));
  const requests = seen.requests ?? 60;
  const failing = seen.failing === undefined ? 12 : seen.failing;
  return {
    applied: {
      kind: 'applied',
      proof: {
        llm: { utilizationPct: 50, kvTokens: 20_000 },
        stt: { model: 'small', device: 'cuda', computeType: 'float16' },
      },
      startOrder: ['llm', 'stt'],
      boots: 1,
      restarts: 1,
      bootMs: 20_000,
      restartMs: 3_000,
    },
    stt: { latencyUs: sttLatencyUs, words: words(600, 30), transcripts: 60, generator },
    llm: {
      latencyUs: llmLatencyUs,
      firstTokenUs: summarize([90_000]),
      milliTokensPerSecond: summarize([95_000]),
      generator,
    },
    capacity: {
      reference: {
        concurrency: 4,
        turns: 16,
        errors: 0,
        sttLatencyUs,
        llmLatencyUs,
        passed: true,
      },
      rungs: [],
      capacity: { passing: seen.passing ?? 8, failing },
      stress: { requests, errors: seen.bad ?? 0, timeouts: 0, preemptions: 0 },
      words: words(600, 30),
      generator,
    },
    gpu: {
      periodMs: 200,
      coveragePpm: 990_000,
      samples: 60,
      totalMiB: 12_000,
      peakUsedMiB: seen.peakUsedMiB ?? 8_400,
      points: [],
      digest: '0'.repeat(64),
    },
  };
}
