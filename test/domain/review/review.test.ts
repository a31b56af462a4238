import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../src/domain/candidate.ts';
import { canonicalJson } from '../../../src/domain/canonical.ts';
import { reviewOf } from '../../../src/domain/review/review.ts';
import type { Review, ReviewedResult } from '../../../src/domain/review/review.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import { confirmed, environment, runOf, scored, spec } from './compared-runs.ts';
import type { Trial } from './compared-runs.ts';

const candidate = (id: string, pct: number): Candidate => ({
  id,
  cell: 0,
  configuration: { pct, model: 'small' },
  generation: 0,
  origin: 'initial',
  parentIds: [],
  mutations: [],
  repeatOf: null,
});

const result: ReviewedResult = {
  state: 'completed',
  outcome: 'better',
  sentence: '40 is better',
  tieSentence: '40 and 45 are equal',
  ties: ['c1', 'c2'],
  winner: candidate('c1', 40),
  baseline: candidate('c0', 50),
  confirmed: true,
  comparison: null,
  counts: { scored: 2, disqualified: 0, infeasible: 0, unmeasured: 0, repeats: 0 },
  gpuReleased: 'proven',
  usedMs: 1,
  capMs: 2,
  prepareMs: 3,
  boots: 4,
  specDigest: 'd',
  lineageHead: 'h',
  lineageLength: 9,
};

type Given = {
  readonly trials?: readonly Trial[];
  readonly view?: Partial<ExperimentView>;
  readonly result?: Partial<ReviewedResult>;
};

const review = (given: Given = {}): Review => {
  const { view } = runOf('r', given.trials ?? confirmed, given.view);
  const found = reviewOf('run-1', view, { ...result, ...given.result });
  if (found === null) throw new Error('no review');
  return found;
};

describe('the review of a run', () => {
  test('tells both sides with their verdicts, first and fresh', () => {
    const { baseline, candidate: winner } = review();
    expect(baseline).toMatchObject({
      candidateId: 'c0',
      verdict: scored(600_000),
      confirmation: scored(600_000),
    });
    expect(winner).toMatchObject({ verdict: scored(900_000), confirmation: scored(890_000) });
  });

  test('has what it rests on: run, time, environment, lineage', () => {
    const { run, time, lineage, environment: on } = review();
    expect(run).toMatchObject({ runId: 'run-1', firstRunId: 'r', experiment: 'spica', seed: 7 });
    expect(time).toEqual({ usedMs: 1, capMs: 2, prepareMs: 3, boots: 4, gpuReleased: 'proven' });
    expect(lineage).toEqual({ head: 'h', records: 9 });
    expect(on).toEqual(environment);
  });

  test('is integers and texts only, so that it has a digest', () => {
    expect(() => canonicalJson(review())).not.toThrow();
  });

  test('is none where the history does not tell what was asked', () => {
    const { view } = runOf('r', confirmed, { spec: null });
    expect(reviewOf('r', view, result)).toBeNull();
  });

  test('tells the tie only where its choice is the winner', () => {
    expect(review().tie).toBe('40 and 45 are equal');
    expect(review({ result: { ties: ['c2', 'c1'] } }).tie).toBeNull();
    expect(review({ result: { winner: null } }).tie).toBeNull();
  });

  test('without a winner has no candidate, targets or risks', () => {
    const { candidate: none, targets, risks, quality } = review({ result: { winner: null } });
    expect([none, targets, risks]).toEqual([null, [], null]);
    expect(quality).toMatchObject({ verdict: null, wordErrorPpm: null, baselinePpm: 50_000 });
  });

  test('of a winner whose trial the history lacks has no verdict and no risks', () => {
    const { candidate: winner, risks } = review({ trials: [{ id: 'c0', verdict: null }] });
    expect(winner).toMatchObject({ verdict: null, confirmation: null });
    expect(risks).toBeNull();
  });

  test('has the word errors of both sides and the rule', () => {
    expect(review().quality).toEqual({
      verdict: 'kept',
      wordErrorPpm: 50_000,
      baselinePpm: 50_000,
      marginPpm: 20_000,
      minWords: 500,
    });
    expect(review({ trials: [{ id: 'c1' }] }).quality.baselinePpm).toBeNull();
  });

  test('is simulated where the spec or the card says so', () => {
    const prepared = runOf('r', []).view.prepared;
    const real = { ...spec, simulated: false };
    const pretended = prepared && { ...prepared, environment: { ...environment, simulated: true } };
    expect(review({ view: { spec: real } }).simulated).toBe(false);
    expect(review({ view: { spec: { ...spec, simulated: true } } }).simulated).toBe(true);
    expect(review({ view: { spec: real, prepared: pretended } }).simulated).toBe(true);
    expect(review({ view: { spec: real, prepared: null } })).toMatchObject({
      simulated: false,
      environment: null,
    });
  });
});
