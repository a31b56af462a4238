import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/domain/comparison.ts';
import { decide } from '../../src/domain/outcome.ts';
import type { Judged } from '../../src/domain/run-log.ts';

const judged = (id: string, pct: number): Judged => ({
  candidate: {
    id,
    cell: 0,
    configuration: { vllm_memory_pct: pct, whisper_model: 'small' },
    generation: 0,
    origin: id === 'c0' ? 'baseline' : 'child',
    parentIds: [],
    mutations: [],
    repeatOf: null,
  },
  purpose: 'confirm',
  verdict: { kind: 'infeasible', evidence: '' },
  boots: [],
});
const best = judged('c1', 60);
const baseline = judged('c0', 50);
const comparison: Comparison = {
  verdict: 'better',
  differencePpm: 31_000,
  ci: [-2_000, 60_000],
  latencies: [],
  bootNoiseAssumed: true,
};

describe('the decision of a run', () => {
  test.each([
    [
      { kind: 'better', best, comparison } as const,
      best,
      '60 % / small is better than 50 % / small by +0.031 fitness (95 % interval -0.002 to +0.060), confirmed on fresh boots',
    ],
    [
      { kind: 'keep-baseline', comparison: null } as const,
      baseline,
      'keep 50 % / small: nothing measured was better',
    ],
    [
      { kind: 'not-distinguishable', best, comparison } as const,
      baseline,
      '60 % / small and 50 % / small cannot be told apart (+0.031 fitness (95 % interval -0.002 to +0.060)); keep the baseline',
    ],
    [
      { kind: 'unconfirmed', best, why: 'the cap ended it' } as const,
      best,
      '60 % / small measured best but was not confirmed: the cap ended it',
    ],
    [{ kind: 'no-baseline', best } as const, best, 'no valid baseline: 60 % / small measured best'],
    [
      { kind: 'no-baseline', best: null } as const,
      null,
      'no valid baseline: nothing could be measured',
    ],
  ])('names outcome, winner and why in one sentence: $kind', (confirmation, winner, sentence) => {
    const decision = decide(confirmation, baseline);
    expect(decision.winner).toBe(winner);
    expect(decision).toMatchObject({ outcome: confirmation.kind, sentence });
  });

  test('names the baseline as such where its configuration is not known', () => {
    const { sentence, winner } = decide({ kind: 'keep-baseline', comparison: null }, null);
    expect([sentence, winner]).toEqual(['keep the baseline: nothing measured was better', null]);
  });
});
