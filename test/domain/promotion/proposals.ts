import { canonicalForm, textOf } from '../../../src/domain/canonical.ts';
import { sha256Hex } from '../../../src/domain/digest.ts';
import type { Decision } from '../../../src/domain/promotion/decision.ts';
import type { Evidence } from '../../../src/domain/promotion/evidence.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import type { Scored } from '../../../src/domain/verdict.ts';

const scored = (fitnessPpm: number): Scored => ({
  kind: 'scored',
  fitnessPpm,
  geometricPpm: fitnessPpm,
  parts: [],
  broken: [],
  quality: 'kept',
  wordErrorPpm: 49_000,
  freeMiB: 1_850,
});

export const baseline = { vllm_memory_pct: 50, whisper_model: 'small' };
export const winner = { vllm_memory_pct: 55, whisper_model: 'small' };

/** A simulated run that found 55 % / small, as `dream run` of the shipped experiment does. */
export const review: Review = {
  run: {
    runId: 'spica_gpu_allocation-2026-11-22-0001',
    firstRunId: '0198f7aa-0000-7000-8000-000000000001',
    experiment: 'spica_gpu_allocation',
    engines: 'simulated',
    gpuClass: 'simulated',
    requester: 'ann@desk',
    seed: 1,
    strategy: 'r-zero',
    specDigest: '5'.repeat(64),
    profileDigest: '6'.repeat(64),
    workloadDigest: '7'.repeat(64),
    startedMs: Date.UTC(2026, 10, 22, 9),
  },
  simulated: true,
  state: 'completed',
  outcome: 'better',
  sentence:
    '55 % / small is better than 50 % / small by +0.099 fitness (95 % interval +0.057 to +0.116), confirmed on fresh boots',
  tie: '55 % / base, 55 % / small and 60 % / base are equal for this workload; take 55 % / small',
  confirmed: true,
  baseline: {
    candidateId: 'c0',
    configuration: baseline,
    verdict: scored(600_000),
    confirmation: scored(604_000),
  },
  candidate: {
    candidateId: 'c1',
    configuration: winner,
    verdict: scored(713_000),
    confirmation: scored(703_000),
  },
  comparison: {
    verdict: 'better',
    differencePpm: 99_000,
    ci: [57_000, 116_000],
    latencies: [],
    bootNoiseAssumed: true,
  },
  targets: [
    {
      objective: 'sttLatency',
      better: 'lower',
      target: 500_000,
      weightPpm: 250_000,
      value: 359_000,
      interval: [342_000, 380_000],
      baseline: 368_000,
      baselineInterval: [351_000, 391_000],
      met: true,
      worthPpm: 701_000,
    },
    {
      objective: 'llmLatency',
      better: 'lower',
      target: 1_000_000,
      weightPpm: 250_000,
      value: 712_000,
      interval: [688_000, 745_000],
      baseline: 1_081_000,
      baselineInterval: [1_012_000, 1_190_000],
      met: true,
      worthPpm: 705_000,
    },
    {
      objective: 'capacity',
      better: 'higher',
      target: 8,
      weightPpm: 200_000,
      value: 6,
      interval: [6, 8],
      baseline: 2,
      baselineInterval: [2, 4],
      met: false,
      worthPpm: 375_000,
    },
    {
      objective: 'stability',
      better: 'higher',
      target: 990_000,
      weightPpm: 200_000,
      value: 1_000_000,
      interval: null,
      baseline: 1_000_000,
      baselineInterval: null,
      met: true,
      worthPpm: 1_000_000,
    },
    {
      objective: 'efficiency',
      better: 'near',
      target: 700_000,
      weightPpm: 100_000,
      value: 727_000,
      interval: null,
      baseline: 677_000,
      baselineInterval: null,
      met: true,
      worthPpm: 865_000,
    },
  ],
  quality: {
    verdict: 'kept',
    wordErrorPpm: 49_000,
    baselinePpm: 49_000,
    marginPpm: 20_000,
    minWords: 500,
  },
  risks: {
    outOfMemory: [{ vllm_memory_pct: 60, whisper_model: 'small' }],
    neighbours: [
      {
        configuration: { vllm_memory_pct: 60, whisper_model: 'small' },
        verdict: { kind: 'disqualified', reason: 'oom', evidence: 'CUDA out of memory' },
      },
      { configuration: { vllm_memory_pct: 55, whisper_model: 'base' }, verdict: scored(709_000) },
    ],
    freeMiB: 1_850,
    totalMiB: 12_288,
    samples: { boots: 2, turns: 32, stressRequests: 214, badRequests: 0, referenceWords: 611 },
    dropped: [],
    losses: 0,
  },
  workload: {
    name: 'long-context',
    promptTokens: 1_500,
    maxTokens: 64,
    referenceConcurrency: 4,
    referenceTurns: 16,
    ceilingConcurrency: 16,
  },
  environment: {
    host: 'box',
    card: 'Simulated GPU 12 GB',
    driver: '570.00',
    engines: { llm: 'simulated-llm 1', stt: 'simulated-whisper 1' },
    versions: { node: 'v20.20.0' },
    simulated: true,
    digest: 'e'.repeat(64),
  },
  time: {
    usedMs: 80_000,
    capMs: 360_000,
    prepareMs: 11_000,
    boots: 6,
    gpuReleased: 'proven',
  },
  counts: { scored: 8, disqualified: 4, infeasible: 0, unmeasured: 0, repeats: 3 },
  lineage: { head: '9'.repeat(64), records: 23 },
};

export const evidence: Evidence = {
  v: 1,
  target: 'simulated',
  approval: 'solo',
  requester: 'ann@desk',
  proposedBy: null,
  review,
  flags: [
    {
      engine: 'llm',
      from: '--gpu-memory-utilization=0.50',
      to: '--gpu-memory-utilization=0.55',
    },
  ],
  fingerprint: 'Simulated GPU 12 GB/12288/570.00',
  verified: { level: 1, head: '9'.repeat(64), records: 23 },
};

export const digestOfEvidence = (given: Evidence): string =>
  sha256Hex(textOf(canonicalForm(given, 'integers')));

export const digest = digestOfEvidence(evidence);
export const expiresMs = Date.UTC(2026, 10, 23, 9, 2);

const answered = {
  who: 'ben@desk',
  reason: 'the margin is clear',
  digest,
  atMs: expiresMs - 3_600_000,
  environment: 'unchanged',
} as const;

export const approvedBy = (who: string, reason: string = answered.reason): Decision => ({
  ...{ state: 'approved', ...answered, alone: false },
  ...{ who, reason },
});
export const approved = approvedBy('ben@desk');
export const rejectedAlone: Decision = { state: 'rejected', ...answered, alone: true };
