import { describe, expect, test } from 'vitest';
import {
  pickBaseline,
  pickChallenger,
  pickNamed,
  pickWinner,
} from '../../../src/domain/review/pick-side.ts';
import { observationsOf, words } from '../trials.ts';
import { confirmed, environment, runOf, scored, spec } from './compared-runs.ts';
import type { Trial } from './compared-runs.ts';

const explored: readonly Trial[] = [
  { id: 'c0', verdict: scored(600_000) },
  { id: 'c1', verdict: scored(950_000, { broken: ['capacity'] }) },
  { id: 'c2', verdict: scored(700_000) },
  { id: 'c3', verdict: scored(700_000), repeatOf: 'c2', seen: null },
  { id: 'c4', verdict: { kind: 'infeasible', evidence: 'too large' }, seen: null },
];

describe('a side', () => {
  test('is the winner of a run, with every boot of it and what stands for it', () => {
    expect(pickWinner(runOf('r', confirmed, { winner: 'c1', startedMs: 7 }))).toMatchObject({
      runId: 'r',
      firstRunId: 'r',
      startedMs: 7,
      spec,
      environment,
      candidateId: 'c1',
      configuration: { pct: 40, model: 'small' },
      isWinner: true,
      isBaseline: false,
      model: 'small',
      words: words(600, 30),
      boots: [{ purpose: 'explore' }, { purpose: 'confirm' }],
    });
  });

  test('is the best scored without a winner: limits kept before fitness, no repeat', () => {
    const side = pickWinner(runOf('r', explored));
    expect(side).toMatchObject({ candidateId: 'c2', isWinner: false });
  });

  test('is the baseline where nothing was scored, and null without one', () => {
    const oom = { kind: 'disqualified', reason: 'oom', evidence: 'x' } as const;
    const only = runOf('r', [{ id: 'c0', verdict: oom, seen: null }]);
    expect(pickWinner(only)).toMatchObject({ candidateId: 'c0', isBaseline: true });
    expect(pickWinner(runOf('r', []))).toBeNull();
    expect(pickBaseline(runOf('r', []))).toBeNull();
  });

  test('is nobody in a run whose spec is not known', () => {
    expect(pickWinner(runOf('r', confirmed, { winner: 'c1', spec: null }))).toBeNull();
  });

  test('named by a repeat is its first trial', () => {
    const side = pickNamed(runOf('r', explored), 'c3');
    expect(side).toMatchObject({ candidateId: 'c2', boots: [{ purpose: 'explore' }] });
    expect(pickNamed(runOf('r', explored), 'c9')).toBeNull();
  });

  test('has the word errors of the solo probe where preparation is not known', () => {
    const bare = runOf('r', confirmed, { prepared: null });
    expect(pickNamed(bare, 'c1')).toMatchObject({ words: words(600, 30), environment: null });
    const less = runOf('r', confirmed, { prepared: null, solo: { stt: {}, llm: {} } });
    expect(pickNamed(less, 'c1')).toMatchObject({
      words: null,
      boots: [{ observations: null }, {}],
    });
  });

  test('has all that was seen on each boot', () => {
    const [boot] = pickNamed(runOf('r', confirmed), 'c0')?.boots ?? [];
    expect(boot?.observations).toEqual(observationsOf());
  });
});

describe('the challenger of a baseline', () => {
  test('is the winner', () => {
    expect(pickChallenger(runOf('r', confirmed, { winner: 'c1' }))?.candidateId).toBe('c1');
  });

  test('is the one that was confirmed beside it where the baseline won', () => {
    const trials = [...explored, ...confirmed.filter(({ purpose }) => purpose === 'confirm')];
    expect(pickChallenger(runOf('r', trials, { winner: 'c0' }))?.candidateId).toBe('c1');
  });

  test('is the best scored of the others where none was confirmed, and null without others', () => {
    expect(pickChallenger(runOf('r', explored, { winner: 'c0' }))?.candidateId).toBe('c2');
    expect(pickChallenger(runOf('r', [{ id: 'c0' }], { winner: 'c0' }))).toBeNull();
  });
});
