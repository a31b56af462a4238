import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical.ts';
import type { TrialOutcome } from '../../src/domain/judge.ts';
import { judge, judgeWords } from '../../src/domain/judge.ts';
import type { Measurement } from '../../src/domain/measurement.ts';
import { unmeasured } from '../../src/domain/measurement.ts';
import type { Observations } from '../../src/domain/observation.ts';
import { objectives, observationsOf, qualityRule, words } from './trials.ts';

const rules = { objectives, quality: qualityRule, baselineWords: words(600, 30) };

const seen = (observations: Observations, errors = 30, count = 600): TrialOutcome => ({
  kind: 'observed',
  observations,
  words: words(count, errors),
});

const withReference = (change: Partial<Observations['capacity']['reference']>): Observations => {
  const seenAll = observationsOf();
  const reference = { ...seenAll.capacity.reference, ...change };
  return { ...seenAll, capacity: { ...seenAll.capacity, reference } };
};

describe('a trial with figures', () => {
  test('is scored with its parts, word error rate and free memory', () => {
    expect(judge(rules, seen(observationsOf()))).toEqual({
      kind: 'scored',
      fitnessPpm: 766_071,
      geometricPpm: expect.any(Number),
      parts: [
        { objective: 'sttLatency', value: 350_000, desirabilityPpm: 714_285, weightPpm: 250_000 },
        { objective: 'llmLatency', value: 650_000, desirabilityPpm: 750_000, weightPpm: 250_000 },
        { objective: 'capacity', value: 8, desirabilityPpm: 500_000, weightPpm: 200_000 },
        {
          objective: 'stability',
          value: 1_000_000,
          desirabilityPpm: 1_000_000,
          weightPpm: 200_000,
        },
        { objective: 'efficiency', value: 700_000, desirabilityPpm: 1_000_000, weightPpm: 100_000 },
      ],
      broken: [],
      quality: 'kept',
      wordErrorPpm: 50_000,
      freeMiB: 3_600,
    });
  });

  test('can always be recorded in the chain: integers only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 3e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.nat(16),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(90),
        fc.nat(12_000),
        (sttUs, passing, requests, bad, peakUsedMiB) => {
          const trial = seen(observationsOf({ sttUs, passing, requests, bad, peakUsedMiB }));
          expect(() => canonicalJson(judge(rules, trial))).not.toThrow();
        },
      ),
    );
  });

  test('is scored as broken at its limit', () => {
    const verdict = judge(rules, seen(observationsOf({ sttUs: [1_000_000], bad: 3 })));
    expect(verdict).toMatchObject({ kind: 'scored', broken: ['sttLatency', 'stability'] });
  });
});

describe('a fault of the engines', () => {
  test.each([
    ['oom', { kind: 'disqualified', reason: 'oom', evidence: 'llm: CUDA out of memory' }],
    ['hang', { kind: 'disqualified', reason: 'instability', evidence: 'llm: CUDA out of memory' }],
    ['crash', { kind: 'disqualified', reason: 'instability', evidence: 'llm: CUDA out of memory' }],
    ['infeasible', { kind: 'infeasible', evidence: 'llm: CUDA out of memory' }],
    [
      'misapplied',
      { kind: 'unmeasured', cause: 'misapplied', evidence: 'llm: CUDA out of memory' },
    ],
    [
      'cpu-fallback',
      { kind: 'unmeasured', cause: 'cpu-fallback', evidence: 'llm: CUDA out of memory' },
    ],
  ] as const)('of kind %s gets its verdict', (kind, verdict) => {
    const fault = { kind, engine: 'llm', evidence: 'CUDA out of\nmemory\u0000' } as const;
    expect(judge(rules, { kind: 'fault', fault })).toEqual(verdict);
  });
});

