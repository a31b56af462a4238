import { describe, expect, test } from 'vitest';
import { renderComparison } from '../../../src/cli/render/compare.ts';
import { createPaint, plainPaint } from '../../../src/cli/render/paint.ts';
import { wrapWords } from '../../../src/cli/render/wrap.ts';
import { compareSides } from '../../../src/domain/review/compare-sides.ts';
import { byAge } from '../../../src/domain/review/compared-side.ts';
import type { ComparedSide } from '../../../src/domain/review/compared-side.ts';
import { pickBaseline, pickNamed, pickWinner } from '../../../src/domain/review/pick-side.ts';
import { confirmed, environment, fast, runOf, spec } from '../../domain/review/compared-runs.ts';
import type { Trial } from '../../domain/review/compared-runs.ts';

const within = (trials: readonly Trial[], id = 'c1') => {
  const run = runOf('spica-1', trials, { winner: 'c1' });
  return {
    scope: 'one-run',
    candidate: side(pickNamed(run, id)),
    against: side(pickBaseline(run)),
  } as const;
};
const side = (picked: ComparedSide | null): ComparedSide => {
  if (picked === null) throw new Error('no side');
  return picked;
};

const newest = (more: object = {}) =>
  side(pickWinner(runOf('spica-2', confirmed, { winner: 'c1', startedMs: 2, ...more })));
const older = side(pickWinner(runOf('spica-1', [{ id: 'c0' }], { winner: 'c0', startedMs: 1 })));

describe('a comparison', () => {
  const better = compareSides(within(confirmed));

  test('within a run leads with the verdict, then both sides, the figures and their limits', () => {
    expect(renderComparison(better, plainPaint)).toMatchSnapshot();
  });

  test('without data gives the reason and what figures there are', () => {
    const verdict = {
      kind: 'disqualified',
      reason: 'oom',
      evidence: 'llm: CUDA out of memory',
    } as const;
    const oom = within([{ id: 'c0' }, { id: 'c1', verdict, seen: null }]);
    const silent = { ...oom, candidate: { ...oom.candidate, words: null } };
    expect(renderComparison(compareSides(silent), plainPaint)).toMatchSnapshot();
  });

  test('of two runs on different cards says so', () => {
    const prepared = { tookMs: 1, measured: true, words: {} };
    const moved = newest({ prepared: { ...prepared, environment: { ...environment, card: 'B' } } });
    expect(renderComparison(compareSides(byAge(moved, older)), plainPaint)).toMatchSnapshot();
  });

  test('of two runs with different workloads shows the figures and no change', () => {
    const real = { ...spec, simulated: false };
    const other = { ...older, spec: real };
    const pair = byAge(newest({ spec: { ...real, workloadDigest: 'x' } }), other);
    expect(renderComparison(compareSides(pair), plainPaint)).toMatchSnapshot();
  });

  test('shows no chance where there were no requests to hold against each other', () => {
    const { comparison } = better;
    if (comparison === null) throw new Error('no comparison');
    const latencies = comparison.latencies.map((each) => ({ ...each, mannWhitneyPpm: null }));
    const learned = { ...comparison, latencies, bootNoiseAssumed: false };
    const text = renderComparison({ ...better, comparison: learned }, plainPaint);
    expect(text).not.toContain('Keep in mind');
  });

  test('fits on 80 columns, and paints the verdict by what it is', () => {
    const worse = compareSides(within([{ id: 'c0', seen: fast }, { id: 'c1' }]));
    const equal = compareSides(within([{ id: 'c0' }, { id: 'c1' }]));
    const results = [better, worse, equal, compareSides(byAge(newest(), older))];
    const lines = results.flatMap((each) => renderComparison(each, plainPaint).split('\n'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    const [, good] = renderComparison(better, createPaint(true)).split('\n');
    const [, bad] = renderComparison(worse, createPaint(true)).split('\n');
    const [, bold] = renderComparison(equal, createPaint(true)).split('\n');
    expect([good, bad, bold].map((line) => line?.slice(0, 5))).toEqual([
      '\u001B[32m',
      '\u001B[31m',
      '\u001B[1m4',
    ]);
  });
});

test('a word that is longer than the line stands alone', () => {
  expect(wrapWords('a bb cccccc dd e', 4)).toEqual(['a bb', 'cccccc', 'dd e']);
});