describe('quality', () => {
  test('above the margin disqualifies, with both rates as evidence', () => {
    expect(judge(rules, seen(observationsOf(), 60))).toEqual({
      kind: 'disqualified',
      reason: 'quality',
      evidence: "word error rate 10.00 %, over 2.00 % above the baseline's",
    });
  });

  test('disqualifies although a figure is missing', () => {
    const verdict = judge(rules, seen(withReference({ sttLatencyUs: unmeasured('cap') }), 60));
    expect(verdict).toMatchObject({ kind: 'disqualified', reason: 'quality' });
  });

  test('that is not decidable is scored and said', () => {
    expect(judge(rules, seen(observationsOf(), 60, 70))).toMatchObject({
      kind: 'scored',
      quality: 'not-decidable',
      wordErrorPpm: 857_142,
    });
  });

  test('of the baseline itself is kept', () => {
    const self = { ...rules, baselineWords: 'self' } as const;
    expect(judge(self, seen(observationsOf(), 300))).toMatchObject({ quality: 'kept' });
  });

  test('without a valid baseline is scored and said', () => {
    const none = { ...rules, baselineWords: null };
    expect(judge(none, seen(observationsOf()))).toMatchObject({ quality: 'no-baseline' });
  });

  test('without any word leaves the trial unmeasured', () => {
    expect(judge(rules, seen(observationsOf(), 0, 0))).toEqual({
      kind: 'unmeasured',
      cause: 'no-samples',
      evidence: 'no transcript to hold against a reference',
    });
  });
});

describe('a figure that is absent', () => {
  test.each([
    ['sttLatencyUs', unmeasured('no-samples'), 'no-samples', 'sttLatency: no-samples'],
    ['llmLatencyUs', unmeasured('not-finite'), 'not-finite', 'llmLatency: not-finite'],
    [
      'llmLatencyUs',
      { kind: 'censored', atLeast: 1_999_999 } satisfies Measurement,
      'no-samples',
      'llmLatency: known only to be at least 1999999 us',
    ],
  ] as const)('%s %j leaves the trial unmeasured', (field, latency, cause, evidence) => {
    expect(judge(rules, seen(withReference({ [field]: latency })))).toEqual({
      kind: 'unmeasured',
      cause,
      evidence,
    });
  });

  test('a latency censored at its limit counts as broken, with that bound as its value', () => {
    const latency = { kind: 'censored', atLeast: 2_000_000 } as const;
    const verdict = judge(rules, seen(withReference({ llmLatencyUs: latency })));
    expect(verdict).toMatchObject({ kind: 'scored', broken: ['llmLatency'] });
    expect(verdict.kind === 'scored' ? verdict.parts[1] : null).toMatchObject({
      value: 2_000_000,
      desirabilityPpm: 0,
    });
  });

  test('an infeasible figure makes the trial infeasible', () => {
    const latency = { kind: 'infeasible', cause: 'no KV cache', evidence: 'needs\n1 GiB' } as const;
    expect(judge(rules, seen(withReference({ sttLatencyUs: latency })))).toEqual({
      kind: 'infeasible',
      evidence: 'no KV cache: needs 1 GiB',
    });
  });

  test('a late load generator leaves the trial unmeasured', () => {
    const all = observationsOf();
    const generator = { latenessP99Us: 41_000, late: true };
    const late = { ...all, capacity: { ...all.capacity, generator } };
    expect(judge(rules, seen(late))).toEqual({
      kind: 'unmeasured',
      cause: 'generator-late',
      evidence: 'requests left up to 41000 us late (p99)',
    });
  });

  test('no request under stress leaves the stability unmeasured', () => {
    expect(judge(rules, seen(observationsOf({ requests: 0 })))).toEqual({
      kind: 'unmeasured',
      cause: 'no-samples',
      evidence: 'stability: no request under stress',
    });
  });

  test('memory that the card does not report leaves the efficiency unmeasured', () => {
    const all = observationsOf();
    const { peakUsedMiB: _, ...gpu } = all.gpu;
    expect(judge(rules, seen({ ...all, gpu }))).toEqual({
      kind: 'unmeasured',
      cause: 'no-samples',
      evidence: 'efficiency: memory use was not reported',
    });
  });
});

describe('words alone', () => {
  test('disqualify a model above the margin, with the same verdict as after its load', () => {
    const verdict = judgeWords(rules, words(600, 60));
    expect(verdict).toEqual(judge(rules, seen(observationsOf(), 60)));
    expect(verdict).toMatchObject({ kind: 'disqualified', reason: 'quality' });
  });

  test('decide nothing within the margin, or without a word', () => {
    expect(judgeWords(rules, words(600, 30))).toBeNull();
    expect(judgeWords(rules, words(0, 0))).toBeNull();
  });
});
